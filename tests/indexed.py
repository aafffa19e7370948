"""Programs from the package index."""

from __future__ import annotations

import os
import subprocess
import sys
import venv

import pytest

from tool import once


def program(tmp_path_factory, name):
    """Return the path of the program `name`, installed once; skip the test if no index is reachable, except in CI."""

    def install(place):
        venv.create(place, with_pip=False, symlinks=True)
        pip = [sys.executable, "-m", "pip", "--python", f"{place}/bin/python"]
        done = subprocess.run([*pip, "install", "--quiet", "--disable-pip-version-check", name], check=False)
        if done.returncode and not os.environ.get("CI"):
            pytest.skip(f"{name} cannot be installed: no index is reachable")
        assert done.returncode == 0

    return str(once(tmp_path_factory, f"tool-{name}", install) / "bin" / name)
