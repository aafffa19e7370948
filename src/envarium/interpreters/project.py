"""Which interpreter a project asks for: its `.python-version`, or `requires-python` of its `pyproject.toml`."""

from __future__ import annotations

from envarium import lanes
from envarium.interpreters import pyenv, simple


def requirement(folder: str) -> tuple[str, str]:
    """Return what the project in `folder` or above asks for, and the file that says it: "" and "" if none does.

    Raises NeedsFullLane if only a parser can read the `pyproject.toml`.
    """
    file = pyenv.above(folder, ".python-version")
    versions = pyenv.versions_in(file)
    if versions:
        return versions[0], file
    file = pyenv.above(folder, "pyproject.toml")
    while file:
        version = _requires(file)
        if version:
            return version, file
        folder = file.removesuffix("/pyproject.toml").rpartition("/")[0]
        file = pyenv.above(folder, "pyproject.toml") if folder else ""
    return "", ""


def _requires(path: str) -> str:
    """Return the `requires-python` of the `pyproject.toml` at `path`, "" if it has none."""
    if not lanes.full:
        return simple.requires(path)
    from envarium.interpreters import pyproject

    return pyproject.requires(path)
