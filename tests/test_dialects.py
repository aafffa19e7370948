"""Tests of envarium.shells: what is quoted arrives as it was, in the real shells."""

from __future__ import annotations

import os
import pathlib
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import evil
import speakers
from envarium.activation.plan import Step
from envarium.shells import registry

SPECIAL = "'\"\\$`!%^~#&|;()[]{}<>*?=+-@,. \u2018\u2019\u00a0é环🐍"
CHARACTERS = st.one_of(st.sampled_from(SPECIAL), st.characters(exclude_categories=("Cs", "Cc")))
TEXTS = st.lists(st.text(CHARACTERS, min_size=1, max_size=40), min_size=1, max_size=60)
PRINTF = shutil.which("printf")

PRINTERS = {
    "fish": "printf '%s\\0' ",
    "nu": "print --no-newline ",
    "xonsh": "__import__('sys').stdout.write('\\0' + ",
    "python": "__import__('sys').stdout.buffer.write(b'\\0' + __import__('os').fsencode(",
    **dict.fromkeys(speakers.POSIX, "\\printf '%s\\0' "),
    **dict.fromkeys(speakers.CSH, f"{PRINTF} '%s\\0' "),
}
ENDS = {"nu": " (char nul)", "python": "))", "xonsh": ")"}


def arrived(shell, texts, folder):
    """Return `texts` as `shell` reads them."""
    quote = speakers.dialect(shell).quote
    lines = [PRINTERS[shell] + quote(text) + ENDS.get(shell, "") for text in texts]
    out = speakers.run(
        shell, "\n".join(lines) + "\n", folder, {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    )
    return [os.fsdecode(part) for part in out.strip(b"\0").split(b"\0")]


@pytest.mark.parametrize("shell", [*speakers.SHELLS, "nu", "python"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS)
def test_quote(shell, texts):
    """Any text without control characters survives, byte for byte."""
    with tempfile.TemporaryDirectory() as folder:
        assert arrived(shell, texts, pathlib.Path(folder)) == texts


@pytest.mark.parametrize("shell", [*speakers.SHELLS, "nu", "xonsh", "python"])
def test_evil_names(shell, tmp_path):
    """Every name that the store takes survives, and runs nothing."""
    names = list(evil.ACCEPTED.values())
    assert arrived(shell, names, tmp_path) == names
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("shell", [*speakers.POSIX, "fish", "python"])
def test_bytes(shell, tmp_path):
    """A path that is not UTF-8 survives too."""
    assert arrived(shell, ["/caf\udce9/x"], tmp_path) == ["/caf\udce9/x"]


def test_powershell_quotes():
    """Each of the five characters that PowerShell takes for a single quote is doubled, and nothing else is."""
    quote = registry.shell("pwsh").quote
    assert (
        quote("a'b\u2018c\u2019d\u201ae\u201bf$x`")
        == "'a''b\u2018\u2018c\u2019\u2019d\u201a\u201ae\u201b\u201bf$x`'"
    )


HOSTILE = "\nalias cd=false printf=false builtin=false command=false .=false source=false\n"


@pytest.mark.parametrize("shell", [*speakers.SHELLS, "nu"])
def test_cd(shell, tmp_path):
    """A snippet changes to a directory, whatever it is called, past aliases of the user's."""
    place = tmp_path / 'it\'s $(touch evil) "!" `x`'
    place.mkdir()
    script = HOSTILE if shell in speakers.POSIX else ""
    script += speakers.dialect(shell).snippet([Step("cd", "", str(place))])
    script += "\n^pwd\n" if shell == "nu" else f"\n{shutil.which('pwd')}\n"
    out = speakers.run(shell, script, tmp_path, {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]})
    assert out.decode() == f"{place}\n"
    assert not list(tmp_path.glob("**/evil"))


@pytest.mark.parametrize("shell", [*speakers.POSIX, "fish"])
def test_enter(shell, tmp_path):
    """To enter is to call the integration with the place."""
    place = "/envs/it's $(touch evil)"
    show = {"fish": "function __envarium_enter; printf %s $argv[1]; end\n"}
    script = show.get(shell, '__envarium_enter() { printf %s "$1"; }\n')
    script += speakers.dialect(shell).snippet([Step("activate", "", place)])
    assert speakers.run(shell, script, tmp_path, {"PATH": os.environ["PATH"]}).decode() == place
