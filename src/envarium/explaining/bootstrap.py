"""The one line of code whose effect is known: the bootstrap of a copy environment."""

from __future__ import annotations

import ast
import os

from envarium.creator import bootstrap
from envarium.explaining import explanation as stages
from envarium.explaining.explanation import Entry
from envarium.files import reading
from envarium.store.environment import HIDDEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.explaining.site_py import Site


CALLS = (f"import {bootstrap.MODULE};", f"{bootstrap.MODULE}:")
"""The beginning of the line in the `.pth` and in the `.start` file."""


def follow(site: Site, path: str, line: str) -> bool:
    """Apply the effect of `line` in the file at `path` to `site`; return whether the effect is known."""
    directory = os.path.dirname(path)
    constants = _constants(f"{directory}/{bootstrap.MODULE}.py") if line.startswith(CALLS) else {}
    if "BASE_PREFIX" not in constants:
        return False
    outcome = site.outcome
    environment = os.path.dirname(os.path.dirname(os.path.dirname(directory)))
    if environment != os.path.abspath(outcome.prefix):
        return True
    outcome.base_prefix = os.path.join(environment, str(constants["BASE_PREFIX"]))
    outcome.base_exec_prefix = os.path.join(environment, str(constants["BASE_EXEC_PREFIX"]))
    _note(site, path)
    library = os.path.join(environment, str(constants["LIBRARY"]))
    if not os.path.exists(library + "/os.py"):
        site.missing_base = outcome.base_prefix
    packages = library + "/site-packages"
    aliases = constants["ALIASES"] if isinstance(constants["ALIASES"], list) else []
    _rename(site, [os.path.join(environment, alias) for alias in aliases], packages)
    if site.user is None:
        bases = [outcome.base_prefix, outcome.base_exec_prefix]
        site.prefixes = [outcome.prefix] if site.program.is_since(3, 14) else bases
    elif os.path.exists(f"{library}/{HIDDEN}"):
        _hide(site, packages)
    else:
        _show(site)
    return True


def _note(site: Site, path: str) -> None:
    """Add the bootstrap to the trail once."""
    if all(location.path != path for location in site.trail.locations):
        reason = f"the bootstrap of a copy environment: base_prefix becomes {site.outcome.base_prefix}"
        site.trail.note(stages.SITE, path, reason, present=True)


def _constants(path: str) -> dict[str, object]:
    """Return the constants that the module at `path` sets to literals."""
    constants: dict[str, object] = {}
    try:
        tree = ast.parse(reading.read(path).decode())
    except (OSError, ValueError, SyntaxError):
        return {}
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id.isupper()
        ):
            try:
                constants[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return constants


def _rename(site: Site, aliases: list[str], packages: str) -> None:
    """Replace the aliases of the directory `packages` by one entry."""
    remaining: list[Entry] = []
    for entry in site.outcome.entries:
        entry.path = packages if entry.path in aliases else entry.path
        if entry.path != packages or all(other.path != packages for other in remaining):
            remaining.append(entry)
    site.outcome.entries = remaining


def _hide(site: Site, packages: str) -> None:
    """Remove the entries of the user site, and search for packages in the environment alone."""
    entries = site.outcome.entries
    paths = [entry.path for entry in entries]
    user = next((number for number, entry in enumerate(entries) if entry.source == stages.USER_SITE), -1)
    if user >= 0 and packages in paths:
        entries[user : paths.index(packages)] = []
    site.user = False
    site.prefixes = [site.outcome.prefix]


def _show(site: Site) -> None:
    """Add the base's package directories."""
    outcome = site.outcome
    bases = [outcome.base_prefix, outcome.base_exec_prefix]
    if site.prefixes[-2:] != bases:
        site.prefixes = [outcome.prefix, *bases]
        site.add_packages(bases)
