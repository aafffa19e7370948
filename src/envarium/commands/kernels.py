"""The Jupyter kernels of environments, for the commands that change and remove environments."""

from __future__ import annotations

import sys

from envarium.files.reading import system_reason
from envarium.output import printable, report, shown, typed
from envarium.store import kernel, kernelspecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.store.environment import Environment


def put_away(path: str, root: str) -> None:
    """Move the kernel in the directory `path` away from Jupyter, into the removed environment at `root`."""
    if _attempt(lambda: kernelspecs.put_away(path, root), path):
        name = path.rpartition("/")[2]
        sys.stderr.write(f"the Jupyter kernel {printable(name)} was removed\n")


def rename(environment: Environment) -> None:
    """Point the kernel of the renamed `environment` to its new path; it keeps its name for notebooks."""
    path, name = kernelspecs.find(environment), kernel.name(environment)
    if (
        path
        and _attempt(lambda: kernelspecs.update(environment, path), path)
        and name != kernel.safe(environment.name)
    ):
        sys.stderr.write(
            f"its Jupyter kernel is still called {name}, so that notebooks find it; "
            f"this renames it: envarium kernel {typed(environment.name)}\n"
        )


def update(environment: Environment) -> None:
    """Write the present variables of `environment` into its kernel."""
    path = kernelspecs.find(environment)
    if path:
        _attempt(lambda: kernelspecs.update(environment, path), path)


def restore(environment: Environment) -> None:
    """Register the kernel again that `environment` had before it was removed."""
    _attempt(lambda: kernelspecs.bring_back(environment), kernelspecs.directory())


def _attempt(act: Callable[[], object], path: str) -> bool:
    """Call `act`, report a failure, and return whether it succeeded: the command as a whole goes on."""
    try:
        act()
    except OSError as error:
        sentence = f"the Jupyter kernel in {shown(path)} could not be changed: {system_reason(error)}"
        report(sentence, "envarium doctor shows how it is now")
        return False
    return True
