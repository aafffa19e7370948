"""Archives of other forms, without a Python, and of parts of an environment."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import tarfile
import zipfile

import pytest

import archived
from envarium.packing import collecting, flat, items, manifest, pack, squashed
from envarium.packing.contents import Contents
from envarium.packing.members import FILE, LINK
from envarium.packing.refusals import CannotPack
from packages_packed import compiled, plant, run
from tool import Tool


def test_zip(packed, tmp_path):
    """A zip file is flat: no links, the library once; unpacked, its programs run, and nothing is compiled again."""
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
