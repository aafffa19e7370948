"""Which interpreter a project asks for: its `.python-version`, else `requires-python` of its `pyproject.toml`."""

from __future__ import annotations

from envarium import lanes
from envarium.interpreters import plain, pyenv


def asked(folder: str) -> tuple[str, str]:
    """Return what the project in `folder` or above asks for, and the file that says it: "" and "" if none does.

    Raises NeedsFullLane where only a parser can read a `pyproject.toml`.
    """
    file = pyenv.above(folder, ".python-version")
    words = pyenv.version_words(file) if file else []
    if words:
        return words[0], file
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
        return plain.requires(path)
    from envarium.interpreters import requires

    return requires.read(path)
