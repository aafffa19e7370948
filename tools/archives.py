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

import build_pyz

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
    """Check that two builds are identical, contain every file, and pass the package index's own checks.

    What is checked is left in dist/ for the upload, with the `envarium.pyz` of the same wheel.
    """
    with tempfile.TemporaryDirectory() as top:
        first, second = (
            build(clone(f"{top}/{umask:o}", umask), f"{top}/{umask:o}/dist", umask)
            for umask in (0o022, 0o077)
        )
        shutil.rmtree("dist", ignore_errors=True)
        shutil.copytree(os.path.dirname(first[0]), "dist")
        for one, other in zip(first, second, strict=True):
            if content(one) != content(other):
                yield f'two builds of "{os.path.basename(one)}" differ'
        build_pyz.fetch(top)
        build_pyz.build([*glob.glob(top + "/*.whl"), first[1]], "dist/envarium.pyz")
    yield from mistakes(*paths("dist"), git("ls-files"))


def mistakes(source: str, wheel: str, files: list[str]) -> Iterator[str]:
    """Find what twine has against the two archives of a checkout with these `files`, and what they do not contain."""
    twine = subprocess.run(
        [sys.executable, "-m", "twine", "--no-color", "check", "--strict", source, wheel],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if twine.returncode:
        yield twine.stdout.strip() + twine.stderr.strip()
    yield from differences("the wheel", wheel_files(wheel), set(expected_in_wheel(files)))
    yield from differences("the source archive", source_files(source), {*files, "PKG-INFO"})


def clone(place: str, umask: int) -> str:
    """Clone HEAD to `place`, and return that."""
    subprocess.run(["git", "clone", "--quiet", ".", place], check=True, umask=umask)
    return place


def build(checkout: str, target: str, umask: int, *options: str) -> tuple[str, str]:
    """Build `checkout` into `target`, and return the paths of its source archive and its wheel."""
    done = subprocess.run(
        [sys.executable, "-m", "build", *options, "--outdir", target, checkout],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, umask=umask,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stdout)
    return paths(target)


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
