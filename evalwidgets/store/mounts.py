"""Which file systems are on a network: SQLite's write-ahead log is not safe there.

The log needs memory shared between all who have the file open, which machines do not share, and
file locks, which some of these systems only pretend to have.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePath

_NETWORK = re.compile(
    r"9p|acfs|afs|beegfs|ceph|cifs|coda|davfs|fuse(\..*)?|glusterfs|gpfs|lustre|ncpfs|nfs[4d]?|orangefs|panfs|pvfs2"
    r"|quobyte|smb[23]|smbfs|virtiofs|wekafs"
)
_MOUNTS = Path("/proc/self/mountinfo")


def network_file_system(path: Path) -> str | None:
    """Return the type of the network file system that holds `path` ("nfs4"), or None if it is local.

    None, too, where the system does not say (macOS, Windows).
    """
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    found = file_system_of(PurePath(path.resolve()), mounts)
    return found if found is not None and is_network(found) else None


def is_network(file_system: str) -> bool:
    """Tell whether a file system of this type may be shared by machines; all of FUSE may."""
    return _NETWORK.fullmatch(file_system) is not None


def file_system_of(path: PurePath, mountinfo: str) -> str | None:
    """Return the type of the file system that holds `path`, by the text of ``/proc/self/mountinfo``.

    The deepest mount point above the path holds it; of two at the same place, the later one.
    """
    best: tuple[int, str] | None = None
    for line in mountinfo.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split(" ")
        if not separator or len(fields) < 5:  # noqa: PLR2004 (the mount point is the fifth field, see proc(5))
            continue
        point = PurePath(_unescape(fields[4]))
        depth = len(point.parts)
        if path.is_relative_to(point) and (best is None or depth >= best[0]):
            best = (depth, after.split(" ")[0])
    return best[1] if best else None


def _unescape(field: str) -> str:
    r"""Undo the kernel's octal escapes (``\040`` is a space)."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), field)
