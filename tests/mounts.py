"""What a test mounts for one command alone."""

from __future__ import annotations

import functools
import os
import subprocess
import tempfile

import pytest


def own(*flags):
    """Return the words before a command whose mounts no other process sees; skip the test if nothing can be mounted."""
    if not _possible():
        pytest.skip("nothing can be mounted here")
    return [*_words(), *flags]


def _words():
    """Return the words; root needs no namespace of users, which containers and chroot refuse."""
    return ["unshare", *([] if os.getuid() == 0 else ["--user", "--map-root-user"]), "--mount"]


@functools.lru_cache(maxsize=1)
def _possible():
    disk = ["mount", "-t", "tmpfs", "none", tempfile.gettempdir()]
    try:
        return subprocess.run([*_words(), *disk], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False
