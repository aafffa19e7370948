"""The facts of a base interpreter, and their text form."""

from __future__ import annotations

FIELDS = (
    "executable", "implementation", "version", "release", "hexversion", "prefix", "exec_prefix", "stdlib",
    "platstdlib", "purelib", "platlib", "scripts", "include", "platlibdir", "abi_thread", "cache_tag",
    "lib64", "libpython", "ensurepip_wheel", "framework", "debug", "site_directories", "names",
)  # fmt: skip


class Facts:
    """One base interpreter. Every value is text; "1" or "" means true or false.

    `executable` is the real base's absolute path, under its versioned name where that is the same file; links among
    its directories are kept. `version` is X.Y.Z, `release` the same with its pre-release suffix. `purelib`, `platlib`,
    `scripts` and `include` are relative to an environment (sysconfig's scheme `venv`, else `posix_prefix`). `names` are
    its names in an environment's `bin`, beginning with `python`. `lib64` says whether an environment has a link of that
    name. `libpython` is the shared library that is really used ("": none), `framework` the macOS framework's name,
    `ensurepip_wheel` the path of the pip that ensurepip installs ("": none). `site_directories` are those that site.py
    reads below a prefix which is no virtual environment's, relative to it and separated by colons.
    """

    __slots__ = FIELDS

    executable: str
    implementation: str
    version: str
    release: str
    hexversion: str
    prefix: str
    exec_prefix: str
    stdlib: str
    platstdlib: str
    purelib: str
    platlib: str
    scripts: str
    include: str
    platlibdir: str
    abi_thread: str
    cache_tag: str
    lib64: str
    libpython: str
    ensurepip_wheel: str
    framework: str
    debug: str
    site_directories: str
    names: tuple[str, ...]

    def __init__(self, values: dict[str, str]) -> None:
        for field in FIELDS:
            setattr(self, field, values[field])
        self.names = tuple(values["names"].split())

    @property
    def minor(self) -> str:
        """Return the first two numbers of the version: "3.12"."""
        return self.version[: self.version.rindex(".")]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the version as numbers, for comparisons."""
        return tuple(int(number) for number in self.version.split("."))

    @property
    def is_final(self) -> bool:
        """Return whether this is a final release, not an alpha, beta or candidate."""
        return self.release == self.version

    def to_text(self) -> str:
        """Return one `key = value` line for each field."""
        lines = [f"{field} = {_escaped(getattr(self, field))}\n" for field in FIELDS[:-1]]
        return "".join(lines) + f"names = {' '.join(self.names)}\n"


def from_text(text: str) -> Facts:
    """Return the facts that `to_text` wrote. Raises KeyError if a field is missing."""
    values: dict[str, str] = {}
    for line in text.split("\n"):
        key, _, value = line.partition(" = ")
        values[key] = value if "\\" not in value else _unescaped(value)
    return Facts(values)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")


def _unescaped(value: str) -> str:
    return "\\".join(part.replace("\\n", "\n") for part in value.split("\\\\"))
