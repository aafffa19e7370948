"""The start of a call from a shell function: the modules that it needs are read from one file, the bundle.

For each of some forty modules, Python examines directories, a source and a compiled file, which takes 6 ms in all;
reading one file with all of them takes less than half. There is one bundle for each shell function among the package's
compiled files. `bundle` writes it, with the modules that calls have imported. It is valid until a source changes.
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
    """Serve a shell function: the arguments are the shell ("" if it reads no snippet), the function, its arguments."""
    gc.disable()  # a call ends before a collection saves time
    path = _path(sys.argv[2])
    entries = read(path)
    _load(entries)
    from envarium import door

    door.called_by_shell(lambda: _keep(path, entries))


def _path(word: str) -> str:
    """Return the path of the bundle of `word`."""
    name = "".join([c if c.isascii() and c.isalnum() else "-" for c in word[:64]])
    return f"{os.path.dirname(__file__)}/__pycache__/{name}.{sys.implementation.cache_tag}.bundle"


def read(path: str) -> "list[Entry]":
    """Return the entries of the bundle at `path`; none if it is missing or damaged, or a source has changed."""
    try:
        with open(path, "rb", 0) as file:
            version, entries = marshal.loads(file.read())  # noqa: S302 - it is ours, as the compiled files are
        if version == (sys.version, __file__) and all(map(_is_fresh, entries)):
            return list(entries)
    except (OSError, EOFError, ValueError, TypeError):
        pass
    return []


def _is_fresh(entry: "Entry") -> bool:
    return state(entry[1]) == entry[3]


def state(path: str) -> tuple[int, int]:
    """Return what identifies the state of the file at `path`, as in Python's own compiled files."""
    status = os.stat(path)
    return status.st_mtime_ns, status.st_size


def _load(entries: "list[Entry]") -> None:
    """Import all of them, in the same way as the import system."""
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
        exec(code, module.__dict__)  # noqa: S102 - the import system does the same
        if parent:
            setattr(sys.modules[parent], child, module)


def _keep(path: str, entries: "list[Entry]") -> None:
    """Write the bundle again if a fast call has imported a module that is not in it."""
    names = {__name__, *(entry[0] for entry in entries)}
    missing = [name for name in sys.modules if name.startswith(OURS) and name not in names]
    if missing and OURS + "cli" not in sys.modules and not sys.dont_write_bytecode:
        from envarium import bundle

        bundle.write(path, entries)
