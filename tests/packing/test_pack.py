"""An environment is packed into one archive, which runs anywhere."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import tarfile

import pytest

import distributions
from envarium.packing import manifest, pack, preparing
from envarium.packing.refusals import CannotPack
from envarium.store.lookup import Store
from packages_packed import compiled, described, digest, run
from tool import THREADLESS, Tool


def test_anywhere(packed, tmp_path):
    """An archive is unpacked by tar, at a path with blanks; its programs run there, and nothing is compiled again."""
    target = tmp_path / "any where"
    target.mkdir()
    subprocess.run(["tar", "xzf", packed / "demo.tar.gz", "-C", target], check=True)
    before = compiled(target)
    assert run(target).startswith(f"it works {target} {target}/.base {target}/lib")
    assert compiled(target) == before != {}
    question = "import extra; print(extra.__file__)"
    done = subprocess.run(
        [target / "bin/python", "-Ic", question], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{target}/share/more/extra.py\n"


def test_nothing_but_itself(packed):
    """Its entries are plain: no `./`, no hard links, no links out, one date, no owner; the store's path is nowhere."""
    with tarfile.open(packed / "demo.tar.gz") as archive:
        infos = archive.getmembers()
        assert infos[0].name == manifest.FILE
        assert {info.mtime for info in infos} == {315532800}
        assert {(info.uid, info.gid, info.uname) for info in infos} == {(0, 0, "")}
        for info in infos:
            assert info.isreg() or info.isdir() or info.issym()
            assert not info.name.startswith(("/", "./", "../"))
            end = os.path.normpath(os.path.join(os.path.dirname(info.name), info.linkname))
            assert not info.issym() or not end.startswith(("/", ".."))
            content = archive.extractfile(info).read() if info.isreg() else b""
            assert os.fsencode(packed) not in content, info.name


def test_the_end_of_a_tar(packed):
    """It ends with two blocks of zeros, as POSIX asks."""
    with gzip.open(packed / "demo.tar.gz") as file:
        content = file.read()
    assert (len(content) % 512, content[-1024:]) == (0, bytes(1024))


def test_original_is_unchanged(packed):
    """Packing an environment changes nothing in it."""
    assert described(packed / "store/demo") == (packed / "before").read_text()


def test_same_bytes(packed, tmp_path):
    """The same environment, at another path, with other dates and where no thread can start, gives the same bytes."""
    other = tmp_path / "other"
    tool = Tool({**os.environ, "HOME": str(tmp_path), "WORKON_HOME": str(other)})
    tool.done("copy", str(packed / "store/demo"), "demo")
    os.utime(other / "demo/share/where", (1, 1))
    call = tool.command("pack", "demo", "-o", str(tmp_path / "again.tgz"))
    tool.start(["bash", "-c", THREADLESS, "-", *call])
    assert digest(tmp_path / "again.tgz") == digest(packed / "demo.tar.gz")


def test_no_thread_for_zstandard(packed, tmp_path):
    """Where its threads cannot start, packing ends with an error of its own, and leaves no archive."""
    tool = Tool({**os.environ, "HOME": str(tmp_path), "WORKON_HOME": str(packed / "store")})
    call = tool.command("pack", "demo", "-o", str(tmp_path / "x.tar.zst"))
    done = tool.start(["bash", "-c", THREADLESS, "-", *call])
    assert (done.returncode, os.path.exists(tmp_path / "x.tar.zst")) == (1, False)
    assert "there is not enough memory" in done.stderr


AS_ON = """
import os
os.cpu_count, end = lambda: {}, os._exit
os._exit = lambda code: (print(open("/proc/self/status").read()), sys.stdout.flush(), end(code))
"""
"""What lets a call believe in a number of processors, and print at its end what the kernel says of its process."""


MEMORY = 60
"""MiB that no command takes on the machines that most people have."""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("form", ["tar.gz", "tar.zst"])
def test_memory_and_processors(packed, tmp_path, form):
    """How large the files are makes no difference to memory, nor the number of processors to what is written."""
    tool = Tool({**os.environ, "HOME": str(tmp_path), "WORKON_HOME": str(tmp_path / "store")})
    tool.done("copy", str(packed / "store/demo"), "demo")
    for number in range(48):
        (tmp_path / f"store/demo/share/{number}").write_bytes(os.urandom(1 << 20))
    digests = set()
    for processors in (3, 1):
        words = ("pack", "demo", "--no-python", "-o", str(tmp_path / f"{processors}.{form}"))
        done = tool.start(tool.command(*words, before=AS_ON.format(processors)))
        digests.add(digest(tmp_path / f"{processors}.{form}"))
    assert len(digests) == 1
    assert int(re.search(r"VmHWM:\s+(\d+) kB", done.stdout)[1]) < MEMORY << 10


def test_unpack(packed, tool, store, tmp_path):
    """An archive is unpacked into a store under another name, and is an environment like any other there."""
    tool.done("unpack", str(packed / "demo.tar.gz"), "new name")
    root = tmp_path.joinpath(store.root, "new name")
    assert run(root).startswith(f"it works {root} {root}/.base ")
    assert (root / "share/where").read_text() == f"prefix={root}/share\n"
    assert not (root / manifest.FILE).exists()
    assert "new name" in (root / "bin/activate").read_text()
    tool.done("doctor", "new name")
    (packages,) = root.glob("lib/python*/site-packages")
    (packages / "demo.py").write_text("WORD = 'it is edited'\n")
    assert run(root).startswith("it is edited")
    assert tool.refused("unpack", str(packed / "demo.tar.gz"), "new name").startswith(
        'environment "new name" already'
    )
    assert os.listdir(store.own("staging")) == []


def test_refused(packed, tool, tmp_path):
    """What leads out of an environment is named, and no archive is written."""
    other = Tool({**os.environ, "HOME": str(tmp_path), "WORKON_HOME": str(tmp_path / "store")})
    other.done("copy", str(packed / "store/demo"), "demo")
    root = tmp_path / "store/demo"
    (packages,) = root.glob("lib/python*/site-packages")
    os.symlink("/etc/hostname", root / "share/host")
    assert 'its "share/host" links to "/etc/hostname"' in other.refused("pack", "demo")
    os.unlink(root / "share/host")
    (packages / "work.pth").write_text("/home/me/work/src\n")
    assert '"/home/me/work/src"' in other.refused("pack", "demo")
    assert other.refused("pack", "demo", "--exclude", "no/such/*").startswith("no package and no file")
    distributions.lay(str(packages), "work", files={"work.pth": "/home/me/work/src\n"})
    (packages / "work-1.0.dist-info/direct_url.json").write_text(
        '{"url": "file:///home/me/work", "dir_info": {"editable": true}}'
    )
    assert 'its "work" is in' in other.refused("pack", "demo")
    shutil.rmtree(packages / "work-1.0.dist-info")
    os.unlink(packages / "work.pth")
    os.mkfifo(root / "share/pipe")
    assert '"share/pipe"' in other.refused("pack", "demo")
    assert other.refused("pack", "demo", "-o", "demo.rar", code=2).startswith('the name "')
    assert [name for name in os.listdir(tmp_path) if name.startswith("demo.")] == []
    assert os.listdir(tmp_path / "store/.envarium/staging") == []


def test_a_missing_directory(tool, tmp_path):
    """It is named before anything is copied; without a name, the active environment is meant."""
    tool.done("create", "x", "--no-pip")
    assert f'"{tmp_path}/no" is not a directory' in tool.refused("pack", "x", "-o", f"{tmp_path}/no/x.tar.gz")
    assert "no environment is active" in tool.refused("pack", "-o", f"{tmp_path}/x.tar.gz")
    assert "standard output" in tool.refused("pack", "x", "-o", "-", code=2)


def test_changes_meanwhile(packed, tmp_path):
    """An environment into which something is installed while it is packed is noticed: there is no archive."""
    store = Store(str(tmp_path / "store"))
    tool = Tool({**os.environ, "HOME": str(tmp_path), "WORKON_HOME": store.root})
    tool.done("copy", str(packed / "store/demo"), "demo")
    contents = preparing.prepare(store, store.find("demo"), lambda *_: None)
    (packages,) = (tmp_path / "store/demo").glob("lib/python*/site-packages")
    subprocess.run(
        [store.path("demo") + "/bin/python", "-c", "import demo"], check=True, env={"PATH": os.defpath}
    )
    assert (packages / "__pycache__").exists()
    pack.write(contents, str(tmp_path / "before.tar.zst"), lambda _: None)
    assert [name for name in os.listdir(tmp_path) if name.startswith("before")] == ["before.tar.zst"]
    contents = preparing.prepare(store, store.find("demo"), lambda *_: None)
    (packages / "new.py").write_text("")
    with pytest.raises(CannotPack, match="changes while it is packed"):
        pack.write(contents, str(tmp_path / "demo.tar.gz"), lambda _: None)
    contents = preparing.prepare(store, store.find("demo"), lambda *_: None)
    (packages / "new.py").unlink()
    with pytest.raises(CannotPack, match="changes while it is packed"):
        pack.write(contents, str(tmp_path / "demo.tar.gz"), lambda _: None)
    assert not [name for name in os.listdir(tmp_path) if name.startswith("demo")]
    assert os.listdir(store.own("staging")) == []
