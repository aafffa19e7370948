"""Seed images: unpacked, compiled packages kept in the store, and the linking of one into an environment."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.files.copying import copy, reflink, share
from envarium.files.writing import write
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from envarium.interpreters.facts import Facts

FORMAT = "envarium image 3"
END = "."
"""The last line of a manifest: an incomplete one lacks it."""

BYTECODE = ".pyc"
"""The suffix of compiled modules."""

LONGEST_SHEBANG = 127
"""Bytes of a first line that every kernel reads (Linux before 5.1, BINPRM_BUF_SIZE)."""

BESIDE = '"$(dirname -- "$(realpath -- "$0")")"/python'
"""The path of the interpreter beside a script, in the language of `sh`; links to the script are followed."""

MAIN = """import sys
from {module} import {name}
if __name__ == "__main__":
    sys.exit({function}())
"""

PIP_MAIN = """import gc
import sys
gc.set_threshold(100000)
from {module} import {name}
if __name__ == "__main__":
    try:
        sys.exit({function}())
    finally:
        gc.freeze()
"""
"""The start of pip without garbage collections while it imports its modules and on exit: they find hardly any garbage.

Objects that are alive on exit are not guaranteed to be finalized (https://docs.python.org/3/reference/datamodel.html),
and PyPy never does that.
"""

CALL = f"'''exec' {BESIDE} \"$0\" \"$@\"\n' '''\n"
"""The lines with which `sh` starts the interpreter beside a script; in Python they are a string."""


def lists_bytecode(files: str) -> bool:
    """Return whether there is bytecode among `files`, each a line, or in a manifest."""
    return BYTECODE + "\n" in files


class Image:
    """A package that can be linked into environments: its `path`, how to `link` it, its `launchers` and its `tree`.

    `directories` and `files` are text with one path on each line; `states` has a line with the state of each file when
    the image was built. All files of a tree in reserve are linked from the image. `requires` are the requirements of
    the packages that it depends on.
    """

    __slots__ = ("directories", "files", "launchers", "link", "name", "path", "requires", "states", "tree")

    def __init__(self, path: str, text: str) -> None:
        head, launchers, self.directories, self.states, self.files = text.split("\n\n")
        kind, self.name, self.link = head.split("\n")
        if kind != FORMAT:
            raise ValueError(kind)
        self.path = path
        self.requires: tuple[str, ...] = ()
        self.tree = path + "/tree/"
        self.launchers = [line.split(" ") for line in launchers.split("\n") if line]
        if not self.files.endswith("\n" + END):
            raise ValueError(END)

    @property
    def version(self) -> str:
        """The version of the package."""
        return os.path.basename(self.path).removeprefix(self.name + "-").partition("-")[0]

    @property
    def is_compiled(self) -> bool:
        """Whether it has bytecode."""
        return lists_bytecode(self.files)

    @property
    def method(self) -> Callable[[str, str], None]:
        """What makes a file of it one of an environment too: it takes the paths of both."""
        return os.link if self.link == "hardlink" else reflink if self.link == "reflink" else copy


def current(cache: str, pointer: str, python: Facts) -> Image | None:
    """Return the image that `pointer` names, None if there is none or what it was chosen from has changed."""
    config = PyvenvCfg.read(pointer)
    watched = config.get("watched")
    if config.get("wheel") != python.ensurepip_wheel or config.get("seen") != seen(watched):
        return None
    image = load(f"{cache}/{config.get('image')}")
    if image:
        image.requires = tuple(config.get("requires").split())
    return image


def load(path: str) -> Image | None:
    """Return the image at `path`, None if its manifest is missing or damaged, or a file is not as it was made.

    A file of an image has further names in environments: whoever changes it there, changes it here.
    """
    try:
        candidate = Image(path, reading.read(path + "/manifest").decode())
        owner = os.lstat(path + "/manifest").st_uid
        is_unchanged = states(candidate.tree, candidate.files.split("\n")[:-1], owner) == candidate.states
        return candidate if is_unchanged else None
    except (OSError, ValueError):
        return None


def states(tree: str, files: Iterable[str], owner: int) -> str:
    """Return size, time of change and permissions of each of `files` below `tree`, a line each.

    Raises OSError, and ValueError where one does not belong to `owner`.
    """
    lines = []
    for path in files:
        status = os.lstat(tree + path)
        if status.st_uid != owner:
            raise ValueError(path)
        lines.append(f"{status.st_size} {status.st_mtime_ns} {status.st_mode}")
    return "\n".join(lines)


def seen(directory: str) -> str:
    """Return when `directory` last changed, in nanoseconds, "" if it is not there."""
    try:
        return str(os.stat(directory).st_mtime_ns) if directory else ""
    except OSError:
        return ""


def put_in(image: Image, root: str, path: str, python: Facts) -> None:
    """Put `image` into the environment that is built at `root` and published at `path`. Raises OSError."""
    link(image, f"{root}/{python.purelib}")
    launch(image, root, path, python)


def link(image: Image, directory: str) -> None:
    """Link the files of `image` into `directory`, a site-packages. Raises OSError."""
    source, target = image.tree, directory + "/"
    for path in image.directories.split("\n"):
        try:
            os.mkdir(target + path)
        except FileExistsError:  # several packages may share a namespace
            pass
    method = image.method
    for path in image.files.split("\n")[:-1]:
        share(method, source + path, target + path)


def launch(image: Image, root: str, path: str, python: Facts) -> None:
    """Write the launchers of `image` into the environment that is built at `root` and published at `path`.

    If `path` is "", it may be moved: launchers use the interpreter beside themselves. Launchers with the same content
    and several names, such as pip's, are symlinks to one, because venv-pack makes broken archives of hard links. Raises
    OSError.
    """
    scripts = f"{root}/{python.scripts}/"
    interpreter = f"{path}/{python.scripts}/{python.names[0]}" if path else ""
    names: dict[tuple[str, str], str] = {}
    for name, module, function in image.launchers:
        first = names.setdefault((module, function), name)
        if first != name:
            os.symlink(first, scripts + name)
        else:
            main = PIP_MAIN if image.name == "pip" and _can_freeze(python) else MAIN
            write(scripts + name, os.fsencode(launcher(interpreter, module, function, main)), 0o777)


def _can_freeze(python: Facts) -> bool:
    """Return whether `python` has the function `gc.freeze`."""
    return python.implementation == "CPython" and python.numbers >= (3, 7)


def launcher(interpreter: str, module: str, function: str, main: str = MAIN) -> str:
    """Return the text of a console script, by the entry points specification.

    A shebang cannot contain spaces or be long: then `sh` starts the interpreter with two lines that are a string in
    Python. Without an `interpreter`, the script uses the `python` beside it, or beside the target of a link to it.
    """
    if not interpreter:
        shebang = "#!/bin/sh\n" + CALL
    elif len(os.fsencode(interpreter)) + 3 <= LONGEST_SHEBANG and not any(c.isspace() for c in interpreter):
        shebang = f"#!{interpreter}\n"
    else:
        shebang = f"#!/bin/sh\n'''exec' '{_quoted(interpreter)}' \"$0\" \"$@\"\n' '''\n"
    name = function.partition(".")[0]
    return f"{shebang}# -*- coding: utf-8 -*-\n{main.format(module=module, name=name, function=function)}"


def _quoted(path: str) -> str:
    """Return `path` for the inside of quotes that both sh and Python read: no three quotes, no single backslash."""
    return path.replace("\\", "\0").replace("'", "'\"'\"'").replace("\0", "'\"\\\\\"'")
