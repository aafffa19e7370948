"""The ground that acts are tried on: a home with a store of several kinds of environments, and what of it must stay."""

from __future__ import annotations

import os
import shutil
import subprocess

from envarium.snapshots import shelf
from envarium.store import change, lookup
from envarium.store.environment import Environment
from torture import child

SAY = "import sys; print(sys.prefix)"
NEXT = "next"
"""The name that the next command makes."""


class State:
    """What is there: digests of environments by name, (name, digest) of what is in the trash, the rest of the home.

    `snapshots` are the digests of the complete ones.
    """

    __slots__ = ("environments", "outside", "snapshots", "trash")

    def __init__(self, environments, trash, outside, snapshots=()):
        self.environments = environments
        self.trash = trash
        self.outside = outside
        self.snapshots = snapshots

    def __eq__(self, other):
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None


class Ground:
    """A home at `folder`/home; `reset` brings it back to what it was at the beginning, the state `before`."""

    def __init__(self, folder):
        self.folder = folder
        self.home = folder + "/home"
        self.store = lookup.Store(self.home + "/store")
        self.environment = {
            "HOME": self.home, "WORKON_HOME": self.store.root, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
            "PYENV_ROOT": os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv"),
            "PYTHONDONTWRITEBYTECODE": "1", "ENVARIUM_RESERVE": "true",
        }  # fmt: skip
        child.adopt()
        self._lay_out()
        self.before = self.state()
        self.own = self._own()

    def call(self, *words):
        """Run `words` without a fault, and assert that they succeed."""
        ended = child.plainly(words, self.environment, self.folder)
        assert ended.code == 0, (words, ended.err)
        return ended

    def _lay_out(self):
        """Make environments with pip and without, a link to one elsewhere, a hurt one, and two in the trash."""
        os.makedirs(self.home + "/project")
        with open(self.home + "/project/precious", "w", encoding="utf-8") as file:
            file.write("precious")
        for words in (
            "web",
            "--no-pip -a project data",
            "--no-pip hurt",
            "--no-pip old",
            "--no-pip elsewhere",
        ):
            self.call("bash", "mkvenv", *words.split())
        self.call("snapshot", "data")
        with open(self.store.path("data") + "/later", "w", encoding="utf-8") as file:
            file.write("than the snapshot")
        outside = self.home + "/outside"
        os.rename(self.store.root + "/elsewhere", outside)
        for name in ("linked", "away"):
            os.symlink(outside, f"{self.store.root}/{name}")
        self.call("bash", "rmvenv", "away", "old")
        for number, name in enumerate(("data", "web"), 1):
            self._install(name, 1_600_000_000 + number)
        hurt = self.store.root + "/hurt/bin/"
        for name in ("python", "python3"):
            os.unlink(hurt + name)
            os.symlink("/nowhere/bin/python3", hurt + name)
        subprocess.run(["cp", "-a", self.home, self.folder + "/kept"], check=True)

    def _install(self, name, when):
        """Put a package into the environment `name`: that of another time is equal, and shares its space."""
        site = Environment(self.store.path(name)).site_packages
        os.makedirs(site + "/pkg-1.dist-info")
        for path, text in (("library.so", "x" * 9_999), ("pkg-1.dist-info/RECORD", "library.so,,\n")):
            with open(f"{site}/{path}", "w", encoding="utf-8") as file:
                file.write(text)
            os.utime(f"{site}/{path}", (when, when))

    def reset(self):
        """Lay the home out as it was."""
        shutil.rmtree(self.home)
        subprocess.run(["cp", "-a", self.folder + "/kept", self.home], check=True)

    def lay_bare(self, parts):
        """Take away those `parts` of what envarium keeps for itself."""
        for part in parts:
            shutil.rmtree(self.store.own(part), ignore_errors=True)

    def state(self):
        """Return what is there now."""
        listed = {name: digest(self.store.path(name)) for name in self.store.names()}
        removed = sorted((one.name, digest(one.path)) for one in change.trash(self.store))
        outside = [
            (name, digest(f"{self.home}/{name}")) for name in sorted(os.listdir(self.home)) if name != "store"
        ]
        kept = [
            digest(one.environment.path)
            for name in shelf.owners(self.store)
            for one in shelf.of(self.store, name)
        ]
        return State(listed, removed, outside, kept)

    def _own(self):
        """Return what envarium keeps for itself, but for whole environments and trees."""
        found = []
        for entry in os.scandir(self.store.own()):
            inside = os.listdir(entry) if entry.is_dir() else [""]
            if entry.name == change.TRASH:
                inside = [name for name in inside if not os.listdir(f"{entry.path}/{name}")]
            elif entry.name in ("seeds", "reserve"):
                inside = [name for name in inside if name.startswith(".") or name.endswith(".new")]
            found += [f"{entry.name}/{name}" for name in inside]
        return set(found)

    def accept(self):
        """Take what envarium keeps now, after acts that nothing disturbed, for what may be there."""
        self.own |= self._own()

    def leftovers(self):
        """Return what envarium keeps that it did not keep at the beginning."""
        return sorted(self._own() - self.own)

    def go_on(self, *, with_pip):
        """Give the next command, which clears what was left, and take away what it made."""
        self.call("bash", "mkvenv", *([] if with_pip else ["--no-pip"]), NEXT)
        shutil.rmtree(self.store.path(NEXT))

    def fault_of(self, name, *, with_pip):
        """Start the Python of the environment `name`, and its pip if asked; return what is wrong, "" for nothing."""
        place = self.store.path(name)
        expected = [(["-I", "-c", SAY], place + "\n")]
        if with_pip and os.path.exists(place + "/bin/pip"):
            expected.append((["-I", "-m", "pip", "--version"], f" from {place}/lib/"))
        for words, answer in expected:
            try:
                result = subprocess.run(
                    [place + "/bin/python", *words],
                    env=self.environment,
                    capture_output=True,
                    text=True,
                    check=False,
                )
            except OSError as error:
                return str(error)
            if answer not in result.stdout:
                return f"{words}: {result.stdout}{result.stderr}"
        return ""


def paths(place):
    """Return the paths of all that is in the environment at `place`."""
    return sorted(path for path, *_ in _walk(place, ""))


def digest(place):
    """Return a number that changes when a file, a link or the permissions of anything at `place` do.

    The content of a file is identified by its size and its time of change, which every call that writes changes.
    """
    if os.path.islink(place):
        return hash(os.readlink(place))
    if not os.path.isdir(place):
        return os.lstat(place).st_mtime_ns
    return hash(frozenset(_walk(place, "")))


def _walk(place, inside):
    """Yield the path, the mode, and the size, time or target of everything in `place`."""
    with os.scandir(place) as entries:
        for entry in entries:
            path = f"{inside}/{entry.name}"
            status = entry.stat(follow_symlinks=False)
            if entry.is_symlink():
                yield path, os.readlink(entry.path)
            elif entry.is_dir():
                yield path, status.st_mode
                yield from _walk(entry.path, path)
            else:
                yield path, status.st_mode, status.st_size, status.st_mtime_ns
