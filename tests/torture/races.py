"""Many shells at once run the same few commands with the same few names; no environment may be lost."""

from __future__ import annotations

import collections
import os
import random
import shutil
import subprocess
import threading
import time

import shells
from envarium import vocabulary
from envarium.arguments import by_name
from envarium.store import change, lookup
from torture.ground import SAY, paths
from waiting import PATIENCE

NAMES = ("one", "two", "three")
REBUILT = "four"
"""The name that is rebuilt: the output does not show whether there was one before."""

SHELLS = 16

LOUD = ("Traceback", "Exception ignored", "syntax error")
"""Texts that must not be printed."""

STEPS = {
    "mkvenv --no-pip {0}": 6,
    f"mkvenv --no-pip --clear {REBUILT}": 1,
    f"mvvenv {REBUILT} {{0}}": 1,
    "rmvenv {0}": 6,
    "rmvenv {0} {1}": 1,
    "rmvenv --now {0}": 1,
    "envarium restore {0}": 1,
    "envarium restore {0} {1}": 1,
    "envarium trash --empty": 1,
    "envarium snapshot {0}": 1,
    "envarium rollback {0}": 1,
    "envarium repair {0}": 1,
    "envarium dedupe --hardlink": 1,
    "mktmpenv --no-pip": 1,
    "cpvenv {0} {1}": 2,
    "mvvenv {0} {1}": 3,
    "lsvenv -b": 2,
    "lsvenv": 1,
    "workon {0}": 2,
}
"""The commands, and how often each is chosen; those that do not exist are left out."""


class Counts:
    """How often each command succeeded, by its output; `defects` are outputs and states that must not occur."""

    def __init__(self):
        self.lock = threading.Lock()
        self.words = collections.Counter()
        self.lost = 0
        self.vanished = 0
        self.balance = collections.Counter()
        self.created = 0
        self.deleted = 0
        self.looks = 0
        self.defects = []

    def goes_on(self, end):
        """Return whether the race goes on: until `end`, and on a busy machine until there is something to count."""
        now = time.monotonic()
        return now < end or (now < end + PATIENCE and not (self.created and self.looks))

    def enter(self, step, result):
        """Count the `result` of `step`."""
        word, *names = (part for part in step.split() if not part.startswith("-"))
        with self.lock:
            self.words[word] += 1
            self.lost += result.code != 0
            foreign = [line for line in result.err.splitlines() if line and not line.startswith(EXPECTED)]
            vanished = [line for line in foreign if any(end in line for end in VANISHED)]
            self.vanished += bool(vanished)
            if (result.code not in (0, 1) and not vanished) or any(
                loud in result.err + result.out for loud in LOUD
            ):
                self.defects.append(f"{step}: {result}")
            if len(vanished) < len(foreign):
                self.defects.append(f"{step}: it says {foreign}")
            self._account(word, names, result)

    def _account(self, word, names, result):
        """Count what was created and removed, according to the output; it can be removed before it is entered."""
        removed = [
            line.split()[1].rstrip(".") for line in result.out.splitlines() if line.startswith("Removing ")
        ]
        done = names[0] if word == "envarium" and result.code == 0 else ""
        if word == "rmvenv":
            self.balance.subtract(removed[:-1] if result.code else removed)
            self.deleted += FOREVER in result.err and len(removed)
        elif word == "mktmpenv":
            self.created += MADE[0] in result.err
        elif any(made in result.err for made in MADE):
            self.created += 1
            self.balance[names[-1]] += 1
        elif MOVED in result.err:
            self.created += KEPT in result.err
            self.balance[names[0]] -= 1
            self.balance[names[1]] += 1
        elif done == "restore":
            self.balance[os.path.basename(result.out.split()[-1].rstrip(")"))] += 1
        elif done == "rollback" and SAVED not in result.err:
            self.created += 1
            self.balance[names[1]] += 1
        elif done == "trash":
            self.deleted += int(result.err.split()[1])


FOREVER, SAVED = "deleted permanently", "the state before is "
"""The messages that an environment was deleted, and that one was kept as a snapshot."""

EXPECTED = (
    "envarium: ", "hint: ", "created with ", '"', "kept for ", "the old one ", "copied from ", "renamed, ", "deleted ",
    "snapshots are kept", "return to it with", SAVED, "waiting for ",
    "nothing to repair", "0 of 1 environment ",
)  # fmt: skip
"""The expected beginnings of lines on standard error."""

MADE, MOVED, KEPT = ("created with ", "copied from "), "renamed, ", "is kept in the trash"
"""The messages that an environment was created, renamed, or moved to the trash."""

VANISHED = ("No such file or directory", "no such file or directory", "while sourcing file")
"""The messages of the shell itself if the environment that it enters has just been removed."""


def run(folder, environment, tool, seconds, seed=0):
    """Race for that many seconds in a store at `folder`/store; return the counts."""
    environment = {**environment, "WORKON_HOME": folder + "/store"}
    store = lookup.Store(folder + "/store")
    counts = Counts()
    _first(folder, environment, tool, "--no-pip model")
    model = set(paths(store.path("model")))
    end = time.monotonic() + seconds
    watcher = threading.Thread(target=_watch, args=(store, model, counts, end))
    watcher.start()
    _each_shell(
        folder,
        environment,
        tool,
        lambda shell, number: _race(shell, random.Random(seed + number), counts, end),
    )
    watcher.join()
    _audit(store, model, counts, environment)
    return counts


def _race(shell, chance, counts, end):
    """Say one step after the other until `end`, leaving what was entered."""
    there = {step: often for step, often in STEPS.items() if step.startswith("envarium") or _known(step)}
    while counts.goes_on(end):
        step = chance.choices(list(there), list(there.values()))[0].format(*chance.sample(NAMES, 2))
        counts.enter(step, shell.tries(step))
        shell.tries("deactivate")


def _known(step):
    command = by_name(step.split()[0])
    return command is not None and os.path.exists(f"{_COMMANDS}/{command.module}.py")


_COMMANDS = os.path.join(os.path.dirname(vocabulary.__file__), "commands")


def _watch(store, model, counts, end):
    """Look at everything that is listed, again and again: it is whole, or no longer there."""
    while counts.goes_on(end):
        for name in store.names():
            place = store.path(name)
            counts.looks += 1
            try:
                before = os.stat(place).st_ino
                missing = model - set(paths(place))
                if missing and os.stat(place).st_ino == before:
                    counts.defects.append(f"{name} is incomplete: without {sorted(missing)[:5]}")
            except FileNotFoundError:
                pass  # it went while it was looked at
        time.sleep(0.01)


def _audit(store, model, counts, environment):
    """Compare the counts with the environments in the store and in its trash."""
    listed, removed = set(store.names()), change.trash(store)
    if len(listed) + len(removed) != counts.created - counts.deleted + 1:
        counts.defects.append(
            f"{counts.created + 1} were made, {counts.deleted} deleted; "
            f"{len(listed)} are listed, {len(removed)} are in the trash"
        )
    for name in NAMES:
        if counts.balance[name] != (name in listed):
            counts.defects.append(
                f"{name}: made less removed is {counts.balance[name]}, listed is {name in listed}"
            )
    for one in removed:
        if model - set(paths(one.path)):
            counts.defects.append(f"{one.path} is incomplete")
    for name in listed:
        child = [store.path(name) + "/bin/python", "-I", "-c", SAY]
        output = subprocess.run(child, env=environment, capture_output=True, text=True, check=False)
        if output.stdout != store.path(name) + "\n":
            counts.defects.append(f"{name} does not work: {output}")


def seed_once(folder, environment, tool):
    """Let many shells want pip at once in a store that has none; return what is wrong, and the number of images."""
    environment = {**environment, "WORKON_HOME": folder + "/cold"}
    store = lookup.Store(folder + "/cold")
    wrong, inodes = [], set()
    done = threading.Event()
    watcher = threading.Thread(target=_watch_images, args=(store, inodes, done))
    watcher.start()

    def want(shell, number):
        output = shell.tries(f"mkvenv made{number}")
        pip = shell.tries("pip --version")
        if output.code or f"{store.root}/made{number}/" not in pip.out:
            wrong.append(f"made{number}: {output} {pip}")

    _each_shell(folder, environment, tool, want)
    done.set()
    watcher.join()
    return wrong, len(inodes)


def _watch_images(store, inodes, done):
    """Note the number of each image that was ever among the seeds."""
    while not done.is_set():
        try:
            for entry in os.scandir(store.own("seeds")):
                if entry.is_dir() and not entry.name.startswith("."):
                    inodes.add(entry.inode())
        except FileNotFoundError:
            pass
        time.sleep(0.002)


def one_winner(folder, environment, tool, rounds):
    """Let all shells make one name in the same moment, `rounds` times; return how many won each time."""
    environment = {**environment, "WORKON_HOME": folder + "/arena"}
    gate = threading.Barrier(SHELLS, timeout=PATIENCE)
    wins = collections.Counter()

    def make(shell, number):
        for turn in range(rounds):
            gate.wait()
            output = shell.tries(f"mkvenv --no-pip round{turn}")
            wins[turn] += "created with" in output.err
            shell.tries("deactivate")

    _first(folder, environment, tool, "--no-pip model")
    _each_shell(folder, environment, tool, make)
    return wins


def _first(folder, environment, tool, words):
    child = [tool, "create", *words.split()]
    subprocess.run(child, env=_with(tool, environment), cwd=folder, check=True, capture_output=True)


def _with(tool, environment):
    """Return `environment` with the directory of `tool` first on PATH: its Python is the usual one then."""
    return {**environment, "PATH": os.path.dirname(tool) + ":" + environment["PATH"]}


def _each_shell(folder, environment, tool, act):
    """Call `act` with each of many shells and its number, all at once; raise what the first that fails raises."""
    failed = []

    def serve(number):
        mode = list(shells.DRIVERS)[number % len(shells.DRIVERS)]
        place = f"{folder}/shell{number}"
        shutil.rmtree(place, ignore_errors=True)
        os.mkdir(place)
        shell = shells.start(mode, place, _with(tool, environment))
        try:
            shell.load(tool)
            act(shell, number)
        except Exception as error:
            failed.append(error)
        finally:
            shell.close()

    threads = [threading.Thread(target=serve, args=(number,)) for number in range(SHELLS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in failed:
        raise error
