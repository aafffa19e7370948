"""envarium in an environment of its own, into which plugins can be installed."""

from __future__ import annotations

import glob
import os
import subprocess
import sys

from envarium.hooks import listing

TELL = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from envarium import door
def end(arguments, shell, word, at_end):
    from envarium import lanes
    before = lanes.full
    print(before, door.serve(arguments, shell, word), lanes.full, file=sys.stderr)
    sys.exit()
door._end = end
door.called_by_shell()
"""
"""Serves a shell word, and then prints on standard error the exit code, between whether the full lane was."""


WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


class Installed:
    """envarium in an environment of its own, into which plugins can be installed, and a store for it."""

    def __init__(self, place, tool):
        self.python = f"{place}/bin/python"
        (self.packages,) = glob.glob(f"{place}/lib/*/site-packages")
        self.tool = tool
        self.store = tool.environment["WORKON_HOME"]

    def pip(self, *words):
        quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
        child = [sys.executable, "-m", "pip", "--python", self.python, words[0], *quiet, *words[1:]]
        subprocess.run(child, check=True, capture_output=True)

    def __call__(self, *words, **variables):
        """Run the command that pip installed."""
        return self.tool.start([f"{os.path.dirname(self.python)}/envarium", *words], **variables)

    def asks(self, dialect, *words, **variables):
        """Call as the integration does; return standard output, standard error, and whether it took the full lane."""
        child = [self.python, "-I", "-S", "-c", TELL, self.packages, dialect, *words]
        done = self.tool.start(child, **variables)
        *output, last = done.stderr.splitlines(keepends=True)
        before, code, after = last.split()
        assert (before, code) == ("False", "0"), done.stderr
        return done.stdout, "".join(output), after == "True"

    def listed(self):
        with open(listing.path(self.store), encoding="utf-8") as file:
            return file.read()


SAYS = """
    import os
    def says(arguments):
        print("says", arguments, os.getcwd(), os.environ["WORKON_HOME"], os.environ["VIRTUALENVWRAPPER_HOOK_DIR"])
    def answers(arguments):
        return "answered=" + arguments[0] + "\\nexport answered"
    def answers_fish(arguments):
        return "set -gx answered fish"
    def nothing(arguments):
        return None
    def empty(arguments):
        return ""
"""
