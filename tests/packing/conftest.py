"""A packed environment."""

from __future__ import annotations

import pytest

from packages_packed import make
from tool import once


@pytest.fixture(scope="session")
def packed(tmp_path_factory):
    """A directory with the archive of an environment, and the store that it was packed from."""
    return once(tmp_path_factory, "packed", make)
