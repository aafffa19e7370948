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
    from collections.abc import Collection, Iterator

    from envarium.health.subject import Subject, World

BROKEN = "pip-broken"
INFO = re.compile(r"pip-[^-]+\.dist-info")
LAUNCHER = re.compile(r"pip[\d.]*t?")


def broken(environment: Subject, world: World) -> Iterator[Finding]:
    """Find a pip that is incomplete."""
    reason = _objection(environment, world)
    if reason:
        yield Finding(BROKEN, ERROR, environment.name, reason, repair(environment.name))


def _objection(environment: Subject, world: World) -> str:
    """Return what is wrong with its pip, "" if nothing is or it has none."""
    sites = environment.packages
    packages = [site for site in sites if os.path.isfile(f"{site}/pip/__init__.py")]
    infos = [f"{site}/{name}" for site in sites for name in metadata(site)]
    if infos and not packages:
        return "pip's metadata exists, but pip itself does not"
    if packages and not infos:
        return "pip has no metadata"
    if len(infos) > 1:
        return "there is metadata of several versions of pip"
    if not packages:
        names = launchers(environment.path)
        return f"its bin/{names[0]} has no pip to run" if names and not environment.system_site else ""
    missing, differing = _differences(infos[0], os.lstat(environment.path).st_uid, world)
    if missing:
        return f"pip is incomplete: {os.path.normpath(missing[0]).lstrip('./')}{_more(missing)} missing"
    return f"pip is altered: {differing[0]}{_more(differing)} not as installed" if differing else ""


def metadata(site: str) -> list[str]:
    """Return the names of the directories of pip's metadata in `site`."""
    return [name for name in reading.names(site) if INFO.fullmatch(name)]


def launchers(path: str) -> list[str]:
    """Return the names of pip's launchers in the environment at `path`."""
    return [name for name in reading.names(path + "/bin") if LAUNCHER.fullmatch(name)]


def _differences(info: str, owner: int, world: World) -> tuple[list[str], list[str]]:
    """Return the files in RECORD that do not exist, and those of pip that have another size or owner.

    Its files may be hard links that other environments share and change. They may be owned by `owner` and root.
    Bytecode may be missing, and so may its directories, which virtualenv lists too.
    (https://packaging.python.org/en/latest/specifications/recording-installed-packages/)
    """
    site = os.path.dirname(info)
    try:
        record = reading.read(info + "/RECORD")
        folders, device = _files(record), os.stat(site).st_dev
    except (OSError, UnicodeDecodeError, csv.Error):
        return [os.path.basename(info) + "/RECORD"], []
    right = world.right_files.setdefault((record, owner, device), {})
    missing, differing = [], []
    for folder, sizes in folders.items():
        links = right.setdefault(folder, set())
        for name in _unknown(f"{site}/{folder}", sizes, links):
            try:
                status = os.stat(f"{site}/{folder}{name}")
            except OSError:
                missing.append(folder + name)
                continue
            if status.st_uid in (owner, 0) and sizes[name] in ("", str(status.st_size)):
                if status.st_nlink > 1 and status.st_dev == device:
                    links.add((name, status.st_ino))
            elif folder.startswith("pip/"):
                differing.append(folder + name)
    return missing, differing


def _unknown(folder: str, names: Collection[str], links: set[tuple[str, int]]) -> list[str]:
    """Return those of `names` that are not, in `folder`, one of the hard `links`: pairs of name and inode.

    The directory tells the inodes, so that a file that many environments share is examined once.
    """
    if not links:
        return list(names)
    try:
        with os.scandir(folder) as entries:
            present = links & {(entry.name, entry.inode()) for entry in entries}
    except OSError:
        return list(names)
    if len(present) == len(names):
        return []
    same = {name for name, _ in present}
    return [name for name in names if name not in same]


@functools.cache
def _files(record: bytes) -> dict[str, dict[str, str]]:
    """Return the size of each file in `record` but bytecode, by directory and name; most have the same pip."""
    folders: dict[str, dict[str, str]] = {}
    for row in csv.reader(record.decode().split("\n")):
        path, _, size = (row + [""] * 3)[:3]
        folder, slash, name = path.rpartition("/")
        if name and not name.endswith(".pyc") and "__pycache__" not in path.split("/"):
            folders.setdefault(folder + slash, {})[name] = size
    return folders


def _more(paths: list[str]) -> str:
    return f" and {len(paths) - 1} more files are" if len(paths) > 1 else " is"
