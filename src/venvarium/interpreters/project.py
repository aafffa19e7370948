"""Which interpreter a project asks for: its `.python-version`, else `requires-python` of its `pyproject.toml`."""

from __future__ import annotations

from venvarium.errors import HandDown
from venvarium.interpreters import pyenv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

requires_reader: Callable[[str], str] | None = None
"""What reads `requires-python` out of the file at a path ("" if it says none); the typer lane sets it."""


def asked(folder: str) -> tuple[str, str]:
    """Return what the project in `folder` or above asks for, and the file that says it: "" and "" if none does.

    Raises HandDown where a `pyproject.toml` must be read and nothing can read it yet.
    """
    file = pyenv.above(folder, ".python-version")
    words = pyenv.version_words(file) if file else []
    if words:
        return words[0], file
    file = pyenv.above(folder, "pyproject.toml")
    while file:
        if requires_reader is None:
            raise HandDown
        said = requires_reader(file)
        if said:
            return said, file
        folder = file.removesuffix("/pyproject.toml").rpartition("/")[0]
        file = pyenv.above(folder, "pyproject.toml") if folder else ""
    return "", ""
