"""Making, changing and removing links, and the record that an environment keeps of the projects that link to it.

What is not a link to the environment in question is never touched, unless it is to be replaced.
"""

from __future__ import annotations

import os

from envarium import errors
from envarium.action import Action
from envarium.files import mounts, reading, writing
from envarium.files.deleting import attempt
from envarium.output import shown, typed
from envarium.store import link as links
from envarium.store.environment import Environment
from envarium.store.pyvenv_cfg import FILE as CONFIG
from envarium.store.pyvenv_cfg import MOVABLE, PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.link import Link
    from envarium.store.lookup import Store

RECORD = ".links"
"""The file in an environment with a line for each link: its form, a space, the directory of the project."""


def record(environment: Environment) -> dict[str, str]:
    """Return the projects that have been linked to `environment`, with the form of each link."""
    lines = (line.partition(" ") for line in reading.text(f"{environment.path}/{RECORD}").splitlines())
    return {project: form for form, _, project in lines if project[:1] == "/" and form in _FORMS}


_FORMS = (links.SYMLINK, links.FILE)


def leading_to(environment: Environment, store: Store) -> list[Link]:
    """Return the links that lead to `environment` now, of the projects that are recorded."""
    existing = (links.read(project, store) for project in record(environment))
    return [link for link in existing if link and link.leads_to(environment)]


def objection(project: str, link: Link | None, environment: Environment) -> str:
    """Return why `.venv` in `project`, now `link`, cannot be made a link to `environment`, "" if it can or is one."""
    if link and not link.leads_to(environment):
        return f"{shown(link.path)} already exists"
    return "" if os.access(project, os.W_OK) else f"{shown(project)} cannot be written to"


def moved_from(link: Link, environment: Environment) -> str:
    """Return where the project of the `link` to `environment` was when it was linked, "" if it has not moved.

    A directory on a disk that is not mounted has not.
    """
    forms, old = record(environment), environment.project
    if old not in forms or link.project in forms or os.path.isdir(old) or mounts.unmounted(old):
        return ""
    return old


def make(project: str, environment: Environment, form: str, store: Store) -> None:
    """Create `.venv` in `project`, a link to `environment`. Raises EnvariumError if something else is there."""
    existing = links.read(project, store)
    reason = objection(project, existing, environment)
    if reason:
        raise errors.EnvariumError(reason, f"envarium link --again {typed(environment.name)} replaces it")
    with Action(f"link {shown(project)}", f"{shown(environment.name)} is as it was"):
        if not existing:
            _write(f"{project}/{links.NAME}", environment.path, form)
        elif existing.form != form:
            point(existing, environment, form)
        note(environment, {**record(environment), project: form})


def replace(existing: Link, environment: Environment, form: str, store: Store) -> str:
    """Replace `existing` by such a link; return the new path of an environment that was there, "" for a link.

    Raises EnvariumError where it is neither a link nor an environment.
    """
    project, new_path = existing.project, ""
    other = existing.environment(store)
    with Action(f"link {shown(project)}", "envarium doctor shows how it is now"):
        if existing.form == links.OTHER:
            new_path = _aside(existing.path)
            _write(existing.path, environment.path, form)
        else:
            point(existing, environment, form)
        note(environment, {**record(environment), project: form})
        if other and other.path != environment.path:
            forget(other, project)
    return new_path


def _aside(path: str) -> str:
    """Move the environment at `path` to a free name beside it, and return that. Raises EnvariumError, OSError."""
    if not Environment(path).exists:
        raise errors.EnvariumError(
            f"{shown(path)} is neither a link nor an environment", "move it away first"
        )
    number, target = 1, path + ".old"
    while os.path.lexists(target):
        number += 1
        target = f"{path}.old{number}"
    os.rename(path, target)
    return target


def point(existing: Link, environment: Environment, form: str) -> None:
    """Point the link `existing` to `environment`, in one step. Raises OSError."""
    writing.replace_by(lambda path: _write(path, environment.path, form), existing.path)


def _write(path: str, target: str, form: str) -> None:
    if form == links.FILE:
        writing.write(path, (target + "\n").encode("utf-8", "surrogateescape"))
    else:
        os.symlink(target, path)


def remove(link: Link, environment: Environment) -> None:
    """Remove the `link`, which leads to `environment`. Raises OSError."""
    os.unlink(link.path)
    forget(environment, link.project)


def restore(environment: Environment, store: Store) -> list[str]:
    """Make the recorded links to `environment` again that do not exist; return those whose place is taken."""
    failures = []
    for project, form in record(environment).items():
        link = links.read(project, store)
        if link is None and os.path.isdir(project):
            if not attempt(lambda at=project, how=form: _write(f"{at}/{links.NAME}", environment.path, how)):
                failures.append(project)
        elif link is None or not link.leads_to(environment):
            failures.append(project)
    return failures


def note_check(environment: Environment, *, agrees: bool) -> None:
    """Note, by the date of the record, whether the project's files ask for the Python that `environment` has.

    The shells let them be checked again when one of them is newer.
    """
    attempt(lambda: os.utime(f"{environment.path}/{RECORD}", None if agrees else (0, 0)))


def forget(environment: Environment, project: str) -> None:
    """Delete `project` from the record of `environment`. Raises OSError."""
    note(environment, {path: form for path, form in record(environment).items() if path != project})


def note(environment: Environment, forms: dict[str, str]) -> None:
    """Record the projects of `forms` as those that link to `environment`. Raises OSError."""
    lines = "".join(f"{form} {project}\n" for project, form in forms.items())
    path = f"{environment.path}/{RECORD}"
    if lines:
        writing.replace_text(path, lines)
        config = PyvenvCfg.read(f"{environment.path}/{CONFIG}")
        if config.exists and config.get(MOVABLE) != "true":
            writing.replace_text(f"{environment.path}/{CONFIG}", config.changed(MOVABLE, "true").text)
    elif os.path.lexists(path):
        os.unlink(path)
