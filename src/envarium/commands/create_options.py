"""What the options of a new environment mean, and which exclude each other."""

from __future__ import annotations

import os

from envarium import errors, settings, strategies
from envarium.commands import install
from envarium.creation import Options
from envarium.interpreters import installer
from envarium.output import shown
from envarium.store import layers, lookup, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment


def check(values: Values) -> None:
    """Refuse options that exclude each other, before anything is created. Raises WrongUsage, NoSuchFile."""
    if any(map(names.is_control, _prompt(values))):
        raise errors.WrongUsage(
            "a prompt cannot contain a newline or another control character", "write it on one line"
        )
    if values.by_name.get("temporary") and values.by_name.get("link"):
        raise errors.WrongUsage("a temporary environment is not linked to a project", "leave out --link")
    if values.on("no_pip") and values.text("pip"):
        raise errors.WrongUsage("--pip and --no-pip exclude each other", "choose one")
    if values.on("cd") and values.on("no_cd"):
        raise errors.WrongUsage("--cd and --no-cd exclude each other", "choose one")
    is_requested = any(
        values.by_name.get(name) for name in ("packages", "requirements", "sync", "source", "kernel")
    )
    has_pip = not values.on("no_pip") or "pip" in values.many("seeds")
    if is_requested and not has_pip and not installer.uv():
        raise errors.WrongUsage("packages are installed with pip, which --no-pip leaves out", "choose one")
    if values.on("self_contained") and values.text("strategy") not in ("", "copy", "self-contained"):
        raise errors.WrongUsage("--self-contained is a strategy of its own", "leave out --strategy")
    if values.on("self_contained") and values.on("system_site"):
        raise errors.WrongUsage("a self-contained environment cannot see the system's packages", "choose one")
    base = _base(values)
    if base and not has_pip and any(map(_has_pip, (base.path, *layers.below(base.path)))):
        raise errors.WrongUsage(
            f"without a pip of its own, pip would install into {shown(base.name)}", "leave out --no-pip"
        )
    if values.many("requirements"):
        install.check(values.many("requirements"))


def _base(values: Values) -> Environment | None:
    """Return the environment that the new one is to be on, if any. Raises what `find` raises."""
    return lookup.current().find(values.text("on")) if values.text("on") else None


def _has_pip(path: str) -> bool:
    return os.path.lexists(path + "/bin/pip")


def _prompt(values: Values) -> str:
    """Return the prompt; `.` is the name of the working directory, as for venv and virtualenv. Raises WrongUsage."""
    if values.text("prompt") != ".":
        return values.text("prompt")
    try:
        return os.path.basename(os.getcwd())
    except OSError:
        raise errors.WrongUsage(
            "--prompt . needs a working directory that exists", "change to another one"
        ) from None


def options(project: str, values: Values) -> Options:
    """Return how an environment for `project` ("" for none) is to be created."""
    pip = [] if values.on("no_pip") else [f"pip=={values.text('pip')}" if values.text("pip") else "pip"]
    result = Options(_strategies(values), (*pip, *values.many("seeds")))
    result.python = values.text("python")
    result.on = _base(values)
    result.project = project
    result.prompt = _prompt(values)
    result.system_site = values.on("system_site")
    result.temporary = bool(values.by_name.get("temporary"))
    result.replace = values.on("clear")
    result.vcs_ignore = not values.on("no_vcs_ignore")
    result.shell = values.shell
    return result


def _strategies(values: Values) -> tuple[str, ...]:
    """Return the strategies that may be used, the preferred one first; with an option, only that one."""
    name = "self-contained" if values.on("self_contained") else values.text("strategy")
    if name and name != strategies.AUTO:
        return (name,)
    return strategies.preferring(name or str(settings.value("strategy")))
