"""Writes the manifest of a seed image, which `image.Image` reads."""

from __future__ import annotations

import os

from envarium.creator import image
from envarium.creator.reflink import can_reflink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def below(tree: str) -> list[str]:
    """Return the files below `tree`, by their paths inside it."""
    paths: list[str] = []
    for folder, _, names in os.walk(tree):
        inside = os.path.relpath(folder, tree)
        paths.extend(name if inside == "." else f"{inside}/{name}" for name in names)
    return sorted(paths)


def protect(tree: str) -> list[str]:
    """Make the files read-only, and return them: a file that hard links share must be replaced, never rewritten."""
    files = below(tree)
    for path in files:
        os.chmod(f"{tree}/{path}", 0o444)
    return files


def text(name: str, tree: str, files: list[str], launchers: Iterable[Sequence[str]], owner: int) -> str:
    """Return the manifest of the package `name` with the `files` of `owner`. Raises as `image.states` does."""
    directories = sorted({parent for path in files for parent in _parents(path)})
    link = "reflink" if can_reflink(os.path.dirname(tree)) else "hardlink"
    head = "\n".join((image.FORMAT, name, link))
    starts = "\n".join(" ".join(launcher) for launcher in launchers)
    states = image.states(tree + "/", files, owner)
    return "\n\n".join((head, starts, "\n".join(directories), states, "\n".join((*files, image.END))))


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]
