"""What the documentation shows is what happens: every block of commands is run, page by page, in a real shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile

import pytest

import page_blocks
import pythons
import wheels
from page_reader import Reader
from tool import once

ALL = bool(os.environ.get("ENVARIUM_TEST_PAGES"))
"""Whether the blocks that need the package index, or take long, are run too."""

NOT_RUN = 20
"""How many blocks of all pages may be marked as not run, at most."""

PACKAGES = {
    "certifi": (), "dask": (), "django": (), "flask": (), "humanize": (), "idna": (), "ipykernel": (), "numpy": (),
    "pandas": ("numpy",), "pytest": (), "ray": (), "requests": ("certifi", "idna"), "scipy": ("numpy",),
    "setuptools": (), "torch": (), "wheel": (),
}  # fmt: skip
"""The packages that pages install, and what they require: small substitutes of these names, in a local directory, each
with a program that does nothing."""


SMALL = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else "python3"
"""The Python of environments that pages pack: those of distributions are small."""


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory):
    """A directory with a wheel of each of PACKAGES, in two versions."""

    def make(place):
        place.mkdir()
        for name, requires in PACKAGES.items():
            for version in ("1.0", "7.0"):
                path = wheels.wheel(str(place), name, version, requires)
                with zipfile.ZipFile(path, "a") as archive:
                    program = zipfile.ZipInfo(f"{name}-{version}.data/scripts/{name}")
                    program.external_attr = 0o100755 << 16
                    archive.writestr(program, "#!python\n")

    return once(tmp_path_factory, "stand-ins", make)


@pytest.fixture(scope="session")
def primed(tmp_path_factory, installed):
    """A store that has created environments of the usual Pythons: its caches spare each page a second."""

    def make(place):
        place.mkdir()
        variables = {**os.environ, "WORKON_HOME": str(place), "HOME": str(place), "ENVARIUM_RESERVE": "false"}
        for spec in ("python3", "3.12", SMALL):
            subprocess.run(
                [installed, "create", "-q", "-p", spec, "--clear", "one"], env=variables, check=False
            )

    return once(tmp_path_factory, "primed", make)


def _share(source, target):
    """Link a file, but copy one that serves as a lock: a lock on one file of several names is a lock on all."""
    return shutil.copy2(source, target) if source.endswith("lock") else os.link(source, target)


@pytest.fixture
def reader(tmp_path, clean_environment, installed, stand_ins, primed):
    """A reader whose store is at its usual place, with a package index that has only the substitutes."""
    home = tmp_path / "home"
    programs = home / ".local/bin"
    programs.mkdir(parents=True)
    os.symlink(installed, programs / "envarium")
    (home / ".virtualenvs").mkdir()
    for part in ("seeds", "interpreters"):
        copy = home / ".virtualenvs/.envarium" / part
        shutil.copytree(primed / ".envarium" / part, copy, symlinks=True, copy_function=_share)
    os.chmod(home / ".virtualenvs/.envarium", 0o700)
    config = home / ".config/envarium/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("reserve = false\n", encoding="utf-8")  # nothing goes on in the background
    environment = {
        **clean_environment,
        **wheels.index(stand_ins),
        "PATH": f"{programs}:{clean_environment['PATH']}",
        "UV": wheels.UV or "",
        "SMALL_PYTHON": SMALL,
        "SHELL": shutil.which("bash"),
        "USER": "ana",
    }
    del environment["WORKON_HOME"]
    someone = Reader(home, environment, installed)
    yield someone
    someone.close()


def with_commands():
    """Return the pages that contain a block which a shell runs."""
    return [
        page
        for page in page_blocks.pages()
        if any(block.language in page_blocks.SHELLS for block in page_blocks.blocks(page))
    ]


@pytest.mark.parametrize("page", with_commands())
def test_the_commands_of_a_page_do_what_it_says(page, reader):
    """The blocks of a page, typed in their order in one shell, succeed, and print what the page shows."""
    _skip_without_pythons(page)
    for block in page_blocks.blocks(page):
        if "not run" in block.marks or (not ALL and {"index", "long"} & set(block.marks)):
            continue
        if "needs" in block.marks and reader.lacks(block.marks["needs"]):
            pytest.skip(f"this machine lacks what {page} needs")
        try:
            reader.prepares(block.marks.get("run", ""))
            if "index" in block.marks:
                reader.reaches_the_index()
            if "file" in block.marks:
                reader.writes(block.marks["file"], block.text)
            elif block.language in page_blocks.SHELLS:
                reader.follows(block)
        except AssertionError as error:
            raise AssertionError(f"{page}:{block.line}: {error}") from None


def _skip_without_pythons(page):
    """Skip the page if it asks for a version of Python that this machine does not have."""
    text = "\n".join(block.text for block in page_blocks.blocks(page) if "not run" not in block.marks)
    present = {".".join(map(str, pythons.version(path)[:2])) for path in pythons.there()}
    missing = sorted(set(re.findall(r"(?:-p|--python|pythons) (\d\.\d+)", text)) - present)
    if missing:
        pytest.skip(f"Python {missing[0]} is not installed")


def test_few_blocks_are_not_run():
    """A block that is not run has a reason, and there are few of them."""
    marks = [block.marks for page in page_blocks.pages() for block in page_blocks.blocks(page)]
    reasons = [mark["not run"] for mark in marks if "not run" in mark]
    assert all(len(reason.split()) >= 3 for reason in reasons)
    assert len(reasons) <= NOT_RUN


def test_commands_are_in_blocks_that_are_run():
    """A block without a language, or with one that no shell runs, does not contain a prompt."""
    for page in page_blocks.pages():
        for block in page_blocks.blocks(page):
            if block.language not in page_blocks.SHELLS:
                assert not block.text.startswith("$ "), f"{page}:{block.line}"
