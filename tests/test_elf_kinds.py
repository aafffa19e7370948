"""ELF files of other machines and C libraries are read alike: no compiler for them is needed."""

from __future__ import annotations

import pytest

import trees
from envarium.creator import elf

LOAD, DYNAMIC, INTERPRETER = 1, 2, 3
NEEDED, STRINGS, STRINGS_SIZE, RPATH, RUNPATH, END = 1, 5, 10, 15, 29, 0
X86, ARM, X86_64, AARCH64, S390, RISCV = 3, 40, 62, 183, 22, 243
ADDRESS = 0x400000
"""Where the segments that are loaded begin in memory: an address is no place in the file."""

KINDS = {
    "x86-64, glibc": (8, "little", X86_64, "/lib64/ld-linux-x86-64.so.2", "libc.so.6"),
    "x86-64, musl": (8, "little", X86_64, "/lib/ld-musl-x86_64.so.1", "libc.musl-x86_64.so.1"),
    "aarch64, glibc": (8, "little", AARCH64, "/lib/ld-linux-aarch64.so.1", "libc.so.6"),
    "aarch64, musl": (8, "little", AARCH64, "/lib/ld-musl-aarch64.so.1", "libc.musl-aarch64.so.1"),
    "riscv64, musl": (8, "little", RISCV, "/lib/ld-musl-riscv64.so.1", "libc.musl-riscv64.so.1"),
    "i386, glibc": (4, "little", X86, "/lib/ld-linux.so.2", "libc.so.6"),
    "armhf, musl": (4, "little", ARM, "/lib/ld-musl-armhf.so.1", "libc.musl-armhf.so.1"),
    "s390x, glibc": (8, "big", S390, "/lib/ld64.so.1", "libc.so.6"),
    "s390, 32 bits": (4, "big", S390, "/lib/ld.so.1", "libc.so.6"),
}
"""The size of a word in bytes, the byte order, the machine, the program interpreter, and the C library."""


def program(kind, run_path="$ORIGIN/../lib", tag=RUNPATH):
    """Return a program of `kind` (elf(5)) that needs libpython and a C library."""
    word, order, machine, interpreter, library = KINDS[kind]

    def numbers(*pairs):
        return b"".join(value.to_bytes(size, order) for value, size in pairs)

    names = [b"", b"libpython3.12.so.1.0", library.encode(), run_path.encode()]
    strings = b"".join(name + b"\0" for name in names)
    offsets = [strings.index(name + b"\0") if name else 0 for name in names]
    head, segment = (64, 56) if word == 8 else (52, 32)
    start = head + 3 * segment
    text = interpreter.encode() + b"\0"
    text += bytes(-len(text) % 8)
    dynamic = start + len(text)
    tags = [
        (NEEDED, offsets[1]),
        (NEEDED, offsets[2]),
        (tag, offsets[3]),
        (STRINGS, 0),
        (STRINGS_SIZE, len(strings)),
    ]
    place = dynamic + 2 * word * (len(tags) + 1)
    tags[3] = (STRINGS, ADDRESS + place)
    section = b"".join(numbers((number, word), (value, word)) for number, value in [*tags, (END, 0)])

    def header(type_, offset, size):
        places = [
            (offset, word),
            (ADDRESS + offset, word),
            (ADDRESS + offset, word),
            (size, word),
            (size, word),
        ]
        first, last = ([(type_, 4), (4, 4)], [(8, 8)]) if word == 8 else ([(type_, 4)], [(4, 4), (8, 4)])
        return numbers(*first, *places, *last)

    identity = b"\x7fELF" + bytes((word // 4, 1 if order == "little" else 2, 1)) + bytes(9)
    rest = numbers((3, 2), (machine, 2), (1, 4), (0, word), (head, word), (0, word), (0, 4))
    rest += numbers((head, 2), (segment, 2), (3, 2), (0, 2), (0, 2), (0, 2))
    segments = header(INTERPRETER, start, len(text)) + header(LOAD, 0, place + len(strings))
    segments += header(DYNAMIC, dynamic, len(section))
    return identity + rest + segments + text + section + strings


@pytest.mark.parametrize("tag", [RUNPATH, RPATH], ids=["runpath", "rpath"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_program_needs_is_read(kind, tag, tmp_path):
    """The libraries needed and the run path are those that the file names, and nothing depends on the C library."""
    path = tmp_path / "program"
    path.write_bytes(program(kind, tag=tag))
    dynamic = elf.read(str(path))
    assert dynamic
    assert dynamic.needed == ["libpython3.12.so.1.0", KINDS[kind][4]]
    assert (dynamic.run_path, dynamic.inherited) == ("$ORIGIN/../lib", tag == RPATH)


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_path_is_overwritten(kind, tmp_path):
    """The file is then what it would be with the shorter run path, padded with zeros."""
    path = tmp_path / "program"
    path.write_bytes(program(kind))
    assert trees.set_run_path(str(path), "/base/lib")
    expected = program(kind).replace(b"$ORIGIN/../lib", b"/base/lib".ljust(14, b"\0"))
    assert path.read_bytes() == expected
    assert elf.read(str(path)).run_path == "/base/lib"


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_is_given_its_library(kind, tmp_path):
    """A library beside the program's directory is linked, the C library of the system is not."""
    for folder in ("bin", "lib"):
        (tmp_path / folder).mkdir()
    path, library = tmp_path / "bin/python3.12", tmp_path / "lib/libpython3.12.so.1.0"
    path.write_bytes(program(kind))
    library.write_bytes(program(kind, run_path=""))
    assert elf.libraries(str(path), "bin") == {"lib/libpython3.12.so.1.0": str(library)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_one_is_read_completely_or_not(kind, tmp_path):
    """The result for a program truncated before any byte is that of the complete one, or None."""
    path, content = tmp_path / "program", program(kind)
    whole = ["libpython3.12.so.1.0", KINDS[kind][4]], "$ORIGIN/../lib"
    for length in range(len(content)):
        path.write_bytes(content[:length])
        dynamic = elf.read(str(path))
        assert dynamic is None or (dynamic.needed, dynamic.run_path) == whole, length
