"""Toggle whether an environment sees the base's packages."""

from __future__ import annotations

import os
import sys

from envarium import errors
from envarium.action import Action
from envarium.files import writing
from envarium.output import shown
from envarium.store import lookup, pyvenv_cfg
from envarium.store.environment import BASE, HIDDEN
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Toggle it for the environment named, else in the active one."""
    environment = lookup.named_or_active(values.text("name"))
    if os.path.isdir(f"{environment.path}/{BASE}"):
        raise errors.WrongUsage(
            "a self-contained environment cannot see the system's packages",
            "create one without --self-contained",
        )
    path = f"{environment.path}/{pyvenv_cfg.FILE}"
    with Action(f"toggle {shown(environment.name)}"):
        config = PyvenvCfg.load(path)
        show = not config.system_site
        writing.replace_text(path, config.changed(pyvenv_cfg.SYSTEM_SITE, "true" if show else "false").text)
        _write_markers(environment.path, hide=not show)
    if not values.on("quiet"):
        sys.stdout.write(f"{'Enabled' if show else 'Disabled'} global site-packages\n")


def _write_markers(path: str, *, hide: bool) -> None:
    """Update the classic marker of a copy environment, which its bootstrap reads where site reads no pyvenv.cfg."""
    for library in sorted(os.listdir(path + "/lib")):
        if not os.path.exists(f"{path}/lib/{library}/orig-prefix.txt"):
            continue
        marker = f"{path}/lib/{library}/{HIDDEN}"
        if hide:
            os.close(os.open(marker, os.O_WRONLY | os.O_CREAT, 0o666))
        elif os.path.exists(marker):
            os.unlink(marker)
