"""The check of an environment's project directory: whether it exists, or its disk is not mounted."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.health.finding import NOTE, WARNING, Finding, command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.subject import Environment, World

GONE = "project-gone"
UNMOUNTED = "project-unmounted"

FSTAB = "/etc/fstab"

REMOVABLE = {"/media": 2, "/run/media": 2, "/mnt": 1, "/Volumes": 1}
"""Directories for removable disks, and how many levels below that they are mounted (udisks, FHS 3.0, macOS)."""


def gone(environment: Environment, _: World) -> Iterator[Finding]:
    """Find a project directory that does not exist."""
    path = environment.project
    if not path or os.path.isdir(path):
        return
    disk = unmounted(path)
    if disk:
        what = f"its project, {path}, is on {disk}, which is not mounted"
        yield Finding(UNMOUNTED, NOTE, environment.name, what, command("mount", disk))
    else:
        remedy = command("envarium", "set-project", environment.name, "DIRECTORY")
        yield Finding(
            GONE, WARNING, environment.name, f"its project directory, {path}, does not exist", remedy
        )


def unmounted(path: str) -> str:
    """Return the mount point above `path` on which nothing is mounted now, "" if there is none."""
    for point in (*_in_fstab(), *_removable(path)):
        if path.startswith(point + "/") and not os.path.ismount(point) and not _has_entries(point):
            return point
    return ""


def _in_fstab() -> list[str]:
    """Return the mount points in fstab(5), where spaces in them are octal numbers."""
    rows = [line.split() for line in reading.text(FSTAB).splitlines() if line.strip()[:1] not in ("", "#")]
    points = (row[1].replace("\\040", " ").rstrip("/") for row in rows if len(row) > 1)
    return [point for point in points if point[:1] == "/"]


def _removable(path: str) -> list[str]:
    for parent, depth in REMOVABLE.items():
        if path.startswith(parent + "/"):
            parts = path[len(parent) + 1 :].split("/")
            return [f"{parent}/{'/'.join(parts[:depth])}"] if len(parts) > depth else []
    return []


def _has_entries(point: str) -> bool:
    try:
        return bool(os.listdir(point))
    except OSError:
        return False
