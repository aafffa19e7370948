"""Environments of each interpreter that envarium supports."""

from __future__ import annotations

import ast
import subprocess

from waiting import PATIENCE

SPECS = (
    "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15", "pypy3", "/usr/bin/python3",
)  # fmt: skip
"""What this project promises to serve, where the machine has it."""


class Made:
    """An environment at `place`, made from the interpreter with `facts`; `run` starts a program in it."""

    def __init__(self, place, facts, environment):
        self.place = place
        self.facts = facts
        self.environment = {
            name: value for name, value in environment.items() if not name.startswith(("PYTHON", "PIP_"))
        }

    @property
    def site(self):
        return f"{self.place}/{self.facts.purelib}"

    def run(self, program, *words, **variables):
        """Run `bin/PROGRAM` in the home directory, and return what it printed; it ends well."""
        done = subprocess.run(
            [f"{self.place}/bin/{program}", *words],
            env={**self.environment, **variables}, cwd=self.environment["HOME"],
            capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, (program, words, done.stdout, done.stderr)
        return done.stdout

    def say(self, expression, *flags):
        """Return what an expression is worth in the environment's Python; `flags` are that Python's."""
        text = f"import os, site, sys, sysconfig; print(ascii(({expression})))"
        return ast.literal_eval(self.run("python", *flags, "-c", text))

    def pip(self, *words):
        return self.run("python", "-m", "pip", "--disable-pip-version-check", *words)

    def config(self):
        with open(self.place + "/pyvenv.cfg", encoding="utf-8") as file:
            return file.read()
