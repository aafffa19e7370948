"""Copies and reflinks of single files."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess

import pytest

from envarium.creator.reflink import can_reflink
from envarium.files import copying
from trees import whole


@pytest.mark.parametrize("copy", [copying.copy, copying.clone], ids=lambda copy: copy.__name__)
def test_copies(copy, tmp_path):
    """A copy has the bytes, the permissions and the time of modification of its source, and never replaces anything."""
    source, target = str(tmp_path / "a"), str(tmp_path / "b")
    with open(source, "wb") as file:
        file.write(os.urandom(3 * 2**20 + 1))
    os.chmod(source, 0o540)
    os.utime(source, ns=(10**18 + 1, 10**18 + 7))
    copy(source, target)
    assert whole(str(tmp_path))[target] == whole(str(tmp_path))[source]
    assert os.stat(target).st_mtime_ns == 10**18 + 7
    assert stat.S_IMODE(os.stat(target).st_mode) == 0o540
    with pytest.raises(FileExistsError):
        copy(source, target)


def test_reflink(tmp_path):
    """On a file system that shares blocks an environment's files are its own, and take next to nothing."""
    if os.getuid() or not shutil.which("mkfs.btrfs"):
        pytest.skip("it takes root and mkfs.btrfs to make a file system that shares blocks")
    disk, point = tmp_path / "disk", tmp_path / "point"
    point.mkdir()
    with open(disk, "wb") as file:
        file.truncate(256 * 2**20)
    subprocess.run(["mkfs.btrfs", "-q", disk], check=True)
    if subprocess.run(["mount", "-o", "loop", disk, point], check=False).returncode:
        pytest.skip("a loop device cannot be mounted here")
    try:
        source, target = str(point / "a"), str(point / "b")
        with open(source, "wb") as file:
            file.write(os.urandom(2**20))
        assert can_reflink(str(point))
        copying.reflink(source, target)
        found = whole(str(point))
        assert found[source] == found[target]
        assert os.stat(source).st_ino != os.stat(target).st_ino
    finally:
        subprocess.run(["umount", point], check=True)
