"""Build envarium.pyz, one file that installs envarium without pipx, uv or pip: build_pyz.py TARGET [WHEEL].

It contains the wheels of envarium and of what that needs, unpacked. The same wheels give the same bytes.
"""

from __future__ import annotations

import glob
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator

TOOLS = os.path.dirname(os.path.abspath(__file__))
REQUIREMENTS = TOOLS + "/pyz-requirements.txt"
MAIN = {"__main__.py": "pyz_main.py", "pyz_install.py": "pyz_install.py"}
MANUAL = ".data/data/"
"""What precedes the path of the man page in the wheel."""

DATE = (1980, 1, 1, 0, 0, 0)
"""Of each file: the earliest that a zip archive can hold."""

PIP = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")


def fetch(folder: str) -> None:
    """Download the wheels that envarium needs into `folder`, by their digests; none may contain compiled code."""
    subprocess.run(
        [*PIP, "download", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--platform", "any",
         "--implementation", "py", "--abi", "none", "--python-version", "3.10", "-d", folder, "-r", REQUIREMENTS],
        check=True,
    )  # fmt: skip


def build(wheels: list[str], target: str) -> None:
    """Write the archive of `wheels` to `target`, as an executable file."""
    content = dict(sorted((path, data) for wheel in wheels for path, data in _unpacked(wheel)))
    for path, source in MAIN.items():
        with open(f"{TOOLS}/{source}", "rb") as file:
            content[path] = file.read()
    os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
    with open(target, "wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in content.items():
                entry = zipfile.ZipInfo(path, DATE)
                entry.external_attr = 0o100644 << 16
                archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    os.chmod(target, 0o755)  # noqa: S103 - it is for everybody


def _unpacked(wheel: str) -> Iterator[tuple[str, bytes]]:
    """Yield each file of `wheel`: its path in the archive, and its content."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if MANUAL in name:
                yield name.partition(MANUAL)[2], archive.read(name)
            elif not name.endswith("/"):
                yield f"site-packages/{name}", archive.read(name)


def main() -> int:
    """Build the archive from this checkout, or from the wheel that the second argument names."""
    target, *wheels = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        fetch(folder)
        if not wheels:
            subprocess.run([*PIP, "wheel", "--no-deps", "-w", folder, os.path.dirname(TOOLS)], check=True)
        build([*glob.glob(folder + "/*.whl"), *wheels], target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
