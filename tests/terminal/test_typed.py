"""What a person sees who types: the prompt, the words, the errors, in a pseudo-terminal."""

from __future__ import annotations

import os

import pytest

from terminals import START, Terminal

EVIL = "$(touch evil)`touch evil`%n\\u"


@pytest.fixture(params=START)
def terminal(request, tmp_path, clean_environment, installed):
    """Each shell, on a terminal, with the integration loaded."""
    folder = tmp_path / "here"
    folder.mkdir()
    started = Terminal(request.param, folder, clean_environment, installed)
    yield started
    started.child.close(force=True)


def test_the_prompt_shows_the_environment(terminal):
    """After workon the prompt names the environment, after deactivate it is as before."""
    assert "created with" in terminal.types("mkvenv --no-pip myproj")
    assert "(myproj) READY> " in terminal.types("true")
    terminal.types("deactivate")
    assert "(myproj)" not in terminal.types("true")
    terminal.types("workon myproj")
    assert "(myproj) READY> " in terminal.types("true")


def test_a_hostile_name_in_the_prompt_is_only_shown(terminal, tmp_path):
    """A name that looks like code is shown in the prompt as it is, and not run."""
    quoted = "'" + EVIL.replace("\\", "\\\\" if terminal.name == "fish" else "\\") + "'"
    terminal.types(f"mkvenv --no-pip {quoted}")
    seen = terminal.types("true")
    shown = (
        EVIL.replace("`", "\\`") if terminal.name == "zsh" else EVIL
    )  # zsh has no other way to keep it from running
    assert f"({shown}) READY> " in seen
    assert os.listdir(tmp_path / "here") == []


def test_disabling_the_label(terminal):
    """VIRTUAL_ENV_DISABLE_PROMPT leaves the prompt alone."""
    terminal.types(
        "set -gx VIRTUAL_ENV_DISABLE_PROMPT 1"
        if terminal.name == "fish"
        else "export VIRTUAL_ENV_DISABLE_PROMPT=1"
    )
    terminal.types("mkvenv --no-pip myproj")
    assert "(myproj)" not in terminal.types("true")


def test_a_program_cannot_enter(terminal, installed):
    """envarium activate, typed where a person reads its output, says how to load the integration."""
    terminal.types("mkvenv --no-pip myproj; deactivate")
    seen = " ".join(terminal.types(f"{installed} activate myproj --shell bash").split())
    assert "cannot change the shell" in seen
    assert "hint:" in seen
