"""Environments that were found, or that another tool keeps, are adopted or moved to the trash, after they are shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

import layouts
import trees
from envarium.discovery import collections
from envarium.store import change
from envarium.vocabulary_store import IMPORTABLE
from trees import plant, whole


@pytest.fixture
def home(home, monkeypatch):
    """A home directory whose path has no links, and no variables of other tools."""
    for name in ("PYENV_ROOT", "CONDA_EXE", "XDG_DATA_HOME", "POETRY_VIRTUALENVS_PATH", "UV_TOOL_DIR"):
        monkeypatch.delenv(name, raising=False)
    place = home.resolve()
    monkeypatch.setenv("HOME", str(place))
    return place


def offered(tool, *words, **variables):
    rows = json.loads(tool.done("import", "--json", *words, **variables))
    return {row["name"]: (row["path"], row["project"]) for row in rows}


# --- the trash ---------------------------------------------------------------


def test_trash_and_restore(tool, home):
    """What is selected is shown, moved to the trash with --yes, and goes back to where it was."""
    path = layouts.configured(f"{home}/src/web/.venv")
    trees.write(f"{home}/src/web/pyproject.toml")
    kept = layouts.configured(f"{home}/src/api/.venv", "uv = 0.5")
    before = whole(f"{home}/src")
    words = ("find", "--trash", "--only", "*/web/.venv")
    assert "nothing was changed" in tool(*words).stderr
    assert whole(f"{home}/src") == before
    assert tool.done(*words, "--yes").splitlines()[-1] == "~/src/web/.venv is in the trash as web"
    assert not os.path.lexists(path)
    assert os.path.exists(kept)
    (row,) = json.loads(tool.done("trash", "--json"))
    assert (row["name"], row["origin"]) == ("web", path)
    assert "~/src/web/.venv" in tool.done("trash")
    tool.done("restore", "web")
    assert whole(f"{home}/src") == before
    assert json.loads(tool.done("trash", "--json")) == []


def test_restore_where_something_is(tool, store, home):
    """Where something else is now, the environment stays in the trash, and can be restored into the store."""
    layouts.configured(f"{home}/old/web")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", f"{home}/old/tool"], check=True)
    tool.done("find", "--trash", "--yes", "--only", "*/old/*")
    os.makedirs(f"{home}/old/tool")
    assert "exists again" in tool.refused("restore", "tool")
    tool.done("restore", "tool", "new")
    assert tool.done("run", "new", "python", "-c", "import sys; print(sys.prefix)").strip() == store.path(
        "new"
    )
    assert [removed.name for removed in change.trash(store)] == ["web"]


def test_trash_across_file_systems(tool, store, home, other_disk):
    """An environment on another file system goes to the trash and back."""
    path = layouts.configured(f"{other_disk}/far")
    before = whole(other_disk)
    tool.done("find", other_disk, "--trash", "--yes", "--tool", "venv")
    assert not os.path.lexists(path)
    tool.done("restore", "far")
    assert whole(other_disk) == before


def test_what_must_stay(tool, store, home):
    """What is in use, or needed, stays, and the reason is printed."""
    active = layouts.configured(f"{home}/active")
    base = layouts.conda(f"{home}/miniconda3")
    trees.write(f"{base}/condabin/conda")
    science = layouts.conda(f"{home}/science")
    trees.write(f"{home}/made/pyvenv.cfg", f"home = {science}/bin\nversion = 3.12.4\n")
    os.makedirs(f"{home}/made/bin")
    os.symlink(f"{science}/bin/python", f"{home}/made/bin/python")
    inside = plant(store.path("inside"))
    linked = plant(f"{home}/linked")
    os.symlink(linked, store.path("linked"))
    before = whole(home)
    words = ("find", "--trash", "--yes", "--only", "*", "--tool", "venv", "--tool", "conda")
    done = tool(*words, VIRTUAL_ENV=active)
    left = {line.partition(" stays: ")[0]: line for line in done.stderr.splitlines() if " stays: " in line}
    assert set(left) >= {"~/active", "~/miniconda3", "~/linked"}
    assert os.path.exists(inside)
    gone = {name for name in ("active", "miniconda3", "linked") if not os.path.exists(f"{home}/{name}")}
    assert gone == set()
    assert not os.path.exists(f"{home}/made")
    assert before


def test_a_base_stays(tool, home):
    """An environment from whose Python another one is made stays, unless that goes too."""
    science = layouts.conda(f"{home}/science")
    trees.write(f"{home}/made/pyvenv.cfg", f"home = {science}/bin\nversion = 3.12.4\n")
    os.makedirs(f"{home}/made/bin")
    os.symlink(f"{science}/bin/python", f"{home}/made/bin/python")
    done = tool("find", "--trash", "--yes", "--tool", "conda")
    assert "is made from it" in done.stderr
    assert os.path.exists(science)


def test_selections_are_needed(tool):
    """Nothing moves a whole home directory to the trash, and two deeds exclude each other."""
    tool.refused("find", "--trash", "--yes", code=2)
    tool.refused("find", "--trash", "--adopt", "--broken", code=2)


# --- adopting what was found -------------------------------------------------


def test_adopt_what_was_found(tool, store, home):
    """Each gets a name of its own; without --yes nothing is changed, and afterwards nothing is left to do."""
    for folder in ("a", "b", "c"):
        trees.write(f"{home}/{folder}/web/pyproject.toml")
        layouts.configured(f"{home}/{folder}/web/.venv")
    plant(store.path("web-2"))
    shown = tool.done("find", "--adopt", f"{home}/a", f"{home}/b", f"{home}/c")
    assert [line.split()[0] for line in shown.splitlines()] == ["web", "web-3", "web-4"]
    assert store.names() == ["web-2"]
    tool.done("find", "--adopt", "--yes", f"{home}/a", f"{home}/b", f"{home}/c")
    assert store.names() == ["web", "web-2", "web-3", "web-4"]
    assert store.find("web-3").project == f"{home}/b/web"
    assert tool.done("find", "--adopt", "--yes", f"{home}/a") == ""


# --- the collections of other tools ------------------------------------------


def test_every_tool_can_be_imported(tool, home):
    """Of each tool exactly its own are offered, under the names that people gave them."""
    layouts.homes(home)
    names = {name: set(offered(tool, "--from", name, WORKON_HOME=f"{home}/none")) for name in IMPORTABLE}
    plain = plant(f"{home}/.virtualenvs/shop")
    assert names == {
        "pyenv": {"old-web"},
        "pipenv": set(),
        "poetry": {"web"},
        "conda": {"science"},
        "uv": {"ruff", "quick", "a1B2"},
        "hatch": {"web", "web-docs"},
        "virtualenvwrapper": set(),
        "virtualfish": set(),
        "pew": set(),
    }
    assert offered(tool, "--from", "virtualfish", WORKON_HOME=f"{home}/none") == {"shop": (plain, "")}


def test_stores_with_variables(home, monkeypatch):
    """Each tool's variables and settings say where it keeps its environments."""
    monkeypatch.delenv("WORKON_HOME", raising=False)
    expected = {}
    for tool, variable in (
        ("pyenv", "PYENV_ROOT"), ("virtualfish", "VIRTUALFISH_HOME"), ("poetry", "POETRY_VIRTUALENVS_PATH"),
        ("uv", "UV_TOOL_DIR"), ("hatch", "HATCH_DATA_DIR"), ("conda", "CONDA_ENVS_PATH"),
    ):  # fmt: skip
        inside = {"pyenv": "versions/3.12.1/envs/x", "hatch": "env/virtual/p/h/x"}.get(tool, "x")
        monkeypatch.setenv(variable, f"{home}/of-{tool}")
        expected[tool] = [plant(f"{home}/of-{tool}/{inside}")]
    expected["pew"] = [plant(f"{home}/.local/share/virtualenvs/x")]
    expected["virtualenvwrapper"] = [plant(f"{home}/.virtualenvs/x")]
    expected["pipenv"] = [plant(f"{home}/.local/share/virtualenvs/x-12345678")]
    trees.write(f"{expected['pipenv'][0]}/.project", str(home))
    expected["pew"] += expected["pipenv"]
    assert {tool: collections.of(tool) for tool in IMPORTABLE} == expected


def test_stores_with_settings(home):
    """Their configuration files do too; one that is broken is ignored."""
    trees.write(f"{home}/.config/pypoetry/config.toml", '[virtualenvs]\npath = "{cache-dir}/envs"\n')
    trees.write(f"{home}/.config/hatch/config.toml", '[dirs.env]\nvirtual = "~/hatched"\n')
    trees.write(f"{home}/.condarc", "channels:\n  - x\nenvs_dirs:\n  - ~/conda-envs\n  - '/opt/none'\n")
    trees.write(f"{home}/.conda/environments.txt", f"{home}/listed\n{home}/gone\nnone\n")
    expected = {
        "poetry": [plant(f"{home}/.cache/pypoetry/envs/x-12345678-py3.12")],
        "hatch": [plant(f"{home}/hatched/x")],
        "conda": sorted([layouts.conda(f"{home}/conda-envs/x"), layouts.conda(f"{home}/listed")]),
    }
    assert {tool: collections.of(tool) for tool in expected} == expected
    trees.write(f"{home}/.config/pypoetry/config.toml", "[[[")
    assert collections.of("poetry") == []


def test_import(tool, store, home):
    """All or some are taken after confirmation; a second time nothing is left; --dry-run changes nothing."""
    for name in ("web-12345678-py3.12", "api-12345678-py3.11", "web-87654321-py3.13"):
        layouts.configured(f"{home}/.cache/pypoetry/virtualenvs/{name}")
    words = ("import", "--from", "poetry")
    shown = tool.done(*words, "--dry-run")
    assert [line.split()[0] for line in shown.splitlines()] == ["api", "web", "web-2"]
    assert tool(*words).returncode == 2
    assert store.names() == []
    tool.done(*words, "api", "--yes")
    assert store.names() == ["api"]
    tool.done(*words, "--yes")
    assert store.names() == ["api", "web", "web-2"]
    assert "3 are in the store already" in tool(*words, "--yes").stderr
    assert "the tool to import from is missing" in tool.refused("import", code=2)
    assert "no environment of pyenv" in tool.refused("import", "--from", "pyenv")


def test_import_from_the_store_itself(tool, store):
    """The store of virtualenvwrapper may be envarium's: then its environments are there already."""
    plant(store.path("a"))
    done = tool("import", "--from", "virtualenvwrapper", "--yes")
    assert (done.returncode, done.stderr) == (0, "1 is in the store already\n")


def test_import_moves(tool, store, home):
    """--move moves each into the store."""
    path = f"{home}/.virtualenvs/x"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", path], check=True)
    tool.done("import", "--from", "virtualfish", "--move", "--yes")
    assert not os.path.lexists(path)
    assert tool.done("run", "x", "python", "-c", "import sys; print(sys.prefix)").strip() == store.path("x")
