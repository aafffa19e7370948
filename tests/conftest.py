"""Fixtures that every test may ask for."""

from __future__ import annotations

import collections
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import venv

import hypothesis
import pytest

import bases
import chosen
from envarium import lanes, settings
from envarium.store import own
from envarium.store.lookup import Store
from furnished import bare_store
from tool import Tool, lend, once
from trees import NOBODY

hypothesis.settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("steady")

own.NO_LINKS = own.NO_LINKS[:2]  # seeds may be lent: tool.lend

lanes.use_full()  # what tests call in this process may import anything, unless they ask for `fast_lane`


@pytest.fixture
def fast_lane(monkeypatch):
    """What is called in this process has the fast lane alone."""
    monkeypatch.setattr(lanes, "full", False)


def pytest_terminal_summary(terminalreporter):
    """Count what was skipped by its reason: pytest itself lists every place, and they fill a screen."""
    skipped = terminalreporter.stats.get("skipped", ())
    reasons = collections.Counter(str(report.longrepr[-1]).removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} skipped: {reason}")


def pytest_configure(config):
    """Test with the shells that ENVARIUM_TEST_BASH, _ZSH and _FISH name, and with Ctrl-C.

    What a script starts in the background ignores the signal of Ctrl-C, and so would all children of the tests.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    chosen.prefer(tempfile.mkdtemp)


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        chosen.forget()


CLEARED = ("XDG_", "VIRTUAL_ENV", "VIRTUALENVWRAPPER_", *(one.name for one in settings.VARIABLES.values()))
"""How variables begin that the user's settings are in."""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home directory of the test's own, and none of the user's settings."""
    for name in list(os.environ):
        if name.startswith(CLEARED) or name in ("WORKON_HOME", "COLUMNS", "NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    return place


@pytest.fixture
def store(home):
    """An empty store, at a path with blanks, quotes and what a shell would act upon."""
    root = home / 'the "store" of $(me)\'s'
    root.mkdir()
    return Store(str(root))


@pytest.fixture
def tool(store):
    """The command line, on an empty store and a home directory of its own."""
    return Tool({**os.environ, "WORKON_HOME": store.root})


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A directory that all processes of the test run share."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    place.mkdir(exist_ok=True)
    return place


@pytest.fixture
def bare(tmp_path, shared):
    """A store with a small environment in it."""
    return bare_store(tmp_path, shared / "warm")


@pytest.fixture
def warm(tool, store, shared):
    """The command line, on an empty store that knows the interpreters and has the images already."""
    lend(store.root, shared / "warm")
    return tool


@pytest.fixture(scope="session")
def maker(tmp_path_factory):
    """A function that makes a store whose interpreter can be moved and removed."""
    return bases.Maker(tmp_path_factory.mktemp("bases"))


@pytest.fixture
def ground(maker):
    """A store whose interpreter can be moved and removed."""
    return maker()


@pytest.fixture
def open_directory():
    """A directory that any user may look into; tmp_path is the test's user's alone."""
    place = tempfile.mkdtemp()
    os.chmod(place, 0o755)
    yield place
    subprocess.run(["chmod", "-R", "u+rwX", place], check=True)
    shutil.rmtree(place)


@pytest.fixture
def other_disk(tmp_path):
    """A directory on another file system than tmp_path."""
    place = "/dev/shm"
    if not os.access(place, os.W_OK) or os.stat(place).st_dev == os.stat(tmp_path).st_dev:
        pytest.skip("there is no other file system to move from")
    folder = tempfile.mkdtemp(dir=place)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def root():
    """Skip the test where it does not run as root."""
    if os.getuid():
        pytest.skip("only root can act as another user, and give files to others")


@pytest.fixture
def as_nobody(root, without_powers):
    """A function that calls another in a child that is a user who owns nothing; see without_powers."""
    return without_powers


@pytest.fixture
def without_powers():
    """A function that calls another in a child without root's powers, and returns the error raised or its answer.

    A plain user remains that user in the child. What it does `before` that loads the modules that it needs: without
    root's powers it may not be able to read them.
    """

    def run(action, before=None):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _answer_without_powers(action, before, writing)
        os.close(writing)
        with open(reading, encoding="utf-8") as pipe:
            output = pipe.read()
        os.waitpid(child, 0)
        return output

    return run


def _answer_without_powers(action, before, writing):
    try:
        if before:
            before()
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        output = str(action())
    except Exception as error:
        output = f"{type(error).__name__}: {error}"
    os.write(writing, output.encode())
    sys.stderr.flush()
    os._exit(0)


CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """The `envarium` command of an environment that a wheel built out of this checkout was installed into, once."""
    tool = once(tmp_path_factory, "tool", _install)
    return str(tool / "bin" / "envarium")


def _install(tool):
    """Build the archives and install the wheel; what it depends on comes from the environment that runs the tests."""
    archives = str(tool.parent / "archives")
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir", archives, CHECKOUT)
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    venv.create(tool, with_pip=False, symlinks=True)
    (wheel,) = glob.glob(f"{archives}/*.whl")
    pip = (sys.executable, "-m", "pip", "--python", f"{tool}/bin/python")
    subprocess.run([*pip, "install", "--quiet", "--disable-pip-version-check", wheel], check=True)


@pytest.fixture(scope="session")
def built(installed):
    """The directory of the source archive and the wheel that `installed` was built from."""
    return os.path.dirname(os.path.dirname(os.path.dirname(installed))) + "/archives"


@pytest.fixture
def clean_environment(tmp_path):
    """What a shell is started with: a home and a store of the test's own, and nothing that is active."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {
        name: os.environ[name]
        for name in ("LANG", "TMPDIR", "PIP_FIND_LINKS", "PIP_CERT")
        if name in os.environ
    }
    return {
        **kept,
        "HOME": str(home),
        "PATH": _path_without_environments(),
        "PYENV_ROOT": os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv"),
        "WORKON_HOME": str(tmp_path / "store"),
        "LC_ALL": "C.UTF-8",
    }


def _path_without_environments():
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(entry for entry in entries if not os.path.exists(f"{entry}/../pyvenv.cfg"))
