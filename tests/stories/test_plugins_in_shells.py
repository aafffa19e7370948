"""Plugins of other packages: what they do at events in every shell, and the templates of projects."""

from __future__ import annotations

import os

import pytest

import shells

pytestmark = pytest.mark.parametrize("mode", ["bash strict", "zsh", "zsh shwordsplit", "fish"])

NAME = shells.ODD_NAME


STORE = shells.ODD_STORE
"""No story here needs pip."""


@pytest.fixture
def own(mode, tmp_path, clean_environment, own_tool, plugins, starts):
    """A shell with a tool of its own, loaded when there was no plugin yet."""
    shell = starts(mode, tmp_path / "here", {**clean_environment, "NOTED": str(tmp_path / "noted")})
    shell.load(own_tool)
    return shell


def noted(tmp_path):
    """Return what the plugins have noted since this was asked before."""
    file = tmp_path / "noted"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text("", encoding="utf-8")
    return text.splitlines()


def test_events(own, root, plugins, tmp_path):
    """What is installed while the shell lives counts at once: functions are called in the store, code is evaluated."""
    for name in (NAME, "other"):
        own.say("mkvenv", "--no-pip", name)
    own.say("deactivate")
    assert own.say("workon", NAME).err == ""
    own.say("deactivate")
    plugins()
    output = own.say("workon", NAME)
    assert output.code == 0
    assert output.err == 'envarium: the plugin "fails" failed: RuntimeError: no; $(touch evil)\n'
    assert noted(tmp_path) == [f"pre_activate {[NAME]} in {root}", f"post_activate [] in {root}"]
    assert own.value("told") == ("fish" if own.name == "fish" else "posix")
    assert own.value("VIRTUAL_ENV") == f"{root}/{NAME}"
    assert own.say("deactivate").code == 0
    assert own.value("told") is None
    assert (
        own.say(
            "rmvirtualenv other",
        ).code
        == 0
    )
    assert own.value("gone") == "other"
    assert own.say("rmvirtualenv", NAME).code == 0
    assert own.value("gone") == NAME


def test_templates(own, root, plugins, tmp_path):
    """Several are applied in the order given; if one does not exist nothing is created, and the others are listed."""
    projects = tmp_path / "my; 'projects' & $more"
    projects.mkdir()
    own.sets("PROJECT_HOME", str(projects))
    plugins()
    output = own.tries("mkproject --no-pip -t first -t third one")
    assert (output.code, output.out) == (1, "")
    assert output.err.splitlines() == [
        'envarium: no template is called "third"',
        "hint: available: first, second",
    ]
    assert os.listdir(projects) == []
    for word in ("mkproject -h", "mkproject --help"):
        lines = [line.strip() for line in own.say(word).out.splitlines() if line.strip()]
        heading = lines.index("Available templates:")
        assert lines[heading + 1 : heading + 3] == [
            "first: Make the first file.",
            "second: Make the second file.",
        ]
    assert own.say("workon").out == ""
    output = own.say("mkproject", "--no-pip", "-t", "second", "-t", "first", NAME)
    assert output.code == 0
    project = f"{projects}/{NAME}"
    assert output.out.splitlines() == [
        f"Creating {project}",
        f"Setting project for {NAME} to {project}",
        "",
        "Applying template second",
        "",
        "Applying template first",
    ]
    assert [line for line in noted(tmp_path) if "activate" not in line] == [
        f"second {[NAME, project]} in {root}",
        f"first {[NAME, project]} in {root}",
    ]
    assert own.value("PWD") == project
