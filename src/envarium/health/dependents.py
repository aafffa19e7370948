"""What depends on a self-contained environment: those that are made from the base that it holds."""

from __future__ import annotations

import os
import sys

from envarium.output import shown
from envarium.store.environment import BASE, Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store


def of(store: Store, environment: Environment) -> list[str]:
    """Return the names of the environments of `store` that are made from the base inside `environment`."""
    if not os.path.isdir(f"{environment.path}/{BASE}"):
        return []
    root = os.path.realpath(environment.path)
    others = [name for name in store.names() if name != environment.name]
    return [
        name for name in others if os.path.realpath(Environment(store.path(name)).base).startswith(root + "/")
    ]


def owner(executable: str) -> str:
    """Return the path of the self-contained environment whose base `executable` is in, "" if it is in none."""
    root, own_base, _ = executable.partition(f"/{BASE}/")
    return root if own_base else ""


def tell(store: Store, names: list[str]) -> None:
    """Report which of the environments `names` have lost their base."""
    for name in names:
        if os.path.isfile(Environment(store.path(name)).base):
            continue
        from envarium.health import finding

        remedy = finding.repair(name)
        sys.stderr.write(f"{shown(name)} was made from its Python, and does not work without it: {remedy}\n")
