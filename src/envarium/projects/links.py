"""The links of projects to environments, for the commands that make, change and remove environments."""

from __future__ import annotations

import os
import sys

from envarium import environ, errors, lanes, settings
from envarium.action import Action
from envarium.files import git
from envarium.files.deleting import attempt
from envarium.files.reading import system_reason
from envarium.files.writing import write
from envarium.interpreters.project import requirement
from envarium.interpreters.spec import agrees
from envarium.output import printable, report, shown, typed
from envarium.projects import location
from envarium.store import link as links
from envarium.store import linking
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.store.link import Link
    from envarium.store.lookup import Store

HINT_FILE = "link-told"
"""The file of envarium's own whose presence means that the user has seen the hint about links."""


def form() -> str:
    """Return the form of link that the config file asks for, that of PEP 832 or the usual one."""
    return links.FILE if settings.value("link") == links.FILE else links.SYMLINK


def always() -> bool:
    """Return whether the config file asks for a link wherever a project is given."""
    return settings.value("link") != settings.NO_LINK


def default_name(project: str, store: Store) -> str:
    """Return the name of the environment that `project` gets where none is given.

    It is that of the one which it is linked to already. Raises EnvironmentExists where another project has the name.
    """
    link = links.read(project, store)
    target = link.environment(store) if link else None
    if target:
        return target.name
    name = location.name(project)
    environment = Environment(store.path(name))
    other = environment.project if environment.exists else ""
    if other not in ("", project) and os.path.isdir(other):
        raise errors.EnvironmentExists(name)
    return name


def check(project: str, environment: Environment, store: Store) -> None:
    """Refuse to link `project` where something else is there, or another project has `environment`.

    Raises EnvariumError.
    """
    refuse_claimed(project, environment, store)
    link = links.read(project, store)
    reason = linking.objection(project, link, environment)
    if reason:
        raise errors.EnvariumError(reason, _replacement_hint(link, environment))


def _replacement_hint(link: Link | None, environment: Environment) -> str:
    """Return the hint that says what `link` in the place of a new one is, and how to replace it."""
    if link is None:
        return "nothing was changed"
    again = f"envarium link --again {typed(environment.name)}"
    if link.form == links.OTHER:
        return f"it is not a link; {again} moves it aside if it is an environment"
    return f"it leads to {shown(link.target)}; {again} replaces it"


def refuse_claimed(project: str, environment: Environment, store: Store) -> None:
    """Raise EnvariumError where `environment` is linked from another project, worktrees of one repository apart."""
    for link in linking.leading_to(environment, store):
        if not _is_same_project(link.project, project):
            raise errors.EnvariumError(
                f"environment {shown(environment.name)} is linked from another project, {shown(link.project)}",
                f"create one for this project, or first: envarium unlink {typed(environment.name)}",
            )


def _is_same_project(one: str, other: str) -> bool:
    """Return whether two directories are one, or worktrees of one repository."""
    if os.path.samefile(one, other):
        return True
    mains = {git.main_checkout(root) or root for root in map(git.checkout, (one, other))}
    return len(mains) == 1 and "" not in mains and git.checkout(one) != git.checkout(other)


def settle(project: str, environment: Environment, store: Store, record: dict[str, str]) -> None:
    """Link `project`, unless that is "", to the new `environment`, in whose place was one with that `record`.

    Raises EnvariumError, SystemRefused.
    """
    if record and not linking.record(environment):
        linking.note(environment, record)
    if project:
        linking.make(project, environment, form(), store)
        ignore(project)


def link_message(project: str, environment: Environment) -> str:
    """Return the line that says that `project` is linked to `environment`."""
    path = environ.abbreviated(f"{project}/{links.NAME}")
    return f"linked {printable(path)} to {printable(environment.name)}\n"


def ignore(project: str) -> None:
    """Exclude the link in `project` from git, in a file that is not part of the checkout."""
    root = git.checkout(project)
    if root:
        git.exclude(root, f"{project}/{links.NAME}")


def hint(project: str, store: Store) -> str:
    """Return the hint about links, once for each store, and only if nothing is in the place of one."""
    if links.read(project, store) is None and attempt(lambda: write(store.own(HINT_FILE), b"")):
        return "hint: envarium link lets uv, editors and other tools find it from the project\n"
    return ""


def nearest(store: Store) -> tuple[Link | None, Environment | None]:
    """Return the link at or above the working directory, and the environment of the store that it leads to."""
    link = links.nearest(location.here(), store)
    return link, link.environment(store) if link else None


def environment_here(store: Store) -> tuple[Environment | None, errors.EnvariumError | None]:
    """Return the environment that the project at or above the working directory is linked to, None if to none.

    With it comes the error of a link that leads to none in the store; a directory of that name is no link. An
    environment whose project has moved follows it.
    """
    link, environment = nearest(store)
    if link and environment:
        follow_project(link, environment)
    if link is None or environment or link.form == links.OTHER:
        return environment, None
    return None, errors.EnvariumError(
        f"the link {shown(link.path)} is not followed: {link.objection(store)}",
        "envarium link --again links the project to an environment of the store",
    )


def of_main_checkout(folder: str, store: Store) -> Environment | None:
    """Return the environment that the main checkout has for `folder`, which is in a worktree; None if it has none."""
    root = git.checkout(folder)
    main, inside = git.main_checkout(root), folder[len(root) :]
    link = links.read(main + inside, store) if main else None
    while main and inside and not link:
        inside = os.path.dirname(inside).rstrip("/")
        link = links.read(main + inside, store)
    return link.environment(store) if link else None


def remove(project_links: list[Link]) -> None:
    """Remove the links that led to an environment which is in the trash now; it keeps their record."""
    _each(project_links, lambda link: os.unlink(link.path))
    for link in project_links:
        sys.stderr.write(f"the link {printable(environ.abbreviated(link.path))} was removed\n")


def repoint(project_links: list[Link], environment: Environment) -> None:
    """Point the links that led to `environment` under its former name to its new path."""
    _each(project_links, lambda link: linking.point(link, environment, link.form))


def restore(environment: Environment, store: Store) -> None:
    """Make the links again that `environment` had before it was removed."""
    for project in linking.restore(environment, store):
        report(
            f"{shown(project)} is not linked to {shown(environment.name)} as it was before: something else is there",
            f"look at {shown(project + '/' + links.NAME)}; envarium link --again replaces it",
        )


def follow_project(link: Link, environment: Environment) -> None:
    """Set the project of `environment` to where the `link` is if it was moved there. Raises SystemRefused."""
    old = linking.moved_from(link, environment)
    if not old:
        return
    lanes.require_full()
    from envarium.relocating import project_paths

    forms = linking.record(environment)
    with Action(f"change the project of {shown(environment.name)}", "run it again to finish"):
        number = project_paths.rewrite(environment, old, link.project)
        environment.tie(link.project)
        linking.note(environment, {link.project: forms.pop(old), **forms})
    files = f"; {number} file{'' if number == 1 else 's'} rewritten" if number else ""
    sys.stderr.write(f"the project was moved here from {printable(environ.abbreviated(old))}{files}\n")


def warn(project: str, environment: Environment, *, quiet: bool = False) -> None:
    """Warn that uv replaces `environment`, which `project` is linked to, where its Python is not what that asks for.

    If `quiet`, it is left to the shell, which does so when it activates the environment. Raises NeedsFullLane if only a
    parser can tell.
    """
    word, origin = requirement(project)
    fits = not word or agrees(word, environment.implementation, environment.version)
    linking.note_check(environment, agrees=fits)
    if fits or quiet:
        return
    report(
        f"warning: {shown(origin)} asks for Python {shown(word)}, and {shown(environment.name)} has "
        f"{environment.version}: uv would delete what is in it"
    )


def _each(project_links: list[Link], act: Callable[[Link], None]) -> None:
    for link in project_links:
        try:
            act(link)
        except OSError as error:
            report(
                f"the link {shown(link.path)} could not be changed: {system_reason(error)}",
                "remove it yourself, or link the project again with envarium link --again",
            )
