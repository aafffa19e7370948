"""The interpreters of this machine, and the text that names each of them."""

from __future__ import annotations

import os

import pythons

THERE = [path for path in pythons.there() if pythons.version(path) >= (3, 6)]


VERSIONS = {path: pythons.version(path) for path in THERE}


CPYTHONS = [path for path in THERE if not pythons.is_pypy(path)]


def same(facts, path):
    return os.path.samefile(facts.executable, path)


def text_of(path, count):
    return ("pypy" if pythons.is_pypy(path) else "cpython") + ".".join(map(str, VERSIONS[path][:count]))
