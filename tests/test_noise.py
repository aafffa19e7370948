"""What a Python prints at its start, modules in the working directory, settings of pip: none of them matters."""

from __future__ import annotations

import glob
import os
import sys

import pytest

import pythons
import wheels
from evil import ACCEPTED
from trees import whole

HERE = ("-p", sys.executable)
DIVERTING = {
    "user": "true", "require-virtualenv": "true", "require-hashes": "true", "dry-run": "true",
    "target": "{}/t", "prefix": "{}/p", "root": "{}/r", "python": "{}/no-python",
}  # fmt: skip
MODULES = (
    "types",
    "sysconfig",
    "linecache",
    "json",
    "py_compile",
    "_frozen_importlib_external",
    "compileall",
    "runpy",
)
OLD = [path for path in pythons.there() if pythons.version(path) < (3, 4) and not pythons.is_pypy(path)]


@pytest.fixture
def trap(tmp_path):
    """A working directory whose modules, if they are run, leave a file called `ran`."""
    folder = tmp_path / "trap"
    folder.mkdir()
    for module in MODULES:
        (folder / f"{module}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    yield folder
    assert not (tmp_path / "ran").exists()


class Trapped:
    """Calls envarium in the trap as its console script does: with nothing of the working directory on its own path."""

    def __init__(self, tool, trap):
        self.tool = tool
        self.trap = trap

    def __call__(self, *words, **variables):
        python, *rest = self.tool.command(*words)
        return self.tool.start([python, "-I", *rest], cwd=self.trap, **variables)

    def done(self, *words, **variables):
        done = self(*words, **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def trapped(warm, trap):
    return Trapped(warm, trap)


def site_packages(place):
    (packages,) = glob.glob(glob.escape(place) + "/lib/py*/site-packages")
    return packages


def make_noisy(place):
    """Let the Python of the environment print to both streams when it starts, and when it ends."""
    packages = site_packages(place)
    with open(f"{packages}/noise.pth", "w", encoding="utf-8") as file:
        file.write("import sys; sys.stdout.write('/noise\\n'); sys.stderr.write('\\033[31mnoise\\n')\n")
    with open(f"{packages}/sitecustomize.py", "w", encoding="utf-8") as file:
        file.write("import atexit, sys\natexit.register(sys.stdout.write, '/the end\\n')\n")


@pytest.mark.parametrize("python", [sys.executable, *OLD])
def test_a_python_that_prints_at_its_start(python, trapped, store, tmp_path):
    """Every command that starts an environment's Python works, and shows what that prints."""
    trapped.done("create", "-p", python, "a")
    make_noisy(store.path("a"))
    noisy = {"LD_PRELOAD": "/no/such.so"}
    for words in (("copy", "a", "b"), ("rename", "b", "c")):
        done = trapped(*words, **noisy)
        assert done.returncode == 0, done.stderr
        assert "\nnoise" not in done.stderr
        assert "\\x1b[31mnoise\n" in done.stderr
    trapped.done("remove", "c")
    trapped.done("restore", "c", "d", **noisy)
    assert os.path.isdir(store.path("d"))


def test_making_and_mending_a_python_that_prints(trapped, store, tmp_path):
    """It is rebuilt, wiped, and made self-contained as any other."""
    trapped.done("create", *HERE, "-i", wheels.tiny(tmp_path), "a")
    make_noisy(store.path("a"))
    noisy = {"LD_PRELOAD": "/no/such.so"}
    done = trapped("repair", "--python", sys.executable, "a", PIP_FIND_LINKS=str(tmp_path), **noisy)
    assert done.returncode == 0, done.stderr
    assert os.path.exists(site_packages(store.path("a")) + "/tiny.py")
    assert "tiny\n" in trapped.done("wipe", "a", **noisy)
    assert not os.path.exists(site_packages(store.path("a")) + "/tiny.py")
    trapped.done("create", *HERE, "--self-contained", "--no-pip", "s", **noisy)


def settings(form, tmp_path):
    """Return the variables, or the variable of the file, that hold what would divert pip."""
    values = {key: value.format(tmp_path / "elsewhere") for key, value in DIVERTING.items()}
    if form == "variables":
        return {"PIP_" + key.replace("-", "_").upper(): value for key, value in values.items()}
    lines = "".join(f"{key} = {value}\n" for key, value in values.items())
    (tmp_path / "pip.conf").write_text(f"[global]\n{lines}")
    return {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf")}


@pytest.mark.parametrize("form", ["variables", "pip.conf"])
def test_pip_settings(form, trapped, store, tmp_path):
    """They break and divert nothing: -i, install, --seed, repair --python, wipe; where to look for packages is kept."""
    tiny = wheels.tiny(tmp_path)
    diverting = {**settings(form, tmp_path), "PIP_FIND_LINKS": str(tmp_path), "PIP_NO_INDEX": "1"}
    trapped.done("create", *HERE, "-i", tiny, "a", **diverting)
    assert os.path.exists(site_packages(store.path("a")) + "/tiny.py")
    done = trapped("repair", "--python", sys.executable, "a", **diverting)
    assert done.returncode == 0, done.stderr
    assert os.path.exists(site_packages(store.path("a")) + "/tiny.py")
    assert trapped.done("wipe", "a", **diverting) == "tiny\n"
    trapped.done("install", "a", "tiny", **diverting)
    assert os.path.exists(site_packages(store.path("a")) + "/tiny.py")
    trapped.done("create", *HERE, "--no-pip", "--seed", "tiny", "b", **diverting)
    assert os.path.exists(site_packages(store.path("b")) + "/tiny.py")
    assert not os.path.exists(tmp_path / "elsewhere")


@pytest.mark.parametrize("python", OLD)
def test_old_python(python, trapped, store, tmp_path):
    """-i works with a Python that has no -I."""
    trapped.done("create", "-p", python, "-i", wheels.tiny(tmp_path, tag="py2-none-any"), "a")
    assert os.path.exists(site_packages(store.path("a")) + "/tiny.py")


def test_what_cannot_be_installed(warm, trapped, store):
    """It fails with a way out, and the environment stays; nothing to install is wrong usage."""
    trapped.done("create", *HERE, "--no-pip", "a")
    before = whole(store.path("a"))
    done = trapped("install", "a", "tiny")
    assert (done.returncode, "hint: " in done.stderr) == (1, True)
    warm.refused("install", "a", code=2)
    warm.refused("install", "a", "-r", "no such file")
    for name in [*ACCEPTED.values()][:5]:
        assert trapped("install", "--", name, "tiny").returncode == 1
    assert whole(store.path("a")) == before
