"""The peak of a command's memory."""

from __future__ import annotations

import subprocess

from benchmarks.ground import Ground

SCRIPT = """
import os, sys
words = sys.argv[1:]
nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
print(os.wait4(os.posix_spawnp(words[0], words, os.environ, file_actions=nothing), 0)[2].ru_maxrss)
"""
"""Starts a command and prints the peak of its memory: a process inherits that of its parent, so that must be small."""


def peak(ground: Ground, words: list[str], variables: dict[str, str]) -> int:
    """Return the most resident memory of a process of `words`, in KiB (getrusage(2); in bytes on macOS)."""
    command = [ground.python, "-I", "-S", "-c", SCRIPT, *words]
    process = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    return int(process.stdout)
