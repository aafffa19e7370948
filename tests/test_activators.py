"""The activators of an environment, sourced by real shells."""

from __future__ import annotations

import os
import shutil
import subprocess
import venv

import pytest

import evil
import speakers
from activating import (
    ALIASES,
    BASE,
    PATH,
    PREPARE,
    RECORD,
    enter,
    environments,
    place_at,
    show,
)
from traces import TRACE, started


@pytest.mark.parametrize("shell", [*speakers.SHELLS, "ksh", "mksh", "ash", "nu", "xonsh"])
def test_enter_and_leave(shell, tmp_path):
    """Entering sets exactly place, prompt and PATH, whatever they are called; leaving gives back what was."""
    names = [
        name for name in evil.ACCEPTED.values() if shell != "xonsh" or "$" not in name
    ]  # it expands PATH
    places = [place_at(tmp_path, name) for name in names]
    steps = [enter(shell, place) + show(shell) + "deactivate\n" + show(shell) for place in places]
    if shell in ("nu", "xonsh"):
        steps = steps[:12]
    script = show(shell) + "".join(steps)
    # xonsh itself is Python, and does not start with a wrong PYTHONHOME
    before, *rest = environments(
        shell, script, tmp_path, PYTHONHOME=None if shell == "xonsh" else "/python home"
    )
    for place, inside, after in zip(places, rest[::2], rest[1::2], strict=False):
        wanted = {"VIRTUAL_ENV": place, "VIRTUAL_ENV_PROMPT": os.path.basename(place)}
        wanted["PATH"] = f"{place}/bin:{before['PATH']}"
        assert inside == {name: value for name, value in {**before, **wanted}.items() if name != "PYTHONHOME"}
        assert after == before
    assert len(rest) == 2 * len(steps)
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("shell", [*speakers.SHELLS, "nu"])
def test_twice(shell, tmp_path):
    """Sourcing the same file twice, or another environment's without leaving, is harmless."""
    one, two = place_at(tmp_path, "one"), place_at(tmp_path, "two")
    entered = [
        enter(shell, one) + show(shell),
        enter(shell, one) + show(shell),
        enter(shell, two) + show(shell),
    ]
    shown = environments(shell, show(shell) + "".join(entered) + "deactivate\n" + show(shell), tmp_path)
    before, first, again, other, after = shown
    assert first == again
    assert first["PATH"] == f"{one}/bin:{before['PATH']}"
    assert other["PATH"] == f"{two}/bin:{before['PATH']}"
    assert after == before


PATHS = {
    "plain": ("/usr/bin:/bin", "{0}/bin:/usr/bin:/bin"),
    "empty entries at both ends": (":/usr/bin:", "{0}/bin::/usr/bin:"),
    "empty entry inside": ("/usr/bin::/bin", "{0}/bin:/usr/bin::/bin"),
    "the entry stands there already": ("/usr/bin:{0}/bin:/bin", "{0}/bin:/usr/bin:{0}/bin:/bin"),
    "the entry alone": ("{0}/bin", "{0}/bin:{0}/bin"),
    "one that begins alike": ("{0}/bin2:/bin", "{0}/bin:{0}/bin2:/bin"),
    "set and empty": ("", "{0}/bin:"),
}


@pytest.mark.parametrize("case", PATHS)
@pytest.mark.parametrize("shell", [*speakers.POSIX, *speakers.CSH])
def test_path(shell, case, tmp_path):
    """PATH comes back byte for byte."""
    if case == "set and empty" and shell in speakers.CSH:
        pytest.skip("a csh has no list for an empty PATH")
    place = place_at(tmp_path, "it's")
    before, inside = (text.format(place) for text in PATHS[case])
    script = enter(shell, place) + show(shell) + "deactivate\n" + show(shell)
    if shell in speakers.POSIX:  # not in its environment: some system's zshenv sets an empty PATH
        script = f"PATH={speakers.dialect(shell).quote(before)}\n" + script
    shown = environments(shell, script, tmp_path, PATH=before or PATH)
    assert [one.get("PATH") for one in shown] == [inside, before]


@pytest.mark.parametrize("shell", [*speakers.POSIX, "fish"])
def test_unset_path(shell, tmp_path):
    """A PATH that was not set is not set afterwards, and no empty entry, the working directory, came into it."""
    place = place_at(tmp_path, "one")
    forget = "set -e PATH\n" if shell == "fish" else "unset PATH\n"
    shown = environments(
        shell, forget + enter(shell, place) + show(shell) + "deactivate\n" + show(shell), tmp_path
    )
    assert [one.get("PATH") for one in shown] == [f"{place}/bin", None]


EDITS = {
    "in front": ("/mine:$PATH", "/mine:{0}"),
    "behind": ("$PATH:/mine", "{0}:/mine"),
    "both": ("/mine:$PATH:", "/mine:{0}:"),
    "added once more behind": ("$PATH:$VIRTUAL_ENV/bin", "{0}:{1}/bin"),
    "added once more in front, by an editor": ("$VIRTUAL_ENV/bin:$PATH", "{0}"),
    "taken out": ("/other", "/other"),
    "only it behind": ("/other:$VIRTUAL_ENV/bin", "/other"),
}


@pytest.mark.parametrize("case", EDITS)
@pytest.mark.parametrize("shell", speakers.SHELLS)
def test_edited_path(shell, case, tmp_path):
    """What the user did to PATH meanwhile stays; one entry goes, the first."""
    if case == "both" and shell == "fish":
        pytest.skip("fish turns an empty entry into a dot as it is set")
    place = place_at(tmp_path, "one")
    value, wanted = EDITS[case]
    edit = {**dict.fromkeys(speakers.CSH, 'setenv PATH "{}"\n'), "fish": "set PATH (string split : -- {})\n"}
    value = (
        value.replace("$PATH", "(string join : -- $PATH)")
        if shell == "fish"
        else value.replace("$PATH:", "${PATH}:")
    )
    change = edit.get(shell, 'PATH="{}"\n').format(value)
    shown = environments(shell, enter(shell, place) + change + "deactivate\n" + show(shell), tmp_path)
    assert shown[0]["PATH"] == wanted.format(PATH, place)
    assert "VIRTUAL_ENV" not in shown[0]


@pytest.mark.parametrize("shell", [*speakers.SHELLS, "ksh", "mksh", "ash", "nu", "xonsh"])
def test_nested(shell, tmp_path):
    """A shell that inherited an environment gets exactly that back."""
    place = place_at(tmp_path, "two")
    inherited = {
        "VIRTUAL_ENV": "/outer",
        "VIRTUAL_ENV_PROMPT": "x",
        "PATH": "/outer/bin:" + PATH,
        **({} if shell == "xonsh" else {"PYTHONHOME": "x"}),
    }
    script = show(shell) + enter(shell, place) + show(shell) + "deactivate\n" + show(shell)
    before, inside, after = environments(shell, script, tmp_path, **inherited)
    assert inside["VIRTUAL_ENV"] == place
    assert inside["PATH"] == f"{place}/bin:{inherited['PATH']}"
    assert after == before
    assert before.items() >= inherited.items()


@pytest.mark.parametrize("shell", [*speakers.POSIX, "fish"])
def test_inherited_mark(shell, tmp_path):
    """A venv protocol variable that another shell exported does not pass for an active environment."""
    place = place_at(tmp_path, "two")
    script = enter(shell, place) + show(shell) + "deactivate\n" + show(shell)
    if shell == "dash":
        script = script.replace("\\. ", "2>/dev/null \\. ")
    inside, after = environments(shell, script, tmp_path, _OLD_VIRTUAL_PATH="/wrong")
    assert inside["PATH"] == f"{place}/bin:{PATH}"
    assert after["PATH"] == PATH
    assert "_OLD_VIRTUAL_PATH" not in inside


NAMES = {
    "bash": 'compgen -v; compgen -A function || :; shopt || :; \\set +o; \\printf %s "$PS1"\n',
    "zsh": "print -rl -- ${(ok)parameters} ${(ok)functions}; setopt; print -r -- $PS1\n",
    **dict.fromkeys(("dash", "ash"), "_=; \\set\n"),
    "fish": "set --names; functions --names --all; functions fish_prompt\n",
}


@pytest.mark.parametrize("disabled", ["", "1"])
@pytest.mark.parametrize("shell", NAMES)
def test_no_trace(shell, disabled, tmp_path):
    """Under `set -eu` and hostile aliases, leaving takes away every variable and function that entering brought."""
    place = place_at(tmp_path, "one")
    steps = PREPARE.get(shell, "") + (ALIASES if shell in speakers.POSIX else "")
    steps += "" if shell == "fish" else "PS1='$ '\n"
    names = NAMES[shell] + "\\printf '\\036'\n"
    inner = enter(shell, place) + "deactivate\n" + enter(shell, place) + enter(shell, place) + "deactivate\n"
    if shell == "zsh":  # whose warn_create_global speaks up in functions
        inner = f"inside() {{\n{inner}}}\ninside\nunfunction inside\n"
    script = steps + names + inner + names + inner + names
    variables = {**BASE, "VIRTUAL_ENV_DISABLE_PROMPT": disabled}
    before, after, again, _ = speakers.run(shell, script, tmp_path, variables).split(RECORD)
    assert before
    assert before == after == again


@pytest.mark.parametrize("shell", [*speakers.POSIX, "fish"])
def test_deactivate(shell, tmp_path):
    """Leaving never fails; `nondestructive` keeps it, and a second call then changes nothing."""
    place = place_at(tmp_path, "one")
    there = (
        "functions -q deactivate; or exit 3\n" if shell == "fish" else "command -v deactivate >/dev/null\n"
    )
    script = (
        PREPARE.get(shell, "") + enter(shell, place) + "deactivate nondestructive\n" + show(shell) + there
    )
    script += "deactivate nondestructive\n" + show(shell) + "deactivate\n" + show(shell)
    shown = environments(shell, script, tmp_path, VIRTUAL_ENV="/outer")
    assert shown[0] == shown[1] == shown[2]
    assert shown[0]["VIRTUAL_ENV"] == "/outer"


@pytest.fixture(scope="module")
def foreign(tmp_path_factory):
    """An environment made by the standard library's venv."""
    place = tmp_path_factory.mktemp("foreign") / "theirs"
    venv.create(place, symlinks=True)
    return str(place)


@pytest.mark.parametrize("order", [("ours", "theirs", "ours"), ("ours", "theirs"), ("theirs", "ours")])
@pytest.mark.parametrize("shell", [*speakers.SHELLS])
def test_foreign(shell, order, tmp_path, foreign):
    """Going back and forth between ours and venv's without leaving ends where it began."""
    places = {"ours": place_at(tmp_path, "ours"), "theirs": foreign}
    prompt = "set prompt = 'x '\n" if shell in speakers.CSH else ""
    moves = [enter(shell, places[name]) + show(shell) for name in order]
    shown = environments(
        shell, prompt + show(shell) + "".join(moves) + "deactivate\n" + show(shell), tmp_path
    )
    before, *inside, after = shown
    for name, one in zip(order, inside, strict=True):
        assert one["VIRTUAL_ENV"] == places[name]
        assert one["PATH"] == f"{places[name]}/bin:{before['PATH']}"
    assert {k: v for k, v in after.items() if k != "PS1"} == before


@pytest.mark.parametrize("shell", [*speakers.POSIX, "fish"])
def test_no_process(shell, tmp_path):
    """Entering, entering again and leaving start no process and do not fork."""
    place = place_at(tmp_path, "one")
    script = tmp_path / "script"
    script.write_text(("" if shell == "fish" else "PS1=x\n") + 2 * enter(shell, place) + "deactivate\n")
    log = tmp_path / "log"
    program, *flags = speakers.COMMANDS[shell]
    subprocess.run([*TRACE, log, shutil.which(program), *flags, script], env=BASE, check=True)
    calls = started(log)
    assert len(calls) == 1
    assert "execve" in calls[0]
