"""UTF-8 mode, in which the shells start Python where the locale is one of UTF-8: it saves work and changes nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

import shells

REPORT = """
import locale, os, sys
def called_by_shell():
    print(sys.getfilesystemencoding(), sys.getfilesystemencodeerrors(), locale.getpreferredencoding(False).lower())
    print(sys.stdout.encoding, os.environ.get("LC_CTYPE"), ascii([name for name in os.listdir() if name[0] == "x"]))
    print(sys.orig_argv[3], file=sys.stderr)
"""
"""Prints what depends on the locale, and on standard error the option by which the shells choose the mode."""

VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG")

LOCALES = {
    ("C", "C.UTF-8", "C.UTF-8"): "-I",
    ("POSIX", "", ""): "-I",
    ("", "", ""): "-I",
    ("", "C", "C.UTF-8"): "-I",
    ("de_DE.ISO-8859-1", "", "C.UTF-8"): "-I",
    ("de_DE@euro", "", ""): "-I",
    ("C.UTF-8", "C", "C"): "-Xutf8",
    ("", "C.utf8", "C"): "-Xutf8",
    ("", "", "C.UTF-8"): "-Xutf8",
    ("xx_XX.UTF-8", "", ""): "-Xutf8",
}
"""The option for each locale; as in setlocale(3), the first of VARIABLES that is not empty counts."""


@pytest.mark.parametrize("mode", shells.HARD)
def test_the_locale_decides(shell, tmp_path, clean_environment):
    """In each locale, Python has the encodings and sees the file names that it has and sees without the mode."""
    (tmp_path / "envarium").mkdir()
    (tmp_path / "envarium/start.py").write_text(REPORT)
    with open(shell.folder.encode() + b"/x\xff\xe4", "wb"):
        pass
    shell.say(("set -g __envarium_home " if shell.name == "fish" else "__envarium_home=") + str(tmp_path))
    for values, option in LOCALES.items():
        variables = dict(zip(VARIABLES, values, strict=True))
        plain = subprocess.run(
            [sys.executable, "-I", "-S", "-c", REPORT + "called_by_shell()"],
            env={**clean_environment, **variables},
            cwd=shell.folder,
            check=True,
            capture_output=True,
            text=True,
        )
        for name, value in variables.items():
            shell.sets(name, value)
        answer = shell.say("lsvenv")
        assert (answer.out, answer.err) == (plain.stdout, option + "\n"), values
