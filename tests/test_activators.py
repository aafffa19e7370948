"""Tests of the files that enter an environment, sourced by the real shells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv

import pytest

import evil
import speakers
from envarium.shells import registry
from traces import TRACE, started

ENV = shutil.which("env")
ENTER = {
    **dict.fromkeys((*speakers.POSIX, "ksh", "mksh", "ash"), "\\. {0}\n"),
    **dict.fromkeys(speakers.CSH, "source {0}\n"),
    "fish": "source {0}\n",
    "nu": "overlay use --reload {0}\n",
    "xonsh": "source @({0})\n",
}
SHOW = {"nu": f"^{ENV} -0 | print --raw --no-newline $in; print -n (char record_sep)\n"}
RECORD = b"\x1e"
QUIET = ("_", "SHLVL", "PWD", "OLDPWD", "HOSTTYPE", "VENDOR", "OSTYPE", "MACHTYPE", "GROUP", "HOST", "USER", "LOGNAME",
         "CURRENT_FILE", "FILE_PWD")  # fmt: skip
"""What the shells set on their own."""
PATH = "/usr/bin:/bin"
BASE = {"LC_ALL": "C.UTF-8", "HOME": "/dev/null/nowhere", "PATH": PATH}

PREPARE = {
    "bash": "set -eu -o pipefail -o noclobber; shopt -s expand_aliases\n",
    "zsh": "setopt err_exit no_unset pipe_fail no_clobber warn_create_global\n",
    **dict.fromkeys(("dash", "ash"), "set -eu\n"),
}
ALIASES = (
    "alias cd=false export=false unset=false local=false typeset=false command=false hash=false set=false\n"
)


def enter(shell, place):
    file = speakers.dialect(shell).FILE
    return ENTER[shell].format(speakers.dialect(shell).quote(f"{place}/bin/{file}"))


def show(shell):
    """Return the statement that prints the environment that a child sees, and a mark behind it."""
    return SHOW.get(shell, f"{ENV} -0; {shutil.which('printf')} '\\036'\n")


def place_at(folder, name, prompt=None):
    """Write the activators of an environment into `folder`/`name`, and return where it is."""
    place = folder / name
    (place / "bin").mkdir(parents=True)
    for file, text in registry.activators(str(place), name if prompt is None else prompt).items():
        (place / "bin" / file).write_text(text)
    return str(place)


def environments(shell, script, folder, **variables):
    """Run `script`, and return each environment that it showed, as a dictionary."""
    set_up = {name: value for name, value in {**BASE, **variables}.items() if value is not None}
    parts = speakers.run(shell, script, folder, set_up).split(RECORD)[:-1]
    shown = [
        dict(os.fsdecode(pair).partition("=")[::2] for pair in part.strip(b"\0").split(b"\0"))
        for part in parts
    ]
    return [{name: value for name, value in one.items() if name not in QUIET} for one in shown]


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
    """The label stands before the user's own prompt, which still sees the status of the last command."""
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


@pytest.mark.parametrize("shell", [*speakers.POSIX, "fish"])
def test_no_process(shell, tmp_path):
    """Entering, entering anew and leaving start no process and do not fork."""
    place = place_at(tmp_path, "one")
    script = tmp_path / "script"
    script.write_text(("" if shell == "fish" else "PS1=x\n") + 2 * enter(shell, place) + "deactivate\n")
    log = tmp_path / "log"
    program, *flags = speakers.COMMANDS[shell]
    subprocess.run([*TRACE, log, shutil.which(program), *flags, script], env=BASE, check=True)
    calls = started(log)
    assert len(calls) == 1
    assert "execve" in calls[0]


PYTHON = """
import os, runpy, sys
state = lambda: (dict(os.environ), list(sys.path), sys.prefix, sys.exec_prefix)
before = state()
found = runpy.run_path(sys.argv[1])
import only_there
print(only_there.__file__)
print(os.environ["VIRTUAL_ENV"] == sys.prefix, os.environ["PATH"].split(":")[0], "PYTHONHOME" in os.environ)
found["deactivate"]()
found["deactivate"]()
print(state() == before)
"""


def test_activate_this(tmp_path):
    """A running Python imports what the environment holds, before its own, and can leave again."""
    place = place_at(tmp_path, "it's $(x) é")
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    site = f"{place}/lib/{version}/site-packages"
    os.makedirs(site)
    os.makedirs(f"{place}/lib/python2.0/site-packages")
    with open(f"{site}/only_there.py", "w", encoding="utf-8"):
        pass
    command = [sys.executable, "-c", PYTHON, f"{place}/bin/activate_this.py"]
    environment = {**BASE, "PYTHONDONTWRITEBYTECODE": "1"}
    out = subprocess.run(command, capture_output=True, env=environment, check=True).stdout.decode()
    assert out.splitlines() == [f"{site}/only_there.py", f"True {place}/bin False", "True"]


def test_activate_this_after_a_move(tmp_path):
    """It enters the environment that it is in, wherever that has been moved."""
    place = place_at(tmp_path, "first")
    site = f"python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    os.makedirs(f"{place}/lib/{site}")
    moved = str(tmp_path / "moved")
    os.rename(place, moved)
    code = "import os, runpy, sys; runpy.run_path(sys.argv[1]); print(os.environ['VIRTUAL_ENV'], sys.prefix)"
    command = [sys.executable, "-c", code, f"{moved}/bin/activate_this.py"]
    out = subprocess.run(command, capture_output=True, env=BASE, check=True, text=True).stdout
    assert out == f"{moved} {moved}\n"


REFUSED = """
import os, runpy, sys
before = dict(os.environ)
try:
    runpy.run_path(sys.argv[1])
except RuntimeError as error:
    print(error, before == os.environ)
"""


def test_activate_this_of_another_version(tmp_path):
    """An environment of another Python is refused, in one sentence, before anything is changed."""
    place = place_at(tmp_path, "old")
    os.makedirs(f"{place}/lib/python2.0/site-packages")
    command = [sys.executable, "-c", REFUSED, f"{place}/bin/activate_this.py"]
    out = subprocess.run(command, capture_output=True, env=BASE, check=True).stdout.decode()
    assert place in out
    assert "contains no packages" in out
    assert out.endswith("True\n")
