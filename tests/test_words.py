"""The list of the shell's words."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

import envarium
from envarium import vocabulary
from envarium.help import usage


def test_facts(tool, store):
    """It shows the version, the file that the shell reads, the interpreter, the store and the home of projects."""
    for words in (("words",), ("words", "--")):
        output = tool.done(*words, PROJECT_HOME="/my projects")
        facts = dict(line.split(": ", 1) for line in output.splitlines() if re.match(r"\w+: ", line))
        assert facts["Version"] == envarium.__version__
        assert facts["WORKON_HOME"] == store.root
        assert facts["PROJECT_HOME"] == "/my projects"
        assert os.access(facts["Python"], os.X_OK)
        loaded = subprocess.run(
            ["bash", "-c", '. "$0" && type workon', facts["Script"]],
            env={**tool.environment, "PATH": f"{os.path.dirname(facts['Python'])}:{os.environ['PATH']}"},
            capture_output=True, check=False,
        )  # fmt: skip
        assert loaded.returncode == 0, loaded.stderr


def listed(text):
    """The words in the first column, in their order."""
    return re.findall(r"^  (\w+)  +\S", text, re.MULTILINE)


def test_every_word_is_there(tool):
    """Each word is listed once, in alphabetical order, with what it does, in 80 columns."""
    output = tool.asks("bash", "virtualenvwrapper").stdout
    words = [word for command in vocabulary.COMMANDS for word in command.words]
    words += [command.name for command in vocabulary.SHELL_ONLY]
    assert listed(output) == sorted(set(words))
    table = output.partition("Commands available:")[2]
    assert max(map(len, table.splitlines())) <= 80
    plain = " " + " ".join(table.split())
    for command in (*vocabulary.COMMANDS, *vocabulary.SHELL_ONLY):
        for word in command.words[:1]:
            assert f" {word} {usage.MEANINGS.get(word, command.meaning)}" in plain


@pytest.mark.parametrize("value", ["\x1b[31m", "a\nVersion: 9", "\udcff"])
def test_texts_of_others(value, tool):
    """What a variable says cannot act upon the terminal, nor add a line."""
    output = tool.done("words", PROJECT_HOME=value)
    assert all(line.isprintable() for line in output.splitlines())
    assert output.count("\nVersion: ") == 1
