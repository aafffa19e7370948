"""The interpreter that is used if none is named, and what a project requires."""

from __future__ import annotations

import os
import subprocess

import pytest

import pythons
from envarium import lanes
from envarium.errors import InvalidSpec, NoInterpreter
from envarium.interpreters import find
from envarium.lanes import NeedsFullLane
from interpreting import CPYTHONS, VERSIONS, same, text_of


def test_one_that_failed_for_a_time(only, tmp_path, monkeypatch):
    """In the stead of what fails on PATH the next one is taken, and it itself once it does not fail any more."""
    only()
    first, second = CPYTHONS[:2]
    switch, other = tmp_path / "switch", tmp_path / "other"
    other.mkdir()
    (other / "python3").symlink_to(second)
    pythons.script(tmp_path / "bin/python3", f'#!/bin/sh\n[ -e "{switch}" ] || exit 1\nexec "{first}" "$@"\n')
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{other}")
    assert same(find.find("python3", str(tmp_path / "cache"), "/"), second)
    switch.touch()
    assert same(find.find("python3", str(tmp_path / "cache"), "/"), first)


def test_virtualenvs_variable(learnt, tmp_path, monkeypatch):
    """VIRTUALENV_PYTHON is used if nothing else names a Python, also in a project; an invalid one is refused."""
    (tmp_path / ".python-version").write_text("3.99")
    monkeypatch.setenv("VIRTUALENV_PYTHON", text_of(CPYTHONS[0], 3))
    assert same(find.find("", learnt, str(tmp_path)), CPYTHONS[0])
    assert same(find.find(CPYTHONS[-1], learnt, str(tmp_path)), CPYTHONS[-1])
    monkeypatch.setenv("VIRTUALENV_PYTHON", "3.x")
    with pytest.raises(InvalidSpec, match="VIRTUALENV_PYTHON"):
        find.find("", learnt, str(tmp_path))


def test_broken_ones_are_asked_again_before_giving_up(only, tmp_path, monkeypatch):
    """What was broken and has been mended elsewhere than in its own file is found after all."""
    only()
    switch = tmp_path / "switch"
    body = f'#!/bin/sh\n[ -e "{switch}" ] || exit 1\nexec "{CPYTHONS[0]}" "$@"\n'
    name = "python{}.{}".format(*VERSIONS[CPYTHONS[0]])
    monkeypatch.setenv("PATH", os.path.dirname(pythons.script(tmp_path / "bin" / name, body)))
    monkeypatch.setattr("envarium.interpreters.locations.directories", list)
    for _ in range(2):
        with pytest.raises(NoInterpreter):
            find.find(text_of(CPYTHONS[0], 3), str(tmp_path / "cache"), "/")
    switch.touch()
    assert same(find.find(text_of(CPYTHONS[0], 3), str(tmp_path / "cache"), "/"), CPYTHONS[0])


@pytest.mark.parametrize("path", CPYTHONS)
def test_default_is_python3_on_path(path, only, tmp_path, monkeypatch):
    """Without a spec and without a project it is python3 on PATH."""
    only()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(path)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    assert same(find.find("", str(tmp_path / "cache"), str(tmp_path)), path)


@pytest.mark.parametrize("path", [path for path in CPYTHONS if VERSIONS[path] >= (3, 8)])
def test_default_is_never_the_active_environment(path, only, tmp_path, monkeypatch):
    """With an environment active, even one inside another, the default is its base."""
    only()
    for outer, inner in ((path, "one"), (f"{tmp_path}/one/bin/python", "two")):
        subprocess.run([outer, "-m", "venv", "--without-pip", tmp_path / inner], check=True)
    monkeypatch.setenv("PATH", f"{tmp_path}/two/bin:{tmp_path}/one/bin:/usr/bin")
    monkeypatch.setenv("VIRTUAL_ENV", f"{tmp_path}/two")
    for text in ("", "python", "python3", text_of(path, 2), f"{tmp_path}/two/bin/python"):
        facts = find.find(text, str(tmp_path / "cache"), "/")
        assert not facts.executable.startswith(str(tmp_path))
        assert facts.minor == "{}.{}".format(*VERSIONS[path])
    assert same(facts, path)


@pytest.mark.parametrize("path", CPYTHONS)
def test_shims(path, only, tmp_path, monkeypatch):
    """A shim on PATH selects the version that pyenv selects, by variable, project and default; it is not run."""
    root = only(*CPYTHONS)
    name = ".".join(map(str, VERSIONS[path]))
    if not (root / "versions" / name).exists():
        pytest.skip("the system's own interpreter is not in a version of pyenv")
    shim = pythons.script(root / "shims/python3", "#!/bin/sh\nexit 1\n")
    (tmp_path / "project").mkdir()
    (root / "version").write_text(name)
    assert same(find.find("", str(tmp_path / "cache"), "/"), path)
    monkeypatch.setenv("PYENV_VERSION", name)
    (root / "version").write_text("system")
    assert same(find.find("python3", str(tmp_path / "cache"), "/"), path)
    assert same(find.find(shim, str(tmp_path / "cache"), "/"), path)
    monkeypatch.delenv("PYENV_VERSION")
    (tmp_path / "project/.python-version").write_text(name + "\n")
    assert same(find.find("", str(tmp_path / "cache"), f"{tmp_path}/project"), path)


@pytest.fixture
def older(tmp_path):
    """The path of an interpreter that is not the newest here, and that of the newest."""
    ranked = sorted(CPYTHONS, key=VERSIONS.get)
    others = [path for path in ranked if (3, 8) <= VERSIONS[path][:2] < VERSIONS[ranked[-1]][:2]]
    if not others:
        pytest.skip("it takes two CPythons of different versions")
    return others[0], ranked[-1]


@pytest.mark.parametrize("name", ["python", "python3"])
def test_general_names_mean_what_path_has(name, older, only, tmp_path, monkeypatch):
    """`python` and `python3` are each other's on PATH where one is missing, though a newer one is installed."""
    only(*older)
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    for there in ("python", "python3"):
        (tmp_path / "bin" / there).symlink_to(older[0])
        assert same(find.find(name, str(tmp_path / "cache"), "/"), older[0])
        (tmp_path / "bin" / there).unlink()
    assert find.find(name, str(tmp_path / "cache"), "/").numbers >= VERSIONS[older[1]]


def test_requires_python_prefers_the_one_on_path(older, only, tmp_path, monkeypatch):
    """python3 on PATH is taken where the project's range allows it, the newest that it allows where not."""
    only(*older)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(older[0])
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    low, high = ("{}.{}".format(*VERSIONS[path]) for path in older)
    (tmp_path / "pyproject.toml").write_text(f'[project]\nrequires-python = ">={low}"\n')
    assert same(find.find("", str(tmp_path / "cache"), str(tmp_path)), older[0])
    assert find.find(f">={low}", str(tmp_path / "cache"), str(tmp_path)).numbers >= VERSIONS[older[1]]
    (tmp_path / "pyproject.toml").write_text(f'[project]\nrequires-python = ">={high}"\n')
    assert find.find("", str(tmp_path / "cache"), str(tmp_path)).numbers >= VERSIONS[older[1]]


@pytest.mark.parametrize("path", CPYTHONS)
def test_project(path, learnt, tmp_path):
    """A project's `.python-version` decides, else `requires-python` of the nearest `pyproject.toml` that says one."""
    inner = tmp_path / "project" / "src"
    inner.mkdir(parents=True)
    exact = "{}.{}.{}".format(*VERSIONS[path])
    (tmp_path / "project/pyproject.toml").write_text(
        f'[project]\nname = "x"\nrequires-python = "=={exact}"\n'
    )
    (inner / "pyproject.toml").write_text("[tool.nothing]\n")
    assert find.find("", learnt, str(inner)).version == exact
    other = "{}.{}.{}".format(*VERSIONS[CPYTHONS[0]])
    (tmp_path / "project/.python-version").write_text(f"# ours\n{other}\n")
    assert find.find("", learnt, str(inner)).version == other
    assert find.find(exact, learnt, str(inner)).version == exact


def test_project_that_asks_for_what_is_not_there(learnt, tmp_path):
    """The error names the file that asks."""
    (tmp_path / ".python-version").write_text("3.99\n")
    with pytest.raises(NoInterpreter) as refusal:
        find.find("", learnt, str(tmp_path))
    assert refusal.value.origin == f"{tmp_path}/.python-version"
    assert ".python-version" in refusal.value.sentence


def test_broken_project(learnt, tmp_path):
    """A `pyproject.toml` that cannot be read asks for nothing."""
    (tmp_path / "pyproject.toml").write_bytes(b"[project\n\xff")
    assert find.find("", learnt, str(tmp_path)).version == find.find("python3", learnt, str(tmp_path)).version


@pytest.mark.parametrize(
    "word", ["evil", "./evil", "{tmp}/bin/evil", "../bin/evil", "~/evil", "evil>=3", "$(evil)"]
)
def test_a_project_cannot_choose_what_runs(word, learnt, tmp_path, monkeypatch):
    """A word in `.python-version` starts no program, on PATH or beside it."""
    text = f'#!/bin/sh\ntouch "{tmp_path}/ran"\n'
    for place in ("bin", "project", "home"):
        pythons.script(tmp_path / place / "evil", text)
    monkeypatch.setenv("HOME", f"{tmp_path}/home")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    (tmp_path / "project/.python-version").write_text(word.format(tmp=tmp_path))
    with pytest.raises((NoInterpreter, InvalidSpec)):
        find.find("", learnt, f"{tmp_path}/project")
    assert not (tmp_path / "ran").exists()


def test_requires_python_in_every_lane(learnt, tmp_path, monkeypatch):
    """What takes a parser is read by the lane that has one, unless `.python-version` decides; the plain by any."""
    parsed, wanted = tmp_path / "pyproject.toml", "{}.{}.{}".format(*VERSIONS[CPYTHONS[0]])
    monkeypatch.setattr(lanes, "full", False)
    parsed.write_text(f'[project]\nrequires-python = ">={wanted},<={wanted}"\n')
    assert find.find("", learnt, str(tmp_path)).version == wanted
    parsed.write_text(f'project.requires-python = ">={wanted}"\n')
    with pytest.raises(NeedsFullLane):
        find.find("", learnt, str(tmp_path))
    (tmp_path / ".python-version").write_text("3")
    assert find.find("", learnt, str(tmp_path)).version
