"""The platform of an environment, and that of this machine: what decides whether one runs on the other."""

from __future__ import annotations

import glob
import os
import re
import sys
import sysconfig

from envarium.child import Child
from envarium.files.reading import system_reason
from envarium.interpreters import script
from envarium.packing.refusals import CannotPack, CannotUnpack

GNU, MUSL = "gnu", "musl"

SYMBOL = re.compile(rb"GLIBC_(\d+)\.(\d+)")
"""The version of a symbol of glibc, as programs and libraries name it."""

# For Python 2.7 and later. 2.7 does not know the name CS_GNU_LIBC_VERSION, whose number glibc never changes.
QUESTION = """
import platform, sysconfig
try:
    libc = os.confstr(os.confstr_names.get('CS_GNU_LIBC_VERSION', 2)) or ''
except (AttributeError, ValueError, OSError):
    libc = ''
tell(sysconfig.get_platform(), libc, platform.python_implementation(), platform.python_version())
"""


class PlatformQuestion:
    """The question to the Python at `path`, that of the environment `name`, for which platform it is.

    It is asked in the background. Raises CannotPack.
    """

    __slots__ = ("_child", "_name")

    def __init__(self, path: str, name: str, flags: tuple[str, ...]) -> None:
        self._name = name
        try:
            self._child: Child | None = Child(script.command(path, flags, QUESTION))
        except OSError as error:
            raise CannotPack(name, f"its Python does not start: {system_reason(error)}") from error

    def answer(self) -> dict[str, str]:
        """Wait for it, and return the platform, libc and Python. Raises CannotPack."""
        assert self._child
        running, self._child = self._child, None
        outcome = running.wait()
        values = outcome.values()
        if len(values) != 4:
            raise CannotPack(self._name, f"its Python does not start: {outcome.failure}")
        platform, libc, implementation, version = values
        return {**_described(platform, libc), "implementation": implementation, "version": version}

    def stop(self) -> None:
        """End the process."""
        if self._child:
            self._child.kill()
            self._child = None


def of_machine() -> dict[str, str]:
    """Return the platform and the libc of this machine, as envarium's own Python knows them."""
    try:
        libc = os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (ValueError, OSError):
        libc = ""
    return _described(sysconfig.get_platform(), libc)


def _described(platform: str, libc: str) -> dict[str, str]:
    """Return the fields of a manifest for what sysconfig and confstr tell."""
    system, _, machine = platform.partition("-")
    if system != "linux":
        return {"platform": f"{machine.rpartition('-')[2]}-{sys.platform}", "libc": "", "libc_version": ""}
    kind = GNU if libc else MUSL if glob.glob("/lib/ld-musl-*") else ""
    triple = f"{machine}-linux-{kind}".rstrip("-")
    return {"platform": triple, "libc": kind, "libc_version": libc.rpartition(" ")[2]}


class GlibcRequirement:
    """The newest version of a symbol of glibc that the programs and libraries it has looked at need."""

    __slots__ = ("_path", "_version")

    def __init__(self) -> None:
        self._path = ""
        self._version = (0, 0)

    def look(self, path: str, part: bytes) -> None:
        """Look at a part of the file at `path`; only the first one tells whether it is a program."""
        if part[:4] == b"\x7fELF":
            self._path = path
        if path == self._path:
            versions = {(int(major), int(minor)) for major, minor in SYMBOL.findall(part)}
            self._version = max(versions | {self._version})

    @property
    def version(self) -> str:
        """The version, "" if nothing needs glibc."""
        return "{}.{}".format(*self._version) if self._version > (0, 0) else ""


def refuse_other(path: str, facts: dict[str, str]) -> None:
    """Raise CannotUnpack if what the archive at `path` contains, as its manifest's `facts` say, cannot run here."""
    here = of_machine()
    if facts["platform"] != here["platform"]:
        libc = (
            "libc"
            if facts["platform"].rpartition("-")[0] == here["platform"].rpartition("-")[0]
            else "platform"
        )
        raise CannotUnpack(
            path,
            f"it is for another {libc}, {facts['platform']}; this machine is {here['platform']}",
            "pack the environment on a machine of this platform",
        )
    if facts["libc"] == GNU and _numbers(facts["libc_needed"]) > _numbers(here["libc_version"]):
        raise CannotUnpack(
            path,
            f"its programs need glibc {facts['libc_needed']}; this machine has {here['libc_version']}",
            "pack the environment on the oldest system that it is to run on",
        )


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]
