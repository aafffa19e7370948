"""Changes to environments that `envarium doctor` is to find."""

from __future__ import annotations

import os

import bases
from envarium.files import background

KEYS = {"subject", "level", "id", "what", "remedy"}


def cfg(place, **changes):
    """Change lines of the pyvenv.cfg at `place`; None takes one out."""
    with open(place + "/pyvenv.cfg") as file:
        lines = [line for line in file.read().splitlines() if line.partition(" = ")[0] not in changes]
    lines += [f"{key} = {value}" for key, value in changes.items() if value is not None]
    write(place + "/pyvenv.cfg", "\n".join(lines) + "\n")


def write(path, text, mode=0o644):
    """Write a new file in the place of what was there, which other tests share."""
    if os.path.lexists(path):
        os.unlink(path)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    os.chmod(path, mode)


def info(place):
    (name,) = (name for name in os.listdir(bases.site(place)) if name.startswith("pip-"))
    return f"{bases.site(place)}/{name}"


def killed(g):
    os.makedirs(g.store.own("staging", f"1700000000000000000-999999999-{background.machine()}"))
