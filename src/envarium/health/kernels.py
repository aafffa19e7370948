"""The checks of Jupyter kernels: those of environments, and those that no longer have one."""

from __future__ import annotations

import os

from envarium.distributions import installed
from envarium.distributions.places import sites
from envarium.health.finding import WARNING, Finding, command, repair
from envarium.store import kernel, kernelspecs, layers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.subject import World
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

GONE = "kernel-gone"
CHANGED = "kernel-changed"
NO_IPYKERNEL = "kernel-without-ipykernel"
STALE = "kernel-stale"


def environment(environment: Environment, _: World) -> Iterator[Finding]:
    """Find that the Jupyter kernel of an environment does not exist, starts something else, or cannot start."""
    name, again = kernel.name(environment), command("envarium", "kernel", environment.name)
    if not name:
        return
    path = kernelspecs.find(environment)
    if not path:
        yield Finding(GONE, WARNING, environment.name, f"its Jupyter kernel, {name}, does not exist", again)
    elif not kernelspecs.is_current(environment, path):
        what = f"its Jupyter kernel, {name}, starts another Python, or sets other variables"
        yield Finding(CHANGED, WARNING, environment.name, what, repair(environment.name))
    elif not has_ipykernel(environment):
        what = f"its Jupyter kernel, {name}, cannot start, because ipykernel is not installed"
        yield Finding(NO_IPYKERNEL, WARNING, environment.name, what, again)


def has_ipykernel(environment: Environment) -> bool:
    """Return whether ipykernel is installed in `environment`, or in one that it is on."""
    paths = (environment.path, *layers.below(environment.path))
    return any(installed.find(site, "ipykernel") for path in paths for site in sites(path))


def store(store: Store) -> Iterator[Finding]:
    """Find kernels of the user that start a Python in the store which does not exist."""
    specs = kernelspecs.everything()
    current = {kernelspecs.find(one) for one in store} if specs else set()
    for path, spec in specs.items():
        program = spec["argv"][0]
        if program.startswith(store.root + "/") and path not in current and not os.path.lexists(program):
            what = f"the Jupyter kernel {os.path.basename(path)} starts {program}, which does not exist"
            yield Finding(STALE, WARNING, "Jupyter", what, command("rm", "-r", path))
