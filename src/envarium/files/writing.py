"""Writes a file, or replaces one in one step."""

from __future__ import annotations

import os

from envarium.files import background, reading
from envarium.files.deleting import attempt, delete
from envarium.files.owning import inherit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def write(path: str, content: bytes, mode: int = 0o666) -> None:
    """Write a new file with the permissions `mode`, less the umask. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        write_to(descriptor, content)
    finally:
        os.close(descriptor)


def write_to(descriptor: int, content: bytes | memoryview) -> None:
    """Write all of `content`. Raises OSError."""
    while content:
        content = content[os.write(descriptor, content) :]


def overwrite(path: str, position: int, content: bytes) -> None:
    """Put `content` at `position` of the file at `path`, which may be read-only. Raises OSError."""
    mode = os.stat(path).st_mode & 0o7777
    os.chmod(path, mode | 0o200)
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.pwrite(descriptor, content, position)
    finally:
        os.close(descriptor)
        os.chmod(path, mode)


def replace(path: str, content: bytes, mode: int = 0o666) -> None:
    """Replace the content of the file at `path` in one step; it gets `mode`, less the umask. Raises OSError."""
    replace_by(lambda temporary: write(temporary, content, mode), path)
    inherit(path)


def replace_text(path: str, text: str) -> None:
    """Replace the content of the file at `path` by `text`, as UTF-8, in one step. Raises OSError."""
    replace(path, text.encode("utf-8", "surrogateescape"))


def replace_by(make: Callable[[str], object], path: str) -> None:
    """Replace the file at `path` in one step by the one that `make` creates at its argument.

    Leaves no file behind if that fails. Several processes may do so at once. Raises OSError, and what `make` raises.
    """
    _make_by(make, path, os.replace)


def fill_by(make: Callable[[str], object], path: str, *, replaces: bool) -> None:
    """Create the file at `path` in one step, when `make` has written its content, which takes a while.

    Where the file system can, it has no name until it is complete, so that nothing is left if this process is killed.
    Unless it `replaces` one, raise FileExistsError if there is a file at `path`, also one made meanwhile.
    """
    publish = os.replace if replaces else _rename_new
    flags = os.O_RDWR | os.O_CLOEXEC | getattr(os, "O_TMPFILE", 0)  # only Linux has it
    try:
        descriptor = os.open(os.path.dirname(path), flags, 0o666)
    except OSError:
        descriptor = -1
    unnamed = f"{os.path.realpath('/proc/self')}/fd/{descriptor}"  # mksquashfs opens it, too
    try:
        if os.path.exists(unnamed):  # not in a chroot without /proc
            make(unnamed)
            # With a descriptor, link follows the link in /proc (CPython, posixmodule.c, os_link_impl).
            _make_by(lambda aside: os.link(unnamed, aside, src_dir_fd=descriptor), path, publish)
        else:
            _make_by(make, path, publish)
    finally:
        attempt(os.close, descriptor)


def aside(path: str) -> str:
    """Return the path for what is to be moved to `path` when it is complete; delete what killed processes have left."""
    folder, name = os.path.split(path)
    name, host = name[:40], "-" + background.machine()  # together at most 255 bytes
    for entry in reading.names(folder):
        number = entry.removeprefix(name + ".").removesuffix(host)
        is_aside = entry == f"{name}.{number}{host}" and number.isascii() and number.isdigit()
        if is_aside and (int(number) == os.getpid() or not background.is_alive(int(number))):
            delete(f"{folder}/{entry}")
    return os.path.join(folder, f"{name}.{os.getpid()}{host}")


def _rename_new(source: str, target: str) -> None:
    """Rename the file `source` to `target`, where nothing is. Raises OSError."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        os.replace(source, target)
    else:
        os.unlink(source)


def _make_by(make: Callable[[str], object], path: str, publish: Callable[[str, str], object]) -> None:
    temporary = aside(path)
    try:
        make(temporary)
        publish(temporary, path)
    except BaseException:
        attempt(os.unlink, temporary)
        raise
