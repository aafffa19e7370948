"""Load the integration in every new shell: one guarded block in the shell's rc file."""

from __future__ import annotations

import os
import shutil
import sys

from rich.prompt import Confirm

from envarium import environ, installed_by, output, settings
from envarium.action import Action
from envarium.commands.init import with_auto
from envarium.errors import WrongUsage
from envarium.health import shells as health
from envarium.health.finding import edit
from envarium.output import printable, report, shown
from envarium.shells import calling, integration, rcfile, registry
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Show what is added to which file, ask, and add it; or remove it."""
    if values.on("undo"):
        _undo(values)
        return
    shell = values.text("shell") or calling.shell()
    file = registry.integrated(shell).rc_file()
    before, name = rcfile.read(file), environ.abbreviated(file)
    auto = with_auto(values, default=settings.value("auto") is True or integration.has_auto(shell, before))
    block = integration.block(
        shell, installed_by.command(), auto=auto, picker=settings.value("picker") is True
    )
    after = rcfile.with_block(before, block)
    if after == before:
        sys.stderr.write(f"{name} is up to date: nothing to do\n")
    else:
        change = "replaces the lines of envarium in" if rcfile.BEGIN in before else "is added to"
        sys.stderr.write(f"this {change} {name}:\n\n{block}\n")
        if not confirm(values, f"change {name}?"):
            return
        rcfile.write(file, after)
        sys.stderr.write(f"{name} is changed; open a new {shell} to use workon, mkvenv and the others\n")
    for finding in health.others(file, after):
        if finding.is_wrong:
            report(finding.what, finding.remedy)
    installed_by.link_man_page()
    if not shutil.which("envarium"):
        folder = printable(environ.abbreviated(installed_by.directory()))
        report(f"your shell does not find envarium: {folder} is not on PATH", installed_by.on_path(shell))


def _undo(values: Values) -> None:
    """Remove the block from the rc file of the shell that is named, or else from each that has one."""
    only = values.text("shell")
    texts = _texts_without_block((only,) if only else registry.INTEGRATED)
    archive = "" if only else installed_by.archive()
    link = "" if only else installed_by.man_link()
    parts = [f"the lines of envarium in {environ.abbreviated(file)}" for file in texts]
    parts += [environ.abbreviated(path) for path in (link, archive) if path]
    if not parts:
        sys.stderr.write("no startup file contains lines of envarium setup: nothing to do\n")
    else:
        sys.stderr.write("this is removed:\n" + "".join(f"  {printable(part)}\n" for part in parts))
        if not confirm(values, "remove it?"):
            return
    if link:
        with Action(f"delete {shown(link)}"):
            os.unlink(link)
    for file, text in texts.items():
        rcfile.write(file, text)
        sys.stderr.write(f"removed from {environ.abbreviated(file)}; open shells keep the commands\n")
    if not only and not archive:
        sys.stderr.write(f"to uninstall envarium: {installed_by.uninstall()}\n")
    for file, line in () if only else health.by_hand():
        where = f"{environ.abbreviated(file)}, line {line},"
        report(f"{where} loads envarium, and was not written by setup", edit(file, line))
    _tell_what_remains()
    if archive:  # last: from then on nothing can be imported
        installed_by.delete(archive)
        sys.stderr.write(f"deleted {environ.abbreviated(archive)}\n")


def _texts_without_block(shells: tuple[str, ...]) -> dict[str, str]:
    """Return what the rc files of `shells` contain besides the block, for those that have it, by their paths."""
    texts = {}
    for file in (registry.integrated(shell).rc_file() for shell in shells):
        before = rcfile.read(file)
        if rcfile.without(before) != before:
            texts[file] = rcfile.without(before)
    return texts


def _tell_what_remains() -> None:
    root = lookup.current().root
    if os.path.isdir(root):
        sys.stderr.write(
            f"{printable(environ.abbreviated(root))} is left alone: your environments, which work without envarium, "
            "the hooks, and .envarium, which contains caches, snapshots and the trash\n"
        )


def confirm(values: Values, question: str) -> bool:
    """Ask, unless `--yes` is given. Raises WrongUsage where standard input is not a terminal."""
    if values.on("yes"):
        return True
    if output.is_quiet():
        raise WrongUsage("cannot ask with --quiet", "add --yes")
    if not sys.stdin.isatty():
        raise WrongUsage("cannot ask: not a terminal", "add --yes, or run it in a terminal")
    return Confirm.ask(question, default=True)
