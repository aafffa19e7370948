"""What the options of a new environment mean, and which exclude each other."""

from __future__ import annotations

import os

from envarium import settings, strategies
from envarium.commands import install
from envarium.creation import Options
from envarium.errors import WrongUsage
from envarium.interpreters import installer
from envarium.store import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def check(values: Values) -> None:
    """Refuse options that exclude each other, before anything is created. Raises WrongUsage, NoSuchFile."""
    if any(map(names.is_control, _prompt(values))):
        raise WrongUsage(
            "a prompt cannot contain a newline or another control character", "write it on one line"
        )
    if values.by_name.get("temporary") and values.by_name.get("link"):
        raise WrongUsage("a temporary environment is not linked to a project", "leave out --link")
    if values.on("no_pip") and values.text("pip"):
        raise WrongUsage("--pip and --no-pip exclude each other", "choose one")
    if values.on("cd") and values.on("no_cd"):
        raise WrongUsage("--cd and --no-cd exclude each other", "choose one")
    is_requested = values.many("packages") or values.many("requirements") or values.by_name.get("sync")
    has_installer = not values.on("no_pip") or "pip" in values.many("seeds") or installer.uv()
    if is_requested and not has_installer:
        raise WrongUsage("packages are installed with pip, which --no-pip leaves out", "choose one")
    if values.on("self_contained") and values.text("strategy") not in ("", "copy", "self-contained"):
        raise WrongUsage("--self-contained is a strategy of its own", "leave out --strategy")
    if values.on("self_contained") and values.on("system_site"):
        raise WrongUsage("a self-contained environment cannot see the system's packages", "choose one")
    install.check(values.many("requirements"))


def _prompt(values: Values) -> str:
    """Return the prompt; `.` is the name of the working directory, as for venv and virtualenv. Raises WrongUsage."""
    if values.text("prompt") != ".":
        return values.text("prompt")
    try:
        return os.path.basename(os.getcwd())
    except OSError:
        raise WrongUsage(
            "--prompt . needs a working directory that exists", "change to another one"
        ) from None


def options(project: str, values: Values) -> Options:
    """Return how an environment for `project` ("" for none) is to be created."""
    pip = [] if values.on("no_pip") else [f"pip=={values.text('pip')}" if values.text("pip") else "pip"]
    chosen = Options(_strategies(values), (*pip, *values.many("seeds")))
    chosen.python = values.text("python")
    chosen.project = project
    chosen.prompt = _prompt(values)
    chosen.system_site = values.on("system_site")
    chosen.temporary = bool(values.by_name.get("temporary"))
    chosen.replace = values.on("clear")
    chosen.vcs_ignore = not values.on("no_vcs_ignore")
    chosen.shell = values.shell
    return chosen


def _strategies(values: Values) -> tuple[str, ...]:
    """Return the strategies that may be used, the preferred one first; with an option, only that one."""
    name = "self-contained" if values.on("self_contained") else values.text("strategy")
    if name and name != strategies.AUTO:
        return (name,)
    return strategies.preferring(name or str(settings.value("strategy")))
