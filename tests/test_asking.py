"""Tests of what asks the store: usage, prune, packages and which."""

from __future__ import annotations

import json
import os
import sys
import time

import pytest

from screens import printed
from test_selection import DAY, make
from trees import write

HOSTILE = "\x1b]0;owned\x07\x1b[2J"


def install(path, name, version, *, requires=(), requested=False, installer="pip", files=None):
    """Put a package's metadata, and its files with their sizes, into the environment at `path`."""
    site = f"{path}/lib/python3.12/site-packages"
    info = f"{site}/{name.replace('-', '_')}-{version}.dist-info"
    os.makedirs(info)
    lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {need}" for need in requires)]
    for file, text in {"METADATA": "\n".join(lines) + "\n", "INSTALLER": installer + "\n"}.items():
        write(f"{info}/{file}", text)
    if requested:
        write(f"{info}/REQUESTED", "")
    for file, size in (files or {}).items():
        os.makedirs(os.path.dirname(f"{site}/{file}"), exist_ok=True)
        if "../.." not in file:
            write(f"{site}/{file}", "x" * size)
    write(f"{info}/RECORD", "".join(f"{file},,\n" for file in files or {}))
    return info


@pytest.fixture
def two(store):
    """Two environments with packages, which share a large file."""
    for name, version in (("one", "1.26.4"), ("two", "2.1.0")):
        make(store, name, "3.12.1", time.time() - 40 * DAY, size=10)
        path = store.path(name)
        install(path, "numpy", version, files={"numpy/core.py": 30_000}, requested=True, requires=["six>=1"])
        install(path, "six", "1.16.0", requested=True, installer="uv", files={"six.py": 100})
        long_ago = time.time() - 40 * DAY
        for place in (f"{path}/lib/python3.12/site-packages", path):
            os.utime(place, (long_ago, long_ago))
    os.makedirs(f"{store.root}/one/shared")
    write(f"{store.root}/one/shared/large", "x" * 400_000)
    os.link(f"{store.root}/one/shared/large", f"{store.root}/two/large")
    return store


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("numpy",), ["one  1.26.4", "two  2.1.0"]),
        (("NumPy",), ["one  1.26.4", "two  2.1.0"]),
        (("numpy<2",), ["one  1.26.4"]),
        (("numpy>=2,<3",), ["two  2.1.0"]),
        (("six", "--only", "t*"), ["two  1.16.0"]),
        (("numpy>3",), []),
        (("num",), []),
    ],
)
def test_which(two, tool, words, lines):
    """It names the environments that have what is asked for, with its version; the exit code says whether any has."""
    done = tool("which", *words)
    assert (done.returncode, done.stdout.splitlines()) == (0 if lines else 1, lines)
    rows = json.loads(tool("which", "--json", *words).stdout)
    assert [f"{row['name']}  {row['version']}" for row in rows] == lines


@pytest.mark.parametrize(
    "words", ["", "numpy<", "a b", "numpy @ http://x", "numpy; python_version>'3'", "../x"]
)
def test_which_refuses(two, tool, words):
    """What is no requirement is refused, with an example."""
    done = tool("which", words)
    assert done.returncode in (1, 2)
    assert (done.stdout, "Traceback" in done.stderr) == ("", False)
    assert done.stderr


def test_packages(two, tool):
    """Requested packages are distinguished from their dependencies, although uv marks all as requested."""
    rows = json.loads(tool.done("packages", "one", "--json"))
    assert [(row["name"], row["version"], row["requested"]) for row in rows] == [
        ("numpy", "1.26.4", True),
        ("six", "1.16.0", False),
    ]
    assert tool.done("packages", "one").splitlines() == [
        "numpy  1.26.4  requested",
        "six    1.16.0  needed by others",
    ]


def test_usage(two, tool):
    """What is shared by hard links is apart from what is exclusive, and deleting the other one makes it exclusive."""
    rows = {row["name"]: row for row in json.loads(tool.done("usage", "--json"))}
    assert all(row["shared"] >= 400_000 for row in rows.values())
    assert all(30_000 < row["exclusive"] < 300_000 for row in rows.values())
    os.link(f"{two.root}/one/shared/large", f"{two.root}/one/again")
    os.unlink(f"{two.root}/two/large")
    rows = {row["name"]: row for row in json.loads(tool.done("usage", "--json"))}
    assert (rows["one"]["shared"], rows["two"]["shared"]) == (0, 0)
    assert 400_000 < rows["one"]["exclusive"] < 800_000


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_usage_is_drawn(two, tool, encoding):
    """The bars fit into 80 columns, whatever the encoding and the name; the biggest comes first."""
    name = "a very long name " * 5
    make(two, name, "3.12.1", 0, size=900_000)
    variables = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    first, *rest = printed(tool, "usage", columns=80, errors=False, **variables).splitlines()
    assert first == name.rstrip()
    assert len(rest) == 3
    assert max(map(len, rest)) <= 80
    assert "391 KiB" in rest[1] or "392 KiB" in rest[1]
    assert name.rstrip() in tool.done("usage", **variables).splitlines()[0]


def test_biggest_packages(two, tool):
    """Bytecode counts to its package; files that RECORD names outside of the environment do not count."""
    path = two.path("one")
    site = f"{path}/lib/python3.12/site-packages"
    os.makedirs(f"{site}/numpy/__pycache__")
    write(f"{site}/numpy/__pycache__/core.cpython-312.pyc", "x" * 50_000)
    write(f"{two.root}/outside", "x" * 900_000)
    install(path, "evil", "1", files={"../../../../outside": 0, "/etc/passwd": 0, "evil.py": 10})
    rows = {row["package"]: row["bytes"] for row in json.loads(tool.done("usage", "one", "--json"))}
    assert 80_000 <= rows["numpy"] < 120_000
    assert rows["evil"] < 100_000
    assert next(iter(rows)) == "numpy"


def test_prune(two, tool):
    """It only lists, unless an option makes it act; then the selected ones are in the trash, and can be restored."""
    make(two, "new", "3.12.1", time.time(), size=10)
    done = tool("prune", "--unused", "30d", VIRTUAL_ENV=two.path("two"))
    assert [line.split()[0] for line in done.stdout.splitlines()[:-1]] == ["one"]
    assert two.names() == ["new", "one", "two"]
    done = tool("prune", "--unused", "30d", "--yes", VIRTUAL_ENV=two.path("two"))
    assert (done.returncode, two.names()) == (0, ["new", "two"]), done.stderr
    tool.done("restore", "one")
    assert two.names() == ["new", "one", "two"]
    assert json.loads(tool.done("prune", "--unused", "30d", "--json"))[0]["name"] == "one"


@pytest.mark.parametrize("words", [(), ("--yes",), ("--json",)])
def test_prune_needs_a_selection(two, tool, words):
    """Without a selection nothing is removed, and the error shows one."""
    done = tool("prune", *words)
    assert done.returncode == 2
    assert "hint: " in done.stderr
    assert two.names() == ["one", "two"]


def test_hostile_metadata(two, tool):
    """Control characters reach no terminal; a huge METADATA, a RECORD of nonsense and odd names do no harm."""
    path = two.path("one")
    info = install(path, "bad", "1.0")
    site = os.path.dirname(info)
    write(f"{info}/METADATA", f"Name: bad{HOSTILE}\nVersion: 1{HOSTILE}\n" + "x" * (1 << 21))
    write(f"{info}/RECORD", '"unclosed\n\x00,,\n../../../../../../etc/shadow,,\n')
    for name in (f"x{HOSTILE}-1.dist-info", f"nover{HOSTILE}.dist-info", "-.dist-info", ".egg-info"):
        os.mkdir(f"{site}/{name}")
        write(f"{site}/{name}/METADATA", f"Name: {HOSTILE}\nVersion: {HOSTILE}\nRequires-Dist: {HOSTILE}\n")
    os.mkfifo(f"{site}/pipe-1.egg-info")
    for words in (
        ("packages", "one"),
        ("usage", "one"),
        ("which", "bad"),
        ("which", "x"),
        ("which", "pipe"),
        ("usage",),
    ):
        done = tool(*words)
        assert "Traceback" not in done.stderr
        assert not {"\x1b", "\x07"} & set(done.stdout + done.stderr), words
    json.loads(tool.done("packages", "one", "--json"))
    assert sys.getsizeof(tool.done("packages", "one")) < 100_000
