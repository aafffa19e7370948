"""What one more environment takes on the disk."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from benchmarks.acts.create import alone, makers, python_of
from benchmarks.commands import case
from benchmarks.ground import Ground
from benchmarks.rows import Figure, Row, Turns, under

KIB_OF_BLOCK = 0.5
"""stat(2) counts blocks of 512 bytes."""


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return what an environment with pip takes of its own, and how much of that is files."""
    turns.tell("disk")
    whole, files = [], []
    for peer, (note, make) in makers(ground, "disk").items():
        maker = case(ground, peer, note, alone(make))
        maker.sample("first")
        maker.sample("more")
        own = owned(Path(python_of(ground, "disk", peer, "more")).parent.parent)
        whole.append(Figure(peer, note, (sum(own),)))
        files.append(Figure(peer, note, (own[1],)))
    act = "disk taken by one more environment with pip"
    return [
        Row(act, tuple(whole), (under(620),), "KiB"),
        Row(f"{act}: without its directories", tuple(files), (under(65),), "KiB"),
    ]


def owned(place: Path) -> tuple[float, float]:
    """Return the KiB of the directories, and of the files that are linked from nowhere else; clones count in full."""
    directories, links, statuses = 0.0, Counter[int](), {}
    for folder, _, names in os.walk(place):
        directories += os.lstat(folder).st_blocks * KIB_OF_BLOCK
        for name in names:
            status = os.lstat(os.path.join(folder, name))
            links[status.st_ino] += 1
            statuses[status.st_ino] = status
    own = [status for inode, status in statuses.items() if status.st_nlink == links[inode]]
    return directories, sum(status.st_blocks * KIB_OF_BLOCK for status in own)
