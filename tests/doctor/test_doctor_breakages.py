"""Each kind of damage to an environment has its own finding, and a remedy."""

from __future__ import annotations

import os
import shlex
import shutil

import pytest

import bases
import pythons
from diagnosis import KEYS, cfg, info, killed, write
from envarium.health import finding
from tool import open_text

pytestmark = pytest.mark.skipif(not pythons.movable(), reason="no interpreter is in a prefix of its own")


def copied_by_hand(g):
    shutil.copytree(g.store.path("usual"), g.store.path("twin"), symlinks=True)


def moved_by_hand(g):
    os.rename(g.store.path("usual"), g.store.path("twin"))


def upgraded(g):
    cfg(g.store.path("usual"), version=f"{g.minor}.99", version_info=f"{g.minor}.99")


def installed_anew(g):
    write(g.base / "lib" / f"python{g.minor}" / "another.py", "")


def configured(**changes):
    return lambda g: cfg(g.store.path("usual"), **changes)


def delete(path):
    return lambda g: os.unlink(g.store.path("usual") + path)


def odd(make):
    """Put what `make` creates in the place of the pyvenv.cfg of two environments."""

    def act(g):
        for name in ("usual", "copied"):
            os.unlink(g.store.path(name) + "/pyvenv.cfg")
            make(g.store.path(name) + "/pyvenv.cfg")

    return act


def elsewhere(name):
    """Let one activator name another place, as tools leave it that move an environment and do not know this file."""

    def act(g):
        path = f"{g.store.path('usual')}/bin/{name}"
        write(path, open_text(path).replace(g.store.path("usual"), "/another/place"))

    return act


def pip_gone(part):
    return lambda g: shutil.rmtree(part(g.store.path("usual")))


def file(place, text, mode=0o644):
    """Write a file at `place`, which begins with "store", "home" or the name of an environment."""

    def act(g):
        first, _, rest = place.partition("/")
        folder = {"store": g.store.root, "home": str(g.home)}.get(first) or g.store.path(first)
        write(f"{folder}/{rest}", text.replace("HOME", str(g.home)), mode)

    return act


def opened(folder):
    return lambda g: os.chmod(folder(g), 0o777)


SCRIPT = "#!/bin/sh\ntrue\n"


NO_SUCH = "#!/no/such\ntrue\n"


NOR_THIS = "#!/usr/bin/env no-such\ntrue\n"


WRAPPER = "# nothing\nsource /usr/share/virtualenvwrapper/virtualenvwrapper.sh\n"


NO_PYTHON = (("usual", "interpreter-gone"), ("bare", "interpreter-gone"), ("copied", "base-gone"))


ELSEWHERE = (("twin", "launchers-elsewhere"), ("twin", "activators-elsewhere"))


BREAKAGES = {
    "interpreter removed": (lambda g: g.move_base(""), *NO_PYTHON),
    "no bin/python": (delete("/bin/python"), ("usual", "interpreter-gone")),
    "no bin/python3": (delete("/bin/python3"), ("usual", "interpreter-names")),
    "pyvenv.cfg a directory": (odd(os.mkdir), ("copied", "no-pyvenv-cfg"), ("usual", "no-pyvenv-cfg")),
    "pyvenv.cfg a pipe": (odd(os.mkfifo), ("copied", "no-pyvenv-cfg"), ("usual", "no-pyvenv-cfg")),
    "upgraded by a patch": (upgraded, ("usual", "base-upgraded")),
    "upgraded further": (configured(version="3.7.1", version_info=None), ("usual", "base-other-minor")),
    "base of a copy installed anew": (installed_anew, ("copied", "base-upgraded")),
    "home gone": (configured(home="/nowhere/bin"), ("usual", "wrong-home")),
    "home left out": (configured(home=None), ("usual", "wrong-home")),
    "no pyvenv.cfg": (delete("/pyvenv.cfg"), ("usual", "no-pyvenv-cfg")),
    "copied by hand": (copied_by_hand, *ELSEWHERE),
    "moved by hand": (moved_by_hand, *ELSEWHERE),
    "a program of a Python that is gone": (file("usual/bin/tool", "#!/usr/bin/python1\n", 0o755),),
    "activate.csh elsewhere": (elsewhere("activate.csh"), ("usual", "activators-elsewhere")),
    "activate.nu elsewhere": (elsewhere("activate.nu"), ("usual", "activators-elsewhere")),
    "activate.ps1 elsewhere": (elsewhere("activate.ps1"), ("usual", "activators-elsewhere")),
    "pip without metadata": (pip_gone(lambda place: info(place)), ("usual", "pip-broken")),
    "metadata without pip": (pip_gone(lambda place: bases.site(place) + "/pip"), ("usual", "pip-broken")),
    "a part of pip gone": (pip_gone(lambda place: bases.site(place) + "/pip/_internal/cli"), ("usual", "pip-broken")),
    "a launcher without pip": (file("bare/bin/pip3", SCRIPT, 0o755), ("bare", "pip-broken")),
    "no activate": (delete("/bin/activate"), ("usual", "activators-missing")),
    "no activate.fish": (delete("/bin/activate.fish"), ("usual", "activators-missing")),
    "open to all": (opened(lambda g: bases.site(g.store.path("usual"))), ("usual", "world-writable")),
    "store open to all": (opened(lambda g: g.store.root), ("store", "world-writable")),
    "above the store open to all": (opened(lambda g: g.home), ("store", "world-writable")),
    "hook open to all": (file("store/postactivate", "true\n", 0o666), ("store", "world-writable")),
    "project gone": (file("usual/.project", "HOME/gone\n"), ("usual", "project-gone")),
    "killed": (killed, ("store", "leftovers")),
    "hook not executable": (file("store/preactivate", SCRIPT), ("hooks", "hook-not-executable")),
    "own hook not executable": (file("usual/bin/preactivate", SCRIPT), ("usual", "hook-not-executable")),
    "hook without shebang": (file("store/prermvirtualenv", "true\n", 0o755), ("hooks", "hook-without-shebang")),
    "interpreter of a hook gone": (
        file("store/premkvirtualenv", NO_SUCH, 0o755), ("hooks", "hook-bad-interpreter"),
    ),
    "interpreter of a hook not on PATH": (
        file("store/premkvirtualenv", NOR_THIS, 0o755), ("hooks", "hook-bad-interpreter"),
    ),
    "virtualenvwrapper too": (file("home/.bashrc", WRAPPER), ("shell", "other-tool")),
    "autoswitch too": (file("home/.zshrc", "plugins=(git autoswitch_virtualenv)\n"), ("shell", "other-tool")),
}  # fmt: skip
"""By label: what breaks a sound store, and all that is wrong with it then."""


@pytest.mark.parametrize("label", BREAKAGES)
def test_breakages(label, sound):
    """What was broken is found, nothing else is, the exit code is 1, and each line has a remedy that can be typed."""
    breaking, *expected = BREAKAGES[label]
    breaking(sound)
    rows = sound.doctor()
    wrong = [row for row in rows if row["level"] != "note"]
    assert {(row["subject"], row["id"]) for row in wrong} == set(expected), wrong
    for row in rows:
        assert set(row) == KEYS
        assert row["level"] in finding.LEVELS
    for row in wrong:
        assert shlex.split(row["remedy"])[0] in ("envarium", "chmod", "sudo", "vi"), row
