from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv

import pytest

from envarium.store.environment import Environment
from envarium.store.pyvenv_cfg import PyvenvCfg
from trees import plant


@pytest.mark.parametrize("prompt", [None, "my env", "it's", 'say "so"', """it's "so\"""", "'x'", "a\\b"])
def test_real_environments(prompt, tmp_path):
    """The standard library's own environments are read truly: version and label."""
    place = str(tmp_path / "real")
    venv.create(place, symlinks=True, prompt=prompt)
    environment = Environment(place)
    output = subprocess.check_output(
        [f"{place}/bin/python", "-c", "import platform; print(platform.python_version())"]
    )
    assert environment.version == output.decode().strip().rstrip("+")
    assert environment.prompt == (prompt or "real")


@pytest.mark.parametrize(
    ("keys", "library", "version"),
    [
        ({"version": "3.12.1"}, "python3.11", "3.12.1"),
        ({"version_info": "3.12.1.final.0"}, "", "3.12.1"),
        ({}, "python3.11", "3.11"),
        ({}, "python2.7", "2.7"),
        ({}, "python3.13t", "3.13"),
        ({}, "pypy3.9", "3.9"),
        ({}, "python3", ""),
        ({}, "pythonic", ""),
        ({}, "", ""),
    ],
)
def test_version_from_files(keys, library, version, tmp_path):
    """The version comes from pyvenv.cfg, else from the library's name, else from nowhere."""
    if library:
        os.makedirs(tmp_path / "lib" / library)
    (tmp_path / "pyvenv.cfg").write_text(PyvenvCfg.of(keys).text)
    assert Environment(str(tmp_path)).version == version


def test_debians_library_is_no_version(tmp_path):
    """A `lib/python3` beside the library proper, as Debian has it, does not hide the minor version."""
    for name in ("python3", "python3.11"):
        os.makedirs(tmp_path / "lib" / name)
    assert Environment(str(tmp_path)).version == "3.11"


def test_version_of_this_interpreter(tmp_path):
    """The directory of the library of a real interpreter contains its version."""
    library = sysconfig.get_path("stdlib", vars={"installed_base": str(tmp_path)})
    os.makedirs(library)
    assert Environment(str(tmp_path)).version == "{}.{}".format(*sys.version_info)


@pytest.mark.parametrize(
    "project", ["/src/web", "/with blank ", '/it\'s "here"', "/$(touch evil)", "/é", "/\udcff"]
)
def test_project(project, home, tmp_path):
    """The project that an environment is tied to comes back as it was given."""
    environment = Environment(plant(tmp_path / "x"))
    assert environment.project == ""
    environment.tie(project)
    assert environment.project == project
    assert sorted(os.listdir(environment.path)) == [".project", "bin", "origin", "pyvenv.cfg"]


def test_project_without_a_newline(home, tmp_path):
    """Virtualenvwrapper's users also write the file by hand."""
    (tmp_path / ".project").write_text("/src/web")
    assert Environment(str(tmp_path)).project == "/src/web"


def test_project_file_of_another_name(home, tmp_path, monkeypatch):
    """Virtualenvwrapper's variable for the file's name is obeyed."""
    monkeypatch.setenv("VIRTUALENVWRAPPER_PROJECT_FILENAME", ".where")
    environment = Environment(plant(tmp_path / "x"))
    environment.tie("/src/web")
    assert environment.project == "/src/web"
    assert os.path.exists(f"{environment.path}/.where")


def test_many_tie_at_once(tmp_path):
    """Of several processes that tie one environment at once, each succeeds, and the file is always a whole one."""
    environment = Environment(plant(tmp_path / "x"))
    projects = [f"/project/{letter * 500}" for letter in "abcd"]
    children = []
    for project in projects:
        children.append(os.fork())
        if children[-1] == 0:
            try:
                for _ in range(200):
                    environment.tie(project)
                    assert environment.project in projects
                os._exit(0)
            finally:
                os._exit(1)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert sorted(os.listdir(environment.path)) == [".project", "bin", "origin", "pyvenv.cfg"]


@pytest.mark.parametrize("how", ["symlinks", "copies"])
def test_base(how, tmp_path):
    """The base is where the links lead, else what pyvenv.cfg names; without it the environment is broken."""
    home = tmp_path / "base/bin"
    home.mkdir(parents=True)
    (home / "python3.12").write_text("")
    place = tmp_path / "env"
    (place / "bin").mkdir(parents=True)
    (place / "pyvenv.cfg").write_text(f"home = {home}\nversion = 3.12.1\nexecutable = {home}/python3.12\n")
    if how == "symlinks":
        (place / "bin/python3").symlink_to(home / "python3.12")
    else:
        (place / "bin/python3").write_text("")
    (place / "bin/python").symlink_to("python3")
    environment = Environment(str(place))
    assert (environment.base, environment.broken) == (f"{home}/python3.12", False)
    os.rename(home, tmp_path / "away")
    environment = Environment(str(place))
    assert (environment.base, environment.broken) == (f"{home}/python3.12", True)


@pytest.mark.parametrize("hidden", [True, False])
def test_system_site_without_a_config(hidden, tmp_path):
    """Where there is no pyvenv.cfg, it is the marker of the classic tool that hides the base's packages."""
    library = tmp_path / "lib/python2.7"
    library.mkdir(parents=True)
    if hidden:
        (library / "no-global-site-packages.txt").write_text("")
    assert Environment(str(tmp_path)).system_site != hidden
