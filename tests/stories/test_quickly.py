"""The quick way into an environment and out of it gives exactly what its own activate file gives."""

from __future__ import annotations

import os

import pytest

import shells
from hooking import write

LABELS = ("plain", ' it\'s "so"; & `x` $(y) 100% %n \\ größe 🐍')
DAMAGE = {
    "the data is gone": lambda place: os.unlink(f"{place}/activate.envarium"),
    "the data is of another version": lambda place: write(f"{place}/activate.envarium", "envarium 0\x1f\n"),
    "the data is cut short": lambda place: write(f"{place}/activate.envarium", "envarium 1"),
}


STORE = shells.ODD_STORE
"""No story here needs pip."""


NOTES = (
    "__envarium_inside",
    "__envarium_entered",
    "__envarium_previous",
    "_OLD_VIRTUAL_PATH",
    "_OLD_VIRTUAL_PS1",
)
STEPS = (
    "workon first", "workon second", "workon -", "workon first", "deactivate nondestructive", "workon second",
    "deactivate",
)  # fmt: skip


def told(shell):
    """Return the state of the shell, the names in it that are not ours, and our notes of where it has been."""
    *state, names = shell.state()
    return [
        *state,
        {name for name in names if "_envarium_" not in name},
        {note: shell.value(note) for note in NOTES},
    ]


def tour(shell):
    """Enter, enter another, go back, leave; return the state before and after each step."""
    states = [told(shell)]
    for step in STEPS:
        said = shell.say(step)
        assert (said.code, said.out, said.err) == (0, "", ""), step
        states.append(told(shell))
    return states


def mark(path):
    """Let the activate file at `path` tell that it was sourced, and keep its date."""
    status = os.stat(path)
    with open(path, "a", encoding="utf-8") as file:
        file.write("set -g __envarium_long yes\n" if path.endswith(".fish") else "__envarium_long=yes\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("label", LABELS)
def test_both_ways_give_one_state(shell, root, label):
    """Environment, prompt, options, names and notes are the same before, inside, after; a hook decides the way."""
    shell.sets("PYTHONHOME", "/nowhere")
    for name in ("first", "second"):
        assert shell.say("mkvenv", "--no-pip", "--prompt", label, name).code == 0
        shell.say("deactivate")
        mark(f"{root}/{name}/bin/{'activate.fish' if shell.name == 'fish' else 'activate'}")
    quickly = tour(shell)
    assert shell.value("__envarium_long") is None
    write(f"{root}/{shell.sourced('postactivate')}", ": the long way\n")
    write(f"{root}/{shell.sourced('predeactivate')}", ": the long way\n")
    in_full = tour(shell)
    assert shell.value("__envarium_long") == "yes"
    assert quickly == in_full
    assert quickly[0][:3] == quickly[-1][:3]


def test_one_way_in_and_the_other_out(shell, root):
    """Hooks written or deleted while inside change the way, and nothing else."""
    for name in ("first", "second"):
        shell.say("mkvenv", "--no-pip", name)
    shell.say("deactivate")
    before = shell.state()[:3]
    paths = [f"{root}/{shell.sourced(hook)}" for hook in ("postactivate", "predeactivate")]
    for texts in ((": long\n", None), (None, ": long\n"), (None, None), (": long\n", ": long\n")):
        for steps in (("deactivate",), ("workon second", "deactivate")):
            for path, text in zip(paths, texts, strict=True):
                write(path, text) if text else os.path.exists(path) and os.unlink(path)
            assert shell.say("workon first").err == ""
            assert shell.value("VIRTUAL_ENV") == f"{root}/first"
            for path, text in zip(paths, reversed(texts), strict=True):
                write(path, text) if text else os.path.exists(path) and os.unlink(path)
            for step in steps:
                assert shell.say(step).err == ""
            assert shell.state()[:3] == before


@pytest.mark.parametrize("mode", shells.ONCE)
@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_data_is_not_believed(shell, root, damage):
    """Where the quick way does not know the environment, its activate file is sourced."""
    shell.say("mkvenv --no-pip one")
    shell.say("deactivate")
    DAMAGE[damage](f"{root}/one/bin")
    before = shell.state()[:3]
    said = shell.say("workon one")
    assert (said.code, said.out, said.err) == (0, "", "")
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"
    shell.say("deactivate")
    assert shell.state()[:3] == before


def test_an_activate_file_changed_by_hand_is_sourced(shell, root):
    """What the user added to it counts from the next time on."""
    shell.say("mkvenv --no-pip one")
    shell.say("deactivate")
    file = "activate.fish" if shell.name == "fish" else "activate"
    with open(f"{root}/one/bin/{file}", "a", encoding="utf-8") as opened:
        opened.write("set -gx MINE yes\n" if shell.name == "fish" else "export MINE=yes\n")
    shell.say("workon one")
    assert shell.environment()["MINE"] == "yes"


def test_no_prompt_and_no_path(shell, root):
    """VIRTUAL_ENV_DISABLE_PROMPT is heeded on both ways; a prompt that the user changes meanwhile is left alone."""
    shell.say("mkvenv --no-pip one")
    shell.say("deactivate")
    prompt = shell.value("PS1")
    for _ in range(2):
        shell.sets("VIRTUAL_ENV_DISABLE_PROMPT", "1")
        shell.say("workon one")
        assert shell.value("PS1") == prompt
        shell.say("deactivate")
        shell.unsets("VIRTUAL_ENV_DISABLE_PROMPT")
        shell.say("workon one")
        if shell.name != "fish":
            assert (
                shell.value("PS1")
                == f"({'${VIRTUAL_ENV_PROMPT}' if shell.name == 'bash' else 'one'}) {prompt}"
            )
        shell.say("deactivate")
        assert shell.value("PS1") == prompt
        write(f"{root}/{shell.sourced('postactivate')}", ": the long way\n")
        write(f"{root}/{shell.sourced('predeactivate')}", ": the long way\n")


def test_entered_by_hand(shell, root):
    """An environment whose activate file the user sourced is left by `deactivate` and by entering another."""
    for name in ("first", "second"):
        shell.say("mkvenv", "--no-pip", name)
    shell.say("deactivate")
    before = shell.state()[:3]
    file = shell.quote(f"{root}/first/bin/{'activate.fish' if shell.name == 'fish' else 'activate'}")
    for steps in (
        (f"source {file}", "deactivate"),
        (f"source {file}", "workon second", f"source {file}", "deactivate"),
    ):
        for step in steps:
            said = shell.tries(step)
            assert (said.out, said.err) == ("", ""), step
        assert shell.state()[:3] == before
    shell.say("workon second")
    shell.tries(f"source {file}")
    assert shell.value("VIRTUAL_ENV") == f"{root}/first"
    assert shell.say("workon second").code == 0
    shell.say("deactivate")
    assert shell.state()[:3] == before
