"""Files that name paths: those of the environment itself, which it takes along, and those outside of it."""

from __future__ import annotations

import json
import os
import stat
from functools import partial

from envarium.distributions import installed
from envarium.errors import shown
from envarium.files import reading, writing
from envarium.packing import entries
from envarium.packing.refusals import CannotPack
from envarium.relocating.files import BINARY, LARGEST
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

KERNEL = "share/jupyter/kernels/"


def naming(root: str, prefix: str, candidates: Iterable[str]) -> Iterator[str]:
    """Yield those of `candidates`, files in the tree at `root`, that contain `prefix`, sorted."""
    needle = os.fsencode(prefix)
    for path in sorted(candidates):
        if os.path.isfile(f"{root}/{path}") and needle in reading.read(f"{root}/{path}", LARGEST):
            yield path


def relative(root: str, prefix: str) -> None:
    """Let what decides something in the tree at `root` name paths below `prefix`, its own, by relative ones.

    These are the lines of `.pth` files, and the interpreter of Jupyter's kernels, which knows its own as `python`.
    """
    for path, _ in _texts(root):
        if _is_pth(path):
            _rewrite(root, path, partial(_relative_lines, path=path, prefix=prefix))
        elif path.startswith(KERNEL) and path.endswith("/kernel.json"):
            _rewrite(root, path, partial(_with_own_python, prefix=prefix))


def refuse(root: str, name: str) -> None:
    """Raise CannotPack if modules of the environment `name`, in the tree at `root`, are outside of it."""
    places = {}
    for package in installed.scan(Environment(root).site_packages):
        is_editable = package.origin.get("dir_info") == {"editable": True}
        places[package.name] = str(package.origin.get("url")) if is_editable else package.directory
    places |= {path: _added(reading.text(f"{root}/{path}")) for path, _ in _texts(root) if _is_pth(path)}
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
        kernel = json.loads(text)
        interpreter = kernel["argv"][0]
    except (ValueError, KeyError, TypeError, IndexError):
        return text
    if not str(interpreter).startswith(prefix + "/bin/python"):
        return text
    kernel["argv"][0] = "python"
    return json.dumps(kernel, indent=1)


def _rewrite(root: str, path: str, change: Callable[[str], str]) -> None:
    text = reading.text(f"{root}/{path}")
    new = change(text)
    if new != text:
        writing.replace_text(f"{root}/{path}", new)


def _texts(root: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files in the tree at `root` that may be text."""
    for path, status in entries.walk(root):
        if (
            stat.S_ISREG(status.st_mode)
            and status.st_size <= LARGEST
            and not path.endswith(BINARY)
            and ".so." not in path
        ):
            yield path, status
