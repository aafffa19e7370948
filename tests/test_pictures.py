"""The pictures of the explanation show what explain and bash print now."""

from __future__ import annotations

import os

import pytest

import pythons

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def test_the_pictures_are_fresh(monkeypatch, tmp_path):
    """`make pictures` would draw what is in docs/images."""
    monkeypatch.syspath_prepend(f"{ROOT}/tools")
    import pictures

    versions = {".".join(map(str, pythons.version(path)[:2])) for path in pythons.there()}
    if pictures.PYTHON not in versions:
        pytest.skip(f"Python {pictures.PYTHON} is not installed")
    for file, svg in pictures.pictures().items():
        with open(f"{ROOT}/docs/images/{file}", encoding="utf-8") as opened:
            assert opened.read() == svg, f"{file} is out of date: run make pictures"
