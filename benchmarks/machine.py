"""What the figures were taken on."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def described(place: Path) -> str:
    """Return one line: the processors, the system, and the file system that `place` lies on."""
    system = f"{platform.system()} {platform.release()}"
    return f"{os.cpu_count()} × {_processor()}, {system}, {_file_system(place)}"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(errors="replace")
    except OSError:
        text = ""
    models = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def _file_system(place: Path) -> str:
    """Return its type, and whether an ext4 has no journal: there, creating is slow for minutes after deleting."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    except OSError:
        return "a file system that is not told"
    prefix = str(place.resolve()) + "/"
    fitting = [mount for mount in mounts if prefix.startswith(mount[1].rstrip("/") + "/")]
    device, _, kind = max(reversed(fitting), key=lambda mount: len(mount[1]))[:3]
    journals = Path("/proc/fs/jbd2")
    name = os.path.basename(os.path.realpath(device))
    if kind == "ext4" and not any(path.name.startswith(f"{name}-") for path in journals.glob("*")):
        return "ext4 without a journal"
    return kind
