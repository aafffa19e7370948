"""The part of ELF about which libraries a program needs, and where they are searched for (elf(5), ld.so(8))."""

from __future__ import annotations

import os

LOAD, DYNAMIC = 1, 2
NEEDED, STRINGS, STRINGS_SIZE, RPATH, RUNPATH = 1, 5, 10, 15, 29
ORIGIN = ("$ORIGIN", "${ORIGIN}")


class Dynamic:
    """The dynamic section: the libraries `needed`, and the `run_path` in which they are searched for.

    `inherited` means the older DT_RPATH, which is valid for the libraries of libraries too. `position` is the position
    of the run path in the file, in bytes; -1 if there is none.
    """

    __slots__ = ("inherited", "needed", "position", "run_path")

    def __init__(self, needed: list[str], run_path: str, position: int, *, inherited: bool) -> None:
        self.needed = needed
        self.run_path = run_path
        self.position = position
        self.inherited = inherited


class Reader:
    """An open ELF file: numbers are read by its class and byte order."""

    __slots__ = ("descriptor", "little", "wide")

    def __init__(self, descriptor: int) -> None:
        start = os.pread(descriptor, 6, 0)
        if start[:4] != b"\x7fELF" or len(start) < 6:
            raise ValueError("no ELF file")
        self.descriptor = descriptor
        self.wide = start[4] == 2
        self.little = start[5] == 1

    def number(self, content: bytes, at: int, size: int) -> int:
        """Return the unsigned number of `size` bytes in `content` at `at`."""
        piece = content[at : at + size]
        return int.from_bytes(piece, "little") if self.little else int.from_bytes(piece, "big")

    def segments(self) -> list[tuple[int, int, int, int]]:
        """Return type, position in the file, address and size of each segment."""
        head = os.pread(self.descriptor, 64, 0)
        word = 8 if self.wide else 4
        table = self.number(head, 32 if self.wide else 28, word)
        size = self.number(head, 54 if self.wide else 42, 2)
        count = self.number(head, 56 if self.wide else 44, 2)
        content = os.pread(self.descriptor, size * count, table)
        position, address, length = (8, 16, 32) if self.wide else (4, 8, 16)
        return [
            (
                self.number(content, at, 4),
                self.number(content, at + position, word),
                self.number(content, at + address, word),
                self.number(content, at + length, word),
            )
            for at in range(0, len(content) - size + 1, size)
        ]

    def entries(self, position: int, size: int) -> list[tuple[int, int]]:
        """Return the tags and values of the dynamic section. Raises ValueError if it has no end."""
        word = 8 if self.wide else 4
        content = os.pread(self.descriptor, size, position)
        pairs: list[tuple[int, int]] = []
        for at in range(0, len(content) - 2 * word + 1, 2 * word):
            tag = self.number(content, at, word)
            if not tag:
                return pairs
            pairs.append((tag, self.number(content, at + word, word)))
        raise ValueError("the dynamic section has no end")


def read(path: str) -> Dynamic | None:
    """Return the dynamic section of the program or library at `path`, None if it is no dynamically linked ELF file."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        return _read(Reader(descriptor))
    except (ValueError, OSError):
        return None
    finally:
        os.close(descriptor)


def _read(file: Reader) -> Dynamic | None:
    segments = file.segments()
    section = next(((position, size) for kind, position, _, size in segments if kind == DYNAMIC), None)
    if section is None:
        return None
    entries = file.entries(*section)
    tags = dict(entries)
    address = tags.get(STRINGS, 0)
    start = next(
        (
            at + address - low
            for kind, at, low, size in segments
            if kind == LOAD and low <= address < low + size
        ),
        -1,
    )
    if start < 0:
        return None
    strings = os.pread(file.descriptor, tags.get(STRINGS_SIZE, 0), start)

    def text(offset: int) -> str:
        return os.fsdecode(strings[offset : strings.index(b"\0", offset)])

    needed = [text(value) for tag, value in entries if tag == NEEDED]
    offset = tags.get(RUNPATH, tags.get(RPATH, -1))
    if offset < 0:
        return Dynamic(needed, "", -1, inherited=False)
    return Dynamic(needed, text(offset), start + offset, inherited=RUNPATH not in tags)


def libraries(binary: str, directory: str) -> dict[str, str]:
    """Return the links that a copy of `binary` in the environment's `directory` needs: a path inside it to a library.

    They are those that `binary` finds relative to itself: the loader takes `$ORIGIN` for the directory through which a
    file was opened, so that the copy, and what it opens, look inside the environment.
    """
    paths: dict[str, str] = {}
    waiting: list[tuple[str, str, tuple[tuple[str, str], ...]]] = [(binary, directory, ())]
    while waiting:
        path, inside, inherited = waiting.pop()
        dynamic = read(path)
        if dynamic is None:
            continue
        own = _relative(dynamic, os.path.dirname(path), inside)
        for name in dynamic.needed:
            for there, here in (*own, *inherited):
                inner_path = os.path.normpath(f"{here}/{name}")
                if inner_path[:2] == ".." or inner_path in paths or not os.path.exists(f"{there}/{name}"):
                    continue
                paths[inner_path] = os.path.normpath(f"{there}/{name}")
                waiting.append(
                    (
                        paths[inner_path],
                        os.path.dirname(inner_path),
                        (*own, *inherited) if dynamic.inherited else inherited,
                    )
                )
                break
    return paths


def _relative(dynamic: Dynamic, origin: str, inside: str) -> tuple[tuple[str, str], ...]:
    """Return the directories of the run path that begin with `$ORIGIN`: at the base, and inside the environment."""
    entries = [without_origin(entry) for entry in dynamic.run_path.split(":") if entry.startswith(ORIGIN)]
    return tuple((os.path.normpath(origin + rest), os.path.normpath(inside + rest)) for rest in entries)


def without_origin(entry: str) -> str:
    """Return what follows the `$ORIGIN` with which `entry` of a run path starts."""
    return entry.removeprefix("${ORIGIN}").removeprefix("$ORIGIN")


def replacement(dynamic: Dynamic, run_path: str) -> tuple[int, bytes] | None:
    """Return what puts `run_path` in place of that of a file: a position, and bytes. None if it is longer."""
    old, new = os.fsencode(dynamic.run_path), os.fsencode(run_path)
    if dynamic.position < 0 or len(new) > len(old):
        return None
    return dynamic.position, new.ljust(len(old), b"\0")
