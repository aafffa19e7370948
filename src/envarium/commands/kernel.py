"""Register an environment as a Jupyter kernel, or remove that."""

from __future__ import annotations

import sys

from envarium.action import Action
from envarium.commands import install
from envarium.errors import EnvariumError, InstallFailed
from envarium.files import deleting
from envarium.health.kernels import has_ipykernel
from envarium.output import printable, shown, typed
from envarium.store import kernel, kernelspecs, lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment


def run(values: Values) -> None:
    """Register the environment named, else the active one; with `--delete`, remove its kernel."""
    environment = lookup.named_or_active(values.text("name"))
    if values.on("delete"):
        _delete(environment)
    else:
        register(environment)


def register(environment: Environment) -> None:
    """Install ipykernel into `environment` unless it has it, and register the kernel.

    Raises EnvariumError, InstallFailed, SystemRefused.
    """
    reason = kernelspecs.objection(environment)
    if reason:
        raise EnvariumError(
            f"{shown(environment.name)} cannot have a Jupyter kernel: {reason}", "rename it first"
        )
    if not has_ipykernel(environment):
        try:
            install.install(environment, ["ipykernel"])
        except InstallFailed as error:
            error.hint = f"fix the cause, then: envarium kernel {typed(environment.name)}"
            raise
    with Action(f"register a Jupyter kernel for {shown(environment.name)}", "the environment is as it was"):
        name = kernelspecs.register(environment)
    title = printable(kernelspecs.display(environment.name))
    sys.stderr.write(f"registered the Jupyter kernel {name}, shown as {title}\n")


def _delete(environment: Environment) -> None:
    path, name = kernelspecs.find(environment), kernel.name(environment)
    if not name:
        raise EnvariumError(f"{shown(environment.name)} has no Jupyter kernel", "nothing was changed")
    with Action(f"remove the Jupyter kernel of {shown(environment.name)}"):
        kernel.note(environment, "")
    if path:
        deleting.delete(path)
    sys.stderr.write(f"removed the Jupyter kernel {name}; ipykernel is still installed\n")
