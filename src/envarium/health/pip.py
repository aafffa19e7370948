"""The check of pip: its package, its metadata, its launchers, and the files in its RECORD."""

from __future__ import annotations

import csv
import functools
import os
import re

from envarium.files import reading
from envarium.health.finding import ERROR, Finding, repair

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.subject import Environment, World

BROKEN = "pip-broken"
INFO = re.compile(r"pip-[^-]+\.dist-info")
LAUNCHER = re.compile(r"pip[\d.]*t?")


def broken(environment: Environment, _: World) -> Iterator[Finding]:
    """Find a pip that is incomplete."""
    reason = objection(environment)
    if reason:
        yield Finding(BROKEN, ERROR, environment.name, reason, repair(environment.name))


def objection(environment: Environment) -> str:
    """Return what is wrong with its pip, "" if nothing is or it has none."""
    packages = [site for site in environment.packages if os.path.isfile(f"{site}/pip/__init__.py")]
    infos = [f"{site}/{name}" for site in environment.packages for name in metadata(site)]
    if infos and not packages:
        return "pip's metadata exists, but pip itself does not"
    if packages and not infos:
        return "pip has no metadata"
    if len(infos) > 1:
        return "there is metadata of several versions of pip"
    if not packages:
        names = launchers(environment.path)
        return f"its bin/{names[0]} has no pip to run" if names and not environment.system_site else ""
    missing, differing = _differences(infos[0], os.lstat(environment.path).st_uid)
    if missing:
        return f"pip is incomplete: {os.path.normpath(missing[0]).lstrip('./')}{_more(missing)} missing"
    return f"pip is altered: {differing[0]}{_more(differing)} not as installed" if differing else ""


def metadata(site: str) -> list[str]:
    """Return the names of the directories of pip's metadata in `site`."""
    return [name for name in reading.names(site) if INFO.fullmatch(name)]


def launchers(path: str) -> list[str]:
    """Return the names of pip's launchers in the environment at `path`."""
    return [name for name in reading.names(path + "/bin") if LAUNCHER.fullmatch(name)]


def _differences(info: str, owner: int) -> tuple[list[str], list[str]]:
    """Return the files in RECORD that do not exist, and those of pip that have another size or owner.

    Its files may be hard links that other environments share and change. They may be owned by `owner` and root.
    Bytecode may be missing, and so may its directories, which virtualenv lists too.
    (https://packaging.python.org/en/latest/specifications/recording-installed-packages/)
    """
    try:
        files = _files(reading.read(info + "/RECORD"))
    except (OSError, UnicodeDecodeError, csv.Error):
        return [os.path.basename(info) + "/RECORD"], []
    site = os.path.dirname(info) + "/"
    missing, differing = [], []
    for path, size in files:
        try:
            status = os.stat(site + path)
        except OSError:
            missing.append(path)
            continue
        is_same = status.st_uid in (owner, 0) and size in ("", str(status.st_size))
        if not is_same and path.startswith("pip/"):
            differing.append(path)
    return missing, differing


@functools.cache
def _files(record: bytes) -> list[tuple[str, str]]:
    """Return path and size of each file in `record` but bytecode; most environments have the same pip."""
    rows = [(row + [""] * 2)[:3] for row in csv.reader(record.decode().split("\n")) if row]
    return [(path, size) for path, _, size in rows
            if not path.endswith(".pyc") and "__pycache__" not in path.split("/")]  # fmt: skip


def _more(paths: list[str]) -> str:
    return f" and {len(paths) - 1} more files are" if len(paths) > 1 else " is"
