"""Links in Git repositories and their worktrees."""

from __future__ import annotations

import os

import pytest

from envarium.files import git
from linked import install, installed, link_of, run_git
from tool import open_text
from trees import whole


@pytest.mark.parametrize("below", ["", "/a [b]*"])
def test_git_does_not_see_it(below, store, project, tool):
    """The link is in no `git status`, by a file that is not in the checkout, and nothing else is ignored."""
    run_git(project, "init", "-q")
    folder = project + below
    os.makedirs(folder + "/other", exist_ok=True)
    open(folder + "/pyproject.toml", "a", encoding="utf-8").close()
    tool.done("create", "--no-pip", "web")
    before = run_git(project, "status", "--porcelain", "-uall")
    tool.done("link", "web", cwd=folder, PWD=folder)
    assert run_git(project, "status", "--porcelain", "-uall") == before
    os.symlink("/", folder + "/other/.venv")
    assert ".venv" in run_git(project, "status", "--porcelain", "-uall")
    assert not os.path.exists(folder + "/.gitignore")
    tool.done("unlink", "web")
    tool.done("link", "--gitignore", "web", cwd=folder, PWD=folder)
    assert open_text(folder + "/.gitignore") == "/.venv\n"


def test_worktrees(store, project, tool, tmp_path):
    """A worktree is offered the environment of its main checkout, and git sees no link in it either."""
    run_git(project, "init", "-q")
    run_git(project, "add", "pyproject.toml")
    run_git(project, "commit", "-qm", "first")
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    worktree = str(tmp_path / "tree")
    run_git(project, "worktree", "add", "-q", worktree)
    assert git.main_checkout(worktree) == project
    tool.done("link", cwd=worktree)
    assert (link_of(worktree), store.find("web").project) == (store.path("web"), project)
    assert run_git(worktree, "status", "--porcelain") == ""
    tool.done("remove", "web")
    assert (link_of(project), link_of(worktree)) == (None, None)
    tool.done("restore", "web")
    assert (link_of(project), link_of(worktree)) == (store.path("web"),) * 2


def test_a_worktree_that_its_repository_does_not_know(project, tmp_path):
    """A `.git` file may come from anybody: the repository that it names must know the worktree."""
    run_git(project, "init", "-q")
    run_git(project, "add", "pyproject.toml")
    run_git(project, "commit", "-qm", "first")
    run_git(project, "worktree", "add", "-q", str(tmp_path / "tree"))
    (tmp_path / "hostile").mkdir()
    text = open_text(tmp_path / "tree/.git")
    for content in (
        text,
        "gitdir: /",
        "gitdir: ",
        "x",
        "gitdir: \0",
        "gitdir: $(touch evil)\n",
        "y" * 10_000,
    ):
        (tmp_path / "hostile/.git").write_text(content)
        assert git.main_checkout(str(tmp_path / "hostile")) == ""
    os.unlink(tmp_path / "hostile/.git")
    os.mkfifo(tmp_path / "hostile/.git")
    assert git.main_checkout(str(tmp_path / "hostile")) == ""


def test_an_environment_like_the_main_checkouts(store, project, tool, tmp_path):
    """--like copies the main checkout's environment for a worktree, whose editable installs lead to the worktree."""
    run_git(project, "init", "-q")
    run_git(project, "add", "pyproject.toml")
    run_git(project, "commit", "-qm", "first")
    assert "needs a worktree" in tool.refused("create", "--like", cwd=project)
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    install(store.path("web"), project)
    worktree = str(tmp_path / "tree")
    run_git(project, "worktree", "add", "-q", worktree)
    before = whole(store.path("web"))
    tool.done("link", cwd=worktree)
    tool.done("create", "--like", cwd=worktree)
    assert (link_of(worktree), link_of(project)) == (store.path("tree"), store.path("web"))
    assert store.find("tree").project == worktree
    assert installed(store.path("tree")) == (worktree, store.path("tree"))
    assert whole(store.path("web")) == before
    tool.done("remove", "tree")
    assert link_of(worktree) is None
