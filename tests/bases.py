"""A pyenv of a test's own, whose one Python can be moved, upgraded and removed, and a store made from it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess

import projects
import pythons
from envarium import door
from envarium.health.subject import Subject
from envarium.store.lookup import Store
from tool import Tool, lend


def other(minor):
    """The newest interpreter of this machine that is of another minor version than `minor`, and has a pip at hand."""
    usual = [path for path in pythons.there() if not pythons.is_pypy(path)]
    fit = [path for path in usual if pythons.version(path) >= (3, 9) and pythons.version(path)[:2] != minor]
    return max(fit, key=pythons.version, default="")


class Ground:
    """A home, a store, a pyenv with one version, and the tool that works with them."""

    def __init__(self, folder, pristine, version, shared):
        self.folder = folder
        self.version = version
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.store = Store(str(self.home / ".virtualenvs"))
        os.mkdir(self.store.root)
        lend(self.store.root, shared)
        self.versions = folder / "pyenv" / "versions"
        self.base = self.versions / ".".join(map(str, version))
        self.versions.mkdir(parents=True)
        subprocess.run(["cp", "-al", str(pristine), str(self.base)], check=True)
        ours = ("VIRTUAL_ENV", "XDG_", "PYTHON", "WORKON", "SHELL")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        output = {"HOME": str(self.home), "PYENV_ROOT": str(folder / "pyenv"), "PATH": "/usr/bin:/bin"}
        config = self.home / ".config" / "envarium"
        config.mkdir(parents=True)
        (config / "config.toml").write_text("reserve = false\n")  # or somebody works in the background
        self.tool = Tool({**kept, **output, "WORKON_HOME": self.store.root})

    @property
    def minor(self):
        return ".".join(map(str, self.version[:2]))

    def make(self, name, *words):
        """Make an environment on the base that can be moved, and return its place."""
        self.tool.done("create", name, "-p", str(self.base / "bin" / "python3"), *words)
        return self.store.path(name)

    def asks(self, *words, **variables):
        """Run envarium in this process, as a child would be slower; return its exit code and what it printed."""
        output = {**self.tool.environment, **variables}
        kept = dict(os.environ)
        os.environ.clear()
        os.environ.update({name: value for name, value in output.items() if value is not None})
        try:
            with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
                return door.serve(list(words)), out.getvalue()
        finally:
            os.environ.clear()
            os.environ.update(kept)

    def doctor(self, *words, **variables):
        """Return the rows of the doctor's answer."""
        code, output = self.asks("doctor", "--json", *words, **variables)
        rows = json.loads(output)
        assert code == any(row["level"] != "note" for row in rows)
        return rows

    def findings(self, *words):
        """Return what the doctor says is wrong, by subject and identifier."""
        return {(row["subject"], row["id"]) for row in self.doctor(*words) if row["level"] != "note"}

    def move_base(self, name):
        """Rename the base, as an upgrade by pyenv does; with "" put it out of reach."""
        new = self.versions / name if name else self.folder / "out of reach"
        self.base.rename(new)
        self.base = new
        return new

    def says(self, name, code="import sys; print(sys.prefix)"):
        """Return what the Python of the environment `name` prints, which starts."""
        child = [self.store.path(name) + "/bin/python", "-I", "-c", code]
        return subprocess.run(child, capture_output=True, text=True, check=True).stdout.strip()

    def package(self, name="tiny"):
        """Return a project that pip can build without a network."""
        return projects.write(self.folder / "projects" / name, name)

    def pip(self, name, *words):
        """Run the pip of the environment `name`, which must succeed."""
        pip = [self.store.path(name) + "/bin/python", "-m", "pip", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, *words], check=True, env=self.tool.environment, capture_output=True)


class Maker:
    """Makes grounds, which share one copy of the base by hard links."""

    def __init__(self, place):
        self.place = place
        self.version = pythons.version(pythons.movable())
        self.shared = place / "shared"
        self.shared.mkdir()
        home = place / "home"
        home.mkdir()
        pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
        first = {"HOME": str(home), "WORKON_HOME": str(place / "first"), "PYENV_ROOT": pyenv}
        tool = Tool({**os.environ, **first})
        tool.done("create", "first", "-p", pythons.movable(), "--self-contained", "--no-pip")
        self.pristine = place / "pristine"
        shutil.move(place / "first" / "first" / ".base", self.pristine)
        self.number = 0

    def __call__(self):
        self.number += 1
        return Ground(self.place / str(self.number), self.pristine, self.version, self.shared)


def tree(top):
    """Return the bytes, link or kind of everything below `top`, with its permissions, by path inside."""
    found = {}
    for folder, directories, files in os.walk(top):
        for name in (*directories, *files):
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            if os.path.islink(path):
                content = os.readlink(path)
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    content = file.read()
            else:
                content = None
            found[os.path.relpath(path, top)] = (mode, content)
    return found


def site(place):
    """Return the directory of packages of the environment at `place`."""
    return Subject(place).packages[0]


def put_back(pristine, top):
    """Make the tree at `top` what `pristine` is, of which its files were hard links."""
    os.chmod(top, os.stat(pristine).st_mode)
    for folder, directories, files in os.walk(pristine):
        here = os.path.join(top, os.path.relpath(folder, pristine))
        names = {*directories, *files}
        for name in set(os.listdir(here)) - names:
            _remove(f"{here}/{name}")
        for name in names:
            _restore(f"{folder}/{name}", f"{here}/{name}")


def _restore(kept, path):
    if os.path.isdir(kept) and not os.path.islink(kept):
        os.makedirs(path, exist_ok=True)
        os.chmod(path, os.stat(kept).st_mode)
    elif not os.path.lexists(path) or os.lstat(path).st_ino != os.lstat(kept).st_ino:
        _remove(path)
        os.link(kept, path, follow_symlinks=False)


def _remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        while os.path.lexists(path):  # in the background, somebody may still be at work in it
            shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        os.unlink(path)
