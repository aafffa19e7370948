"""Repair environments in place, or rebuild them on another Python."""

from __future__ import annotations

import os
import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from envarium.commands import disk, inspecting
from envarium.errors import (
    EnvariumError,
    SystemRefused,
    WrongUsage,
    printable,
    report,
    shown,
)
from envarium.files import deleting
from envarium.health import finding, hooks, mend, ownership, rebuild
from envarium.health.subject import Environment, World
from envarium.relocating import changes, engine, sharing
from envarium.store import locking, lookup, low_disk, sweep
from envarium.words import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.health.finding import Finding
    from envarium.health.mend import Workshop
    from envarium.health.rebuild import Settle
    from envarium.store.lookup import Store
    from envarium.words import Given

    Job = tuple[Environment, list[Finding]]

LOCK = "repair.lock"

UNFINISHED = "what is repaired so far is kept; run it again"


def run(given: Given) -> Answer:
    """Repair each environment that needs it, and print what was done; fail if one could not be repaired."""
    names = given.many("names")
    if bool(names) == given.on("all"):
        what = "--all and names exclude each other" if names else "no names given"
        raise WrongUsage(what, "write the environments' names, or --all")
    store = lookup.current()
    for name in names:
        store.find(name)
    if not os.path.isdir(store.root):
        return _nothing()
    store.prepare()
    with locking.lock(store.own(LOCK)):
        world = inspecting.world(store)
        workshop = mend.Workshop(world, lambda name, others: changes.mend(store, name, others))
        if given.on("all"):
            _tidy(store)
        jobs = [(one, workshop.wrong(one)) for one in inspecting.environments(store, names)]
        if given.on("all"):
            jobs = [job for job in jobs if not job[1] or not _is_foreign(job[0], world)]
        if given.text("python"):
            return _rebuild_each(workshop, jobs, given)
        jobs = [job for job in jobs if job[1]]
        return _each(jobs, lambda job: _mend(workshop, job)) if jobs else _nothing()


def _is_foreign(environment: Environment, world: World) -> bool:
    """Say whether another user can make it run code of his, and tell that it is left out."""
    found = next(iter(ownership.environment(environment, world)), None)
    if found:
        sentence = f"environment {shown(environment.name)} is left out: {found.what}"
        report(sentence, f"mending runs its Python; if you trust it: {finding.repair(environment.name)}")
    return found is not None


def _tidy(store: Store) -> None:
    """Clear what killed commands have left behind, and let the hooks for all environments be run."""
    for path in sweep.leftovers(store):
        deleting.delete(path)
    mend.make_executable(hooks.started("", store.root))


def _nothing() -> Answer:
    sys.stderr.write("nothing to repair; envarium doctor shows all findings\n")
    return Answer()


def _mend(workshop: Workshop, job: Job) -> str:
    """Mend the environment of `job` as it is by now."""
    environment = _again(workshop, job)
    found = workshop.wrong(environment)
    return "; ".join(workshop.mend(environment, found)) if found else "it is no longer broken"


def _again(workshop: Workshop, job: Job) -> Environment:
    """Return the environment of `job`, read again. Raises NoSuchEnvironment, NameTaken, EnvironmentReplaced."""
    environment = inspecting.environments(workshop.world.store, (job[0].name,))[0]
    environment.expect(job[0].first)
    return environment


def _rebuild_each(workshop: Workshop, jobs: list[Job], given: Given) -> Answer:
    """Rebuild those named, of all those that need an interpreter. Raises EnvironmentActive, and what `find` raises."""
    if given.on("all"):
        jobs = [job for job in jobs if any(mend.needs_interpreter(one) for one in job[1])]
    for environment, _ in jobs:
        lookup.refuse_active(environment, "rebuilt")
    python = workshop.find(given.text("python"))
    if isinstance(python, EnvariumError):
        raise python
    if not jobs:
        return _nothing()
    store = workshop.world.store
    old = low_disk.bins(store)
    answer = _each(jobs, lambda job: rebuild.rebuild(_again(workshop, job), python, store, _settle(store)))
    sweep.behind(sweep.aside(store, low_disk.crowding(store, old, disk.freed_by)))
    return answer


def _each(jobs: list[Job], act: Callable[[Job], str]) -> Answer:
    """Do `act` to each, show how far it has got, and sum up."""
    failed: list[tuple[str, EnvariumError]] = []
    with _bar(len(jobs)) as bar:
        task = bar.add_task("", total=len(jobs))
        for job in jobs:
            name = job[0].name
            bar.update(task, description=printable(name))
            try:
                bar.console.print(f"{printable(name)}: {printable(act(job))}", markup=False, soft_wrap=True)
            except EnvariumError as error:
                failed.append((name, error))
            except OSError as error:
                failed.append((name, SystemRefused(f"repair {shown(name)}", error, UNFINISHED)))
            bar.advance(task)
    return _sum_up(len(jobs), failed)


def _bar(number: int) -> Progress:
    """Return the bar, which shows itself on a terminal, and only where there is more than one thing to do."""
    console = Console(highlight=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    hidden = not console.is_terminal or number < 2
    return Progress(*columns, console=console, transient=True, disable=hidden)


def _sum_up(number: int, failed: list[tuple[str, EnvariumError]]) -> Answer:
    for _, error in failed:
        report(error.sentence, error.hint)
    repaired = number - len(failed)
    sys.stderr.write(f"{repaired} of {number} environment{'' if number == 1 else 's'} repaired\n")
    return Answer(code=1 if failed else 0)


def _settle(store: Store) -> Settle:
    """Return what makes of an environment in staging one that is whole at another place."""
    return lambda root, path: engine.relocate(store, Environment(root), path, (root,), sharing.LINK).root
