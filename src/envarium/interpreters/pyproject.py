"""What a `pyproject.toml` says of its project, read by a parser."""

from __future__ import annotations

from envarium import toml
from envarium.files import reading


def requires(path: str) -> str:
    """Return the `requires-python` of the `pyproject.toml` at `path`, "" where it says none or cannot be read."""
    return _text(path, "project", "requires-python")


def name(path: str) -> str:
    """Return the name of the project of the `pyproject.toml` at `path`, "" where it says none or cannot be read."""
    return _text(path, "project", "name") or _text(path, "tool", "poetry", "name")


def _text(path: str, *keys: str) -> str:
    try:
        value: object = toml.parse(reading.read(path).decode())
    except (OSError, ValueError):
        return ""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value.strip() if isinstance(value, str) else ""
