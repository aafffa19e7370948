from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile

import pytest

import archived
import distributions
from envarium.packing import collecting, flat, items, manifest, pack, preparing, squashed
from envarium.packing.contents import Contents
from envarium.packing.members import FILE, LINK
from envarium.packing.refusals import CannotPack
from envarium.store.lookup import Store
from tool import Tool, once

PROGRAM = """\
import demo, json, sys
print(demo.WORD, sys.prefix, sys.base_prefix, json.__file__)
"""


def make(place):
    """Make a store with an environment as another tool's installer leaves one: its launcher names its Python."""
    place.mkdir()
    home = place / "home"
    home.mkdir()
    tool = Tool({**os.environ, "HOME": str(home), "WORKON_HOME": str(place / "store")})
    tool.done("create", "demo", "--no-pip", "--strategy", "pyvenv.cfg")
    root = place / "store/demo"
    (packages,) = root.glob("lib/python*/site-packages")
    (packages / "demo.py").write_text("WORD = 'it works'\n")
    (packages / "more.pth").write_text(f"{root}/share/more\n")
    (root / "share/more").mkdir(parents=True)
    (root / "share/more/extra.py").write_text("")
    (root / "share/where").write_text(f"prefix={root}/share\n")
    (root / "bin/demo").write_text(f"#!{root}/bin/python\n{PROGRAM}")
    (root / "bin/demo").chmod(0o755)
    (place / "before").write_text(described(root))
    tool.done("pack", "demo", "-o", str(place / "demo.tar.gz"))


def described(root):
    """Return what is in the tree at `root`: types, sizes, times, links."""
    rows = []
    for folder, directories, files in os.walk(root):
        for name in (*directories, *files):
            path = f"{folder}/{name}"
            status = os.lstat(path)
            link = os.readlink(path) if os.path.islink(path) else ""
            rows.append(f"{path} {status.st_mode} {status.st_mtime_ns} {link}")
    return "\n".join(sorted(rows))


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """A directory with the archive of an environment, and the store that it was packed from."""
    return once(tmp_path_factory, "packed", make)


def run(root):
    """Run the program of the environment at `root`, with nothing of this process's variables."""
    done = subprocess.run(
        [f"{root}/bin/demo"], env={"PATH": os.defpath}, cwd="/", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[0]


def compiled(root):
    return {str(path): path.stat().st_mtime_ns for path in root.rglob("*.pyc")}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_anywhere(packed, tmp_path):
    """An archive is unpacked by tar, at a path with blanks; its programs run there, and nothing is compiled anew."""
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
    """The same environment, at another path and with other dates, is packed to the same bytes."""
    other = tmp_path / "other"
    tool = Tool({**os.environ, "HOME": str(tmp_path), "WORKON_HOME": str(other)})
    tool.done("copy", str(packed / "store/demo"), "demo")
    os.utime(other / "demo/share/where", (1, 1))
    tool.done("pack", "demo", "-o", str(tmp_path / "again.tgz"))
    assert digest(tmp_path / "again.tgz") == digest(packed / "demo.tar.gz")


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


def test_zip(packed, tmp_path):
    """A zip file is flat: no links, the library once; unpacked, its programs run, and nothing is compiled anew."""
    tool = Tool({**os.environ, "HOME": str(tmp_path), "WORKON_HOME": str(packed / "store")})
    tool.done("pack", "demo", "-o", str(tmp_path / "demo.zip"))
    with zipfile.ZipFile(tmp_path / "demo.zip") as archive:
        infos = archive.infolist()
        for info in infos:
            kind = stat.S_IFMT(info.external_attr >> 16)
            assert kind == (stat.S_IFDIR if info.is_dir() else stat.S_IFREG)
            assert info.create_system == 3  # Unix: only then do programs such as unzip heed the permissions
            archive.extract(info, tmp_path / "flat")
            os.chmod(tmp_path / "flat" / info.filename, info.external_attr >> 16)
    assert sum(info.filename.endswith("/os.py") for info in infos) == 1
    root, before = tmp_path / "flat", compiled(tmp_path / "flat")
    assert run(root).startswith(f"it works {root} {root} {root}/lib")
    assert compiled(root) == before != {}


def test_another_name(packed, tool, store, tmp_path):
    """Whatever the form of the archive, an environment that gets another name is activated by that name and path."""
    other = Tool({**os.environ, "HOME": str(tmp_path), "WORKON_HOME": str(packed / "store")})
    show = '. "$1/bin/activate"; printf %s "$VIRTUAL_ENV $VIRTUAL_ENV_PROMPT"'
    for number, words in enumerate((("demo.zip",), ("demo.tar.gz", "--no-python"))):
        path = str(tmp_path / words[0])
        other.done("pack", "demo", "-o", path, *words[1:])
        tool.done("unpack", path, f"n{number}")
        root = store.path(f"n{number}")
        done = subprocess.run(["sh", "-c", show, "sh", root], capture_output=True, text=True, check=True)
        assert done.stdout == f"{root} n{number}"
        tool.done("doctor", f"n{number}")


def test_a_name_that_zip_cannot_hold(tmp_path):
    """A file whose name is not UTF-8 is an error in one line; tar holds it."""
    root = tmp_path / "tree"
    path = os.fsencode(root) + b"/lib/bad\xff.py"
    facts = archived.tree(root, links=False).manifest.facts
    with open(path, "w", encoding="utf-8"):
        pass
    contents = Contents(facts, collecting.of_tree(str(root)))
    with pytest.raises(CannotPack, match="not valid UTF-8"):
        pack.write(contents, str(tmp_path / "x.zip"), lambda _: None)
    pack.write(Contents(facts, collecting.of_tree(str(root))), str(tmp_path / "x.tar.gz"), lambda _: None)
    assert sorted(os.listdir(tmp_path)) == ["tree", "x.tar.gz"]


def test_selection(packed, tmp_path):
    """Packages, paths and tests are left out, and what that saves is shown."""
    tool = Tool({**os.environ, "HOME": str(tmp_path), "WORKON_HOME": str(tmp_path / "store")})
    tool.done("copy", str(packed / "store/demo"), "demo")
    root = tmp_path / "store/demo"
    (packages,) = root.glob("lib/python*/site-packages")
    for name, requires in (("one", "two>=1"), ("two", "three ; extra == 'x'"), ("four", "one")):
        plant(packages, name, requires)
    words = ("--only", "One", "--strip", "--exclude", "share/more")
    done = tool("pack", "demo", "-o", str(tmp_path / "some.tgz"), *words)
    assert done.returncode == 0, done.stderr
    assert "left out: share/more: 1 file," in done.stderr
    assert "left out: other packages: 4 files" in done.stderr
    assert "left out: tests: 2 files" in done.stderr
    with tarfile.open(tmp_path / "some.tgz") as archive:
        names = {name.partition("site-packages/")[2] or name for name in archive.getnames()}
    assert {"one/__init__.py", "two/__init__.py", "demo.py", "share/where"} <= names
    assert {"four", "four/__init__.py", "one/tests/test_one.py", "share/more/extra.py"} & names == set()
    assert "no package" in tool.refused("pack", "demo", "--only", "seven")


def plant(packages, name, requires):
    """Put a package with a test into a site-packages, as an installer leaves it."""
    (packages / name / "tests").mkdir(parents=True)
    (packages / name / "__init__.py").write_text("")
    (packages / name / f"tests/test_{name}.py").write_text("")
    info = packages / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: {requires}\n"
    )
    files = [
        f"{name}/__init__.py",
        f"{name}/tests/test_{name}.py",
        f"{info.name}/METADATA",
        f"{info.name}/RECORD",
    ]
    (info / "RECORD").write_text("".join(f"{path},,\n" for path in files))


def test_a_missing_directory(tool, tmp_path):
    """It is named before anything is copied; without a name, the active environment is meant."""
    tool.done("create", "x", "--no-pip")
    assert f'"{tmp_path}/no" is not a directory' in tool.refused("pack", "x", "-o", f"{tmp_path}/no/x.tar.gz")
    assert "no environment is active" in tool.refused("pack", "-o", f"{tmp_path}/x.tar.gz")
    assert "standard output" in tool.refused("pack", "x", "-o", "-", code=2)


def test_without_python(packed, tool, store, tmp_path):
    """An archive without a Python is linked to that of the machine where it is unpacked."""
    path = str(tmp_path / "thin.tar.gz")
    other = Tool({**os.environ, "HOME": str(tmp_path), "WORKON_HOME": str(packed / "store")})
    other.done("pack", "demo", "--no-python", "-o", path)
    with tarfile.open(path) as archive:
        assert not any(name.endswith("/os.py") for name in archive.getnames())
        (link,) = (info for info in archive if info.issym() and info.linkname.startswith("/"))
    tool.done("unpack", path, "other")
    root = tmp_path.joinpath(store.root, "other")
    assert run(root).startswith(f"it works {root} ")
    assert os.readlink(root / "bin/python") == link.linkname
    entered = subprocess.run(
        ["sh", "-c", '. "$1/bin/activate"; printf %s "$VIRTUAL_ENV"', "sh", root],
        capture_output=True,
        text=True,
        check=True,
    )
    assert entered.stdout == str(root)
    (receipt,) = json.loads(tool.done("history", "other", "--json"))
    assert receipt["words"] == ["envarium", "unpack", path, "other"]
    assert [row for row in json.loads(tool("doctor", "--json").stdout) if row["subject"] == "other"] == []


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


@pytest.mark.skipif(not shutil.which(squashed.MAKE), reason="squashfs-tools are optional")
def test_why_squashfs_cannot_be_written(tmp_path):
    """The error contains what mksquashfs says."""
    with pytest.raises(OSError, match="No such file or directory"):
        squashed.write(str(tmp_path), str(tmp_path / "missing/x.squashfs"))


def test_links_among_packages():
    """What links among packages lead to is in a zip file, also beside the link to them in a system's Python."""
    site, alias = "lib/python3.11/site-packages", "lib/python3.11/dist-packages"
    tree = {path: items.directory() for path in (site, f"{site}/one", f"{site}/two")}
    tree["pyvenv.cfg"] = items.of_content(b"base-executable = .base/bin/python3\n")
    tree[f"{site}/one/a.py"] = items.of_content(b"a")
    links = {
        alias: "site-packages", f"{site}/b.py": "one/a.py", f"{site}/two/c.py": "../b.py",
        f"{site}/two/back": "../three", f"{site}/three": "two", f"{site}/none": "nothing", f"{site}/x-packages": "one",
    }  # fmt: skip
    tree.update({path: items.link(target) for path, target in links.items()})
    flat.flatten(tree)
    assert not [path for path, item in tree.items() if item.kind == LINK]
    files = {path.removeprefix(alias + "/"): item.content for path, item in tree.items() if item.kind == FILE}
    names = ("one/a.py", "b.py", "two/c.py", "three/c.py", "x-packages/a.py")
    assert {path: content for path, content in files.items() if path != "pyvenv.cfg"} == dict.fromkeys(
        names, b"a"
    )


FINISHING = """\
#!/usr/bin/env python
import os, sys
from conda_unpack_progress import WORD
if os.path.exists(os.path.dirname(__file__) + "/../share/fails"):
    sys.exit("it is damaged")
_prefix_records = [("share/where", "/opt/packed", "text")]
def update_prefix(path, new_prefix, placeholder, mode="binary"):
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(text.replace(placeholder, new_prefix) + WORD + mode)
"""


def test_of_conda_pack(packed, tool, tmp_path, store):
    """An archive by conda-pack is finished by the program in it, and is then activated by envarium's activator."""
    root = tmp_path / "prefix"
    root.mkdir()
    subprocess.run(["tar", "xzf", packed / "demo.tar.gz", "-C", root], check=True)
    for name in (manifest.FILE, "pyvenv.cfg"):
        (root / name).unlink()
    (root / "conda-meta").mkdir()
    (root / "conda-meta/history").write_text("")
    (root / "share/where").write_text("prefix=/opt/packed/share\n")
    (root / "bin/activate").write_text("_conda_pack_activate() {\n    export CONDA_PREFIX=x\n}\n")
    (root / "bin/deactivate").write_text("unset CONDA_PREFIX\n")
    (root / "bin/conda-unpack").write_text(FINISHING)
    (root / "bin/conda_unpack_progress.py").write_text("WORD = 'finished '\n")
    subprocess.run(["tar", "czf", tmp_path / "conda.tar.gz", "-C", root, "."], check=True)
    tool.done("unpack", str(tmp_path / "conda.tar.gz"), "conda")
    path = store.path("conda")
    with open(f"{path}/share/where", encoding="utf-8") as file:
        assert file.read() == f"prefix={path}/share\nfinished text"
    question = '. "$1/bin/activate" && command -v python && deactivate && echo "$PATH"'
    command = ["bash", "-c", question, "bash", path]
    variables = {"PATH": "/usr/bin:/bin"}
    answer = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    assert answer.stdout == f"{path}/bin/python\n/usr/bin:/bin\n"
    assert not {"conda-unpack", "conda_unpack_progress.py", "deactivate"} & set(os.listdir(f"{path}/bin"))
    assert "conda installed its Python" in tool.refused("pack", "conda", "-o", str(tmp_path / "again.tar.gz"))
    (root / "share/fails").write_text("")
    subprocess.run(["tar", "czf", tmp_path / "damaged.tar.gz", "-C", root, "."], check=True)
    error = tool.refused("unpack", str(tmp_path / "damaged.tar.gz"), "damaged")
    assert "its bin/conda-unpack fails: it is damaged" in error
    assert not os.path.lexists(store.path("damaged"))
