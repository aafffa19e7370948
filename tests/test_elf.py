"""ELF files are read as the loader reads them, and a run path is overwritten in place."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

import trees
from envarium.creator import elf

COMPILER = shutil.which("cc")
pytestmark = pytest.mark.skipif(not COMPILER, reason="there is no C compiler: install gcc or clang")

FUNCTION = "int answer(void) { return 42; }\n"
PROGRAM = "int answer(void); int main(void) { return answer() == 42 ? 0 : 1; }\n"
FAR = "/a/run/path/of/nothing/that/is/long"


def build(folder, *flags):
    """A program in `bin` that needs a library in `lib`, linked with `flags`."""
    for name in ("bin", "lib"):
        (folder / name).mkdir(parents=True)
    (folder / "answer.c").write_text(FUNCTION)
    (folder / "main.c").write_text(PROGRAM)
    library, program = folder / "lib" / "libanswer.so.1", folder / "bin" / "program"
    compile_ = [COMPILER, "-o"]
    subprocess.run(
        [*compile_, library, "-shared", "-fPIC", "-Wl,-soname,libanswer.so.1", folder / "answer.c"],
        check=True,
    )
    subprocess.run([*compile_, program, folder / "main.c", library, *flags], check=True)
    return str(program)


def runs(program):
    return subprocess.run([program], stderr=subprocess.DEVNULL, check=False).returncode == 0


@pytest.mark.parametrize("old", [False, True], ids=["runpath", "rpath"])
def test_needs_and_run_path_are_read(tmp_path, old):
    """The needed libraries and the run path are those given to the linker, in its new and its old form."""
    program = build(tmp_path, f"-Wl,-rpath,{FAR}", f"-Wl,--{'disable' if old else 'enable'}-new-dtags")
    output = elf.read(program)
    assert output
    assert "libanswer.so.1" in output.needed
    assert (output.run_path, output.inherited) == (FAR, old)


def test_a_run_path_is_overwritten_in_place(tmp_path):
    """A program that cannot find its library finds it with a new run path, and its size and mode stay."""
    program = build(tmp_path, f"-Wl,-rpath,{FAR}")
    os.chmod(program, 0o555)
    before = os.stat(program)
    assert not runs(program)
    assert trees.set_run_path(program, "$ORIGIN/../lib")
    assert runs(program)
    after = os.stat(program)
    assert (after.st_size, after.st_mode) == (before.st_size, before.st_mode)
    output = elf.read(program)
    assert output
    assert output.run_path == "$ORIGIN/../lib"


def test_a_run_path_never_grows(tmp_path):
    """What is longer than the old run path is not written."""
    program = build(tmp_path, "-Wl,-rpath,/a")
    with open(program, "rb") as file:
        before = file.read()
    assert not trees.set_run_path(program, "$ORIGIN/../lib")
    with open(program, "rb") as file:
        assert file.read() == before


def test_a_copy_is_given_what_it_finds_relative_to_itself(tmp_path):
    """With the links that are named, a copied program runs elsewhere; without them it does not."""
    program = build(tmp_path / "base", "-Wl,-rpath,$ORIGIN/../lib")
    copy = tmp_path / "environment" / "bin" / "program"
    copy.parent.mkdir(parents=True)
    shutil.copy(program, copy)
    assert not runs(copy)
    for path, target in elf.libraries(program, "bin").items():
        place = tmp_path / "environment" / path
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(target)
    assert runs(copy)


def test_a_library_that_needs_another_brings_it(tmp_path):
    """What a library finds relative to itself is given too, and two that need each other end the search."""
    base = tmp_path / "base"
    program = build(base, "-Wl,-rpath,$ORIGIN/../lib")
    lib = base / "lib"
    (base / "deep.c").write_text("int deep(void) { return 1; }\n")
    flags = ["-shared", "-fPIC", "-Wl,--no-as-needed", "-Wl,-rpath,${ORIGIN}"]
    deep, answer = str(lib / "libdeep.so"), str(lib / "libanswer.so.1")
    subprocess.run(
        [COMPILER, *flags, "-o", deep, base / "deep.c", "-Wl,-soname,libdeep.so", answer], check=True
    )
    subprocess.run(
        [COMPILER, *flags, "-o", answer, base / "answer.c", "-Wl,-soname,libanswer.so.1", deep], check=True
    )
    assert elf.libraries(program, "bin") == {"lib/libanswer.so.1": answer, "lib/libdeep.so": deep}


def test_an_absolute_run_path_needs_no_links(tmp_path):
    """A copy finds what the base names by an absolute path as the base does."""
    program = build(tmp_path, f"-Wl,-rpath,{tmp_path}/lib")
    assert elf.libraries(program, "bin") == {}


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\n", b"\x7fELF", b"\x7fELF\x02\x01" + bytes(100)])
def test_what_is_no_elf_file_has_no_dynamic_section(tmp_path, content):
    """Scripts, empty files and stumps are no reason to stop."""
    path = tmp_path / "file"
    path.write_bytes(content)
    assert elf.read(str(path)) is None
    assert elf.libraries(str(path), "bin") == {}
    assert not trees.set_run_path(str(path), "/a")


def test_a_truncated_program_is_read_completely_or_not(tmp_path):
    """The result for a program truncated anywhere is that of the complete one, or None: never a part."""
    path = build(tmp_path, "-Wl,-rpath,/a")
    with open(path, "rb") as file:
        content = file.read()
    answers = []
    for length in range(0, len(content), 97):
        (tmp_path / "cut").write_bytes(content[:length])
        answers.append(fields(elf.read(str(tmp_path / "cut"))))
    assert set(answers) == {None, fields(elf.read(path))}


def fields(dynamic):
    """Return the fields of a dynamic section as one value."""
    return dynamic and (tuple(dynamic.needed), dynamic.run_path, dynamic.position, dynamic.inherited)
