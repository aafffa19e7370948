"""Links an environment in place to an interpreter of its own minor version again."""

from __future__ import annotations

import os

from envarium.creator import base_link
from envarium.creator.base_change import LIBRARIES
from envarium.creator.request import Request
from envarium.errors import CannotRepair
from envarium.files import reading
from envarium.health import finding, interpreter, swap, trial
from envarium.health.subject import Subject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.facts import Facts


def relink(environment: Subject, python: Facts, scratch: str) -> list[str]:
    """Link `environment` to `python`, which is tested in the empty directory `scratch` first; return the changed files.

    Raises CannotRepair and EnvironmentReplaced, in which case nothing has changed, and OSError.
    """
    if environment.strategy.RELOCATABLE or interpreter.is_classic(environment):
        ours = environment.strategy.RELOCATABLE
        reason = "its own base is damaged" if ours else "virtualenv before 20.0 created it"
        rebuild = finding.rebuild(environment.name, environment.spec)
        raise CannotRepair(environment.name, reason, f"rebuild it with {rebuild}")
    request = Request(environment.path, python, system_site=environment.system_site)
    reason = environment.strategy.refusal(request)
    if reason:
        raise CannotRepair(environment.name, reason)
    layout = environment.strategy.base_files(environment, request)
    layout.write(scratch)
    trial.check(scratch, python, environment.name)
    environment.expect(environment.first)
    headers = f"{environment.path}/{python.include}"
    if python.include in layout.directories and os.path.islink(headers):
        os.unlink(headers)  # a link into the base, where nothing may be written
    paths = [path for path in (*layout.links, *layout.files, *layout.copies) if path not in LIBRARIES]
    replaced = swap.put(paths, scratch, environment.path)
    return replaced + _delete_dangling(environment, python.include)


def _delete_dangling(environment: Subject, include: str) -> list[str]:
    """Delete dangling links into the base: modules and headers that it no longer has."""
    if base_link.read(environment.path) is None:
        return []
    folders = (f"{environment.path}/lib/{environment.library}", f"{environment.path}/{include}")
    paths = [f"{folder}/{name}" for folder in folders for name in reading.names(folder)]
    dangling = [path for path in paths if os.path.islink(path) and not os.path.exists(path)]
    for path in dangling:
        os.unlink(path)
    return dangling
