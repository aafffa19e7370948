"""The layout of the strategy of PEP 405, where no interpreter of this machine shows it."""

from __future__ import annotations

import os
import sys

from envarium.creator import pep405
from envarium.creator.request import Request
from envarium.interpreters import probe
from envarium.store.pyvenv_cfg import PyvenvCfg


def test_platlib_below_lib64(tmp_path):
    """Where the base keeps compiled packages below lib64, that is a link to lib, and both hold the same packages."""
    (python,) = probe.ask([sys.executable])
    python.lib64 = "1"
    python.platlib = python.purelib.replace("lib/", "lib64/", 1)
    place = str(tmp_path)
    pep405.build(Request(place, python)).write(place)
    assert os.readlink(f"{place}/lib64") == "lib"
    assert os.path.samefile(f"{place}/{python.purelib}", f"{place}/{python.platlib}")


def test_a_key_is_added_on_a_line_of_its_own():
    """A file whose last line has no end keeps that line."""
    changed = PyvenvCfg("home = /a\nprompt = web").changed("include-system-site-packages", "true")
    assert changed.text == "home = /a\nprompt = web\ninclude-system-site-packages = true\n"
    assert (changed.prompt, changed.system_site) == ("web", True)
