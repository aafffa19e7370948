"""The strategies: the ways to create an environment, by their names, and the modules of `creator/` that they are."""

from __future__ import annotations

MODULES = {
    "pyvenv.cfg": "pep405",
    "copy": "copy_based",
    "self-contained": "self_contained",
}
"""They are tried in this order. The first is the default, and owns every environment that no other one owns."""

AUTO = "auto"
"""Selects the first that can be used."""

CHOICES = (*MODULES, AUTO)


def preferring(name: str) -> tuple[str, ...]:
    """Return the names of all strategies, the order being `name` first; with AUTO, their own order."""
    return tuple(sorted(MODULES, key=lambda other: other != name))
