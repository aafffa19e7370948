"""The prompt while an environment is active, and afterwards."""

from __future__ import annotations

import subprocess

import pytest

import evil
import speakers
from activating import (
    BASE,
    RECORD,
    enter,
    place_at,
    show,
)

SHOW_PROMPT = {
    "bash": speakers.SHOW_BASH_PROMPT + "\\printf '%s\\036' \"$shown\"\n",
    "zsh": "\\printf '%s\\036' \"${(%%)PS1}\"\n",
}


@pytest.mark.parametrize("shell", SHOW_PROMPT)
def test_prompt(shell, tmp_path):
    """The prompt shows the name in parentheses and runs nothing, whatever the name; leaving strips it."""
    places = [place_at(tmp_path, name) for name in evil.ACCEPTED.values()]
    moves = [
        enter(shell, place) + SHOW_PROMPT[shell] + "deactivate\n" + SHOW_PROMPT[shell] for place in places
    ]
    script = ("setopt prompt_subst\n" if shell == "zsh" else "") + "PS1='> '\n" + "".join(moves)
    shown = [part.decode() for part in speakers.run(shell, script, tmp_path, BASE).split(RECORD)[:-1]]
    assert shown == [text for name in evil.ACCEPTED.values() for text in (f"({name}) > ", "> ")]
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("shell", ["zsh"])
def test_a_read_only_prompt(shell, tmp_path):
    """It stays as it is, and everything else is activated and deactivated."""
    place = place_at(tmp_path, "one")
    script = f"PS1='> '\nreadonly PS1\n{show(shell)}{enter(shell, place)}{show(shell)}{SHOW_PROMPT[shell]}deactivate\n"
    parts = speakers.run(shell, script + show(shell), tmp_path, BASE).split(RECORD)[:-1]
    before, inside, prompt, after = parts
    assert f"VIRTUAL_ENV={place}".encode() in inside.split(b"\0")
    assert prompt == b"> "
    assert after == before


ODD_PROMPTS = {
    "zsh": ("", "setopt promptbang", "unsetopt promptpercent", "setopt promptsubst promptbang"),
    "bash": ("shopt -u promptvars",),
}


@pytest.mark.parametrize("shell", ODD_PROMPTS)
def test_prompt_options(shell, tmp_path):
    """However a prompt is expanded, the name shows, nothing runs, and the label is taken out again.

    Where the shell expands no variables, a name that would run something if it did has backslashes in it.
    """
    if shell == "bash" and speakers.run(shell, "printf %s $BASH_VERSINFO", tmp_path, BASE) < b"5":
        pytest.skip("only bash 4.4 and later can be asked how it shows a prompt")
    names = [name for name in evil.ACCEPTED.values() if not set(name) & set("`\\")]
    places = [place_at(tmp_path, name) for name in names]
    for options in ODD_PROMPTS[shell]:
        look = SHOW_PROMPT["zsh"] if shell == "zsh" else "\\printf '%s\\036' \"${PS1@P}\"\n"
        moves = [enter(shell, place) + look + "deactivate\n" + look for place in places]
        script = options + "\nPS1='> '\n" + "".join(moves)
        shown = [part.decode() for part in speakers.run(shell, script, tmp_path, BASE).split(RECORD)[:-1]]
        escaped = shell == "bash" or "promptpercent" in options
        wanted = [name.replace("$", "\\$") if escaped else name for name in names]
        assert shown == [text for name in wanted for text in (f"({name}) > ", "> ")], options
    assert not list(tmp_path.glob("**/evil"))


LATER = {"zsh": "setopt promptsubst\n", "bash": "shopt -s promptvars\n"}


@pytest.mark.parametrize("shell", LATER)
def test_prompt_option_set_later(shell, tmp_path):
    """A prompt that expands variables only after the environment was entered runs nothing either."""
    before = {"zsh": "", "bash": "shopt -u promptvars\n"}[shell]
    places = [place_at(tmp_path, name) for name in evil.ACCEPTED.values()]
    moves = [
        before + enter(shell, place) + LATER[shell] + SHOW_PROMPT[shell] + "deactivate\n" for place in places
    ]
    speakers.run(shell, "PS1='> '\n" + "".join(moves), tmp_path, BASE)
    assert not list(tmp_path.glob("**/evil"))


@pytest.mark.parametrize("shell", speakers.CSH)
def test_csh_prompt(shell, tmp_path):
    """The label is taken out wherever it is in the prompt, and a prompt without it stays."""
    place = place_at(tmp_path, "my! proj")
    look = 'echo "[$prompt]"\n'
    script = "set prompt = 'x> '\n"
    for change in (
        'set prompt = "(base) $prompt"\n',
        'set prompt = "${prompt}more"\n',
        "set prompt = 'mine '\n",
    ):
        script += enter(shell, place) + change + "deactivate\n" + look
    out = speakers.run(shell, script, tmp_path, BASE).decode()
    assert out.splitlines() == ["[(base) x> ]", "[(base) x> more]", "[mine ]"]


@pytest.mark.parametrize("shell", speakers.POSIX)
def test_prompt_of_the_users_own(shell, tmp_path):
    """A prompt that the user changed meanwhile stays, and so does one where labels are turned off."""
    place = place_at(tmp_path, "one")
    changed = "PS1='> '\n" + enter(shell, place) + "PS1='new '\ndeactivate\n\\printf '%s' \"$PS1\"\n"
    assert speakers.run(shell, changed, tmp_path, BASE) == b"new "
    off = "PS1='> '\n" + enter(shell, place) + "\\printf '%s' \"$PS1\"\ndeactivate\n\\printf '%s' \"$PS1\"\n"
    assert speakers.run(shell, off, tmp_path, {**BASE, "VIRTUAL_ENV_DISABLE_PROMPT": "1"}) == b"> > "


def fish(script, folder, **variables):
    """Have an interactive fish, whose prompt is labelled, run `script`."""
    environment = {**BASE, "HOME": str(folder), "TERM": "dumb", **variables}
    command = ["fish", "--no-config", "--interactive", "--command", script]
    done = subprocess.run(
        command, capture_output=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=True
    )
    return done.stdout.decode()


UNIVERSAL = """\
set -Ux PYTHONHOME /home/python
set -Ux VIRTUAL_ENV_PROMPT mine
{enter}
env | string match --regex '^PYTHONHOME=.+'
echo $VIRTUAL_ENV_PROMPT
{other}
deactivate
env | string match --regex '^PYTHONHOME=.+'
set --show PYTHONHOME VIRTUAL_ENV_PROMPT | string match '*scope*'
"""


@pytest.mark.parametrize("other", ["", "set -Ux PYTHONHOME /other"])
def test_universal_variables(other, tmp_path):
    """A universal variable of fish, which belongs to all shells, is hidden while an environment is active."""
    script = UNIVERSAL.format(enter=enter("fish", place_at(tmp_path, "one")), other=other)
    home = other.removeprefix("set -Ux PYTHONHOME ") or "/home/python"
    environment = {**BASE, "HOME": str(tmp_path)}
    shown = subprocess.run(
        ["fish", "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert shown.stdout.splitlines() == [
        "one",
        f"PYTHONHOME={home}",
        "$PYTHONHOME: set in universal scope, exported, with 1 elements",
        "$VIRTUAL_ENV_PROMPT: set in universal scope, exported, with 1 elements",
    ]


def test_fish_prompt(tmp_path):
    """The label is before the user's own prompt, which still sees the status of the last command."""
    own = "function fish_prompt; echo -n $status $pipestatus '> '; end\n"
    for number, name in enumerate(evil.ACCEPTED.values()):
        folder = tmp_path / str(number)
        place = place_at(folder, name)
        script = own + enter("fish", place) + "not true | false | true\nfish_prompt\n"
        assert fish(script, folder) == f"({name}) 1 0 1 0 > "
        assert not (folder / "evil").exists()


@pytest.mark.parametrize("own", ["", "function fish_prompt; echo; echo '> '; end\n"])
def test_fish_prompt_comes_back(own, tmp_path):
    """The prompt function comes back, and fish still says where its own is defined; no copy of it is left."""
    place = place_at(tmp_path, "one")
    look = "functions --no-details fish_prompt; functions --names --all | string match '*_prompt*'\n"
    look += (
        "printf '\\036'\n"
        if own
        else "functions -D fish_prompt | string replace -r '^(embedded:.*|-)$' own; printf '\\036'\n"
    )
    again = enter("fish", place) + "deactivate\n" + look
    first, second, third, _ = fish(own + look + again + again, tmp_path).split("\x1e")
    assert first
    assert first == second == third


WRAP = "functions -c fish_prompt inner{0}; function fish_prompt; echo -n '[{0}] '; inner{0}; end\n"


def test_fish_prompt_wrapped_while_inside(tmp_path):
    """A tool that copies the prompt and calls the copy shows one label inside, and none outside."""
    place = place_at(tmp_path, "one")
    script = "function fish_prompt; echo -n '> '; end\n" + enter("fish", place)
    for number in range(3):
        script += WRAP.format(number) + "fish_prompt; echo\ndeactivate\nfish_prompt; echo\n"
        script += enter("fish", place) + "fish_prompt; echo\n"
    script += "deactivate\nfish_prompt\n"
    lines = fish(script, tmp_path).splitlines()
    tags = [""]
    for number in range(3):
        tags.append(f"[{number}] " + tags[-1])
    wanted = []
    for number in range(1, 4):
        wanted += [tags[number], tags[number], "(one) " + tags[number]]
    assert [line.replace("(one) ", "") for line in lines] == [
        f"{tag.replace('(one) ', '')}> " for tag in [*wanted, tags[3]]
    ]
    assert [line.count("(one) ") for line in lines] == [1, 0, 1, 1, 0, 1, 1, 0, 1, 0]


def test_fish_prompt_is_given_its_arguments(tmp_path):
    """fish asks for the final prompt of a line by an argument, which reaches the user's own function."""
    place = place_at(tmp_path, "one")
    script = 'function fish_prompt; echo -n "$argv> "; end\n' + enter("fish", place)
    assert fish(script + "fish_prompt --final-rendering\n", tmp_path) == "(one) --final-rendering> "


def test_fish_prompt_of_the_users_own(tmp_path):
    """A prompt that the user defined meanwhile stays."""
    place = place_at(tmp_path, "one")
    script = (
        enter("fish", place)
        + "function fish_prompt; echo -n new; end\ndeactivate\nfish_prompt\nset | grep OLD\n"
    )
    assert fish(script + "true\n", tmp_path) == "new"
