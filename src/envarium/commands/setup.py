"""Load the integration in every new shell: one guarded block in the shell's rc file."""

from __future__ import annotations

import sys

from rich.prompt import Confirm

from envarium import environ, settings
from envarium.commands.init import with_auto
from envarium.errors import WrongUsage
from envarium.shells import calling, integration, rcfile, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Show what is added to which file, ask, and add it; or remove it."""
    shell = values.text("dialect") or calling.shell()
    file = registry.integrated(shell).rc_file()
    before = rcfile.read(file)
    auto = with_auto(values, default=settings.value("auto") is True or integration.has_auto(shell, before))
    block = (
        ""
        if values.on("undo")
        else integration.block(shell, auto=auto, picker=settings.value("picker") is True)
    )
    after = rcfile.with_block(before, block) if block else rcfile.without(before)
    if after == before:
        sys.stderr.write(f"{environ.abbreviated(file)} is up to date: nothing to do\n")
        return
    if block:
        sys.stderr.write(f"this is added to {environ.abbreviated(file)}:\n\n{block}\n")
    if agreed(values, f"{'change' if block else 'remove the block from'} {environ.abbreviated(file)}?"):
        rcfile.write(file, after)
        name = environ.abbreviated(file)
        sys.stderr.write(
            f"added to {name}; open a new {shell} to use mkvenv, workon and the other shell commands\n"
            if block
            else f"removed from {name}; a {shell} that is open keeps the shell commands\n"
        )


def agreed(values: Values, question: str) -> bool:
    """Ask, unless `--yes` is given. Raises WrongUsage where standard input is not a terminal."""
    if values.on("yes"):
        return True
    if not sys.stdin.isatty():
        raise WrongUsage("cannot ask: not a terminal", "add --yes, or run it in a terminal")
    return Confirm.ask(question, default=True)
