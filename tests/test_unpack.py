from __future__ import annotations

import os
import subprocess
import sys
import tarfile

import pytest

import archived
import pythons
from archived import FORGERIES, NAME
from envarium import exit_codes
from envarium.errors import EnvariumError, SystemRefused
from envarium.interpreters import script
from envarium.packing import extracting, platforms, unpacking
from envarium.packing.refusals import CannotUnpack


@pytest.fixture
def good(tmp_path):
    """A good archive of a small environment."""
    path = str(tmp_path / "good.tar.gz")
    archived.good(tmp_path / "tree", path)
    return path


def unpack(store, path, name="", *, any_size=False):
    return unpacking.unpack(store, str(path), name, lambda _: None, any_size=any_size)


def left(store):
    """Return what is in the store and in its staging."""
    return os.listdir(store.root), os.listdir(store.own("staging"))


@pytest.mark.parametrize("form", ["tar.gz", "tar.zst", "zip"])
def test_good(store, tmp_path, form):
    """A good archive is unpacked under its name: the files with their modes, the links."""
    path = str(tmp_path / f"good.{form}")
    archived.good(tmp_path / "tree", path, links=form != "zip")
    assert unpack(store, path).name == NAME
    if form != "zip":
        assert os.readlink(f"{store.root}/{NAME}/bin/python3") == "python"
    assert os.access(f"{store.root}/{NAME}/bin/python", os.X_OK)
    assert not os.access(f"{store.root}/{NAME}/pyvenv.cfg", os.X_OK)


def test_unreadable(store, open_directory, without_powers):
    """An archive that may not be read is refused with that reason, and is not called something else."""
    path = open_directory + "/unreadable.tar.gz"
    archived.good(open_directory + "/tree", path)
    os.chmod(path, 0o200)
    assert "cannot be unpacked: permission denied" in without_powers(lambda: unpack(store, path))


@pytest.mark.parametrize("forgery", FORGERIES)
def test_hostile(store, tmp_path, good, forgery):
    """A hostile or damaged archive is refused with its reason; nothing is left, inside the store or elsewhere."""
    forge, reason = FORGERIES[forgery]
    path = tmp_path / "forged"
    forge(good, str(path))
    around = sorted(os.listdir(tmp_path))
    with pytest.raises(CannotUnpack) as caught:
        unpack(store, path)
    assert reason in caught.value.reason
    assert forgery == "no archive" or left(store) == ([".envarium"], [])
    assert sorted(os.listdir(tmp_path)) == around
    assert not os.path.lexists("/tmp/escaped")


def test_every_length(store, good):
    """An archive that is cut short anywhere is refused."""
    with open(good, "rb") as file:
        content = file.read()
    for length in range(0, len(content), 37):
        with open(good, "wb") as file:
            file.write(content[:length])
        with pytest.raises(CannotUnpack):
            unpack(store, good)
    assert left(store) == ([".envarium"], [])


def test_every_interpreter_has_the_same_platform(tmp_path):
    """Any Python of this machine gives the same platform as envarium's own; 2.7 knows few names."""
    here = platforms.of_machine()
    for path in pythons.there():
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin/python").unlink(missing_ok=True)
        (tmp_path / "bin/python").symlink_to(path)
        flags = script.isolated(".".join(map(str, pythons.version(path))))
        facts = platforms.PlatformQuestion(f"{tmp_path}/bin/python", "x", flags).answer()
        assert {field: facts[field] for field in here} == here, path


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"platform": "riscv64-linux-gnu"}, "it is for another platform, riscv64-linux-gnu"),
        ({"platform": platforms.of_machine()["platform"].replace("gnu", "musl")}, "it is for another libc"),
        ({"libc_needed": "2.999"}, "its programs need glibc 2.999"),
        ({"prefix": ""}, "its manifest names a prefix"),
        ({"name": "../x"}, "cannot name an environment"),
    ],
)
def test_elsewhere(store, tmp_path, facts, reason):
    """What cannot run here is refused before anything is written."""
    path = str(tmp_path / "other.tar.gz")
    archived.good(tmp_path / "tree", path, **facts)
    with pytest.raises(EnvariumError) as caught:
        unpack(store, path)
    assert reason in caught.value.sentence
    assert left(store) == ([".envarium"], [])


def test_any_size(store, good, monkeypatch):
    """What contains many times its own size is taken if that is asked for."""
    monkeypatch.setattr(extracting, "SMALL", 1)
    monkeypatch.setattr(extracting, "RATIO", 1)
    with pytest.raises(CannotUnpack, match="contains more than"):
        unpack(store, good)
    assert unpack(store, good, any_size=True).name == NAME


def test_no_room(store, good, monkeypatch):
    """A disk that has not enough room is noticed before anything is written, and one that fills up leaves nothing."""
    monkeypatch.setattr(extracting, "write_to", full)
    with pytest.raises(SystemRefused, match="no space left"):
        unpack(store, good)
    assert left(store) == ([".envarium"], [])


def full(descriptor, content):
    raise OSError(28, "No space left on device")


def test_top_directory(store, tmp_path, good):
    """The archive that tar makes of an environment's directory is taken, under the archive's name."""
    root = tmp_path / "made"
    with tarfile.open(good) as archive:
        archive.extractall(root / "old", filter="data")
    for name in (".envarium-pack.json", "bin/python"):
        os.unlink(root / "old" / name)
    os.symlink(sys.executable, root / "old/bin/python")
    (root / "old/pyvenv.cfg").write_text(f"home = {os.path.dirname(sys.executable)}\n")
    with tarfile.open(tmp_path / "by hand.tgz", "w:gz") as archive:
        archive.add(root, arcname=".")
    assert unpack(store, tmp_path / "by hand.tgz").name == "by hand"
    assert os.path.exists(f"{store.root}/by hand/pyvenv.cfg")


def test_of_another_tool(tool, store, tmp_path):
    """An archive of another tool is repaired: its programs run with its own Python, although they searched PATH."""
    tool.done("create", "old", "--no-pip", "--strategy", "pyvenv.cfg")
    root = tmp_path.joinpath(store.root, "old")
    (root / "bin/tell").write_text("#!/usr/bin/env python\nimport sys; print(sys.prefix)\n")
    (root / "bin/tell").chmod(0o755)
    with tarfile.open(tmp_path / "packed.tar.gz", "w:gz") as archive:
        archive.add(root / "pyvenv.cfg", "pyvenv.cfg")
        for name in sorted(os.listdir(root)):
            archive.add(root / name, name)
    tool.done("remove", "old", "--now")
    tool.done("unpack", str(tmp_path / "packed.tar.gz"), "new")
    done = subprocess.run(
        [f"{store.root}/new/bin/tell"], env={"PATH": os.defpath}, capture_output=True, text=True
    )
    assert done.stdout == f"{store.root}/new\n"
    tool.done("doctor", "new")


FINISHED = """
import os, signal
def update_prefix(path, new_prefix, placeholder, mode='text'):
    {action}
    with open(path, 'rb+') as file:
        padding = b'\\0' * (len(placeholder) - len(new_prefix)) if mode == 'binary' else b''
        content = file.read().replace(placeholder.encode(), new_prefix.encode() + padding)
        file.seek(0)
        file.write(content)
        file.truncate()
_prefix_records = [('share/text', '/old-old-old', 'text'), ('share/binary', {long!r}, 'binary')]
if __name__ == '__main__':
    new_prefix = os.path.abspath(os.path.dirname(os.path.dirname(__file__)))
    for path, placeholder, mode in _prefix_records:
        update_prefix(os.path.join(new_prefix, path), new_prefix, placeholder, mode=mode)
"""
"""The program that conda-pack puts into an archive, in short, with something to do for each file."""

LONG = "/placeholder" * 50


@pytest.fixture
def conda_packed(tmp_path):
    """Return a function that writes an archive as conda-pack does, and returns its path."""

    def make(action="pass"):
        (tmp_path / "pyvenv.cfg").write_text(f"home = {os.path.dirname(sys.executable)}\n")
        (tmp_path / "conda-unpack").write_text(FINISHED.format(action=action, long=LONG))
        (tmp_path / "python").symlink_to(sys.executable)
        (tmp_path / "text").write_text("at /old-old-old/lib\n")
        (tmp_path / "binary").write_bytes(b"\0" + LONG.encode() + b"\0end")
        with tarfile.open(tmp_path / "packed.tar.gz", "w:gz") as archive:
            for name in ("pyvenv.cfg", "bin/conda-unpack", "bin/python", "share/text", "share/binary"):
                archive.add(tmp_path / os.path.basename(name), name)
        return str(tmp_path / "packed.tar.gz")

    return make


@pytest.mark.parametrize(("number", "code"), [("SIGINT", exit_codes.INTERRUPTED), ("SIGKILL", -9)])
def test_ended_meanwhile(tool, store, conda_packed, number, code):
    """If Ctrl-C or `kill -9` ends it while an archive of another tool is completed, the store has no environment."""
    wait = "while os.getppid() == caller: signal.sigtimedwait([], 0.01)"  # its caller ends it, or is gone
    path = conda_packed(
        f"caller = os.getppid(); os.kill(caller, signal.{number})\n    {wait}\n    os._exit(1)"
    )
    assert tool("unpack", path, "new").returncode == code
    assert os.listdir(store.root) == [".envarium"]


def test_of_conda_pack(tool, store, conda_packed):
    """What bin/conda-unpack writes into text and binary files is the path in the store, where nothing is until then."""
    path = conda_packed(f"assert os.listdir({store.root!r}) == ['.envarium']")
    tool.done("unpack", path, "new")
    root = f"{store.root}/new"
    with open(f"{root}/share/text") as file:
        assert file.read() == f"at {root}/lib\n"
    with open(f"{root}/share/binary", "rb") as file:
        assert file.read() == b"\0" + root.encode().ljust(len(LONG) + 1, b"\0") + b"end"
    assert not os.path.exists(f"{root}/bin/conda-unpack")
    assert os.listdir(store.own("staging")) == []
    tool.done("doctor", "new")


def test_what_cannot_be_completed(tool, store, conda_packed):
    """An archive whose bin/conda-unpack fails is refused, and nothing is left."""
    message = tool.refused("unpack", conda_packed("raise OSError('no way')"), "new")
    assert message.endswith("its bin/conda-unpack fails: OSError: no way")
    assert left(store) == ([".envarium"], [])
