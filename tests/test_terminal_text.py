"""What is read from names and files is printed so that a terminal does not act upon it."""

from __future__ import annotations

import shlex

import pytest

from envarium.output import typed
from evil import ACCEPTED
from screens import printed
from trees import plant

NAME = "x\u202ey"
PROMPT = "a\x1b]52;c;Zm9v\x07\u009bm\u202eb"
"""It would set the clipboard, begin a control sequence, and turn the rest of the line around."""


@pytest.fixture
def place(store):
    """An environment whose name, prompt and project hold what a terminal acts upon."""
    place = plant(store.path(NAME))
    with open(place + "/pyvenv.cfg", "a", encoding="utf-8") as file:
        file.write(f"prompt = {PROMPT}\nexecutable = /usr/bin/{PROMPT}\n")
    with open(place + "/.project", "w", encoding="utf-8") as file:
        file.write(f"/{PROMPT}\n")
    return place


CALLS = (
    ("list",), ("list", "--json"), ("list", "--long"), ("show", NAME), ("show", "--json", NAME), ("doctor",),
    ("each", "--", "true"), ("each", "--", "nosuch\u202eprogram"), ("run", NAME, "--", "nosuch\u202eprogram"),
    ("repair", NAME), ("project", "set", NAME),
    ("show", "no\u202esuch"), ("remove", NAME), ("trash",), ("trash", "--json"), ("restore", NAME), ("restore", NAME),
)  # fmt: skip

CHANGES = (
    ("create", "--no-pip", "-a", "{project}", "{name}"), ("create", "--no-pip", "-a", "{project}", "{name}"),
    ("create", "--no-pip", "--prompt", PROMPT, "p\u202e"), ("copy", "{name}", "c\u202e"),
    ("rename", "c\u202e", "d\u202e"),
    ("snapshot", "{name}", "la\u202eb"), ("snapshots",), ("diff", "{name}", "p\u202e"), ("rollback", "{name}"),
    ("link", "{name}", "-a", "{project}"), ("link", "{name}", "-a", "{project}"), ("unlink", "{name}"),
    ("set", "{name}", f"A={PROMPT}"), ("show", "{name}"), ("show", "p\u202e"), ("unset", "{name}", "B\u202e"),
    ("kernel", "{name}"), ("kernel", "-d", "{name}"), ("export", "{name}", "-o", "{project}/lo\u202eck.toml"),
    ("pack", "{name}", "--no-python", "-o", "{project}/p\u202e.tar.gz"),
    ("unpack", "{project}/p\u202e.tar.gz", "u\u202e"),
    ("adopt", "{project}/out\u202eside"), ("find", ".", "--adopt"), ("find", ".", "--trash"), ("usage",),
    ("packages", "p\u202e"),
    ("prune", "--only", "*"), ("which", "no\u202epe"), ("sync", "{name}"), ("install", "{name}", "no\u202epe"),
    ("toggle-system-site", "{name}"), ("trust", "{project}"), ("untrust", "{project}"), ("history", "{name}"),
    ("remove", "--now", "{name}"), ("config", "set", "link", PROMPT), ("config", "get", PROMPT), ("config",),
    ("pythons", PROMPT), ("help", PROMPT), (PROMPT,), ("list", "--sort", PROMPT), ("start-project", PROMPT),
    ("list", f"--{PROMPT}"), ("rollback", "p\u202e", PROMPT), ("keep", PROMPT), ("restore", PROMPT),
)  # fmt: skip


@pytest.mark.usefixtures("place")
def test_nothing_reaches_the_terminal_raw(tool):
    """Every line that a command prints about such an environment is printable text."""
    for words in CALLS:
        result = tool(*words)
        for line in (result.stdout + result.stderr).split("\n"):
            assert line.isprintable(), (words, line)


def test_no_change_reaches_the_terminal_raw(tool, tmp_path, home):
    """Whatever is done with such names, projects, labels and files, and whatever is refused, is printed as text."""
    project = home / "pro\u202eject"
    project.mkdir()
    (project / "pyproject.toml").write_text("[project]\nname = 'p'\nversion = '1'\n")
    plant(project / "out\u202eside")
    calls = [[word.format(name=NAME, project=project) for word in words] for words in CHANGES]
    codes = set()
    for done in tool.each(calls, tmp_path):
        codes.add(done.returncode)
        for line in (done.stdout + done.stderr).split("\n"):
            assert line.isprintable(), (done.args, line)
    assert codes == {0, 1, 2}


@pytest.mark.usefixtures("place")
def test_names_for_scripts_and_for_terminals(tool):
    """`list -b` prints names as they are, unless a terminal reads them."""
    assert tool.done("list", "-b") == NAME + "\n"
    text = printed(tool, "list", "-b")
    assert "\u202e" not in text
    assert "\\u202e" in text


def test_names_of_an_empty_store(tool, store):
    """A terminal shows what to do; a script gets nothing."""
    assert printed(tool, "list", "--brief") == "there are no environments; envarium create NAME creates one\n"
    script = tool("list", "--brief")
    assert (script.returncode, script.stdout, script.stderr) == (0, "", "")
    assert store.names() == []


@pytest.mark.parametrize("label", [label for label, name in ACCEPTED.items() if name.isprintable()])
def test_a_name_in_a_command(label):
    """A name in a command that a message recommends is one word for a shell, which is that name."""
    assert shlex.split(typed(ACCEPTED[label])) == [ACCEPTED[label]]


def test_commands_in_messages_can_be_typed(tool, store):
    """What a hint recommends to type has the name as a shell reads it."""
    name = 'it\'s "$HOME"'
    plant(store.path("x"))
    plant(store.path(name))
    hint = tool("rename", "x", name).stderr.splitlines()[1]
    assert shlex.split(hint.rpartition("first: ")[2]) == ["envarium", "remove", name]
    message = tool("copy", "x", "a b").stderr.splitlines()[-1]
    assert shlex.split(message.rpartition("with: ")[2]) == ["workon", "a b"]
