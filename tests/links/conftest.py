"""A project that can be linked to an environment."""

from __future__ import annotations

import pytest


@pytest.fixture
def project(tmp_path):
    """A project, whose pyproject.toml names it."""
    place = tmp_path / "a project; it's $mine"
    place.mkdir()
    (place / "pyproject.toml").write_text('[project]\nname = "My.Proj"\n')
    return str(place)
