"""Tests of the variables that an environment sets, in every shell that a dialect speaks to."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evil
import speakers
from activating import BASE, RECORD, enter, environments, place_at, show
from envarium.activation import plan, reserved, variables
from envarium.activation.variables import Variables

VALUES = (
    *evil.ACCEPTED.values(),
    "",
    "two\nlines",
    "\n",
    "ends with a newline\n",
    "\ttab\rreturn",
    "\\n",
    "\\\\",
    "a:b::c",
    "'\"'\"'",
    "\u2018typographic\u2019",
    "\x1b[31m",
    "x" * 10_000,
)
"""Values that a shell may take for code, or split."""

SET = Variables({f"V{number}": value for number, value in enumerate(VALUES)})

SHELLS = (*speakers.SHELLS, "nu")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_value(shell, tmp_path):
    """Every value arrives byte for byte and runs nothing; leaving restores every value that was there before."""
    place = place_at(tmp_path, "one", variables=SET)
    others = dict(zip(SET.values, reversed(VALUES), strict=True))
    for inherited in ({}, others):
        script = show(shell) + enter(shell, place) + show(shell) + "deactivate\n" + show(shell)
        before, inside, after = environments(shell, script, tmp_path, **inherited)
        assert {name: inside.get(name) for name in SET.values} == SET.values
        assert after == before
        assert before.items() >= inherited.items()
    assert not list(tmp_path.glob("**/evil"))


EDITS = {
    **dict.fromkeys(speakers.POSIX, "export A='changed'\nunset B\nexport C='new'\n"),
    **dict.fromkeys(speakers.CSH, "setenv A changed\nunsetenv B\nsetenv C new\n"),
    "fish": "set -gx A changed\nset -e B\nset -gx C new\n",
    "nu": "$env.A = 'changed'\nhide-env B\n$env.C = 'new'\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_changed_meanwhile(shell, tmp_path):
    """What the user did to the variables meanwhile is undone too."""
    place = place_at(tmp_path, "one", variables=Variables({"A": "a", "B": "b", "C": "c"}))
    script = show(shell) + enter(shell, place) + EDITS[shell] + "deactivate\n" + show(shell)
    before, after = environments(shell, script, tmp_path, A="1", B="2")
    assert after == before


@pytest.mark.parametrize("shell", SHELLS)
def test_directories_on_path(shell, tmp_path):
    """The directories are behind the environment's own programs, in their order, and leave with it."""
    paths = (str(tmp_path / "it's"), "/usr/bin", str(tmp_path / "b c"))
    place = place_at(tmp_path, "one", variables=Variables({"A": "a"}, paths))
    other = place_at(tmp_path, "two", variables=Variables({"B": "b"}, paths[:1]))
    script = show(shell) + enter(shell, place) + show(shell) + enter(shell, other) + show(shell)
    before, first, second, after = environments(
        shell, script + "deactivate\n" + show(shell), tmp_path, PATH="/usr/bin:/bin"
    )
    assert first["PATH"] == ":".join((f"{place}/bin", *paths, before["PATH"]))
    assert second["PATH"] == ":".join((f"{other}/bin", paths[0], before["PATH"]))
    assert (second.get("A"), second.get("B")) == (None, "b")
    assert after == before


@pytest.mark.parametrize("shell", [*speakers.POSIX, "fish"])
def test_edited_path(shell, tmp_path):
    """What the user added to PATH meanwhile stays, and the directories go."""
    place = place_at(tmp_path, "one", variables=Variables(paths=("/first", "/second")))
    edit = "set -gx PATH /mine $PATH /more\n" if shell == "fish" else 'PATH="/mine:$PATH:/more"\n'
    (after,) = environments(shell, enter(shell, place) + edit + "deactivate\n" + show(shell), tmp_path)
    assert after["PATH"] == f"/mine:{BASE['PATH']}:/more"


KINDS = {
    "bash": 'A=shell; B=(1 "2 3"); readonly C=fixed; declare -i D=7\n',
    "zsh": "A=shell; B=(1 '2 3'); readonly C=fixed; integer D=7; typeset -T E e; e=(x y)\n",
    "dash": "A=shell\n",
    "fish": "set -g A shell; set -g B 1 '2 3'; set -gx C 1 '2 3'; set -gx D; set -g --path E x y\n",
}
LOOK = {
    "bash": "declare -p A B C D\n\\printf '\\036'\n",
    "zsh": 'typeset -p A B C D E e\nprint -n "\\036"\n',
    "dash": "export -p | grep ' A=' ; printf '%s\\036' \"$A\"\n",
    "fish": "set --show A B C D E\nprintf '\\036'\n",
}


@pytest.mark.parametrize("shell", KINDS)
def test_kinds(shell, tmp_path):
    """A variable that is no exported text is the same afterwards: its kind, its elements, whether it is exported."""
    place = place_at(tmp_path, "one", variables=Variables(dict.fromkeys("ABCDEF", "set")))
    script = KINDS[shell] + LOOK[shell] + enter(shell, place).replace("\n", " 2>/dev/null\n")
    script += f"{show(shell)}deactivate\n" + LOOK[shell]
    before, inside, after = speakers.run(shell, script, tmp_path, BASE).split(RECORD)[:-1]
    assert b"A=set\0" in inside
    assert before
    assert before == after


def test_python(tmp_path):
    """A running Python sees them in os.environ, and no longer once it has left."""
    place = place_at(tmp_path, "one", variables=Variables({"A": "it's\n", "sys": "x"}, ("/more",)))
    version = subprocess.check_output(
        [speakers.COMMANDS["python"][0], "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], text=True
    )
    (tmp_path / "one" / "lib" / f"python{version.strip()}" / "site-packages").mkdir(parents=True)
    script = (
        "import os, runpy\nbefore = dict(os.environ)\n"
        f"names = runpy.run_path({place + '/bin/activate_this.py'!r})\n"
        "assert (os.environ['A'], os.environ['sys']) == (\"it's\\n\", 'x')\n"
        f"assert os.environ['PATH'].startswith({place + '/bin:/more:'!r})\n"
        "names['deactivate']()\nassert dict(os.environ) == before\n"
    )
    speakers.run("python", script, tmp_path, {**BASE, "A": "before"})


text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(
    st.dictionaries(
        st.from_regex(r"[A-Z_][A-Z0-9_]*", fullmatch=True).filter(lambda name: name != "PATH"), text
    ),
    st.lists(text),
)
def test_file(values, paths):
    """What is written to the file is read from it."""
    read = variables.parse(Variables(values, tuple(paths)).text)
    assert (read.values, read.paths) == (values, tuple(paths))


@given(st.text())
def test_any_file(content):
    """A file with any content is read, and gives identifiers only."""
    assert all(map(variables.is_identifier, variables.parse(content).values))


def test_dictionary():
    """`run` and `each` set the same in a dictionary."""
    wanted = Variables({"A": "a"}, ("/first", "/second"))
    inside = {"PATH": "/bin", "A": "before"}
    plan.apply(plan.activation("/envs/x", "x", wanted), inside)
    assert inside["PATH"] == "/envs/x/bin:/first:/second:/bin"
    assert inside["A"] == "a"
    assert os.environ.get("A") != "a"


@pytest.fixture
def web(tool, store):
    """The path of an environment called "web"."""
    tool.done("create", "--no-pip", "web")
    return f"{store.root}/web"


def shown(tool, name="web"):
    """Return the variables and the directories on PATH that `envarium show` prints."""
    facts = json.loads(tool.done("show", "--json", name))
    return facts["variables"], facts["path-prepend"]


def test_set_and_unset(tool, web, tmp_path):
    """Each call changes what it names; show lists all, and hides what looks like a secret."""
    tool.done("set", "web", "A=1", "B=x=y", "API_KEY=k", "--path-prepend", "one", "--path-prepend", "/b")
    tool.done("set", "web", "A=2", "DB=postgres://me:pw@host/db", "--path-prepend", "/first")
    home = tool.environment["HOME"]
    values = {"A": "2", "B": "x=y", "API_KEY": None, "DB": None}
    assert shown(tool) == (values, ["/first", f"{home}/one", "/b"])
    assert (
        "k"
        not in tool.done("show", "web").split("variables")[1].replace("API_KEY", "").split("path-")[0].split()
    )
    assert tool.done("run", "web", "--", "printenv", "API_KEY", "A") == "k\n2\n"
    tool.done("unset", "web", "A", "API_KEY", "--path-prepend", "/b")
    assert shown(tool) == ({"B": "x=y", "DB": None}, ["/first", f"{home}/one"])
    tool.done("unset", "web", "B", "DB", "--path-prepend", "/first", "--path-prepend", "one")
    assert shown(tool) == ({}, [])
    assert not os.path.lexists(f"{web}/{variables.FILE}")


def test_only_the_user_reads_secrets(tool, web):
    """Files with a secret are the user's alone, in copies too; others have the usual permissions."""

    def modes(place):
        files = (variables.FILE, "bin/activate", "bin/activate.fish", "bin/activate.nu")
        return {os.stat(f"{place}/{file}").st_mode & 0o077 for file in files}

    tool.done("set", "web", "PASSWORD=x")
    tool.done("copy", "web", "copy")
    assert modes(web) == modes(web.replace("web", "copy")) == {0}
    tool.done("unset", "web", "PASSWORD")
    tool.done("set", "web", "A=x")
    assert modes(web) == {os.stat(f"{web}/pyvenv.cfg").st_mode & 0o077}


REFUSED = (
    ("set", "web", "PATH=/x"), ("set", "web", "LD_PRELOAD=x"), ("set", "web", "ENVARIUM_X=1"), ("set", "web", "PS1=x"),
    ("set", "web", "VIRTUAL_ENV=x"), ("set", "web", "IFS=x"), ("set", "web", "HOME=/"), ("set", "web", "a-b=1"),
    ("set", "web", "=1"), ("set", "web", "1A=1"), ("set", "web", "A B=1"), ("set", "web", "É=1"),
    ("set", "web", "A;id=1"),
    ("set", "web", "PYTHONHOME=/x"), ("set", "web", "WORKON_HOME=/x"), ("set", "web", "__envarium_x=1"),
    ("unset", "web", "NONE"), ("unset", "web", "--path-prepend", "/none"),
)  # fmt: skip


def test_refused(tool, web):
    """What would break the shell or the environment is refused, and then nothing is changed."""
    tool.done("set", "web", "A=1")
    for words in REFUSED:
        tool.refused(*words[:2], "OK=1" if words[0] == "set" else "A", *words[2:])
        assert shown(tool) == ({"A": "1"}, []), words
    for words in (
        ("A",),
        (),
        ("--path-prepend", "/a:b"),
        ("--path-prepend", "/a\nb"),
    ):
        tool.refused("set", "web", *words, code=2)
    tool.refused("unset", "web", code=2)
    tool.refused("set", "none", "A=1")
    assert shown(tool) == ({"A": "1"}, [])


KNOWN = {
    "bash": "compgen -v",
    "zsh": "zmodload zsh/parameter; for n in ${(k)parameters}; do case ${parameters[$n]} in *special*|*readonly*) "
    "print -r -- $n;; esac; done",
    "fish": "set --names",
}
HARMLESS = {"LANG", "LC_ALL", "TERM", "MANPATH", "CDPATH", "HISTFILE", "TMPPREFIX", "TIMEFMT", "MAIL", "PATH"}


@pytest.mark.parametrize("shell", KNOWN)
def test_shells_own_variables(shell, tmp_path):
    """Every variable that a shell gives a meaning of its own is refused, but for those that users do set."""
    names = speakers.run(shell, KNOWN[shell] + "\n", tmp_path, BASE).decode().split()
    names = [name for name in names if name.isidentifier()]
    assert len(names) > 10
    assert [name for name in names if not reserved.refusal(name) and name not in HARMLESS] == []


ENV_FILE = """\
\ufeff# a comment
PLAIN=a b # behind
export EXPORTED='single $HOME "quotes"'
MULTI="two
lines, \\"quoted\\" \\t $OTHER ${OTHER} $(touch evil) `touch evil`"
EMPTY=

SPACES = x\r
HASH=a#b
TWICE=1
TWICE='it\\'s 2'
"""


def test_env_file(tool, web, tmp_path):
    """Of a .env file, nothing is run or expanded; what is on the command line comes last."""
    file = tmp_path / ".env"
    file.write_text(ENV_FILE, encoding="utf-8", newline="")
    tool.done("set", "web", "--from", str(file), "HASH=line", OTHER="x")
    assert shown(tool)[0] == {
        "PLAIN": "a b",
        "EXPORTED": 'single $HOME "quotes"',
        "MULTI": 'two\nlines, "quoted" \t $OTHER ${OTHER} $(touch evil) `touch evil`',
        "EMPTY": "",
        "SPACES": "x",
        "HASH": "line",
        "TWICE": "it's 2",
    }
    assert not list(tmp_path.glob("**/evil"))


@pytest.mark.parametrize(
    "content",
    [
        b"A=\xff",
        b"A=a\0b",
        b"A='open",
        b"A=1\n\nB\n",
        b"a-b=1",
        b"PATH=/x",
        b"A='x' y",
        b"=1",
        b"A=" + b"x" * 131_070,
    ],
)
def test_bad_env_file(tool, web, tmp_path, content):
    """A file that is not understood, or sets what cannot be set, is refused as a whole."""
    file = tmp_path / ".env"
    file.write_bytes(b"OK=1\n" + content)
    tool.refused("set", "web", "--from", str(file))
    assert shown(tool) == ({}, [])


def test_missing_env_file(tool, web, tmp_path):
    """A file that does not exist, or is a directory, is refused."""
    tool.refused("set", "web", "--from", str(tmp_path / "none"))
    tool.refused("set", "web", "--from", str(tmp_path))


def test_line_of_an_error(tool, web, tmp_path):
    """The message names the line that is wrong."""
    file = tmp_path / ".env"
    file.write_text('A="1\n2"\n\nB\n', encoding="utf-8")
    assert "line 4" in tool.refused("set", "web", "--from", str(file))


def is_stale(tool):
    """Return whether doctor finds an activator that does not set the variables."""
    return any(row["id"] == "variables-not-set" for row in json.loads(tool("doctor", "--json", "web").stdout))


def test_repair(tool, web):
    """doctor finds an activator that does not set them, missing or of another origin; repair mends it."""
    tool.done("set", "web", "A=two\nlines", "--path-prepend", "/x")
    assert not is_stale(tool)
    activate = f"{web}/bin/activate"
    with open(activate, "w", encoding="utf-8") as file:
        file.write("# edited\n")
    assert is_stale(tool)
    tool.done("repair", "web")
    assert not is_stale(tool)
    with open(activate + ".orig", encoding="utf-8") as file:
        assert file.read() == "# edited\n"
    os.unlink(activate)
    tool.done("repair", "web")
    with open(activate, encoding="utf-8") as file:
        assert "two\nlines" in file.read()


def test_rebuild(tool, web):
    """A rebuilt environment sets them."""
    tool.done("set", "web", "A=a", f"DATA={web}/data")
    tool.done("repair", "-p", sys.executable, "web")
    assert shown(tool)[0] == {"A": "a", "DATA": f"{web}/data"}
    assert not is_stale(tool)


def test_at_the_same_time(tool, web):
    """Calls at the same time lose nothing of each other."""
    calls = [
        subprocess.Popen(tool.command("set", "web", f"A{number}={number}"), env=tool.environment)
        for number in range(6)
    ]
    assert [call.wait() for call in calls] == [0] * 6
    assert shown(tool)[0] == {f"A{number}": str(number) for number in range(6)}
    assert not is_stale(tool)


def test_hostile_file(tool, web, tmp_path):
    """A file that was edited by hand brings no code into the activators, and is otherwise ignored."""
    with open(f"{web}/{variables.FILE}", "w", encoding="utf-8") as file:
        file.write("A=1\n$(touch evil)=1\nB;touch evil;=2\nno line\n=\nC=\\x\0\n")
    tool.done("set", "web", "D=4")
    assert shown(tool)[0] == {"A": "1", "D": "4"}
