"""Environments in ksh, mksh, dash, ash and tcsh, which have no commands of envarium."""

from __future__ import annotations

import os

import pytest

import page_blocks
import speakers
from tool import Tool

ODD = '/odd  dir/it\'s "$(x)"'
"""A directory on PATH that no shell may stumble over."""


def documented(language):
    """Return the first block of this language on the page about other shells."""
    blocks = page_blocks.blocks("docs/how-to/use-other-shells.md")
    return next(block.text for block in blocks if block.language == language) + "\n"


def test_names_are_not_printed_as_code(world):
    """`envarium activate`, whose output is evaluated, prints nothing where no environment is named."""
    for words in (("--shell", "sh"), ()):
        done = Tool({**os.environ, **world})("activate", *words)
        assert (done.returncode, done.stdout) == (2, "")


def test_help_is_not_printed_as_code(world):
    """The `workon` of a shell evaluates what `envarium activate --shell` prints: the help is on standard error."""
    for words in (("--shell", "sh", "--help"), ("--shell=tcsh", "-h"), ("-h", "--shell", "sh")):
        done = Tool({**os.environ, **world})("activate", *words)
        assert (done.returncode, done.stdout.strip()) == (0, "")
        assert "Usage: envarium activate" in done.stderr


POSIX = r"""
set -eu
state() {
    printf '%s|' "${PS1-unset}" "$PATH" "${VIRTUAL_ENV-unset}" "${VIRTUAL_ENV_PROMPT-unset}"
    printf '%s|' "${FOO-unset}" "${BAR-unset}"
    printenv FOO || printf 'not exported\n'
}
PS1='$ ' FOO=mine PATH="@ODD@:$PATH:"
state
workon one
state
workon two
state
workon ''  2> /dev/null || :
workon gone 2> /dev/null || :
deactivate nondestructive
deactivate nondestructive
deactivate
state
unset PS1
. "$WORKON_HOME/one/bin/activate"
state
deactivate
state
""".replace("@ODD@", ODD.replace('"', '\\"').replace("$", "\\$"))


@pytest.mark.parametrize("shell", ["ksh", "mksh", "dash", "ash"])
def test_posix(shell, world, tmp_path):
    """In the documented ways, and under `set -eu`, deactivation restores all that was set, and all that was not."""
    path = f"{ODD}:{world['PATH']}:"
    one, two = (f"{world['WORKON_HOME']}/{name}" for name in ("one", "two"))
    prompt = "${VIRTUAL_ENV_PROMPT:+(${VIRTUAL_ENV_PROMPT}) }$ "
    outside = f"{path}|unset|unset|mine|unset|not exported"
    inside = f"{one}/bin:/opt/more:{path}|{one}|one|it's $(x)|b|it's $(x)"
    assert speakers.run(shell, documented("ksh") + POSIX, tmp_path, world).decode().splitlines() == [
        f"$ |{outside}",
        f"{prompt}|{inside}",
        f"{prompt}|{two}/bin:{path}|{two}|two|mine|unset|not exported",
        f"$ |{outside}",
        f"unset|{inside}",
        f"unset|{outside}",
    ]


CSH = """
set prompt = '> '
alias state 'echo "$PATH|$?VIRTUAL_ENV|$?FOO|$?BAR|$prompt"'
state
workon one
state
echo $VIRTUAL_ENV:q $FOO:q
workon two
state
deactivate nondestructive
deactivate
state
"""


def test_tcsh(world, tmp_path):
    """The alias that the documentation shows activates, and deactivation restores everything."""
    one, two = (f"{world['WORKON_HOME']}/{name}" for name in ("one", "two"))
    path = world["PATH"]
    assert speakers.run("tcsh", documented("tcsh") + CSH, tmp_path, world).decode().splitlines() == [
        f"{path}|0|0|0|> ",
        f"{one}/bin:/opt/more:{path}|1|1|1|(one) > ",
        f"{one} it's $(x)",
        f"{two}/bin:{path}|1|0|0|(two) > ",
        f"{path}|0|0|0|> ",
    ]
