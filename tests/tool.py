"""The command line as a person calls it: in a child process, with an environment that the test chooses."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from filelock import FileLock

import envarium
from waiting import PATIENCE

SOURCE = os.path.dirname(os.path.dirname(envarium.__file__))
IS_MEASURED = "COVERAGE_PROCESS_CONFIG" in os.environ
"""Whether the branches that the tests run are measured."""

ISOLATION = ("-I",) if IS_MEASURED else ("-I", "-S")
"""The flags with which the shells call Python; coverage is loaded by site."""

LENT = "from envarium.store import own; own.NO_LINKS = own.NO_LINKS[:2]; "
"""What lets a store have its seed images in another one; see `lend`."""

SOON = "from envarium.files import background; background.LOWEST = 0; background.AUTOGROUP = ''; "
"""What gives the work in the background the usual priority: on a busy machine it would hardly get any time."""

SERVE = (
    "import sys; sys.path[0] = sys.argv.pop(1); from envarium.door import {entry} as serve; "
    + LENT
    + SOON
    + "{before}serve()"
)


THREADLESS = 'ulimit -s 4000000; ulimit -v 3000000; exec "$@"'
"""For bash: run the arguments, where a thread cannot be started, as its stack would be larger than all memory."""

EACH = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from envarium import cli, door, toml
from envarium.store import own
own.NO_LINKS = own.NO_LINKS[:2]
for line in sys.stdin:
    sys.argv[1:], streams = json.loads(line)
    child = os.fork()
    if child == 0:
        for number, path in enumerate(streams, 1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        door.main()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""A process that has loaded what is slow to load, and gives every call a child of its own."""


def lend(store, lender):
    """Let the empty store at `store` use the seed images and the knowledge of interpreters of another."""
    os.makedirs(f"{store}/.envarium")
    for part in ("seeds", "interpreters"):
        os.makedirs(f"{lender}/.envarium/{part}", exist_ok=True)
        os.symlink(f"{lender}/.envarium/{part}", f"{store}/.envarium/{part}")


def open_text(path):
    """Return the text of the file at `path`."""
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


class Tool:
    """Calls envarium with the variables `environment`, which a call may add to (None takes one away)."""

    def __init__(self, environment):
        self.environment = environment

    def command(self, *words, entry="main", before=""):
        """Return the child's argument list: with site, as the console script starts."""
        return [sys.executable, "-c", SERVE.format(entry=entry, before=before), SOURCE, *words]

    def __call__(self, *words, cwd=None, **variables):
        """Run `envarium WORDS…` and return the finished child; no traceback is ever shown."""
        return self.start(self.command(*words), cwd=cwd, **variables)

    def asks(self, dialect, word, *words, before="", **variables):
        """Run a shell word as the integration calls it: isolated, and without site."""
        child = self.command(dialect, word, *words, entry="called_by_shell", before=before)
        return self.start([child[0], *ISOLATION, *child[1:]], **variables)

    def start(self, child, cwd=None, **variables):
        environment = {**self.environment, **variables}
        if environment.get("VIRTUAL_ENV") and "PATH" not in variables:  # active is what is on PATH too
            environment["PATH"] = f"{environment['VIRTUAL_ENV'].rstrip('/')}/bin:{environment['PATH']}"
        done = subprocess.run(
            child,
            env={name: value for name, value in environment.items() if value is not None},
            cwd=cwd or self.environment["HOME"],
            capture_output=True, stdin=subprocess.DEVNULL,
            text=True, errors="surrogateescape", timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def each(self, calls, folder):
        """Run `envarium WORDS…` for each of `calls`, and yield what each answered; `folder` holds their output."""
        child = [sys.executable, "-c", EACH, SOURCE]
        streams = [f"{folder}/out", f"{folder}/err"]
        with subprocess.Popen(
            child, env=self.environment, cwd=self.environment["HOME"], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        ) as running:  # fmt: skip
            for words in calls:
                running.stdin.write(json.dumps([words, streams]) + "\n")
                running.stdin.flush()
                code = int(running.stdout.readline())
                out, err = (open_text(path) for path in streams)
                assert "Traceback" not in err, err
                yield subprocess.CompletedProcess(words, code, out, err)

    def configure(self, text):
        """Let the config file contain `text`."""
        path = self.environment["HOME"] + "/.config/envarium/config.toml"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def refused(self, *words, code=1, **variables):
        """Run a call that is refused: one line that says why, one with a hint, nothing on standard output."""
        done = self(*words, **variables)
        assert (done.returncode, done.stdout) == (code, ""), (done.stdout, done.stderr)
        lines = done.stderr.splitlines()
        assert len(lines) == 2, done.stderr
        assert lines[0].startswith("envarium: ")
        assert lines[1].startswith("hint: ")
        assert done.stderr.isprintable() or all(line.isprintable() for line in lines)
        return lines[0].removeprefix("envarium: ")

    def done(self, *words, **variables):
        """Run a call that must succeed, and return its standard output."""
        done = self(*words, **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout


def once(tmp_path_factory, name, make):
    """Return the directory called `name` in which `make` has put something, once for all processes of the test run."""
    place = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        place = place.parent
    made = place / name
    with FileLock(str(place / f"{name}.lock")):
        if not (made / "done").exists():
            make(made)
            (made / "done").touch()
    return made
