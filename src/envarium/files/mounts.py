"""What is mounted below a directory, as Linux tells it, and on which directories something usually is."""

from __future__ import annotations

import os

from envarium.files import reading

TABLE = "/proc/self/mountinfo"
"""https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html"""

ON_DISKS = (
    "apfs", "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fuseblk", "hfsplus", "jfs", "ntfs3",
    "overlay", "reiserfs", "tmpfs", "ufs", "vfat", "xfs", "zfs",
)  # fmt: skip
"""Types of file systems that answer without a network, and hold what somebody has put there."""

COUNTING = ("ext2", "ext3", "ext4", "xfs", "tmpfs")
"""Types of file systems in which a directory has one link from each directory in it."""

FSTAB = "/etc/fstab"

REMOVABLE = {"/media": 2, "/run/media": 2, "/mnt": 1, "/Volumes": 1}
"""Directories for removable disks, and how many levels below that they are mounted (udisks, FHS 3.0, macOS)."""


def below(path: str) -> list[str]:
    """Return the places below the directory at `path` where something is mounted, bind mounts included."""
    start = os.path.realpath(path).rstrip("/") + "/"
    return sorted(point for point, _ in _table() if point.startswith(start))


def closed(path: str, *, across: bool) -> frozenset[str]:
    """Return the mount points below the directory at `path`, which has no links, that a search does not enter.

    With `across` those of file systems on disks are left out. None of them is looked at: one whose server does not
    answer hangs. Empty where the system does not tell what is mounted.
    """
    start = path.rstrip("/") + "/"
    points = [row for row in _table() if row[0].startswith(start)]
    return frozenset(point for point, kind in points if not (across and kind in ON_DISKS))


def counts_directories(path: str) -> bool:
    """Return whether the link count of each directory at and below `path` tells how many directories are in it.

    A directory has a link from each directory in it, "..", and two of its own. Other file systems do not count them.
    """
    rows = [row for row in _table() if path == row[0] or path.startswith(row[0].rstrip("/") + "/")]
    return bool(rows) and max(rows, key=lambda row: len(row[0]))[1] in COUNTING


def known() -> bool:
    """Return whether the system tells what is mounted."""
    return os.path.exists(TABLE)


def _table() -> list[tuple[str, str]]:
    """Return each mount point with the type of its file system; none where the system does not tell."""
    try:
        with open(TABLE, "rb") as file:
            return [_row(line) for line in file]
    except (OSError, IndexError):
        return []


def _row(line: bytes) -> tuple[str, str]:
    mount, _, system = line.partition(b" - ")
    return _unescaped(mount.split(b" ")[4]), os.fsdecode(system.split(b" ")[0])


def _unescaped(field: bytes) -> str:
    """Return the path in a `field`, in which spaces and backslashes are three octal digits."""
    first, *parts = field.split(b"\\")
    return os.fsdecode(first + b"".join(bytes((int(part[:3], 8),)) + part[3:] for part in parts))


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
