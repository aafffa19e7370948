"""Installs what a lock file asks for, and tells which packages could not be had."""

from __future__ import annotations

import html
import os
import tempfile

from envarium import json_text
from envarium.distributions.installed import installed
from envarium.errors import EnvariumError
from envarium.files import deleting, reading, writing
from envarium.interpreters import halves, installer, script
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from envarium.health.subject import Subject
    from envarium.lockfiles.package_list import Markers, Package, PackageList

MARKERS = """
import json, os, platform
def number(info):
    text = '.'.join(map(str, info[:3]))
    return text if info[3] == 'final' else text + info[3][0] + str(info[4])
implementation = getattr(sys, 'implementation', None)
tell(json.dumps({
    'implementation_name': implementation.name if implementation else '',
    'implementation_version': number(implementation.version) if implementation else '0',
    'os_name': os.name,
    'platform_machine': platform.machine(),
    'platform_python_implementation': platform.python_implementation(),
    'platform_release': platform.release(),
    'platform_system': platform.system(),
    'platform_version': platform.version(),
    'python_full_version': platform.python_version(),
    'python_version': '.'.join(platform.python_version_tuple()[:2]),
    'sys_platform': sys.platform,
}))
"""
"""The values of markers (https://packaging.python.org/en/latest/specifications/dependency-specifiers)."""


def install(environment: Subject, package_list: PackageList) -> dict[str, str]:
    """Install the packages of `package_list` into `environment`; return the packages that could not be, and why.

    Raises NoPip, SystemRefused, EnvariumError, and UnusableValue as `choose` does.
    """
    packages = package_list.choose(_markers(environment))
    # A file with hashes must not contain anything without one, and pip needs such a file.
    hashed = [package for package in packages if package.hashes]
    others = [package for package in packages if not package.hashes]
    failures: dict[str, str] = {}
    for part in (hashed, others):
        failures |= _install(environment, part, is_complete=package_list.is_complete) if part else {}
    if package_list.requested is not None:
        _forget_requests(environment, {package.name for package in packages} - set(package_list.requested))
    return failures


def _markers(environment: Subject) -> Markers:
    outcome = script.ask(environment.python, script.isolated(environment.version), MARKERS)
    try:
        values: Markers = json_text.parse(outcome.values()[0])
    except (IndexError, ValueError) as error:
        what = f"the Python of {shown(environment.name)} does not answer: {outcome.failure}"
        raise EnvariumError(what, "envarium doctor shows what is wrong with it") from error
    return values


def _install(environment: Subject, packages: list[Package], *, is_complete: bool) -> dict[str, str]:
    """Install `packages`; if that fails, find out which of them fail, and install the others.

    Those of a complete lock are installed one by one then. Others are only tried, since what they need together may
    differ from what each needs.
    """
    options = ("--no-deps",) if is_complete else ()
    if not _run(environment, packages, options, shows=True):
        return {}
    trial = ("--no-deps",) if is_complete else ("--no-deps", "--dry-run")
    failures = dict(halves.failing(packages, lambda part: _run(environment, part, trial)))
    rest = [package for package in packages if package not in failures]
    reasons = {package.name: reason for package, reason in failures.items()}
    reason = _run(environment, rest, options) if rest and not is_complete else ""
    return {**reasons, **{package.name: reason for package in rest}} if reason else reasons


def _run(
    environment: Subject, packages: Sequence[Package], options: tuple[str, ...], *, shows: bool = False
) -> str:
    """Install `packages`, and return why that failed, "" if it did not; with `shows`, the output is shown."""
    with tempfile.TemporaryDirectory() as folder:
        words = [*options, *_words(packages, folder)]
        if shows:
            return "it failed" if installer.install(environment, words) else ""
        return installer.attempt(environment, words)


def _words(packages: Iterable[Package], folder: str) -> list[str]:
    """Return the words of `pip install` for `packages`; files that they name are written into `folder`."""
    words: list[str] = []
    lines: list[str] = []
    links: list[tuple[str, str]] = []
    for package in packages:
        links += package.files
        if package.hashes:
            lines.append(" ".join((*package.words, *(f"--hash={digest}" for digest in package.hashes))))
        else:
            words += package.words
    if lines:
        words += ["-r", folder + "/requirements.txt"]
        writing.write(folder + "/requirements.txt", "".join(f"{line}\n" for line in lines).encode())
    if links:
        words += ["--find-links", folder + "/links.html"]
        page = "".join(f'<a href="{html.escape(url)}">{html.escape(name)}</a>\n' for url, name in links)
        writing.write(folder + "/links.html", f"<!DOCTYPE html><html><body>\n{page}</body></html>\n".encode())
    return words


def _forget_requests(environment: Subject, names: set[str]) -> None:
    """Remove from the metadata of the packages `names` that the user asked for them."""
    for package in installed(environment.packages):
        entry = f"{package.entry}/REQUESTED"
        record = f"{package.path}/RECORD"
        lines = reading.text(record, reading.CHUNK).splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(entry + ",")]
        if package.name in names and len(kept) < len(lines):
            writing.replace_text(record, "".join(kept))
            deleting.attempt(os.unlink, f"{package.path}/REQUESTED")
