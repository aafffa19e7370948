"""What installs packages into an environment: uv if it is on PATH, or the environment's own pip."""

from __future__ import annotations

import os

from envarium import child, errors, settings
from envarium.action import Action
from envarium.interpreters import locations, pip, script
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from envarium.child import Outcome
    from envarium.store.environment import Environment

OTHER_PLACES = ("UV_PROJECT_ENVIRONMENT", "UV_SYSTEM_PYTHON", "UV_PYTHON", "UV_TARGET")
"""Variables by which uv would install elsewhere."""


def uv() -> str:
    """Return the path of uv if it is what installs packages, "" if pip is. Raises EnvariumError if uv is missing."""
    choice = settings.value("installer")
    if choice == settings.PIP:
        return ""
    path = locations.program("uv")
    if not path and choice == settings.UV:
        raise errors.EnvariumError(
            'uv, the "installer" in the config file, is not on PATH', "install uv, or change the setting"
        )
    return path


def install(environment: Environment, words: Sequence[str]) -> int:
    """Install what `words` say, in the words of `pip install`, from the working directory; return the exit code.

    The output of the installer is shown as it comes. Raises NoPip, SystemRefused.
    """
    return _run(environment, *_call(environment, words))


def attempt(environment: Environment, words: Sequence[str]) -> str:
    """Install as `install` does, without output; return why it failed, "" if it did not.

    Raises NoPip, SystemRefused.
    """
    command, variables = _call(environment, words)
    with Action(f"run {shown(command[0])}"):
        outcome = child.Child(command, variables, time_limit=0, cwd=".").wait()
    return reason(outcome) if outcome.code else ""


def reason(outcome: Outcome) -> str:
    """Return why uv or pip failed, in one sentence of its own."""
    noise = outcome.noise
    if "DO NOT MATCH THE HASHES" in noise or "Hash mismatch" in noise:
        return "its file has another hash"
    _, because, rest = noise.partition("Because ")
    for end in ("\n", ", we can conclude", " and you require"):
        rest = rest.partition(end)[0]
    if because:
        return rest
    of_uv = [line.removeprefix("error: ") for line in noise.splitlines() if line.startswith("error: ")]
    return ": ".join((*of_uv[:1], pip.error(outcome)))


def run_uv(tool: str, environment: Environment, words: Sequence[str]) -> int:
    """Run the uv at `tool` for `environment`, and return its exit code. Raises SystemRefused."""
    return _run(environment, *_call_of_uv(tool, environment, words))


def _call(environment: Environment, words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return the command that installs what `words` say, and its variables. Raises NoPip."""
    tool = uv()
    if tool and (
        not environment.on or settings.value("installer") == settings.UV
    ):  # uv sees own packages only
        return _call_of_uv(tool, environment, ("pip", "install", "--python", environment.python, *words))
    packages = environment.site_packages
    if packages and not environment.system_site and not os.path.isdir(packages + "/pip"):
        raise errors.NoPip(environment.path, "install packages")
    flags = script.isolated(environment.version)
    command = pip.command(environment.python, flags, "install", pip.NO_TARGET, *words)
    return command, pip.variables(environment.path)


def _call_of_uv(
    tool: str, environment: Environment, words: Sequence[str]
) -> tuple[list[str], dict[str, str]]:
    variables = {name: value for name, value in child.variables().items() if name not in OTHER_PLACES}
    return [tool, *words], {**variables, "VIRTUAL_ENV": environment.path}


def _run(environment: Environment, command: Sequence[str], variables: dict[str, str]) -> int:
    with Action(f"run {shown(command[0])} for {shown(environment.name)}"):
        return exit_code(child.run(command, variables))


def exit_code(code: int) -> int:
    """Return the exit code that a shell gives, also to a program that was ended by a signal."""
    return code if code >= 0 else 128 - code
