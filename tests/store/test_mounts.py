"""Network file systems are told by the mount table."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from evalwidgets.store.mounts import file_system_of, is_network

MOUNTS = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
40 27 0:50 / /home rw,relatime shared:1 - nfs4 files.example:/home rw,vers=4.2
41 40 0:51 / /home/ada/scratch rw,relatime shared:2 master:1 - xfs /dev/sdb rw
42 27 0:52 / /mnt/team\040drive rw - cifs //files/team rw
43 27 0:53 / /data rw - fuse.sshfs me@host:/data rw
44 27 0:54 / /over rw - nfs host:/x rw
45 27 0:55 / /over rw - tmpfs tmpfs rw
46 27 0:56 / /usb rw - fuseblk /dev/sdc1 rw
a line that is none
"""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/srv/s.db", "ext4"),
        ("/home/ada/s.db", "nfs4"),
        ("/home/ada/scratch/s.db", "xfs"),
        ("/homes/s.db", "ext4"),
        ("/mnt/team drive/s.db", "cifs"),
        ("/data/a/b/s.db", "fuse.sshfs"),
        ("/over/s.db", "tmpfs"),
        ("/usb/s.db", "fuseblk"),
    ],
)
def test_the_deepest_and_latest_mount_above_the_path_holds_it(path: str, found: str) -> None:
    assert file_system_of(PurePath(path), MOUNTS) == found


def test_no_mount_table_no_answer() -> None:
    assert file_system_of(PurePath("/s.db"), "") is None


@pytest.mark.parametrize(
    "name", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse", "fuse.sshfs", "ceph", "lustre", "virtiofs"]
)
def test_file_systems_that_machines_share_are_network(name: str) -> None:
    assert is_network(name)


@pytest.mark.parametrize("name", ["ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "apfs", "fuseblk", "nfsx"])
def test_file_systems_of_one_machine_are_local(name: str) -> None:
    assert not is_network(name)
