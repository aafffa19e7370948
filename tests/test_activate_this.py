"""activate_this.py, run by Python."""

from __future__ import annotations

import os
import subprocess
import sys

from activating import (
    BASE,
    place_at,
)

PYTHON = """
import os, runpy, sys
state = lambda: (dict(os.environ), list(sys.path), sys.prefix, sys.exec_prefix)
before = state()
found = runpy.run_path(sys.argv[1])
import only_there
print(only_there.__file__)
print(os.environ["VIRTUAL_ENV"] == sys.prefix, os.environ["PATH"].split(":")[0], "PYTHONHOME" in os.environ)
found["deactivate"]()
found["deactivate"]()
print(state() == before)
"""


def test_activate_this(tmp_path):
    """A running Python imports what the environment holds, before its own, and can leave again."""
    place = place_at(tmp_path, "it's $(x) é")
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    site = f"{place}/lib/{version}/site-packages"
    os.makedirs(site)
    os.makedirs(f"{place}/lib/python2.0/site-packages")
    with open(f"{site}/only_there.py", "w", encoding="utf-8"):
        pass
    command = [sys.executable, "-c", PYTHON, f"{place}/bin/activate_this.py"]
    environment = {**BASE, "PYTHONDONTWRITEBYTECODE": "1"}
    out = subprocess.run(command, capture_output=True, env=environment, check=True).stdout.decode()
    assert out.splitlines() == [f"{site}/only_there.py", f"True {place}/bin False", "True"]


def test_activate_this_after_a_move(tmp_path):
    """It enters the environment that it is in, wherever that has been moved."""
    place = place_at(tmp_path, "first")
    site = f"python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    os.makedirs(f"{place}/lib/{site}")
    moved = str(tmp_path / "moved")
    os.rename(place, moved)
    code = "import os, runpy, sys; runpy.run_path(sys.argv[1]); print(os.environ['VIRTUAL_ENV'], sys.prefix)"
    command = [sys.executable, "-c", code, f"{moved}/bin/activate_this.py"]
    out = subprocess.run(command, capture_output=True, env=BASE, check=True, text=True).stdout
    assert out == f"{moved} {moved}\n"


REFUSED = """
import os, runpy, sys
before = dict(os.environ)
try:
    runpy.run_path(sys.argv[1])
except RuntimeError as error:
    print(error, before == os.environ)
"""


def test_activate_this_of_another_version(tmp_path):
    """An environment of another Python is refused, in one sentence, before anything is changed."""
    place = place_at(tmp_path, "old")
    os.makedirs(f"{place}/lib/python2.0/site-packages")
    command = [sys.executable, "-c", REFUSED, f"{place}/bin/activate_this.py"]
    out = subprocess.run(command, capture_output=True, env=BASE, check=True).stdout.decode()
    assert place in out
    assert "contains no packages" in out
    assert out.endswith("True\n")
