"""A fault is injected at one call of an act, at each call in turn; afterwards nothing may be lost."""

from __future__ import annotations

import collections
import concurrent.futures
import multiprocessing
import os
import tempfile
import time

from torture import acts, calls, child
from torture.ground import Ground, paths

PIP_EVERY = 8
"""Each environment that is new or changed is started; in one of this many, pip is started too."""

CLAIM = "nothing was changed"
"""A message may contain this only if it is true."""


class Tally:
    """The result of a stretch: the number of points, the calls with a fault, and the defects found."""

    def __init__(self, defects=()):
        self.points = 0
        self.faulty_calls = collections.Counter()
        self.started = 0
        self.cleared = 0
        self.defects = list(defects)
        self.complete = True

    def add(self, other):
        """Add the counts of `other`."""
        self.points += other.points
        self.faulty_calls += other.faulty_calls
        self.started += other.started
        self.cleared += other.cleared
        self.defects += other.defects
        self.complete = self.complete and other.complete


class Trial:
    """One act on a ground, and the result of a run without a fault."""

    def __init__(self, ground, act):
        self.ground = ground
        self.act = act
        self.tally = Tally()
        child.load(act.words, ground.environment, ground.folder)
        after = ground.state()
        self.after = set(after.environments)
        assert after != ground.before, f"{act.title} does nothing"
        ground.accept()
        self.wanted = {name: paths(ground.store.path(name)) for name in act.new}
        ground.reset()
        ground.lay_bare(act.without)
        self.made = child.made(act.words, ground.environment, ground.folder)
        ground.reset()

    def inject(self, fault, number):
        """Do the act with `fault` at its call `number`, counted from 0, and check the result."""
        self.ground.lay_bare(self.act.without)
        injections = fault.at(self.made, number)
        ended = child.run(self.act.words, self.ground.environment, self.ground.folder, injections)
        now = self.ground.state()
        wrong = [*self._lost(now), *self._unwanted(now)]
        if not fault.kills:
            wrong += self._untrue(ended, now)
        if ended.call:
            self.tally.points += 1
            self.tally.faulty_calls[ended.call.partition("(")[0]] += 1
        wrong += self._left()
        where = f"{self.act.title}: {fault.name} at {number}: {ended.call}"
        self.tally.defects += [f"{where}: {sentence}: {ended.err.strip()!r}" for sentence in wrong]
        if wrong or now != self.ground.before:
            self.ground.reset()

    def _lost(self, now):
        """Yield what no longer exists unchanged, under its name or in the trash."""
        before, act = self.ground.before, self.act
        for name, content in before.environments.items():
            if now.environments.get(name) == content or (name, content) in now.trash:
                continue
            if name in act.remakes and content in now.snapshots:
                continue
            successor = act.moves.get(name) or (name if name in act.mends else "")
            if successor not in now.environments:
                yield f"{name} is lost"
        for name, content in before.trash:
            restored = name in act.restores and now.environments.get(name) == content
            restored = restored or act.revives.get(name) in now.environments
            if (name, content) not in now.trash and not restored and not act.empties:
                yield f"{name} is lost from the trash"
        if set(before.snapshots) - set(now.snapshots):
            yield "a snapshot is lost"
        if now.outside != before.outside:
            yield "something outside of the store was changed"

    def _unwanted(self, now):
        """Yield which environments are listed that do not work, or that the act does not make."""
        before = self.ground.before
        for name, content in now.environments.items():
            if before.environments.get(name) == content:
                continue
            if name not in self.act.new:
                yield f"{name} has changed"
                continue
            self.tally.started += 1
            present = paths(self.ground.store.path(name))
            if present != self.wanted[name]:
                yield f"{name} is incomplete: {sorted(set(present) ^ set(self.wanted[name]))[:5]}"
            fault = self.ground.fault_of(name, with_pip=self.tally.started % PIP_EVERY == 1)
            if fault:
                yield f"{name} does not work: {fault}"
        whole = {*before.environments.items(), *before.trash}
        for one in now.trash:
            if one not in whole:
                yield f"{one[0]} is in the trash, and is none of the environments that existed"

    def _untrue(self, ended, now):
        """Yield what is wrong with the exit code, messages and result of a command that continued after an error."""
        if ended.code not in (0, 1, 130):
            yield f"it ended with {ended.code}"
        if "Traceback" in ended.err or "Traceback" in ended.out:
            yield "a traceback"
        output = [line for line in ended.err.splitlines() if line.startswith("envarium: ")]
        if ended.code == 1 and len(output) != 1 and not ended.call.startswith("write(2"):
            yield f"{len(output)} messages"
        if ended.code == 1 and CLAIM in ended.err and now != self.ground.before:
            yield "the message is not true: something was changed"
        emptied = not now.trash or not self.act.empties
        if ended.code == 0 and (set(now.environments) != self.after or not emptied):
            yield "the exit code is 0, and the act is not done"

    def _left(self):
        """Yield what a killed command left behind and the next one does not delete."""
        if self.ground.leftovers():
            self.ground.go_on(with_pip="seeds" in self.act.without)
            self.tally.cleared += 1
            left = self.ground.leftovers()
            if left:
                yield f"left behind: {left}"


class Stretch:
    """Calls `first`, `first + step`, … of the act with that title, each of which gets the fault of that number."""

    def __init__(self, act, fault, first, step):
        self.act = act
        self.fault = fault
        self.first = first
        self.step = step


_trials = {}
"""The trials of this process, by the title of the act; all use one scratch directory, and so one ground."""


def go(stretch, scratch, end):
    """Inject the fault at each call of `stretch`, until the clock shows `end`; return the tally."""
    try:
        trial = _trial(acts.named(stretch.act), scratch)
    except AssertionError as error:
        return Tally([f"{stretch.act} cannot be tried: {error}"])
    trial.tally = Tally()
    for number in range(stretch.first, len(trial.made), stretch.step):
        if time.time() > end:
            trial.tally.complete = False
            break
        trial.inject(calls.FAULTS[stretch.fault], number)
    return trial.tally


def _trial(act, scratch):
    if act.title not in _trials:
        ground = next(iter(_trials.values())).ground if _trials else Ground(tempfile.mkdtemp(dir=scratch))
        _trials[act.title] = Trial(ground, act)
    return _trials[act.title]


def _memory():
    """Return a directory in memory if there is one, as acts are faster there."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def stretches(workers, *, coarse=1):
    """Return the stretches of every act with every fault, each divided among `workers`, kills first.

    If not every call gets each fault, each fault begins at another call, so that together they miss few.
    """
    found = []
    for which, fault in enumerate(calls.FAULTS):
        for act in acts.ACTS:
            step = coarse * (act.stride if fault.kills else act.step) * workers
            firsts = [(step * part // workers + which) % step for part in range(workers)]
            found += [Stretch(act.title, which, first, step) for first in firsts if not act.absent]
    return sorted(found, key=lambda stretch: stretch.act in acts.LONG)


def apart(act, *arguments):
    """Return what `act` returns in a process of its own, which may wait for all its children."""
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, context) as pool:
        return pool.submit(act, *arguments).result()


def run(workers, seconds, *, coarse=1, titles=()):
    """Run all stretches in that time; return the tallies by (title of the act, name of the fault)."""
    end = time.time() + seconds
    found = {}
    todo = [one for one in stretches(workers, coarse=coarse) if not titles or one.act in titles]
    context = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="torture-", dir=_memory()) as scratch,
        concurrent.futures.ProcessPoolExecutor(workers, context) as pool,
    ):
        folders = [os.path.realpath(scratch)] * len(todo)
        for stretch, tally in zip(todo, pool.map(go, todo, folders, [end] * len(todo)), strict=True):
            key = stretch.act, calls.FAULTS[stretch.fault].name
            if key in found:
                found[key].add(tally)
            else:
                found[key] = tally
    return found
