"""`requires-python`, read out of a `pyproject.toml`."""

from __future__ import annotations

import sys

from envarium.files import reading

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def read(path: str) -> str:
    """Return the `requires-python` of the `pyproject.toml` at `path`, "" where it says none or cannot be read."""
    try:
        said = tomllib.loads(reading.read(path).decode())
    except (OSError, ValueError):
        return ""
    project = said.get("project")
    asked = project.get("requires-python") if isinstance(project, dict) else None
    return asked.strip() if isinstance(asked, str) else ""
