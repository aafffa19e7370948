"""A shell to run a story in, with envarium installed from a wheel of this checkout."""

from __future__ import annotations

import glob
import os
import shutil

import pytest

import indexed
import shells
from hooking import Hooks


@pytest.fixture
def store_path(request, tmp_path):
    """Where the store is to be. A module whose stories need no pip may name an odd path in STORE."""
    return str(tmp_path / getattr(request.module, "STORE", "store"))


@pytest.fixture
def clean_environment(clean_environment, store_path):
    """What a shell is started with, WORKON_HOME among it."""
    return {**clean_environment, "WORKON_HOME": store_path}


@pytest.fixture
def starts():
    """A function that starts a shell as shells.start does; all of them end with the story."""
    started = []

    def start(mode, folder, environment):
        folder.mkdir(exist_ok=True)
        started.append(shells.start(mode, folder, environment))
        return started[-1]

    yield start
    for shell in started:
        shell.close()


@pytest.fixture(params=shells.MODES)
def mode(request):
    """Each shell in each way."""
    return request.param


@pytest.fixture
def shell(mode, tmp_path, clean_environment, installed, starts):
    """A shell in a directory of its own, with the integration loaded as the README says."""
    started = starts(mode, tmp_path / "here", clean_environment)
    started.load(installed)
    return started


@pytest.fixture
def root(clean_environment):
    """The store of the story."""
    return clean_environment["WORKON_HOME"]


@pytest.fixture
def hooks(shell, root, tmp_path):
    """Hooks that note when they are called."""
    return Hooks(shell, root, str(tmp_path / "it's noted; $here & `there`"))


PLUGINS = """
import os

def note(label, arguments):
    with open(os.environ["NOTED"], "a") as file:
        file.write(f"{label} {arguments} in {os.getcwd()}\\n")

def pre_activate(arguments):
    note("pre_activate", arguments)

def post_activate(arguments):
    note("post_activate", arguments)

def post_activate_source(arguments):
    return "told=posix"

def post_activate_source_fish(arguments):
    return "set -g told fish"

def pre_deactivate_source(arguments):
    return "unset told"

def pre_deactivate_source_fish(arguments):
    return "set -e told"

def post_rmvirtualenv_source(arguments):
    return "gone='" + arguments[0].replace("'", "'\\\\''") + "'"

def post_rmvirtualenv_source_fish(arguments):
    return "set -g gone '" + arguments[0].replace("'", "\\\\'") + "'"

def fails(arguments):
    raise RuntimeError("no; $(touch evil)")

def first(arguments):
    "Make the first file."
    note("first", arguments)

def second(arguments):
    "Make the second file."
    note("second", arguments)
"""

GROUPS = {
    "virtualenvwrapper.pre_activate": {"fails": "fails", "notes": "pre_activate"},
    "envarium.post_activate": {"notes": "post_activate"},
    "virtualenvwrapper.post_activate_source": {"tells": "post_activate_source"},
    "virtualenvwrapper.post_activate_source_fish": {"tells": "post_activate_source_fish"},
    "virtualenvwrapper.pre_deactivate_source": {"tells": "pre_deactivate_source"},
    "virtualenvwrapper.pre_deactivate_source_fish": {"tells": "pre_deactivate_source_fish"},
    "virtualenvwrapper.post_rmvirtualenv_source": {"tells": "post_rmvirtualenv_source"},
    "virtualenvwrapper.post_rmvirtualenv_source_fish": {"tells": "post_rmvirtualenv_source_fish"},
    "virtualenvwrapper.project.template": {"first": "first", "second": "second"},
}


@pytest.fixture(scope="session")
def own_tool(tmp_path_factory, installed):
    """A copy of the installed tool, of this worker alone, into which plugins may be installed; `envarium` in it."""
    tool = tmp_path_factory.mktemp("own") / "tool"
    shutil.copytree(os.path.dirname(os.path.dirname(installed)), tool, symlinks=True)
    command = tool / "bin" / "envarium"
    command.write_text(f"#!{tool}/bin/python\nfrom envarium.door import main\nmain()\n", encoding="utf-8")
    return str(command)


@pytest.fixture
def plugins(own_tool):
    """A function that installs a package of plugins beside the tool; it is taken out again."""
    packages = glob.glob(f"{os.path.dirname(os.path.dirname(own_tool))}/lib/*/site-packages")[0]
    about = f"{packages}/story_plugins-1.0.dist-info"

    def install():
        os.mkdir(about)
        with open(f"{packages}/story_plugins.py", "w", encoding="utf-8") as file:
            file.write(PLUGINS)
        with open(f"{about}/METADATA", "w", encoding="utf-8") as file:
            file.write("Metadata-Version: 2.1\nName: story-plugins\nVersion: 1.0\n")
        with open(f"{about}/entry_points.txt", "w", encoding="utf-8") as file:
            for group, entries in GROUPS.items():
                file.write(f"[{group}]\n")
                file.writelines(f"{name} = story_plugins:{function}\n" for name, function in entries.items())

    yield install
    shutil.rmtree(about, ignore_errors=True)
    os.unlink(f"{packages}/story_plugins.py")


@pytest.fixture(scope="session")
def virtualenv(tmp_path_factory):
    """The program virtualenv, installed once."""
    return indexed.program(tmp_path_factory, "virtualenv")
