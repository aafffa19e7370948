"""The rc file of a shell is replaced in one step, and stays its owner's."""

from __future__ import annotations

import os
import stat

import pytest

from envarium.errors import SystemRefused
from envarium.shells import rcfile


@pytest.fixture
def file(tmp_path):
    """An rc file that only its owner may read."""
    path = tmp_path / ".bashrc"
    path.write_text("old\n")
    path.chmod(0o600)
    return str(path)


def test_it_is_replaced(file):
    """A process that reads the old file continues to read it; nothing else is left beside the new one."""
    with open(file, encoding="utf-8") as reader:
        rcfile.write(file, "new\n")
        assert reader.read() == "old\n"
    assert rcfile.read(file) == "new\n"
    assert os.listdir(os.path.dirname(file)) == [".bashrc"]


def test_no_other_user_can_read_it_meanwhile(file, monkeypatch):
    """The new file is never open to others, whatever the umask, if the old one was not."""
    modes = []
    make = os.open

    def watched(path, *arguments, **options):
        descriptor = make(path, *arguments, **options)
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        return descriptor

    monkeypatch.setattr(os, "open", watched)
    umask = os.umask(0)
    try:
        rcfile.write(file, "new\n")
    finally:
        os.umask(umask)
    assert modes
    assert set(modes) == {0o600}
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600


@pytest.mark.skipif(os.geteuid(), reason="it takes root to give a file to somebody else")
def test_it_keeps_owner_mode_and_attributes(file):
    """Root changes the file of another user, and it is still that user's."""
    os.chmod(file, 0o640)
    os.chown(file, 12, 34)
    os.setxattr(file, "trusted.envarium", b"x")
    rcfile.write(file, "new\n")
    status = os.stat(file)
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12, 34, 0o640)
    assert os.getxattr(file, "trusted.envarium") == b"x"


def test_links(file):
    """A symlink stays one; a file that has other hard links is not cut off from them."""
    os.symlink(file, file + ".link")
    rcfile.write(file + ".link", "new\n")
    assert os.path.islink(file + ".link")
    assert rcfile.read(file) == "new\n"
    os.link(file, file + ".hard")
    with pytest.raises(SystemRefused, match="hard links"):
        rcfile.write(file, "newer\n")
    assert rcfile.read(file) == "new\n"
    assert len(os.listdir(os.path.dirname(file))) == 3
