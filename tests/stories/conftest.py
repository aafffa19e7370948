"""A shell to tell a story in, with venvarium installed from a wheel of this checkout."""

from __future__ import annotations

import pytest

import shells


@pytest.fixture(params=shells.MODES)
def shell(request, tmp_path, clean_environment, installed):
    """Each shell in each mode, in a directory of its own, with the integration loaded as the README says."""
    folder = tmp_path / "here"
    folder.mkdir()
    started = shells.start(request.param, folder, clean_environment)
    started.load(installed)
    yield started
    started.close()


@pytest.fixture
def root(clean_environment):
    """The store of the story."""
    return clean_environment["WORKON_HOME"]
