"""Which interpreter a project asks for: its `.python-version`, else `requires-python` of its `pyproject.toml`."""

from __future__ import annotations

from envarium.interpreters import plain, pyenv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

requires_reader: Callable[[str], str] = plain.requires
"""What reads `requires-python` out of the file at a path ("" if it says none); the typer lane sets a reader of TOML."""


def asked(folder: str) -> tuple[str, str]:
    """Return what the project in `folder` or above asks for, and the file that says it: "" and "" if none does.

    Raises HandDown where it takes a parser to read a `pyproject.toml`, and there is none yet.
    """
    file = pyenv.above(folder, ".python-version")
    words = pyenv.version_words(file) if file else []
    if words:
        return words[0], file
    file = pyenv.above(folder, "pyproject.toml")
    while file:
        said = requires_reader(file)
        if said:
            return said, file
        folder = file.removesuffix("/pyproject.toml").rpartition("/")[0]
        file = pyenv.above(folder, "pyproject.toml") if folder else ""
    return "", ""
