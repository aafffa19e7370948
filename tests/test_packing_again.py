"""What is packed is the same whatever the environment was used for, and says the truth about itself."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile

import pytest

import distributions
import pythons
from envarium.files import counting
from envarium.interpreters import find
from envarium.packing import items, pack, preparing, proven
from envarium.store.lookup import Store
from packages_packed import digest

MODULES = (
    "argparse",
    "ast",
    "contextvars",
    "ftplib",
    "functools",
    "hashlib",
    "dataclasses",
    "enum",
    "keyword",
    "string",
    "token",
    "tokenize",
    "typing",
)
"""Modules of the standard library that are packed, under other names, as a user's modules."""

PYTHONS = [path for path in pythons.there() if pythons.version(path) >= (3, 8) and not pythons.is_pypy(path)]

COPY = """
import importlib.util, shutil, sys
for name in sys.argv[2:]:
    shutil.copy(importlib.util.find_spec(name).origin, f"{sys.argv[1]}/my_{name}.py")
"""


@pytest.mark.parametrize("python", PYTHONS)
def test_used_or_not(python, tool, store, tmp_path):
    """An environment is packed to the same bytes whether its modules were never used, imported, or all compiled."""
    tool.done("create", "x", "--no-pip", "-p", python, "--strategy", "pyvenv.cfg")
    own, site = f"{store.path('x')}/bin/python", distributions.site(store.path("x"))
    subprocess.run([own, "-c", COPY, site, *MODULES], check=True)
    variables = {"PATH": os.defpath}  # without PYTHONDONTWRITEBYTECODE
    digests = set()
    for use in (
        ("-c", "pass"),
        ("-c", "import " + ", ".join(f"my_{name}" for name in MODULES)),
        ("-m", "compileall", "-q", site),
    ):
        shutil.rmtree(f"{site}/__pycache__", ignore_errors=True)
        subprocess.run([own, *use], check=True, env=variables)
        assert os.path.isdir(f"{site}/__pycache__") == ("pass" not in use)
        tool.done("pack", "x", "--no-python", "-f", "-o", str(tmp_path / "x.tar.gz"))
        digests.add(digest(tmp_path / "x.tar.gz"))
    assert len(digests) == 1


@pytest.mark.parametrize("mode", ["timestamp", "checked-hash", "unchecked-hash"])
def test_stale_bytecode(mode, tool, store, tmp_path):
    """Bytecode of a source that has changed since is not packed, whatever it is checked by."""
    tool.done("create", "x", "--no-pip", "--strategy", "pyvenv.cfg")
    site = distributions.site(store.path("x"))
    for turn, word in enumerate(("old", "new")):
        with open(f"{site}/mine.py", "w", encoding="ascii") as file:
            file.write(f"WORD = '{word}'\n")
        os.utime(f"{site}/mine.py", (turn, turn))
        if word == "old":
            compile_all = ("-m", "compileall", "-q", "--invalidation-mode", mode, f"{site}/mine.py")
            subprocess.run([f"{store.path('x')}/bin/python", *compile_all], check=True)
    tool.done("pack", "x", "--no-python", "-o", str(tmp_path / "x.tar.gz"))
    with tarfile.open(tmp_path / "x.tar.gz") as archive:
        (path,) = [name for name in archive.getnames() if "/mine." in name and name.endswith(".pyc")]
        content = archive.extractfile(path).read()
    assert (b"old" in content, b"new" in content) == (False, True)


def test_records(tool, store, tmp_path):
    """A RECORD has the hash of the files that packing rewrites."""
    tool.done("create", "x", "--no-pip", "--strategy", "pyvenv.cfg")
    site = distributions.site(store.path("x"))
    distributions.lay(site, "one", files={"one.pth": f"{store.path('x')}/share\n"})
    tool.done("pack", "x", "--no-python", "-o", str(tmp_path / "x.tar.gz"))
    with tarfile.open(tmp_path / "x.tar.gz") as archive:
        files = {os.path.basename(info.name): info for info in archive}
        content, record = (archive.extractfile(files[name]).read() for name in ("one.pth", "RECORD"))
    assert content == b"../../../share\n"
    value = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    assert f"one.pth,sha256={value},{len(content)}" in record.decode().splitlines()


def test_python_is_not_left_out(tool, tmp_path):
    """A pattern that would leave out the Python, or what it needs to start, is refused."""
    tool.done("create", "x", "--no-pip", "--self-contained")
    for pattern in ("bin", "*", "lib/*"):
        assert tool.refused("pack", "x", "-o", f"{tmp_path}/x.zip", "--exclude", pattern).startswith(
            "nothing works"
        )
    assert not (tmp_path / "x.zip").exists()


def test_read_only_store(tool, open_directory, without_powers):
    """An environment can be packed from a store that can only be read."""
    root, target = f"{open_directory}/store", f"{open_directory}/out/x.tar.zst"
    tool.done("create", "x", "--no-pip", "--self-contained", WORKON_HOME=root)
    shutil.rmtree(f"{root}/.envarium")
    os.chmod(root, 0o555)
    os.mkdir(f"{open_directory}/out")
    os.chmod(f"{open_directory}/out", 0o777)

    def action():
        store = Store(root)
        return pack.write(preparing.prepare(store, store.find("x"), lambda *_: None), target, lambda _: None)

    assert without_powers(action) == "None"
    assert (os.listdir(root), os.listdir(f"{open_directory}/out")) == (["x"], ["x.tar.zst"])


def copied(store):
    """Prepare to pack the environment x; return how many files were copied for that."""
    before = counting.count()
    preparing.prepare(store, store.find("x"), lambda *_: None).close()
    return counting.count() - before


def test_a_base_is_copied_once(tool, store):
    """A base is copied and started while it is packed the first time; then it is read where it is."""
    tool.done("create", "x", "--no-pip", "--strategy", "pyvenv.cfg")
    assert copied(store) > 500
    assert copied(store) == 0
    os.unlink(store.own("interpreters") + "/" + proven.FILE)
    assert copied(store) > 500


def test_what_is_known_of_a_base(store, tmp_path):
    """It is another base if one of its files changes: its path, content, date, permissions, or what is put into it."""
    facts = find.find(sys.executable, store.own("interpreters"))
    path = tmp_path / "file"
    path.write_text("1")
    digests = {proven.digest(facts, {})}

    def note(inside="lib/x", target="", mode=0o644, overwrite=(0, b"")):
        item = items.of_file(str(path), os.stat(path))
        item.target, item.mode, item.overwrite = target, mode, overwrite
        digests.add(proven.digest(facts, {inside: item}))

    for fields in ({}, {"inside": "lib/y"}, {"target": "z"}, {"mode": 0o755}, {"overwrite": (0, b"2")}):
        note(**fields)
    os.utime(path, (1, 1))
    note()
    path.write_text("22")
    note()
    digests.add(proven.digest(facts, {"lib/x": items.of_content(b"1")}))
    digests.add(proven.digest(facts, {"lib/x": items.of_content(b"2")}))
    assert len(digests) == 10
