"""Repair environments in place, or rebuild them on another Python."""

from __future__ import annotations

import os
import sys

from envarium.command_line import Answer
from envarium.commands import inspecting, invocation
from envarium.errors import EnvariumError, SystemRefused, WrongUsage
from envarium.files import deleting
from envarium.health import dependents, finding, hooks, interpreter, ownership, rebuild, repairs
from envarium.health.subject import Subject, World
from envarium.output import printable, report, shown
from envarium.printing import amounts
from envarium.printing.status_line import StatusLine
from envarium.relocating import changes, engine, sharing
from envarium.snapshots import receipts
from envarium.store import locking, lookup, low_disk, sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.command_line import Values
    from envarium.health.finding import Finding
    from envarium.health.rebuild import Relocate
    from envarium.health.repairs import Repairs
    from envarium.store.lookup import Store

    Job = tuple[Subject, list[Finding]]

LOCK = "repair.lock"

UNFINISHED = "what is repaired so far is kept; run it again"


def run(values: Values) -> Answer:
    """Repair each environment that needs it, and print what was done; fail if one could not be repaired."""
    names = values.many("names")
    if bool(names) == values.on("all"):
        what = "--all and names exclude each other" if names else "no names given"
        raise WrongUsage(what, "write the environments' names, or --all")
    store, wait = lookup.current(), _wait(values.text("wait"))
    for name in names:
        store.find(name)
    if not os.path.isdir(store.root):
        return _nothing()
    store.prepare()
    with locking.lock(store.own(LOCK), wait):
        world = inspecting.world(store)
        repairer = repairs.Repairs(world, lambda name, others: changes.repair(store, name, others))
        if values.on("all"):
            _tidy(store)
        jobs = [(one, repairer.wrong(one)) for one in inspecting.environments(store, names)]
        if values.on("all"):
            jobs = [job for job in jobs if not job[1] or not _is_foreign(job[0], world)]
        if values.text("python"):
            return _rebuild_each(repairer, jobs, values)
        jobs = [job for job in jobs if job[1]]
        return _each(jobs, lambda job: _repair(repairer, job)) if jobs else _nothing()


def _wait(text: str) -> int | None:
    """Return for how many seconds to wait for the lock, None if the setting decides. Raises WrongUsage."""
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise WrongUsage(f"--wait takes a number of seconds, not {shown(text)}", "for example: --wait 5")
    return int(text) if text else None


def _is_foreign(environment: Subject, world: World) -> bool:
    """Return whether another user can make it run code; report that it is skipped then."""
    problem = next(iter(ownership.environment(environment, world)), None)
    if problem:
        sentence = f"environment {shown(environment.name)} is skipped: {problem.what}"
        report(sentence, f"a repair runs its Python; if you trust it: {finding.repair(environment.name)}")
    return problem is not None


def _tidy(store: Store) -> None:
    """Delete what killed commands have left, and make the hooks for all environments executable."""
    for path in sweep.leftovers(store):
        deleting.delete(path)
    repairs.make_executable(hooks.started("", store.root))


def _nothing() -> Answer:
    sys.stderr.write("nothing to repair; envarium doctor shows all findings\n")
    return Answer()


def _repair(repairer: Repairs, job: Job) -> str:
    """Repair the environment of `job` as it is now."""
    environment = _again(repairer, job)
    findings = repairer.wrong(environment)
    if not findings:
        return "it is no longer broken"
    words = ("envarium", "repair", environment.name)
    return "; ".join(
        receipts.around(environment, words, lambda: repairer.repair(environment, findings), quiet=True)
    )


def _again(repairer: Repairs, job: Job) -> Subject:
    """Return the environment of `job`, read again. Raises NoSuchEnvironment, NameTaken, EnvironmentReplaced."""
    environment = inspecting.environments(repairer.world.store, (job[0].name,))[0]
    environment.expect(job[0].first)
    return environment


def _rebuild_each(repairer: Repairs, jobs: list[Job], values: Values) -> Answer:
    """Rebuild the named environments, or all that need an interpreter. Raises EnvironmentActive, NoInterpreter."""
    if values.on("all"):
        jobs = [job for job in jobs if any(one.identifier in interpreter.RELINKABLE for one in job[1])]
    for environment, _ in jobs:
        lookup.refuse_active(environment, "rebuilt")
    python = repairer.find(values.text("python"))
    if isinstance(python, EnvariumError):
        raise python
    if not jobs:
        return _nothing()
    store = repairer.world.store
    old = low_disk.bins(store)
    orphans = [name for environment, _ in jobs for name in dependents.of(store, environment)]
    words = invocation.words("repair", values)
    answer = _each(
        jobs,
        lambda job: receipts.around(
            job[0], words, lambda: rebuild.rebuild(_again(repairer, job), python, store, _relocation(store))
        ),
    )
    dependents.tell(store, list(dict.fromkeys(orphans)))
    sweep.delete_in_background(sweep.move_to_staging(store, low_disk.to_delete(store, old)))
    return answer


def _each(jobs: list[Job], act: Callable[[Job], str]) -> Answer:
    """Call `act` for each, show the progress, and print a summary."""
    failures: list[tuple[str, EnvariumError]] = []
    with StatusLine() as line:
        for number, job in enumerate(jobs, 1):
            name = job[0].name
            line.now(f"repairing {number} of {len(jobs)}: {name}")
            try:
                text = act(job)
                line.clear()
                sys.stdout.write(f"{printable(name)}: {printable(text)}\n")
                sys.stdout.flush()
            except EnvariumError as error:
                failures.append((name, error))
            except OSError as error:
                failures.append((name, SystemRefused(f"repair {shown(name)}", error, UNFINISHED)))
    return _sum_up(len(jobs), failures)


def _sum_up(number: int, failures: list[tuple[str, EnvariumError]]) -> Answer:
    for _, error in failures:
        report(error.sentence, error.hint)
    successes = number - len(failures)
    sys.stderr.write(f"{successes} of {amounts.counted(number, 'environment')} repaired\n")
    return Answer(code=1 if failures else 0)


def _relocation(store: Store) -> Relocate:
    """Return the function that relocates an environment in staging to another path."""
    return lambda root, path: engine.relocate(store, Subject(root), path, (root,), sharing.LINK).root
