"""Environments to be explained."""

from __future__ import annotations

import pytest

from explained import (
    envarium,
    name,
)


@pytest.fixture(scope="session")
def environment_of(tmp_path_factory):
    """Return a function that creates an environment for each base and strategy once."""
    home = tmp_path_factory.mktemp("home")
    store = tmp_path_factory.mktemp("store")

    def get(base, strategy):
        path = store / f"{name(base)}-{strategy}"
        if not path.exists():
            result = envarium(
                "create", "-p", base, "--no-pip", "--strategy", strategy, path.name, home=home, store=store
            )
            assert result.returncode == 0, result.stderr
        return path

    return get
