"""The start of a call from a shell function: the modules that it needs are read from one file, the bundle.

For each of some fifty modules, Python examines directories, a source and a compiled file; reading one file with all of
them takes less than half of that time. There are two bundles for each shell function, one for calls with options, which
`bundle` writes. A module in it runs when something in it is first used, and from its source if that has changed. The
code of the modules that every call runs is decoded at once, which takes a quarter less time than one by one; that of
the others comes after it in the file, and is only read when one of them runs.
"""

import _thread
import gc
import marshal
import os
import stat
import sys

from envarium import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType
    from typing import Any

    Entry = tuple[str, bool, tuple[int, int], tuple[int, int] | CodeType]
    """A module: its source, whether it is a package, the source's state, its code, or if not all calls run it, where
    that is in the rest of the bundle, and its size.
    """
else:
    ModuleType = type(sys)

OURS = "envarium."
SUFFIX = ".bundle"
OPTIONS = "+"
"""The end of the names of bundles for calls with options, before their suffixes."""

PACKAGE = os.path.dirname(__file__)
IDENTITY = os.fsencode("\0".join((sys.version, __version__, __file__)).replace("\n", " ")) + b"\0"
"""The beginning of the bundles that this process can use. In the same line follow the path of its Python and the size
of the next part, the modules.
"""

FIRST = 1 << 13
"""The bytes that contain the first line."""

entries: "dict[str, Entry]" = {}
"""The modules in the bundle, by name."""

LOCK = _thread.RLock()
"""Held while a module runs, so that other threads see all of it or wait."""

rest: "tuple[int, int]" = -1, 0
"""The descriptor of the bundle that was read, and where the code begins that is not decoded with it. It stays open: if
another call replaces the bundle, this one still reads its own.
"""

running: set[str] = set()
"""The names of the modules that have begun to run."""


class Deferred(ModuleType):
    """A module of the bundle that has not run yet: it runs when something in it is first used."""

    def __getattr__(self, name: str) -> object:
        """Run the module, and return the value of `name` in it."""
        if name[:2] == "__":  # the import system looks for such names in modules that it does not need to run
            raise AttributeError(name)
        with LOCK:
            if type(self) is Deferred and self.__name__ not in running:
                running.add(self.__name__)
                _run(self)
                object.__setattr__(self, "__class__", ModuleType)
        if name not in self.__dict__:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return self.__dict__[name]


def _run(module: "ModuleType") -> None:
    """Run the code of `module`: from the bundle, or from its source if that has changed."""
    name = module.__name__
    code: Any
    path, is_package, before, code = entries[name]
    if not is_package:
        _describe(module, path, is_package=False)
    if state(path) != before:
        del entries[name]
        code = None
    elif isinstance(code, tuple):
        code = _decoded(part(*code))
    loader: Any = module.__loader__
    exec(code or loader.get_code(name), module.__dict__)  # noqa: S102 - it is ours, as the compiled files are


def called_by_shell() -> None:
    """Serve a shell function: the arguments are the shell ("" if it reads no snippet), the function, its arguments."""
    gc.disable()  # a call ends before a collection saves time
    path = plain = _path(sys.argv[2], "")
    if any(argument[:1] == "-" for argument in sys.argv[3:]):
        path = _path(sys.argv[2], OPTIONS)
    entries.update(read(path) or read(plain))
    _register()
    names = tuple(entries)
    from envarium import door

    door.called_by_shell(lambda code: _keep(path, names, code))


def _path(word: str, mark: str) -> str:
    """Return the path of the bundle of `word`: among the package's compiled files if they can be written."""
    name = f"{flat(word[:64])}{mark}.{sys.implementation.cache_tag}"
    compiled = PACKAGE + "/__pycache__"
    if os.access(compiled, os.W_OK | os.X_OK):
        return f"{compiled}/{name}{SUFFIX}"
    return f"{_cache()}/envarium/bundles/{name}.{flat(PACKAGE[-150:])}{SUFFIX}"


def flat(text: str) -> str:
    """Return `text` with only such characters as any file name may contain, and no dot."""
    return "".join([c if c.isascii() and c.isalnum() else "-" for c in text])


def _cache() -> str:
    """Return the directory of the user's caches."""
    path = os.environ.get("XDG_CACHE_HOME", "")
    if path[:1] == "/":
        return path
    return os.path.expanduser("~/Library/Caches" if sys.platform == "darwin" else "~/.cache")


def read(path: str) -> "dict[str, Entry]":
    """Return the modules in the bundle at `path`; none if it cannot be trusted or is damaged or of another version."""
    global rest
    try:
        descriptor = _open_private(path)
        line, _, _ = os.pread(descriptor, FIRST, 0).partition(b"\n")
        if line.startswith(IDENTITY):
            size = int(line.rpartition(b"\0")[2])
            rest = descriptor, len(line) + 1 + size
            return dict(_decoded(os.pread(descriptor, size, len(line) + 1)) or ())
    except (OSError, ValueError, TypeError, OverflowError, MemoryError):
        pass
    return {}


def part(position: int, size: int) -> bytes:
    """Return `size` bytes at `position` in the rest of the bundle, fewer if it was cut short."""
    descriptor, start = rest
    try:
        return os.pread(descriptor, size, start + position)
    except OSError:
        return b""


def _decoded(content: bytes) -> "Any":  # noqa: ANN401 - the type depends on the content
    """Return what `content` is the code of, None if it is damaged."""
    try:
        return marshal.loads(content)  # noqa: S302 - it is ours, as the compiled files are
    except (EOFError, ValueError, TypeError):
        return None


def _open_private(path: str) -> int:
    """Open the file at `path`, which nobody but its owner may change if it is not among the package's own files."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    directory = os.path.dirname(path)
    if os.path.dirname(directory) != PACKAGE and not (
        private(os.lstat(directory)) and private(os.fstat(descriptor))
    ):
        os.close(descriptor)
        raise PermissionError
    return descriptor


def private(status: os.stat_result) -> bool:
    """Return whether it belongs to this user, and no other may change it."""
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def state(path: str) -> tuple[int, int]:
    """Return what identifies the state of the file at `path`, as in Python's own compiled files."""
    status = os.stat(path)
    return status.st_mtime_ns, status.st_size


def _register() -> None:
    """Let the import system find the modules of the bundle, in which packages come before their modules.

    What is in a package that is missing from the bundle is imported from its file.
    """
    for name, (path, is_package, _, _) in entries.items():
        parent, _, child = name.rpartition(".")
        if name in sys.modules or (parent and parent not in sys.modules):
            continue
        sys.modules[name] = module = Deferred(name)
        if is_package:
            _describe(module, path, is_package=True)
        if parent:
            setattr(sys.modules[parent], child, module)


def _describe(module: "ModuleType", path: str, *, is_package: bool) -> None:
    """Set what the import system sets."""
    loader_type: Any = type(__spec__.loader)
    name = module.__name__
    spec = type(__spec__)(name, loader_type(name, path), origin=path, is_package=is_package)
    module.__spec__, module.__loader__, module.__file__ = spec, spec.loader, path
    module.__package__ = name if is_package else name.rpartition(".")[0]
    if is_package:
        module.__path__ = spec.submodule_search_locations = [os.path.dirname(path)]


def _keep(path: str, names: tuple[str, ...], code: int) -> None:
    """Write the bundle, which contained `names`, again if that lets later calls of its kind run faster.

    A call that ends with the exit `code` 0 adds what it has imported, and shows which modules not every call runs.
    If the first call is another one, it adds only what its command imports at once.
    """
    from envarium import door, lanes

    if lanes.full or sys.dont_write_bytecode or not door.imported:
        return
    loaded = sys.modules if not code else names or door.imported
    missing = [
        name
        for name in loaded
        if name.startswith(OURS) and name not in entries and name not in (__name__, OURS + "bundle")
    ]
    idle = [
        name
        for name, entry in entries.items()
        if not code and type(sys.modules.get(name)) is Deferred and not isinstance(entry[3], tuple)
    ]
    if missing or idle:
        from envarium import bundle

        bundle.write(path, missing, idle)
