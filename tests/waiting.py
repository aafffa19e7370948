"""Waiting for what happens in the background."""

from __future__ import annotations

import time

PATIENCE = 120
"""Seconds until a test fails that waits; the machine may be busy."""


def wait_until(is_done):
    """Wait until `is_done` returns something true."""
    limit = time.monotonic() + PATIENCE
    while not is_done():
        assert time.monotonic() < limit
        time.sleep(0.02)
