"""Private temporary files whose data is mapped into memory, and which go when the data goes.

Each process has one folder, which only its user may enter, and holds a lock on it. What a killed
process left behind is swept up by the next one, which finds the lock free.
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import atexit
import mmap
import os
import shutil
import tempfile
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_PREFIX = "evalwidgets-tables-"
_LOCK = "lock"
_guard = threading.Lock()  # of `_folders`
_folders: dict[int, tuple[Path, int]] = {}  # by process, since a fork copies this: the folder and its lock


def new_file(name: str) -> Path:
    """Create an empty file that only this user may read, for a table called `name`."""
    with _guard:
        if os.getpid() not in _folders:
            _sweep()
            _folders[os.getpid()] = _new_folder()
        folder, _ = _folders[os.getpid()]
    descriptor, path = tempfile.mkstemp(prefix=f"{name}-", suffix=".arrow", dir=folder)
    os.close(descriptor)
    return Path(path)


def map_file(path: Path) -> pa.Table:
    """Map the Arrow stream at `path`; the file is removed when the last of its data is let go, or at exit."""
    import pyarrow as pa

    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    # Every Arrow buffer cut from it keeps `mapped` alive, through slices, casts and other datasets.
    weakref.finalize(mapped, _remove, path, os.getpid()).atexit = False
    return pa.ipc.open_stream(pa.py_buffer(mapped)).read_all()


def _remove(path: Path, owner: int) -> None:
    if os.getpid() == owner:
        path.unlink(missing_ok=True)


def _new_folder() -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        # A sweeper that came between the two lines above takes the folder for an abandoned one.
        if _try_lock(lock) and (folder / _LOCK).exists():
            atexit.register(_clear, folder, os.getpid())
            return folder, lock
        os.close(lock)


def _clear(folder: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Remove folders of this user whose process is gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.lstat().st_uid != os.getuid() or folder.is_symlink():
                continue
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
            try:
                if _try_lock(lock):
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _try_lock(descriptor: int) -> bool:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
