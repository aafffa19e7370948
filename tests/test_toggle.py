"""Showing and hiding the base's packages later on."""

from __future__ import annotations

import json
import subprocess

import pytest

BASES = "import json, sys; print(json.dumps([p for p in sys.path if p.endswith('packages')]))"


def packages(place):
    """The directories of packages that the Python of the environment at `place` sees."""
    output = subprocess.run(
        [f"{place}/bin/python", "-s", "-c", BASES], check=True, capture_output=True, text=True
    )
    return json.loads(output.stdout)


@pytest.mark.parametrize("strategy", ["pyvenv.cfg", "copy"])
def test_toggling(strategy, tool, store):
    """Each call turns it over, and the next but one gives back what there was."""
    assert tool("create", "--no-pip", "--strategy", strategy, "one").returncode == 0
    place = store.path("one")
    hidden = packages(place)
    assert [path for path in hidden if not path.startswith(place)] == []
    assert tool("toggle-system-site", "one").stdout == "Enabled global site-packages\n"
    shown = packages(place)
    assert shown[: len(hidden)] == hidden
    assert len(shown) > len(hidden)
    assert tool("toggle-system-site", "one").stdout == "Disabled global site-packages\n"
    assert packages(place) == hidden


def test_the_active_one_is_meant_where_none_is_named(tool, store):
    """Without a name it is the active environment; with none active it is an error."""
    assert tool("create", "--no-pip", "one").returncode == 0
    result = tool("toggle-system-site")
    assert (result.returncode, result.stdout) == (1, "")
    assert "no environment is active" in result.stderr
    quiet = tool("toggle-system-site", "-q", VIRTUAL_ENV=store.path("one"))
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    with open(store.path("one") + "/pyvenv.cfg", encoding="utf-8") as file:
        lines = file.read().splitlines()
    assert lines.count("include-system-site-packages = true") == 1
    assert all(line.count(" = ") == 1 for line in lines)
