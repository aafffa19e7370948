"""Look for known vulnerabilities in the packages of environments, with pip-audit."""

from __future__ import annotations

import os
import subprocess
import sys

from envarium import child, json_text
from envarium.command_line import Answer
from envarium.discovery import selection
from envarium.distributions import places
from envarium.errors import EnvariumError
from envarium.interpreters import locations
from envarium.output import printable, shown
from envarium.printing import json_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.discovery.environment import AnyEnvironment

TOOL = "pip-audit"
HINT = "install it: uv tool install pip-audit, or pipx install pip-audit"


def run(values: Values) -> Answer:
    """Run pip-audit for each environment, and answer with its highest exit code: 1 if there is a vulnerability."""
    tool = locations.program(TOOL)
    if not tool:
        raise EnvariumError(f"{TOOL} is not on PATH", HINT)
    environments = selection.environments(values)
    if values.on("json"):
        return _as_json(tool, environments)
    codes = [0]
    for environment in environments:
        sys.stdout.write(f"{printable(environment.name)}:\n")
        codes.append(child.run(_command(tool, environment), child.variables()))
    return Answer(code=max(map(abs, codes)))


def _as_json(tool: str, environments: list[AnyEnvironment]) -> Answer:
    rows, codes = [], [0]
    for environment in environments:
        command = [*_command(tool, environment), "--format", "json"]
        outcome = subprocess.run(command, stdout=subprocess.PIPE, env=child.variables(), check=False)
        codes.append(abs(outcome.returncode))
        try:
            rows.append({"environment": environment.name, **json_text.parse(outcome.stdout)})
        except (ValueError, TypeError) as error:
            raise EnvariumError(
                f"{TOOL} did not answer for {shown(environment.name)}", "see above"
            ) from error
    json_output.show(rows)
    return Answer(code=max(codes))


def _command(tool: str, environment: AnyEnvironment) -> list[str]:
    sites = [site for site in places.sites(environment.path) if os.path.isdir(site)]
    return [tool, "--progress-spinner", "off", *(word for site in sites for word in ("--path", site))]
