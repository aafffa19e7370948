"""`remove --now` deletes an environment at once."""

from __future__ import annotations

import os
import subprocess
import time

import pytest

from envarium.command_line import Values
from envarium.commands import remove
from envarium.errors import EnvariumError
from envarium.store import change
from envarium.store.lookup import Store
from trees import NOBODY, plant
from waiting import wait_until_idle


@pytest.fixture
def x(store):
    """The environment called x."""
    return plant(store.path("x"))


def test_remove_now(tool, store, x):
    """With `--now` nothing can be restored, and the freed space is printed, without files that others share."""
    with open(f"{x}/large", "wb") as file:
        file.write(os.urandom(3 << 20))
    with open(f"{store.root}/shared", "wb") as file:
        file.write(os.urandom(5 << 20))
    os.link(f"{store.root}/shared", f"{x}/shared")
    os.symlink("/etc", f"{x}/etc")
    done = tool("remove", "--now", "x")
    assert (done.returncode, done.stdout) == (0, "Removing x...\n")
    assert done.stderr == "deleted permanently, which freed 3 MiB\n"
    assert change.trash(store) == []
    assert os.listdir(store.own(change.STAGING)) == []
    assert os.path.getsize(f"{store.root}/shared") == 5 << 20
    assert os.path.exists("/etc/passwd")
    tool.refused("restore", "x")


def test_remove_now_in_vain(open_directory, as_nobody, home, monkeypatch):
    """Files that cannot be deleted are reported, and the name is free nevertheless."""
    store = Store(f"{open_directory}/store")
    monkeypatch.setenv("WORKON_HOME", store.root)
    monkeypatch.setenv("HOME", open_directory)
    os.makedirs(f"{plant(store.path('x'))}/another's")
    open(f"{store.path('x')}/another's/file", "x", encoding="utf-8").close()
    for path in (open_directory, store.root, store.path("x")):
        os.chown(path, NOBODY, NOBODY)

    def action():
        values = Values({"names": ("x",), "now": True, "skip_missing": False})
        try:
            remove.run(values)
        except EnvariumError as error:
            return f"{error} {os.listdir(store.root)}"

    assert as_nobody(action) == "not everything could be deleted ['.envarium']"


@pytest.mark.parametrize("delay", [0, 0.003, 0.01, 0.03])
def test_remove_now_killed(delay, tool, store, x):
    """Killed at any time, it is whole in the trash, or the next removal sweeps what is left of it."""
    for number in range(2000):
        with open(f"{x}/{number}", "w", encoding="utf-8"):
            pass
    child = subprocess.Popen(
        tool.command("remove", "--now", "x"), env=tool.environment, stdout=subprocess.DEVNULL
    )
    while os.path.exists(x):
        time.sleep(0.0002)
    time.sleep(delay)
    child.kill()
    child.wait()
    assert store.names() == []
    for removed in change.trash(store):
        assert len(os.listdir(removed.path)) == 2003
    plant(store.path("y"))
    tool.done("remove", "y")
    wait_until_idle(store)
