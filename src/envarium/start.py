"""The start of a shell word: the modules that it needs are read from one file, not each from its own.

For each of its modules, some forty of them, Python looks at directories, a source and a compiled file: 6 ms where one
file that holds them all takes less than half. Such a bundle is among the package's compiled files, one for each
word; `bundle` writes it, from what calls of the word have imported. It is valid as long as no source has changed.
"""

import gc
import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

    Entry = tuple[str, str, bool, tuple[int, int], CodeType]
    """A module: its name, its source, whether it is a package, the state of the source, its code."""

OURS = "envarium."


def called_by_shell() -> None:
    """Serve a shell word: the arguments are its dialect ("" where no snippet is read), the word, its arguments."""
    gc.disable()  # a call is over before collecting pays
    place = _place(sys.argv[2])
    entries = read(place)
    _load(entries)
    from envarium import door

    door.called_by_shell(lambda: _keep(place, entries))


def _place(word: str) -> str:
    """Return the path of the bundle of `word`."""
    name = "".join([c if c.isascii() and c.isalnum() else "-" for c in word[:64]])
    return f"{os.path.dirname(__file__)}/__pycache__/{name}.{sys.implementation.cache_tag}.bundle"


def read(place: str) -> "list[Entry]":
    """Return what the bundle at `place` holds; nothing if it is missing or damaged, or any source has changed."""
    try:
        with open(place, "rb", 0) as file:
            made_by, entries = marshal.loads(file.read())  # noqa: S302 - it is ours, as the compiled files are
        if made_by == (sys.version, __file__) and all(map(_is_fresh, entries)):
            return list(entries)
    except (OSError, EOFError, ValueError, TypeError):
        pass
    return []


def _is_fresh(entry: "Entry") -> bool:
    return state(entry[1]) == entry[3]


def state(path: str) -> tuple[int, int]:
    """Return what tells one state of the file at `path` from another, as in Python's own compiled files."""
    status = os.stat(path)
    return status.st_mtime_ns, status.st_size


def _load(entries: "list[Entry]") -> None:
    """Import all of them, as the import system would."""
    spec_type, module_type = type(__spec__), type(sys)
    loader_type: Any = type(__spec__.loader)
    for name, path, is_package, _, code in entries:
        if name in sys.modules:
            continue
        module = module_type(name)
        parent, _, child = name.rpartition(".")
        spec = spec_type(name, loader_type(name, path), origin=path, is_package=is_package)
        module.__spec__, module.__loader__, module.__file__ = spec, spec.loader, path
        module.__package__ = name if is_package else parent
        if is_package:
            module.__path__ = spec.submodule_search_locations = [os.path.dirname(path)]
        sys.modules[name] = module
        exec(code, module.__dict__)  # noqa: S102 - it is what importing does
        if parent:
            setattr(sys.modules[parent], child, module)


def _keep(place: str, entries: "list[Entry]") -> None:
    """Write the bundle again if a fast call has imported a module that is not in it."""
    held = {__name__, *(entry[0] for entry in entries)}
    missing = [name for name in sys.modules if name.startswith(OURS) and name not in held]
    if missing and OURS + "cli" not in sys.modules and not sys.dont_write_bytecode:
        from envarium import bundle

        bundle.write(place, entries)
