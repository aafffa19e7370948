"""Links from projects to environments: what they are read as, made, changed with the environment, and removed."""

from __future__ import annotations

import base64
import glob
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import urllib.parse

import pytest

from envarium.files import git
from envarium.store import link as links
from envarium.store import linking
from envarium.store.environment import Environment
from hooking import write
from tool import open_text
from trees import plant, whole

HERE = ("-p", sys.executable)


@pytest.fixture
def project(tmp_path):
    """A project, whose pyproject.toml names it."""
    place = tmp_path / "a project; it's $mine"
    place.mkdir()
    (place / "pyproject.toml").write_text('[project]\nname = "My.Proj"\n')
    return str(place)


def run_git(folder, *words):
    """Run git without anybody's settings, and return what it printed."""
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
    identity = {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.run(
        ["git", *words], cwd=folder, env={**quiet, **identity}, check=True, capture_output=True, text=True
    ).stdout


def link_of(project):
    """What the symlink in `project` says, None if there is nothing."""
    return os.readlink(f"{project}/.venv") if os.path.lexists(f"{project}/.venv") else None


# --- reading -----------------------------------------------------------------

FILES = {
    "no newline": b"%s", "a newline": b"%s\n", "CRLF": b"%s\r\n", "two ends": b"%s\n\n", "a name": b"web\n",
    "a relative path": b"../home/%n/web\n",
}  # fmt: skip


@pytest.mark.parametrize("label", FILES)
def test_files_that_are_followed(label, store, project):
    """A file holds a path, absolute or relative to the project, or the name of an environment of the store."""
    place = plant(store.path("web"))
    content = FILES[label].replace(b"%n", os.fsencode(os.path.basename(store.root)))
    content = content.replace(b"%s", os.fsencode(place))
    with open(f"{project}/.venv", "wb") as file:
        file.write(content)
    link = links.read(project, store)
    assert (link.form, link.objection(store), link.environment(store).name) == (links.FILE, "", "web")


BAD = {
    "empty": b"", "a newline alone": b"\n", "two lines": b"%s\n/other\n", "BOM": b"\xef\xbb\xbf%s\n", "NUL": b"%s\0x\n",
    "a megabyte": b"x" * (1 << 20), "a substitution": b"$(touch evil)\n", "not UTF-8": b"\xff\n", "root": b"/\n",
    "nowhere": b"/nowhere/at/all\n", "a file": b"pyproject.toml\n", "no environment": b".\n", "outside": b"%o\n",
    "the store": b"%r\n", "a removed name": b"gone\n", "a parent": b"..\n", "ESC": b"%s\x1b[31m\n",
    "ESC on the way": b"%e\n",
}  # fmt: skip


@pytest.mark.parametrize("label", BAD)
def test_files_that_are_not(label, store, project, tmp_path, tool):
    """Whatever else a file holds leads nowhere, and is told in one line; the names are listed as ever."""
    place, outside = plant(store.path("web")), plant(tmp_path / "outside")
    os.symlink(place, f"{tmp_path}/\x1b[31m")
    content = BAD[label]
    for code, path in (
        (b"%s", place),
        (b"%o", outside),
        (b"%r", store.root),
        (b"%e", f"{tmp_path}/\x1b[31m"),
    ):
        content = content.replace(code, os.fsencode(path))
    with open(f"{project}/.venv", "wb") as file:
        file.write(content)
    link = links.read(project, store)
    assert link.environment(store) is None
    assert link.objection(store)
    done = tool("activate", cwd=project, PWD=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 4, done.stderr
    assert all(line.isprintable() for line in done.stderr.splitlines())
    assert "is not followed" in tool.refused("activate", ".", cwd=project, PWD=project)
    assert "not a link of the store" in tool.refused("unlink", cwd=project, PWD=project)
    assert not os.path.exists(f"{project}/evil")
    with open(f"{project}/.venv", "rb") as file:
        assert file.read() == content


SYMLINKS = ("/", "/nowhere", "pyproject.toml", ".", "%o", "%r", ".venv", "")


@pytest.mark.parametrize("text", SYMLINKS)
def test_symlinks_that_are_not_followed(text, store, project, tmp_path, tool):
    """The same for symlinks, one to itself among them."""
    outside = plant(tmp_path / "outside")
    text = text.replace("%o", outside).replace("%r", store.root) or os.devnull
    os.symlink(text, f"{project}/.venv")
    assert links.read(project, store).environment(store) is None
    assert "is not followed" in tool.refused("activate", ".", cwd=project, PWD=project)
    assert link_of(project) == text


def test_what_is_no_link(store, project, tool):
    """A directory or a pipe is no link: nothing is said of it, and it is never opened."""
    plant(store.path("web"))
    for make in (os.mkfifo, os.mkdir, plant):
        make(f"{project}/.venv")
        assert links.read(project, store).form == links.OTHER
        done = tool("activate", cwd=project, PWD=project)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 2), done.stderr
        if make is os.mkfifo:
            os.unlink(f"{project}/.venv")
        elif make is os.mkdir:
            os.rmdir(f"{project}/.venv")
    assert "already exists" in tool.refused("link", "web", cwd=project)
    tool.refused("create", "--no-pip", cwd=project)
    assert store.names() == ["web"]
    assert linking.recorded(store.find("web")) == {}


def test_an_environment_in_the_store_that_is_a_link(store, project, tmp_path):
    """A link to what a name in the store stands for leads to that name, by whatever path."""
    place = plant(tmp_path / "elsewhere")
    os.symlink(place, store.path("web"))
    os.symlink(place, f"{project}/.venv")
    assert links.read(project, store).environment(store).name == "web"


def test_the_nearest_counts(store, project, tool):
    """A project within another one has its own link, or none where it has a directory of that name."""
    for name in ("outer", "inner"):
        plant(store.path(name))
    os.makedirs(f"{project}/sub/deep")
    os.symlink(store.path("outer"), f"{project}/.venv")
    assert links.nearest(f"{project}/sub/deep", store).environment(store).name == "outer"
    os.symlink(store.path("inner"), f"{project}/sub/.venv")
    assert links.nearest(f"{project}/sub/deep", store).environment(store).name == "inner"
    os.mkdir(f"{project}/sub/deep/.venv")
    assert links.nearest(f"{project}/sub/deep", store).environment(store) is None


# --- making ------------------------------------------------------------------


def test_link_and_unlink(store, project, tool):
    """The link leads to the environment, which records it and belongs to the project; unlink takes back the link."""
    place = tool.environment["WORKON_HOME"] + "/web"
    tool.done("create", "--no-pip", "web")
    os.mkdir(f"{project}/sub")
    assert tool.done("link", "web", cwd=f"{project}/sub", PWD=f"{project}/sub").startswith("linked ")
    assert link_of(project) == place
    environment = store.find("web")
    assert (environment.project, linking.recorded(environment)) == (project, {project: "symlink"})
    assert environment.config.get("relocatable") == "true"
    tool.done("link", cwd=project)
    tool.done("unlink", cwd=f"{project}/sub", PWD=f"{project}/sub")
    assert (link_of(project), linking.recorded(environment), environment.project) == (None, {}, project)
    tool.done("link", "--file", cwd=project)
    assert open_text(f"{project}/.venv") == place + "\n"
    tool.done("link", cwd=project)
    assert link_of(project) == place
    tool.done("unlink", "web")
    assert link_of(project) is None


def test_create_without_a_name(store, project, tool):
    """In a project, the environment gets its name and is linked; below it too, and again it is the same one."""
    os.mkdir(f"{project}/sub")
    done = tool("create", "--no-pip", cwd=f"{project}/sub", PWD=f"{project}/sub")
    assert done.returncode == 0
    assert ".venv to My.Proj\n" in done.stderr
    assert (store.names(), link_of(project)) == (["My.Proj"], store.path("My.Proj"))
    tool.done("rename", "My.Proj", "other")
    assert link_of(project) == store.path("other")
    assert "left unchanged" in tool("create", "--no-pip", cwd=project).stderr
    assert store.names() == ["other"]


@pytest.mark.parametrize(
    "text", ['[project]\nname = "../x"\n', "[project", '[project]\nname = ""\n', "[build-system]\n"]
)
def test_the_name_of_the_directory(text, store, project, tool):
    """A pyproject.toml that names no environment leaves it to the directory."""
    with open(f"{project}/pyproject.toml", "w", encoding="utf-8") as file:
        file.write(text)
    tool.done("create", "--no-pip", "-p", "python3", cwd=project)
    assert store.names() == [os.path.basename(project)]


def test_no_name_and_no_project(store, tool, tmp_path):
    """Outside projects a name is needed, as ever; the home directory is none, whatever is in it."""
    for folder in (tmp_path / "home", tmp_path / "home/below"):
        folder.mkdir(exist_ok=True)
        (tmp_path / "home/requirements.txt").touch()
        assert "there is no name" in tool.refused("create", cwd=folder, PWD=str(folder), code=2)


def test_the_home_directory_is_no_project(store, tool):
    """Its .venv would be in the way of each project below; whoever wants that names it."""
    plant(store.path("web"))
    home = tool.environment["HOME"]
    for words in (("link", "web"), ("create", "new", "--link", "--no-pip")):
        result = tool(*words, cwd=home)
        assert (result.returncode, "is no project" in result.stderr, link_of(home)) == (2, True, None)
    assert not store.holds("new")
    tool.done("link", "web", "-a", home)
    assert link_of(home) == store.path("web")


def test_the_name_of_another_project(store, project, tool, tmp_path):
    """An environment of that name that belongs to another project is not taken; with a name of its own it goes well."""
    (tmp_path / "other").mkdir()
    tool.done("create", "--no-pip", "-a", str(tmp_path / "other"), "My.Proj")
    assert '"My.Proj" already exists' in tool.refused("create", "--no-pip", cwd=project)
    assert link_of(project) is None
    tool.done("create", "--no-pip", "--link", "mine", cwd=project)
    assert link_of(project) == store.path("mine")


def test_two_projects(store, project, tool, tmp_path):
    """An environment that another project is linked to is not linked again, until that one is unlinked."""
    (tmp_path / "other").mkdir()
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    assert "linked from another project" in tool.refused("link", "web", cwd=tmp_path / "other")
    assert "linked from another project" in tool.refused("link", "--again", "web", cwd=tmp_path / "other")
    assert "linked from another project" in tool.refused(
        "create", "--no-pip", "--link", "web", cwd=tmp_path / "other", PWD=str(tmp_path / "other")
    )
    assert store.find("web").project == project
    tool.done("unlink", "web")
    tool.done("link", "web", cwd=tmp_path / "other")
    assert store.find("web").project == str(tmp_path / "other")


def test_the_config_file(store, project, tool):
    """`link` in the config file makes -a link; without it, -a says once that there is `link`."""
    output = [tool("create", "--no-pip", "-a", project, name).stderr for name in ("one", "two")]
    assert ["envarium link" in text for text in output] == [True, False]
    assert link_of(project) is None
    folder = tool.environment["HOME"] + "/.config/envarium"
    os.makedirs(folder)
    with open(folder + "/config.toml", "w", encoding="utf-8") as file:
        file.write('link = "file"\n')
    tool.done("create", "--no-pip", "-a", project, "three")
    assert open_text(f"{project}/.venv") == store.path("three") + "\n"
    home = os.path.dirname(project)
    tool.done("create-project", "--no-pip", *HERE, "four", PROJECT_HOME=home)
    assert open_text(f"{home}/four/.venv") == store.path("four") + "\n"


def test_again(store, project, tool, tmp_path):
    """--again takes back a link that leads elsewhere, and moves an environment aside; anything else stays."""
    tool.done("create", "--no-pip", "web")
    tool.done("create", "--no-pip", "--link", "-a", project, "first")
    hint = tool("link", "web", cwd=project).stderr
    assert "link --again" in hint
    assert link_of(project) == store.path("first")
    tool.done("link", "--again", "web", cwd=project)
    assert link_of(project) == store.path("web")
    assert (linking.recorded(store.find("first")), linking.recorded(store.find("web"))) == (
        {},
        {project: "symlink"},
    )
    os.unlink(f"{project}/.venv")
    plant(f"{project}/.venv")
    for name in (".venv.old", ".venv.old2"):
        tool.done("link", "--again", "web", cwd=project)
        assert Environment(f"{project}/{name}").exists
        os.unlink(f"{project}/.venv")
        plant(f"{project}/.venv")
    os.rename(f"{project}/.venv", tmp_path / "taken")
    os.makedirs(f"{project}/.venv/precious")
    assert "neither a link nor an environment" in tool.refused("link", "--again", "web", cwd=project)
    assert os.path.isdir(f"{project}/.venv/precious")


# --- the link lives with the environment ------------------------------------------


@pytest.mark.parametrize("form", [(), ("--file",)])
def test_it_lives_with_the_environment(form, store, project, tool):
    """Renamed, removed, restored, copied, replaced: the link is right, and of its form."""
    tool.done("create", "--no-pip", "web")
    tool.done("link", *form, "web", cwd=project)

    def target():
        return links.read(project, store).environment(store).name

    tool.done("rename", "web", "new")
    assert target() == "new"
    tool.done("copy", "new", "copied")
    assert (target(), linking.recorded(store.find("copied"))) == ("new", {})
    tool.done("create", "--no-pip", "--clear", "new")
    assert (target(), list(linking.recorded(store.find("new")))) == ("new", [project])
    assert store.find("new").config.get("relocatable") == "true"
    tool.done("remove", "new")
    assert links.read(project, store) is None
    tool.done("restore", "new")
    assert target() == "new"
    tool.done("remove", "new")
    tool.done("restore", "new", "newer")
    assert target() == "newer"
    assert os.path.islink(f"{project}/.venv") == (form == ())


def test_rebuilt_on_another_python(store, project, tool):
    """An environment that is rebuilt is linked as before, and lets uv write launchers without the link's path."""
    tool.done("create", "--link", "-a", project, *HERE, "web")
    tool.done("repair", *HERE, "web")
    assert (link_of(project), linking.recorded(store.find("web"))) == (
        store.path("web"),
        {project: "symlink"},
    )
    assert store.find("web").config.get("relocatable") == "true"


def test_what_leads_elsewhere_is_not_touched(store, project, tool):
    """Once another tool has replaced the link, it stays as it is, whatever happens to the environment."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    os.unlink(f"{project}/.venv")
    plant(f"{project}/.venv")
    for words in (("rename", "web", "new"), ("remove", "new")):
        tool.done(*words)
        assert Environment(f"{project}/.venv").exists
    done = tool("restore", "new")
    assert done.returncode == 0
    assert "is not linked" in done.stderr
    assert Environment(f"{project}/.venv").exists


def test_a_project_that_is_gone(store, project, tool):
    """The environment can be renamed, removed and restored without its project."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    os.rename(project, project + ".moved")
    for words in (("rename", "web", "new"), ("remove", "new"), ("restore", "new")):
        tool.done(*words)
    assert not os.path.exists(project)


def test_a_directory_that_cannot_be_written_to(open_directory, as_nobody, store):
    """Where the project is read-only, the link cannot be made, and nothing is changed."""
    os.chmod(open_directory, 0o555)
    environment = Environment(plant(store.path("web")))
    output = as_nobody(lambda: linking.objection(open_directory, None, environment))
    assert "cannot be written to" in output


# --- git ---------------------------------------------------------------------


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


# --- projects that move ------------------------------------------------------


def install(place, project):
    """Put into the environment at `place` what an editable install of `project` through its link leaves."""
    (site,) = glob.glob(f"{place}/lib/python*/site-packages")
    write(f"{site}/web.pth", f"{project}/src\n")
    write(f"{site}/__editable___web_1_finder.py", f"MAPPING = {{'web': {project + '/src/web'!r}}}\n")
    os.makedirs(f"{site}/web-1.dist-info")
    url = "file://" + urllib.parse.quote(project)
    write(f"{site}/web-1.dist-info/direct_url.json", json.dumps({"url": url, "dir_info": {"editable": True}}))
    write(f"{site}/web-1.dist-info/RECORD", "web.pth,sha256=x,1\nweb-1.dist-info/RECORD,,\n")
    python = f"{quoted(project)}/.venv/bin/python"
    head = f"#!/bin/sh\n'''exec' '{python}' \"$0\" \"$@\"\n' '''\n"
    write(f"{place}/bin/web", head + "import sys\nprint(sys.prefix, end='')\n")
    os.chmod(f"{place}/bin/web", 0o755)


def quoted(text):
    return text.replace("'", "'\"'\"'")


def installed(place):
    """Return the project that all files of that install name, and the environment whose Python runs its program."""
    (site,) = glob.glob(f"{place}/lib/python*/site-packages")
    project = open_text(f"{site}/web.pth").removesuffix("/src\n")
    names = {}
    exec(open_text(f"{site}/__editable___web_1_finder.py"), names)
    url = json.loads(open_text(f"{site}/web-1.dist-info/direct_url.json"))["url"]
    assert names["MAPPING"]["web"] == project + "/src/web"
    assert urllib.parse.unquote(url) == "file://" + project
    assert os.access(f"{place}/bin/web", os.X_OK)
    return project, subprocess.check_output([f"{place}/bin/web"], text=True)


def is_recorded(place):
    """Whether the RECORD of that install has the hash of its .pth file."""
    (site,) = glob.glob(f"{place}/lib/python*/site-packages")
    digest = hashlib.sha256(open_text(f"{site}/web.pth").encode()).digest()
    text = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return f"web.pth,sha256={text}," in open_text(f"{site}/web-1.dist-info/RECORD")


def test_a_project_that_moves(store, project, tool):
    """From the project, everything in the environment that names its old directory is changed, once."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    place = store.path("web")
    install(place, project)
    assert installed(place) == (project, project + "/.venv")
    new = project + "'s new home"
    os.rename(project, new)
    os.mkdir(new + "/below")
    rows = json.loads(tool("doctor", "--json", "web", cwd=new + "/below").stdout)
    assert "project-moved" in {row["id"] for row in rows}
    done = tool("activate", "--shell", "bash", ".", cwd=new + "/below", PWD=new + "/below")
    assert done.returncode == 0
    assert "was moved here" in done.stderr
    assert installed(place) == (new, place)
    assert is_recorded(place)
    assert (store.find("web").project, linking.recorded(store.find("web"))) == (new, {new: "symlink"})
    assert tool("activate", "--shell", "bash", ".", cwd=new, PWD=new).stderr == ""
    assert json.loads(tool("doctor", "--json", "web", cwd=new).stdout) == []


def test_a_project_that_was_copied(store, project, tool):
    """While the old directory exists, the project has not moved: two directories lead to one environment."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    install(store.path("web"), project)
    before = whole(store.path("web"))
    shutil.copytree(project, project + "2", symlinks=True)
    assert tool("activate", "--shell", "bash", ".", cwd=project + "2", PWD=project + "2").returncode == 0
    assert whole(store.path("web")) == before
    assert "linked from another project" in tool.refused("link", "web", cwd=project + "2")


def test_a_disk_that_is_not_mounted(store, project, tool):
    """A project on such a disk has not moved to a directory that is linked to its environment."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    environment = store.find("web")
    environment.tie("/media/me/usb/web")
    linking.note(environment, {"/media/me/usb/web": "symlink"})
    assert tool("activate", "--shell", "bash", ".", cwd=project, PWD=project).stderr == ""
    assert environment.project == "/media/me/usb/web"


# --- the project's Python ----------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text"),
    [(".python-version", "3.7\n"), ("pyproject.toml", '[project]\nrequires-python = "<3.8"\n')],
)
def test_another_python_than_the_projects(file, text, store, project, tool):
    """Where uv would delete what is in the environment, link and workon say so in one line."""
    tool.done("create", "--no-pip", *HERE, "web")
    assert tool("link", "web", cwd=project).stderr == ""
    write(f"{project}/{file}", text)
    for words in (
        ("link", "web"),
        ("activate", "--shell", "bash", "."),
        ("create", "--no-pip", "--link", "web"),
    ):
        lines = tool(*words, cwd=project, PWD=project).stderr.splitlines()
        assert sum("uv would delete" in line and file in line for line in lines) == 1, lines


# --- doctor ------------------------------------------------------------------


def test_doctor(store, project, tool):
    """A link that is gone or was replaced is found, with its maker; the remedy takes it back."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")

    def finding():
        rows = json.loads(tool("doctor", "--json", "web").stdout)
        (row,) = (row for row in rows if row["id"].startswith("link-"))
        return row

    os.unlink(f"{project}/.venv")
    assert finding()["id"] == "link-gone"
    for key, maker in (("uv", "uv"), ("virtualenv", "poetry"), ("x", "another tool")):
        write(plant(f"{project}/.venv") + "/pyvenv.cfg", f"home = /usr/bin\n{key} = 1\n")
        row = finding()
        assert row["id"] == "link-replaced"
        assert maker in row["what"]
        assert shlex.split(row["remedy"])[0] == "envarium"
        tool.done(*shlex.split(row["remedy"])[1:])
        assert link_of(project) == store.path("web")
        os.unlink(f"{project}/.venv")
