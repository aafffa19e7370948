"""A store of three environments without problems."""

from __future__ import annotations

import os
import subprocess

import pytest

import bases
from waiting import wait_until_idle


@pytest.fixture(scope="session")
def ground(maker):
    """A store of three sound environments: the usual one, a copy and a bare one, both without pip."""
    ground = maker()
    ground.make("usual")
    ground.make("copied", "--strategy", "copy", "--no-pip")
    ground.make("bare", "--no-pip")
    wait_until_idle(ground.store)
    return ground


@pytest.fixture(scope="session")
def pristine(ground, tmp_path_factory):
    """The home as it was, by hard links."""
    kept = tmp_path_factory.mktemp("kept") / "home"
    subprocess.run(["cp", "-al", ground.home, kept], check=True)
    return kept


@pytest.fixture
def sound(ground, pristine):
    """The same ground; what a test breaks is mended after it."""
    base = ground.base
    library = set(os.listdir(base / "lib" / f"python{ground.minor}"))
    yield ground
    if ground.base != base:
        ground.base.rename(base)
        ground.base = base
    for name in set(os.listdir(base / "lib" / f"python{ground.minor}")) - library:
        os.unlink(base / "lib" / f"python{ground.minor}" / name)
    bases.put_back(pristine, ground.home)
