"""The result of `envarium repair`."""

from __future__ import annotations

import os
import re

import bases


def mended(ground, *words, **variables):
    """Run repair, which must succeed, and return what it printed for each environment."""
    done = ground.tool("repair", *words, **variables)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return dict(line.split(": ", 1) for line in done.stdout.splitlines())


def info(place):
    (name,) = (name for name in os.listdir(bases.site(place)) if re.fullmatch(r"pip-.*\.dist-info", name))
    return f"{bases.site(place)}/{name}"


def write(path, text):
    """Write a new file in the place of what was there."""
    if os.path.lexists(path):
        os.unlink(path)
    with open(path, "w") as file:
        file.write(text)
