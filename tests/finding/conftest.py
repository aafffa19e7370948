"""Caches and selections of interpreters."""

from __future__ import annotations

import os

import pytest

from envarium.interpreters import find
from interpreting import VERSIONS


@pytest.fixture(scope="session")
def learnt(tmp_path_factory):
    """A cache that knows the interpreters of this machine."""
    cache = str(tmp_path_factory.mktemp("learnt"))
    find.all_interpreters(cache, "/")
    return cache


@pytest.fixture
def only(home, monkeypatch):
    """A function that puts interpreters into a pyenv of the test's own, by version; the shims come first on PATH."""
    root = home / ".pyenv"
    (root / "shims").mkdir(parents=True)
    (root / "versions").mkdir()
    monkeypatch.setenv("PYENV_ROOT", str(root))
    monkeypatch.delenv("PYENV_VERSION", raising=False)
    monkeypatch.setenv("PATH", f"{root}/shims:/usr/bin:/bin")

    def put(*paths):
        for path in paths:
            name = ".".join(map(str, VERSIONS[path]))
            prefix = os.path.dirname(os.path.dirname(os.path.realpath(path)))
            if prefix != "/usr":
                (root / "versions" / name).symlink_to(prefix)
        return root

    return put
