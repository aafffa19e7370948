"""The module in the site-packages of a layer that lets its Python see the packages of the environment that it is on.

It runs when `site` reads the `.pth` beside it, or from Python 3.15 on the `.start` file (PEP 829), and may run again.
"""

from __future__ import annotations

from envarium.store.layers import LINK

MODULE = "zz_envarium_layer"
"""The last `.pth` that `site` reads: what other files add is the environment's own, and comes first."""

# For Python 2.7 and later; nothing but os and sys is imported, both of which are loaded already.
SOURCE = f'''\
# -*- coding: utf-8 -*-
"""Adds the packages of the environment that {LINK} leads to, and of those that this one is on, after the own ones."""

import os
import site
import sys

_added = []
_calls = []


def add():
    """Add them once, though Pythons before 3.15 read these files twice. A sitecustomize does so to learn what they add:
    pip's, which hides that from builds."""
    _calls.append(True)
    if len(_calls) > 1:
        sys.path.extend(_added if "sitecustomize" in sys.modules else [])
        return
    here = os.path.dirname(os.path.abspath(__file__))
    before, mark = list(sys.path), getattr(sys, "__egginsert", None)
    for path in _below(os.path.dirname(os.path.dirname(os.path.dirname(here))), here):
        site.addsitedir(path)
    _added.extend(path for path in sys.path if path not in before)
    at = _end_of_own(before, here)
    sys.path[:] = before[:at] + _added + before[at:]
    if mark is None:
        vars(sys).pop("__egginsert", None)
    else:
        setattr(sys, "__egginsert", mark)


def _below(place, here):
    """Return the directories of packages below, the nearest first. They may lead in a circle."""
    inside, known, paths = os.path.relpath(here, place), [os.path.realpath(place)], []
    while os.path.islink(os.path.join(place, "{LINK}")):
        link = os.path.join(place, "{LINK}")
        place = os.path.realpath(link)
        if place in known:
            break
        known.append(place)
        path = os.path.join(place, inside)
        if not os.path.isdir(path):
            sys.stderr.write("%s leads to no environment with packages for this Python: %s\\n" % (link, path))
            break
        paths.append(path)
    return paths


def _end_of_own(paths, here):
    """Return where the packages of the base interpreter begin, if they are there already; else the end."""
    if sys.version_info < (3,) or here not in paths:
        return len(paths)
    shared = set(site.getsitepackages([sys.base_prefix, sys.base_exec_prefix])) - set([here])
    numbers = [number for number, path in enumerate(paths) if path in shared and number > paths.index(here)]
    return min(numbers) if numbers else len(paths)
'''


def files(packages: str) -> dict[str, str]:
    """Return the files, by path, for an environment whose directory of packages is `packages`."""
    return {
        f"{packages}/{MODULE}.py": SOURCE,
        f"{packages}/{MODULE}.pth": f"import {MODULE}; {MODULE}.add()\n",
        f"{packages}/{MODULE}.start": f"{MODULE}:add\n",
    }
