"""Waiting for what happens in other processes, with one limit for all tests."""

from __future__ import annotations

import os
import time

from envarium.store import own

PATIENCE = 300
"""Seconds after which a test fails that waits, or one of its processes is ended; the machine may be busy."""


def wait_until(is_done):
    """Wait until `is_done` returns something true."""
    limit = time.monotonic() + PATIENCE
    while not is_done():
        assert time.monotonic() < limit
        time.sleep(0.01)


def wait_until_ended(pid):
    """Wait until no process has the number `pid`."""
    wait_until(lambda: not _is_there(pid))


def _is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_idle(store, *kept):
    """Wait until nothing is built or deleted in the background of `store`, where `kept` names what stays in staging."""
    staging = store.own(own.STAGING)
    wait_until(lambda: not os.path.isdir(staging) or not set(os.listdir(staging)) - set(kept))
