"""Which file or symlink in a project is a link to an environment."""

from __future__ import annotations

import os

import pytest

from envarium.store import link as links
from envarium.store import linking
from linked import link_of
from trees import plant

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
    """Any other content of a file selects nothing, and is reported in one line; the names are still listed."""
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
    """A directory or a pipe is no link: nothing is printed about it, and it is never opened."""
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
    assert linking.record(store.find("web")) == {}


def test_an_environment_in_the_store_that_is_a_link(store, project, tmp_path):
    """A link to the directory that an entry of the store links to selects that entry, by any path."""
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
