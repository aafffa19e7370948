"""What should be a small file may be a pipe, a device, a directory, or huge: nothing waits for it or breaks."""

from __future__ import annotations

import os

import pytest

from trees import plant

KINDS = ("fifo", "device", "directory", "large")

INSIDE = ("pyvenv.cfg", ".project", "bin/activate", "bin/preactivate", "bin/get_env_details", "bin/pip")
BESIDE = (
    "preactivate",
    "get_env_details",
    ".envarium/plugins",
    ".envarium/quiet",
    ".envarium/interpreters/index-2",
)


def put(path, kind):
    """Put what is no small file of text in the place of the file at `path`."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.lexists(path):
        os.unlink(path)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        os.symlink("/dev/zero", path)
    elif kind == "directory":
        os.mkdir(path)
    else:
        with open(path, "wb") as file:
            file.truncate(40 << 20)


@pytest.mark.parametrize("kind", KINDS)
def test_files_of_an_environment_and_a_store(kind, tool, store):
    """The environment is listed, shown, examined and activated as if the file were empty."""
    place = plant(store.path("x"))
    for name in INSIDE:
        put(f"{place}/{name}", kind)
    for name in BESIDE:
        put(f"{store.root}/{name}", kind)
    assert tool.done("list", "-b") == "x\n"
    assert "x" in tool.done("list")
    assert place in tool.done("show", "x")
    assert "pyvenv.cfg" in tool("doctor").stdout
    assert "VIRTUAL_ENV" in tool.done("activate", "x", "--shell", "bash")


@pytest.mark.parametrize("kind", KINDS)
def test_the_config_file(kind, tool, home):
    """A config file that is no regular file is reported once, and stops nothing."""
    put(f"{home}/.config/envarium/config.toml", kind)
    done = tool("list", WORKON_HOME=None)
    assert (done.returncode, done.stderr.count("envarium: the config file ")) == (0, 1), done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_the_rc_file(kind, tool, home):
    """The rc file of a shell is examined, and changed only where it is a file."""
    put(f"{home}/.bashrc", kind)
    assert tool("doctor", SHELL="/bin/bash").returncode == 0
    assert "cannot read" in tool.refused("setup", "bash", "--yes")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["pyproject.toml", ".python-version"])
def test_files_of_a_project(name, kind, tool, home, store):
    """What a project's files cannot say does not decide which Python is taken."""
    put(f"{home}/project/{name}", kind)
    tool.done("create", "--no-pip", "x", cwd=f"{home}/project")
    assert store.holds("x")


def test_nothing_is_taken_out_of_a_pipe(tool, store):
    """What a pipe contains for another process stays in it, and is not read as a file of an environment."""
    path = plant(store.path("x")) + "/pyvenv.cfg"
    put(path, "fifo")
    pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(pipe, b"version = 9.9.9\n")
        assert "9.9.9" not in tool.done("list")
        assert os.read(pipe, 99) == b"version = 9.9.9\n"
    finally:
        os.close(pipe)
