"""Tables fit every terminal, lose no name, and say the same without columns and colour."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from envarium.commands import list_table
from envarium.printing import terminal
from envarium.printing.table import MARK, PATH, TEXT, WHOLE, Column, Layout, facts
from envarium.store.facts import Python
from envarium.store.lookup import Store
from screens import printed
from tool import Tool
from trees import plant

WIDTHS = (40, 60, 80, 200)
NAMES = (
    "web", "データ分析", "שלום", "cafe\u0301", "\U0001f389party", "x\u202ey",
    "a-name-that-goes-on-and-on-until-it-is-longer-than-a-line-of-eighty-columns-can-hold",
)  # fmt: skip
EVIL = "e\x1b]0;t\x07\x9b31m\u202ev\r"
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")

CELLS = st.text(st.sampled_from("ab/ 字e\u0301\U0001f389ש"), max_size=60)
KINDS = st.lists(st.sampled_from([WHOLE, TEXT, PATH]), min_size=1, max_size=5)


@st.composite
def tables(draw):
    """Columns, with a mark first, and rows of cells that fit nowhere in particular."""
    kinds = draw(KINDS)
    columns = [Column("mark", MARK), *(Column(kind, kind, right=draw(st.booleans())) for kind in kinds)]
    row = st.tuples(st.sampled_from(" *"), *(CELLS.map(str.strip) for _ in kinds))
    return columns, draw(st.lists(row, min_size=1, max_size=5))


@given(tables(), st.sampled_from([20, 40, 80]))
def test_layout(table, width):
    """No line is too wide but for one cell that is never cut, and such a cell is whole in some line."""
    columns, rows = table
    layout = Layout(columns, list(zip(*rows, strict=True)), width)
    for row in rows:
        lines = layout.lines(row)
        whole = [cell for column, cell in zip(columns, row, strict=True) if column.kind in (WHOLE, MARK)]
        for cell in filter(str.strip, whole):
            assert any(cell in line for line in lines)
        for line in lines:
            assert cell_len(line) <= width or line.strip("* ") in whole


@given(tables())
def test_pipe(table):
    """Where no terminal reads it, nothing is cut, and a row is a line."""
    columns, rows = table
    for row in rows:
        lines = Layout(columns, list(zip(*rows, strict=True)), 0).lines(row)
        assert len(lines) == any(cell.strip() for cell in row)
        assert all(cell in line for line in lines for cell in row)


@given(CELLS, st.integers(4, 30))
def test_cutting(text, columns):
    """What is cut fits, and begins or ends as the whole did."""
    for shorter in (terminal.cut(text, columns), terminal.cut_start(text, columns)):
        assert cell_len(shorter) <= columns
        assert text.startswith(shorter.split("…")[0])
        assert text.endswith(shorter.split("…")[-1])
    assert terminal.width_of(text) == cell_len(text)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A store with names of every script, and texts that a terminal would act upon wherever they can be."""
    place = tmp_path_factory.mktemp("tables")
    (place / "home").mkdir()
    store = Store(str(place / "store"))
    (place / "store").mkdir()
    for name in NAMES:
        root = plant(store.path(name))
        (place / "deep").mkdir(exist_ok=True)
        with open(root + "/.project", "w", encoding="utf-8") as file:
            file.write(f"{place}/deep/{EVIL.strip()}/{'long/' * 20}\n")
        with open(root + "/pyvenv.cfg", "a", encoding="utf-8") as file:
            file.write(f"prompt = {EVIL.strip()}\nversion_info = 3.12.{EVIL.strip()}\n")
    packages = place / "store/web/lib/python3.12/site-packages/evil-1.dist-info"
    packages.mkdir(parents=True)
    (packages / "METADATA").write_text(f"Name: evil\nVersion: 1{EVIL.strip()}\n", encoding="utf-8")
    tool = Tool({"PATH": "/usr/bin:/bin", "HOME": str(place / "home"), "WORKON_HOME": store.root})
    return place, tool


def calls(place):
    """Return what is looked at on terminals."""
    return (
        ("list",), ("list", "--long"), ("list", "--sort", "size"), ("list", "-b"), ("show", "web"), ("doctor",),
        ("usage",), ("usage", "web"), ("find", str(place)), ("packages", "web"), ("which", "evil"), ("config",),
        ("trash",), ("snapshots",), ("history", "web"), ("prune", "--broken"), ("words",), ("explain", "web"),
    )  # fmt: skip


def test_nothing_steers_the_terminal(world):
    """No character of a name, file or message is acted upon; colour is all that envarium itself sends."""
    place, tool = world
    for words in calls(place):
        text = ESCAPES.sub("", printed(tool, *words, columns=60))
        text = re.sub(r"\r\x1b\[K[^\r]*(?=\r\x1b\[K)|\r\x1b\[K", "", text)  # the line with the progress
        for line in text.split("\n"):
            assert line.isprintable(), (words, line)


@pytest.mark.parametrize("columns", WIDTHS)
def test_lists_fit(world, columns):
    """A line is wider than the terminal only if it consists of one name or path, which can be copied."""
    place, tool = world
    for words in (("list",), ("find", str(place)), ("usage",)):
        text = ESCAPES.sub("", printed(tool, *words, columns=columns, errors=False))
        shown = [name.replace("\u202e", "\\u202e") for name in NAMES]
        assert all(name in text for name in shown), (words, text)
        for line in text.splitlines():
            one = line.strip()
            assert cell_len(line) <= columns or one in shown or one.startswith(("/", "~/")), (words, line)


def test_colour(world):
    """Terminals get colour, unless NO_COLOR, TERM or the plain setting says no; FORCE_COLOR says yes for a pipe."""
    _, tool = world
    active = {"VIRTUAL_ENV": tool.environment["WORKON_HOME"] + "/web"}
    active["PATH"] = active["VIRTUAL_ENV"] + "/bin:/usr/bin:/bin"
    plain = tool("list", **active).stdout
    assert "\x1b" not in plain
    assert "\n* web" in plain
    coloured = tool("list", **active, FORCE_COLOR="1").stdout
    assert ESCAPES.sub("", coloured) == plain != coloured
    assert "\x1b" in printed(tool, "list", **active)
    for off in (
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"ENVARIUM_PLAIN": "true"},
        {"NO_COLOR": "1", "FORCE_COLOR": "1"},
    ):
        assert "\x1b" not in printed(tool, "list", **active, **off), off


def test_one_fact_a_line(world):
    """With --plain or the plain setting, every line of a list is a name and a value, and names are whole."""
    place, tool = world
    for words in (
        ("list",),
        ("show", "web"),
        ("usage",),
        ("packages", "web"),
        ("find", str(place)),
        ("config",),
    ):
        text = tool.done(*words, "--plain")
        for line in filter(None, text.splitlines()):
            assert re.match(r"[a-z][a-z -]*: \S", line), (words, line)
    assert all(
        f"name: {name}\n" in tool.done("list", ENVARIUM_PLAIN="1") for name in NAMES if name.isprintable()
    )


def test_a_long_name_takes_no_room_from_others():
    """A name longer than half the terminal has a line of its own, at its beginning."""
    rows = [("n" * 50, "here"), ("short", "there")]
    layout = Layout([Column("name"), Column("where")], list(zip(*rows, strict=True)), 80)
    assert [layout.lines(row) for row in rows] == [["n" * 50, "       here"], ["short  there"]]


def test_equal_labels(capsys):
    """A label that is that of the line before is left out."""
    facts([("packages", "six"), ("packages", "pip"), ("on", "base")])
    assert capsys.readouterr().out == "packages  six\n          pip\non        base\n"


def test_a_mark_is_cut_with_its_letter():
    """What is left of a path does not begin with the accent of a letter that was cut."""
    assert terminal.cut_start("xe\u0301b", 2) == terminal.ellipsis() + "b"


def test_scripts_get_names_as_they_are(world):
    """A pipe gets the characters that a terminal would act upon, so that a script can use the name."""
    _, tool = world
    assert sorted(tool.done("list", "-b", PYTHONUTF8="1").splitlines()) == sorted(NAMES)


def test_an_environment_of_another_platform():
    """Its Python cannot be found here, and is not listed as missing."""
    assert list_table.python_text(Python("3.12", "", "macOS", is_broken=True)) == "3.12 (macOS)"
    assert "missing" in list_table.python_text(Python("3.12", "", "", is_broken=True))
