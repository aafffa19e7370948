"""What the figures were taken on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

IN_MEMORY = "tmpfs"


def described(place: Path) -> str:
    """Return one line: the processors, the system, and the file system that `place` lies on."""
    version = ".".join(platform.release().split(".")[:2])
    return f"{os.cpu_count()} × {_processor()}, {platform.system()} {version}, {_file_system(place)}"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(errors="replace")
    except OSError:
        text = ""
    models = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def _file_system(place: Path) -> str:
    """Return its type, and whether an ext4 has no journal: there, creating is slow for minutes after deleting."""
    mount = _mount(place)
    if not mount:
        return "an unknown file system"
    device, _, kind = mount
    name = os.path.basename(os.path.realpath(device))
    is_journaled = any(path.name.startswith(f"{name}-") for path in Path("/proc/fs/jbd2").glob("*"))
    journal = " without a journal" if kind == "ext4" and not is_journaled else ""
    return f"{kind}{journal}{' in memory' if _is_in_memory(name) else ''}"


def _mount(place: Path) -> list[str]:
    """Return the device, the directory and the type of the file system of `place`; nothing if they are not known."""
    try:
        mounts = [line.split()[:3] for line in Path("/proc/self/mounts").read_text().splitlines()]
    except OSError:
        return []
    prefix = str(place.resolve()) + "/"
    fitting = [mount for mount in mounts if prefix.startswith(mount[1].rstrip("/") + "/")]
    return max(reversed(fitting), key=lambda mount: len(mount[1]), default=[])


def _is_in_memory(device: str) -> bool:
    """Return whether it is a loop device whose file is in memory."""
    try:
        file = Path(f"/sys/block/{device}/loop/backing_file").read_text().strip()
    except OSError:
        return False
    mount = _mount(Path(file))
    return bool(mount) and mount[2] == IN_MEMORY
