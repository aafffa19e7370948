"""An environment for hooks."""

from __future__ import annotations

import pytest

from trees import plant


@pytest.fixture
def x(store):
    """The environment called x."""
    return plant(store.path("x"))
