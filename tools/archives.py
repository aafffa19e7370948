"""The archives to upload: the wheel and the source archive of HEAD, and checks of both."""

from __future__ import annotations

import glob
import os
import runpy
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator

MANUAL = "docs/reference/envarium.1"


def git(*words: str) -> list[str]:
    """Return the lines that git prints; it is no error if `git grep` finds nothing."""
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    if done.returncode and done.stderr:
        raise SystemExit(done.stderr)
    return done.stdout.splitlines()


def version() -> str:
    """Return the version of this checkout."""
    return str(runpy.run_path("src/envarium/__init__.py")["__version__"])


def problems() -> Iterator[str]:
    """Check that two builds are identical, contain every file, and pass the package index's own checks."""
    with tempfile.TemporaryDirectory() as top:
        first, second = build(top + "/first", 0o022), build(top + "/second", 0o077)
        shutil.rmtree("dist", ignore_errors=True)
        shutil.copytree(os.path.dirname(first[0]), "dist")
        for one, other in zip(first, second, strict=True):
            if content(one) != content(other):
                yield f'two builds of "{os.path.basename(one)}" differ'
    source, wheel = paths("dist")
    twine = subprocess.run(
        [sys.executable, "-m", "twine", "--no-color", "check", "--strict", source, wheel],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if twine.returncode:
        yield twine.stdout.strip()
    yield from differences("the wheel", wheel_files(wheel), set(expected_in_wheel(git("ls-files"))))
    yield from differences("the source archive", source_files(source), {*git("ls-files"), "PKG-INFO"})


def build(place: str, umask: int) -> tuple[str, str]:
    """Build a clone of HEAD at `place`, and return the paths of its source archive and its wheel."""
    subprocess.run(["git", "clone", "--quiet", ".", place], check=True, umask=umask)
    moment = git("log", "-1", "--format=%ct")[0]
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", place + "/dist", place],
        env={**os.environ, "SOURCE_DATE_EPOCH": moment},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, umask=umask,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stdout)
    return paths(place + "/dist")


def paths(folder: str) -> tuple[str, str]:
    """Return the paths of the one source archive and the one wheel in `folder`."""
    (source,), (wheel,) = glob.glob(folder + "/*.tar.gz"), glob.glob(folder + "/*.whl")
    return source, wheel


def content(path: str) -> bytes:
    """Return the bytes of the file at `path`."""
    with open(path, "rb") as file:
        return file.read()


def wheel_files(path: str) -> set[str]:
    """Return the names of the files in the wheel, without its metadata."""
    with zipfile.ZipFile(path) as wheel:
        return {name for name in wheel.namelist() if ".dist-info/" not in name}


def source_files(path: str) -> set[str]:
    """Return the names of the files in the source archive, relative to its top directory."""
    with tarfile.open(path) as archive:
        return {member.name.partition("/")[2] for member in archive if member.isfile()}


def expected_in_wheel(files: list[str]) -> Iterator[str]:
    """Yield the name in the wheel of each of the checkout's `files` that is shipped."""
    yield "envarium/py.typed"
    for path in files:
        if path.startswith("src/"):
            yield path.removeprefix("src/")
        elif path.startswith("shell/"):
            yield f"envarium/{path}"
        elif path == MANUAL:
            yield f"envarium-{version()}.data/data/share/man/man1/{os.path.basename(path)}"


def differences(title: str, found: set[str], wanted: set[str]) -> Iterator[str]:
    """Yield the missing and the superfluous files of an archive."""
    for path in sorted(wanted - found):
        yield f'{title} does not contain "{path}"'
    for path in sorted(found - wanted):
        yield f'{title} should not contain "{path}"'
