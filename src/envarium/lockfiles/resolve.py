"""The files of the package index that installed packages came from, with their hashes, as uv and pip find them.

Installed packages keep neither. Nothing is installed, and dependencies are not followed.
"""

from __future__ import annotations

import os
import tempfile
from urllib.parse import unquote, urlsplit

from envarium import child, json_text, toml
from envarium.distributions.installed import normalized
from envarium.files import reading, writing
from envarium.interpreters import halves, installer, pip, script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from envarium.interpreters.facts import Facts

    Entry = dict[str, Any]

REPORT_LIMIT = 1 << 28
"""Bytes of a lock file or a report that are read."""

OLDEST = (3, 7)
"""The first Python with a pip that writes installation reports (22.2)."""

REPORT = (
    pip.NO_TARGET, "--dry-run", "--ignore-installed", "--no-deps", "--quiet", "--no-input",
    "--disable-pip-version-check", "--retries", "1", "--report",
)  # fmt: skip


class Resolver:
    """Collects the `entries` of packages, as `[[packages]]` of a pylock.toml has them, and why others have none.

    `is_universal` is true as long as the entries list the files for every platform.
    """

    __slots__ = ("entries", "failures", "is_universal")

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.failures: dict[str, str] = {}
        self.is_universal = True

    def by_uv(self, uv: str, minor: str, requirements: Mapping[str, str]) -> None:
        """Look up `requirements`, from name to requirement, with the `uv` there for Pythons from `minor` on."""

        def attempt(names: Sequence[str]) -> str:
            lines = "".join(requirements[name].replace("$", "%24") + "\n" for name in names)
            with tempfile.TemporaryDirectory() as folder:
                writing.write(folder + "/requirements.txt", lines.encode())
                words = (
                    "pip",
                    "compile",
                    "--no-deps",
                    "--universal",
                    "--format",
                    "pylock.toml",
                    "--no-header",
                    "-q",
                )
                command = [uv, *words, "--python-version", minor, "requirements.txt", "-o", "pylock.toml"]
                outcome = child.Child(command, time_limit=0, cwd=folder).wait()
                if outcome.code:
                    return installer.reason(outcome)
                tables = toml.parse(reading.read(folder + "/pylock.toml", REPORT_LIMIT).decode())
            entries = tables["packages"]
            assert isinstance(entries, list)
            return self._add(entries, names)

        self.failures = dict(halves.failing(sorted(requirements), attempt))

    def by_pip(self, python: Facts, tree: str, requirements: Mapping[str, str]) -> None:
        """Look up `requirements` with the pip in the directory `tree`, for `python` on this platform."""
        if python.numbers < OLDEST:
            reason = f"no pip for Python {python.minor} tells where packages are; with uv on PATH, uv does"
            self.failures = dict.fromkeys(requirements, reason)
            return

        def attempt(names: Sequence[str]) -> str:
            with tempfile.TemporaryDirectory() as folder:
                words = (*REPORT, folder + "/report", *(requirements[name] for name in names))
                flags = script.isolated(python.version)
                outcome = pip.run(
                    python.executable, flags, "install", *words, tool=tree, prefix=python.prefix
                )
                if outcome.code:
                    return installer.reason(outcome)
                report = json_text.parse(reading.read(folder + "/report", REPORT_LIMIT))
            return self._add(map(_entry, report["install"]), names)

        self.failures = dict(halves.failing(sorted(requirements), attempt))
        self.is_universal = self.is_universal and not requirements

    def _add(self, entries: Iterable[Entry], names: Sequence[str]) -> str:
        """Keep the `entries` if they are those of `names`; return what is missing, "" for nothing."""
        by_name = {entry["name"]: entry for entry in entries}
        missing = [name for name in names if name not in by_name]
        if not missing:
            self.entries |= {name: by_name[name] for name in names}
        return f"{', '.join(missing)} is not in the answer" if missing else ""


def _entry(item: dict[str, Any]) -> Entry:
    """Return the entry for one package of pip's installation report."""
    origin = item["download_info"]
    file = {"url": origin["url"], "hashes": origin["archive_info"]["hashes"]}
    name = normalized(item["metadata"]["name"])
    entry: Entry = {"name": name, "version": item["metadata"]["version"]}
    if item["is_direct"]:
        return {**entry, "archive": file}
    file = {"name": os.path.basename(unquote(urlsplit(origin["url"]).path)), **file}
    return {**entry, "wheels": [file]} if file["name"].endswith(".whl") else {**entry, "sdist": file}
