"""Files that name paths: those of the environment itself, which it takes along, and those outside of it."""

from __future__ import annotations

import json
import os

from envarium import json_text
from envarium.distributions import installed
from envarium.output import shown
from envarium.packing import items
from envarium.packing.members import FILE
from envarium.packing.refusals import CannotPack
from envarium.relocating.files import LARGEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.packing.items import Items

KERNEL = "share/jupyter/kernels/"


def relative(tree: Items, prefix: str) -> None:
    """Replace paths below `prefix`, its own, by relative ones in the files of `tree` that Python and Jupyter read.

    These are the `.pth` files, and those of Jupyter's kernels, which know the interpreter as `python`.
    """
    for path, text in _texts(tree):
        if _is_pth(path):
            _rewrite(tree, path, _relative_lines(text, path, prefix))
        elif path.startswith(KERNEL) and path.endswith("/kernel.json"):
            _rewrite(tree, path, _with_own_python(text, prefix))


def refuse(tree: Items, name: str, packages: str, inside: str) -> None:
    """Raise CannotPack if modules of the environment `name`, whose items are `tree`, are outside of it.

    Its site-packages are at `packages`, which is `inside` in it.
    """
    places = {}
    for package in installed.scan(packages):
        if f"{inside}/{package.entry}" in tree:
            url = str(package.origin.get("url")) if package.is_editable else ""
            places[package.name] = package.directory or url
    places |= {path: _added(text) for path, text in _texts(tree) if _is_pth(path)}
    for what, place in places.items():  # packages come first: without one, its .pth file is left out, too
        if place:
            raise CannotPack(
                name,
                f"its {shown(what)} is in {shown(place)}, which is not in it",
                f"install that without -e, or leave it out: --exclude {shown(what)}",
            )


def _is_pth(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder.endswith("-packages") and name.endswith(".pth")


def _added(text: str) -> str:
    """Return the first absolute path that a `.pth` file with `text` adds, "" if there is none."""
    lines = (line.rstrip() for line in text.splitlines())
    return next((line for line in lines if line[:1] == "/"), "")


def _relative_lines(text: str, path: str, prefix: str) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith(prefix + "/"):
            lines[number] = os.path.relpath(line[len(prefix) :].rstrip(), "/" + os.path.dirname(path))
    return "\n".join(lines)


def _with_own_python(text: str, prefix: str) -> str:
    try:
        kernel = json_text.parse(text)
        interpreter = kernel["argv"][0]
    except (ValueError, KeyError, TypeError, IndexError):
        return text
    if not str(interpreter).startswith(prefix + "/bin/python"):
        return text
    kernel["argv"][0] = "python"
    return json.dumps(kernel, indent=1)


def _rewrite(tree: Items, path: str, text: str) -> None:
    content = text.encode("utf-8", "surrogateescape")
    if content != tree[path].read():
        tree[path] = items.of_content(content, tree[path].mode)


def _texts(tree: Items) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of `.pth` files and of what describes Jupyter's kernels."""
    for path, item in list(tree.items()):
        if item.kind == FILE and (_is_pth(path) or path.startswith(KERNEL)) and item.size <= LARGEST:
            yield path, item.read().decode("utf-8", "surrogateescape")
