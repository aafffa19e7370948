"""Show an environment the base's packages, or hide them, as it is not now."""

from __future__ import annotations

import os
import sys

from envarium.creator import hook
from envarium.errors import NoActiveEnvironment, SystemRefused, WrongUsage, shown
from envarium.files import writing
from envarium.store import lookup, pyvenv_cfg
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.words import Given


def run(given: Given) -> None:
    """Toggle it in the environment named, else in the active one."""
    place = lookup.named_or_active(given.text("name"))
    if not lookup.is_environment(place):
        raise NoActiveEnvironment
    if os.path.isdir(place + "/.base"):
        raise WrongUsage(
            "a self-contained environment cannot see the system's packages", "make one without it"
        )
    path = f"{place}/{pyvenv_cfg.FILE}"
    try:
        config = PyvenvCfg.load(path)
        show = not config.system_site
        writing.replace_text(path, config.changed(pyvenv_cfg.SYSTEM_SITE, "true" if show else "false").text)
        _write_markers(place, hide=not show)
    except OSError as error:
        raise SystemRefused(f"toggle {shown(os.path.basename(place))}", error) from error
    if not given.on("quiet"):
        sys.stdout.write(f"{'Enabled' if show else 'Disabled'} global site-packages\n")


def _write_markers(place: str, *, hide: bool) -> None:
    """Bring the classic marker of a copy environment in line: its hook asks for it where site reads no pyvenv.cfg."""
    for library in sorted(os.listdir(place + "/lib")):
        if not os.path.exists(f"{place}/lib/{library}/orig-prefix.txt"):
            continue
        marker = f"{place}/lib/{library}/{hook.MARKER}"
        if hide:
            os.close(os.open(marker, os.O_WRONLY | os.O_CREAT, 0o666))
        elif os.path.exists(marker):
            os.unlink(marker)
