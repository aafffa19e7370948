"""The pages on files and exit codes."""

from __future__ import annotations

import os
from collections.abc import Callable

from envarium import exit_codes, settings
from envarium.activation import variables
from envarium.commands import dedupe, repair, sharing_note
from envarium.commands import variables as variables_command
from envarium.creator import base_link, copy_based
from envarium.hooks import listing, stubs
from envarium.packing import manifest
from envarium.projects import links
from envarium.shells import rcfile, registry
from envarium.snapshots import shelf
from envarium.store import (
    environment,
    hosts,
    kernel,
    layers,
    linking,
    lookup,
    names_lock,
    own,
    pyvenv_cfg,
    receipts,
    uses,
)

OWN = {
    own.STAGING: "environments that are being built; what a killed command leaves is deleted by the next one",
    own.TRASH: "removed environments, until `trash_days` have passed",
    own.SNAPSHOTS: "snapshots, in a directory for each environment",
    own.TRUST: "copies of the hooks and links of projects that you trust",
    own.SEEDS: "unpacked packages, from which files are linked into new environments: a cache",
    own.RESERVE: "the files of the next environment, prepared in the background: a cache",
    own.FACTS: "what is known about each interpreter: a cache",
    "shared": "environments from shared folders (`envarium unpack --shared`)",
    os.path.basename(listing.LISTING): "the events that have plugins",
    os.path.basename(listing.QUIET): "exists if there are no plugins",
    os.path.basename(stubs.MARK): "has the date of hooks that nobody has edited",
    hosts.FILE: "the platform on which environments were created",
    hosts.SEVERAL: "exists if there are environments of several platforms",
    names_lock.FILE: "lock of what removes, restores or renames",
    shelf.LOCK: "lock of `snapshot` and `rollback`",
    repair.LOCK: "lock of `repair`",
    dedupe.LOCK: "lock of `dedupe`",
    variables_command.LOCK: "lock of `set` and `unset`",
    links.HINT_FILE: "exists if the hint about links has been shown",
    sharing_note.MARK: "exists if the hint about file systems has been shown",
}
"""What is in envarium's own directory of a store."""

INSIDE = {
    pyvenv_cfg.FILE: "makes the directory an environment (PEP 405), with the Python, the prompt and the platform",
    ".project": "the path of the project's directory, as virtualenvwrapper writes it",
    linking.RECORD: "the links of projects that lead to the environment",
    variables.FILE: "the variables of `envarium set`",
    layers.LINK: "a link to the environment that it is on (`--on`)",
    uses.FILE: "an empty file with the time of the last activation",
    receipts.FILE: "what was installed and removed (`envarium history`)",
    kernel.RECORD: "the Jupyter kernel of the environment (`--kernel`)",
    environment.TEMPORARY: "exists in a temporary environment",
    environment.BASE: "the copy of the base, in a self-contained environment",
    base_link.FILE: "the base of a copy environment, and which files are linked",
    copy_based.ORIGIN: "in the library directory of a copy environment: the base's prefix",
    environment.HIDDEN: "in the library directory of a copy environment that does not see the base's packages",
    manifest.FILE: "in an archive: the hash of every file",
}
"""What is in an environment beside what Python and installers put there."""


def store() -> list[tuple[str, ...]]:
    """Return a row for each thing that is in a store."""
    hooks = ", ".join(f"`{name}`" for name in stubs.GLOBAL)
    rows = [("`NAME/`", "an environment"), (hooks, "[hooks](hooks.md) of all environments")]
    return [*rows, (f"`{lookup.OWN}/`", "what envarium keeps for itself")]


def own_directory() -> list[tuple[str, ...]]:
    """Return a row for each thing that is in envarium's own directory of a store."""
    return [(f"`{name}`", meaning) for name, meaning in OWN.items()]


def inside() -> list[tuple[str, ...]]:
    """Return a row for each file that is in an environment."""
    scripts = ", ".join(f"`bin/{shell.FILE}`" for shell in map(registry.shell, registry.ACTIVATORS))
    hooks = ", ".join(f"`bin/{name}`" for name in stubs.LOCAL)
    rows = [(f"`{name}`", meaning) for name, meaning in INSIDE.items()]
    return [*rows, (scripts, "activation in each shell"), (hooks, "[hooks](hooks.md) of this environment")]


def startup() -> list[tuple[str, ...]]:
    """Return a row for the startup file of each shell."""
    return [(name, f"`{_usual(registry.integrated(name).rc_file)}`") for name in registry.INTEGRATED]


def block() -> tuple[str, str]:
    """Return the first and the last line of the block in a startup file."""
    return rcfile.BEGIN, rcfile.END


def config() -> str:
    """Return the usual path of the config file."""
    return _usual(settings.path)


def codes() -> list[tuple[str, ...]]:
    """Return a row for each exit code."""
    return [(str(code), meaning) for code, meaning in exit_codes.MEANINGS.items()]


def _usual(path: Callable[[], str]) -> str:
    """Return the path where no variable names another one, with ~ for the home directory."""
    kept = dict(os.environ)
    for name in ("XDG_CONFIG_HOME", "ZDOTDIR"):
        os.environ.pop(name, None)
    os.environ["HOME"] = "/home/user"
    try:
        return path().replace("/home/user", "~")
    finally:
        os.environ.clear()
        os.environ.update(kept)
