"""Lists of many environments show what each one says of itself, at a cost that does not grow unnoticed."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import envarium
from envarium.printing import table
from envarium.printing.table import MARK, TEXT, Column, Layout
from envarium.store import facts, hosts
from envarium.store.lookup import Store
from trees import plant

SOURCE = os.path.dirname(os.path.dirname(envarium.__file__))
CALL = "import sys; sys.path.insert(0, sys.argv.pop(1)); from envarium import door; door.called_by_shell()"

USUAL = f"home = {os.path.dirname(sys.executable)}\nversion = 3.12.1\nbase-executable = {sys.executable}\n"
HOME = os.path.dirname(sys.executable)
VENV = f"home = {HOME}\nversion = 3.12.1\nexecutable = {sys.executable}\ncommand = python3 -m venv /src/one\n"
UV = f"home = {HOME}\nimplementation = CPython\nversion_info = {sys.version_info.major}.{sys.version_info.minor}.1\n"
BESIDE = "home = /nowhere\nversion = 3.12.1\nexecutable = STORE/beside/bin/python\n"
CONFIGS = {
    "beside": BESIDE,
    "beside-too": BESIDE,
    "usual": USUAL,
    "same": USUAL,
    "broken": USUAL.replace(sys.executable, "/nowhere/python3").replace(
        os.path.dirname(sys.executable), "/nowhere"
    ),
    "broken-too": USUAL.replace(sys.executable, "/nowhere/python3").replace("home", "base"),
    "no-version": USUAL.replace("version", "vision"),
    "no-version-too": USUAL.replace("version", "vision"),
    "pypy": USUAL + "implementation = PyPy\n",
    "other-platform": f"{USUAL}{hosts.KEY} = plan9-mips\n",
    "no-base-named": "home = /usr/bin\nversion = 3.11\n",
    "no-base-named-too": "home = /usr/bin\nversion = 3.11\n",
    "venv": VENV,
    "venv-too": VENV.replace("one", "two"),
    "venv-lost": VENV.replace("one", "three"),
    "venv-of-other-version": VENV.replace("one", "four\vfive").replace(
        "home", "command = x\vversion = 3.9.1\nhome"
    ),
    "venv-of-one-version": VENV.replace("home", "command = x\nhome"),
    "prompt": USUAL + "prompt = here\n",
    "uv": UV,
    "uv-too": UV + "prompt = there\n",
    "uv-broken": UV.replace(HOME, "/nowhere"),
    "uv-pypy": UV.replace("CPython", "PyPy"),
    "empty": "",
    "no-text": "\udcff\udcfe",
    "データ": USUAL,
    "pre": USUAL,
}
LOST = ("same", "no-base-named-too", "venv-lost")
"""Those whose Python does not exist, though another one with the same pyvenv.cfg has one."""


@pytest.fixture
def varied(tmp_path):
    """A store in which environments with the same pyvenv.cfg are not all in the same condition."""
    store = Store(str(tmp_path / "store"))
    for number, (name, text) in enumerate(CONFIGS.items()):
        root = plant(store.path(name))
        with open(root + "/pyvenv.cfg", "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text.replace("STORE", store.root))
        if number % 2:
            (tmp_path / "store" / name / ".project").write_text(f"/src/{name}\r\n")
        if name in LOST:
            os.unlink(root + "/bin/python")
            os.symlink("/nowhere/python3", root + "/bin/python")
    os.unlink(store.path("beside") + "/bin/python")
    shutil.copy(sys.executable, store.path("beside") + "/bin/python")
    os.makedirs(tmp_path / "store/no-version-too/lib/python3.9")
    os.mkdir(tmp_path / "store/nothing")
    os.unlink(plant(store.path("no-config")) + "/pyvenv.cfg")
    (tmp_path / "store/preactivate").write_text("")
    (tmp_path / "store/postmkvirtualenv.fish").write_text("")
    return store


def values_of(listed):
    """Return the facts in `listed` as plain values."""
    return [
        (place, name, one.version, one.implementation, one.platform, one.is_broken, project)
        for place, name, one, project in listed
    ]


def test_facts_are_those_of_each_environment(varied):
    """What is worked out once for many environments is what each one says when it is asked alone."""
    alone, here = list(facts.of_each(varied.everything())), os.getcwd()
    assert values_of(facts.of_all(varied)) == values_of(alone)
    assert os.getcwd() == here
    assert {name for _, name, _, _ in alone} == {*CONFIGS, "no-config"}
    assert len({values[2:6] for values in values_of(alone)}) > len(LOST) + 3, "they must differ"
    assert {name for _, name, one, _ in alone if one.is_broken} == {"beside", *LOST}


def test_facts_where_there_is_no_working_directory(varied, tmp_path, monkeypatch):
    """Listing works in a directory that has been deleted."""
    (tmp_path / "deleted").mkdir()
    monkeypatch.chdir(tmp_path / "deleted")
    os.rmdir(tmp_path / "deleted")
    assert len(facts.of_all(varied)) == len(CONFIGS) + 1


def test_no_descriptor_stays_open(tmp_path):
    """Listing a store that does not exist opens nothing for good."""
    first = os.dup(0)
    os.close(first)
    assert facts.of_all(Store(str(tmp_path / "nothing"))) == []
    second = os.dup(0)
    os.close(second)
    assert first == second


def test_facts_of_shared_stores(varied, tmp_path):
    """An environment hides one of the same name in a later store."""
    plant(str(tmp_path / "mine/usual"))
    store = Store(str(tmp_path / "mine"), (varied,))
    assert values_of(facts.of_all(store)) == values_of(facts.of_each(store.everything()))


@given(
    st.lists(st.tuples(st.sampled_from(" *"), st.text("ab cé字", max_size=5), st.text("x\x1b-█", max_size=4)))
)
def test_tables_of_many_rows(rows):
    """Where every row has one line, the table consists of the lines that the layout has for each."""
    columns = (Column("mark", MARK), Column("what"), Column("more", TEXT, right=True))
    before, sys.stdout = sys.stdout, io.StringIO()
    try:
        table.show(columns, rows, bold=[0])
        text = sys.stdout.getvalue()
    finally:
        sys.stdout = before
    rows = [tuple(cell.replace("\x1b", "\\x1b") for cell in row) for row in rows]
    layout = Layout(columns, list(zip(*rows, strict=True)), 0) if rows else None
    assert text == "".join(line + "\n" for row in rows for line in layout.lines(row))


@pytest.mark.parametrize("mark", ["", "é"])
def test_tables_of_thousands_of_rows(mark, capsys):
    """A table that is printed in parts has every row once, and one width for all of them."""
    names = [f"env{number}" for number in range(table.ROWS_AT_ONCE * 2 + 1)]
    table.show((Column("name"), Column("mark")), [(name, mark) for name in names])
    assert capsys.readouterr().out.splitlines() == [f"{name:7}  {mark}".rstrip() for name in names]


def calls(place, number, config, project, *words):
    """Return how many system calls listing a new store of `number` environments takes; memory is not counted."""
    store, log = Store(f"{place}/{number}"), f"{place}/log"
    for count in range(number):
        root = plant(store.path(f"env{count:03}"))
        files = {
            "pyvenv.cfg": config + f"prompt = {count}\n",
            **({".project": "/src/web\n"} if project else {}),
        }
        for name, text in files.items():
            with open(f"{root}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
    command = [sys.executable, "-I", "-S", "-c", CALL, SOURCE, "bash", "lsvenv", *words]
    variables = {"WORKON_HOME": store.root, "HOME": str(place), "PATH": os.environ["PATH"]}
    traced = ["strace", "-f", "-qq", "-e", "signal=none", "-e", "trace=!brk,mmap,munmap", "-o", log, *command]
    done = subprocess.run(traced, env=variables, capture_output=True, text=True, check=True)
    assert f"env{number - 1:03}" in done.stdout
    with open(log, encoding="utf-8", errors="replace") as file:
        return sum("resumed>" not in line for line in file)


@pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace to count by")
@pytest.mark.parametrize(
    ("words", "config", "project", "each"),
    [((), USUAL, False, 4), ((), VENV, True, 5), ((), UV, False, 4), (("--json",), USUAL, True, 6)],
)
def test_system_calls_for_each_environment(words, config, project, each, tmp_path):
    """Listing looks for a Python, reads pyvenv.cfg in two calls, and looks for a project or reads it in two.

    One call closes many files.
    """
    few, many = (calls(tmp_path, number, config, project, *words) for number in (20, 120))
    assert (many - few) / 100 < each + 0.5
