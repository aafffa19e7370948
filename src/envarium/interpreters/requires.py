"""Reads `requires-python` in a `pyproject.toml` with a parser."""

from __future__ import annotations

from envarium import toml
from envarium.files import reading


def read(path: str) -> str:
    """Return the `requires-python` of the `pyproject.toml` at `path`, "" if it has none or cannot be read."""
    try:
        document = toml.parse(reading.read(path).decode())
    except (OSError, ValueError):
        return ""
    project = document.get("project")
    requires = project.get("requires-python") if isinstance(project, dict) else None
    return requires.strip() if isinstance(requires, str) else ""
