"""Environments from elsewhere become environments of the store, by a link or moved, and go back."""

from __future__ import annotations

import os
import subprocess
import venv

import pytest

import layouts
import trees
from envarium.errors import SystemRefused
from envarium.relocating import moving_in
from envarium.relocating.tree import Tree
from envarium.store.environment import Environment
from trees import NOBODY, plant, whole

SAY = "#!{python}\nimport sys; print(sys.prefix)\n"


def make(path):
    """Make an environment with a program that names its Python; return its path."""
    venv.create(path, with_pip=False, symlinks=True)
    trees.write(f"{path}/bin/say", SAY.format(python=f"{path}/bin/python"))
    os.chmod(f"{path}/bin/say", 0o755)
    return str(path)


def prefix(path):
    return subprocess.run([f"{path}/bin/say"], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def project(tmp_path):
    """A project with an environment of its own."""
    trees.write(f"{tmp_path}/src/web/pyproject.toml")
    make(tmp_path / "src/web/.venv")
    return str(tmp_path / "src/web")


def test_linked(tool, store, project):
    """The environment stays where it is; the store has it under the name of its project, and can run it."""
    before = set(whole(f"{project}/.venv"))
    out = tool.done("adopt", f"{project}/.venv")
    assert out.rstrip().endswith("is now web in the store (linked)")
    assert os.readlink(store.path("web")) == f"{project}/.venv"
    assert set(whole(f"{project}/.venv")) == before | {f"{project}/.venv/.project"}
    assert store.find("web").project == project
    assert tool.done("run", "web", "say").strip() == f"{project}/.venv"


def test_moved(tool, store, project):
    """All of it is in the store, works there, and the project has a link in its place."""
    active = {"VIRTUAL_ENV": f"{project}/.venv"}
    tool.done("adopt", "--move", f"{project}/.venv", "site", **active)
    assert not os.path.islink(store.path("site"))
    assert prefix(store.path("site")) == store.path("site")
    assert os.readlink(f"{project}/.venv") == store.path("site")
    assert os.path.samefile(prefix(f"{project}/.venv"), store.path("site"))
    assert os.listdir(project) == ["pyproject.toml", ".venv"] or sorted(os.listdir(project)) == [
        ".venv", "pyproject.toml",
    ]  # fmt: skip
    assert store.find("site").project == project


def test_moved_from_no_project(tool, tmp_path, store):
    """Nothing is left where it was, and the shell in which it is active prints a message."""
    path = make(tmp_path / "envs/old")
    done = tool("adopt", "--move", path, VIRTUAL_ENV=path)
    assert done.returncode == 0, done.stderr
    assert "deactivate, then workon" in done.stderr
    assert os.listdir(tmp_path / "envs") == []
    assert prefix(store.path("old")) == store.path("old")


def test_moved_from_another_file_system(tool, store, other_disk):
    """It is copied, checked, and then deleted there."""
    path = make(f"{other_disk}/far")
    tool.done("adopt", "--move", path)
    assert prefix(store.path("far")) == store.path("far")
    assert not os.path.lexists(path)


def test_refusals(tool, store, tmp_path):
    """What cannot be adopted is refused with a reason, and nothing is changed."""
    plain = make(tmp_path / "plain")
    inside = plant(store.path("inside"))
    os.symlink(make(tmp_path / "known"), store.path("linked"))
    os.makedirs(tmp_path / "nothing")
    missing = layouts.configured(f"{tmp_path}/gone")
    os.unlink(f"{missing}/bin/python")
    conda = layouts.conda(f"{tmp_path}/science")
    pipx = plant(tmp_path / "pipx/venvs/black")
    calls = {
        ("adopt", str(tmp_path / "nothing")): "is not an environment",
        ("adopt", str(tmp_path / "none")): "is not an environment",
        ("adopt", ""): "is not an environment",
        ("adopt", inside): 'in the store already, as "inside"',
        ("adopt", str(tmp_path / "known"), "new"): 'in the store already, as "linked"',
        ("adopt", plain, "inside"): "already exists",
        ("adopt", "--move", plain, "linked"): "already exists",
        ("adopt", missing): "has no Python",
        ("adopt", "--move", conda): "cannot be moved",
        ("adopt", "--move", pipx): "cannot be moved",
    }
    before = whole(tmp_path)
    for words, reason in calls.items():
        assert reason in tool.refused(*words), words
    assert whole(tmp_path) == before
    tool.done("adopt", conda)
    tool.done("adopt", pipx)


def test_the_one_of_a_project(tool, project):
    """A project in place of its environment is refused, and the hint names that."""
    done = tool("adopt", project)
    assert done.stderr.splitlines()[1] == f"hint: the one of this project is {project}/.venv"


def test_another_users(root, tool, tmp_path):
    """An environment that another user may change is not adopted."""
    path = make(tmp_path / "theirs")
    os.chown(path, NOBODY, NOBODY)
    assert "belongs to" in tool.refused("adopt", path)


def test_changed_meanwhile(store, tmp_path, monkeypatch):
    """An environment that changes while it is being moved stays where it is too, whole."""
    source, real = Environment(make(tmp_path / "busy")), moving_in.relocate

    def relocate(*arguments):
        replica = real(*arguments)
        trees.write(f"{source.path}/bin/late")
        return replica

    monkeypatch.setattr(moving_in, "relocate", relocate)
    result = moving_in.move_in(store, source, "busy")
    assert result.is_in_trash
    assert prefix(source.path) == source.path
    assert os.path.exists(f"{source.path}/bin/late")
    assert prefix(store.path("busy")) == store.path("busy")
    assert [name for name in os.listdir(tmp_path) if name[:1].isdigit()] == []


def test_ended_at_once(store, tmp_path, monkeypatch):
    """Ctrl-C while it is set aside to be deleted puts it back."""
    source, rename = Environment(make(tmp_path / "busy")), os.rename

    def interrupted(old, new, **options):
        rename(old, new, **options)
        if old == source.path:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        moving_in.move_in(store, source, "busy")
    assert (source.exists, store.names()) == (True, [])


def test_ended_meanwhile(store, tmp_path, monkeypatch):
    """What was set aside to be deleted is put back, or its path is in the hint if another one has its own by now."""
    source = Environment(make(tmp_path / "busy"))

    def interrupted(*_):
        raise KeyboardInterrupt

    def another(*_):
        plant(source.path)
        return True

    monkeypatch.setattr(Tree, "has_changed", interrupted)
    with pytest.raises(KeyboardInterrupt):
        moving_in.move_in(store, source, "busy")
    assert (source.exists, store.names()) == (True, [])
    monkeypatch.setattr(Tree, "has_changed", another)
    with pytest.raises(SystemRefused) as error:
        moving_in.move_in(store, source, "busy")
    (aside,) = set(os.listdir(tmp_path)) - {"busy", "home"}
    assert (error.value.hint, store.names()) == (f'it is "{tmp_path}/{aside}"', [])


def test_hostile_names(tool, store, tmp_path):
    """A directory with any name gets a name that the store can hold."""
    for name in ("-rf", "a:b", "postactivate", "\udcff", "x\ny", "  "):
        path = plant(tmp_path / "all" / name)
        done = tool("adopt", "--", path)
        assert done.returncode == 0, (name, done.stderr)
    assert len(store.names()) == 6
    assert {os.path.dirname(os.readlink(store.path(name))) for name in store.names()} == {f"{tmp_path}/all"}
