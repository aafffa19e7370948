"""Lets the user choose an environment on the terminal: with fzf if it is on PATH, else from a list of our own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time

from envarium import child, environ, installation
from envarium.action import Action
from envarium.commands.list_table import UNKNOWN, python_text, report_empty
from envarium.errors import EnvariumError
from envarium.files import disk
from envarium.interpreters import locations
from envarium.output import printable
from envarium.printing import amounts, picker_screen
from envarium.printing.terminal import is_plain, width_of
from envarium.store import facts, lookup, uses
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from envarium.store.lookup import Store

PREVIEW = "from envarium.commands import activate_picker; activate_picker.preview()"
"""The code by which fzf's preview describes the environment that the argument names."""

NOTHING_CHOSEN = (1, 130)
"""The exit codes of fzf where no line matches, and where the user leaves it (fzf(1), EXIT STATUS)."""


def choose(store: Store, word: str) -> Environment | None:
    """Return the environment that the user chooses, None if they leave the list, or the store is empty.

    `word` is the shell word that was typed. Raises EnvariumError where there is no terminal.
    """
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        hint = "name the environment; envarium list shows them all"
        raise EnvariumError("choosing an environment needs a terminal", hint) from error
    try:
        environments = facts.of_all(store)
        if not environments:
            report_empty(store, word)
            return None
        home = environ.home()
        rows = {
            name: (
                printable(name),
                printable(python_text(python)),
                printable(environ.abbreviated(project, home)),
            )
            for _, name, python, project in environments
        }
        fzf = "" if is_plain() else locations.program("fzf")
        name = _by_fzf(fzf, rows) if fzf else picker_screen.choose(terminal, rows)
    finally:
        os.close(terminal)
    return next((Environment(place + one) for place, one, _, _ in environments if one == name), None)


def _by_fzf(fzf: str, rows: Mapping[str, tuple[str, str, str]]) -> str:
    """Return the name of the row that is chosen in fzf, "" if none is. Raises SystemRefused, EnvariumError."""
    width = max(width_of(row[0]) for row in rows.values())
    lines = [
        f"{name}\t{text}{' ' * (width - width_of(text))}\t{python}\t{project}"
        for name, (text, python, project) in rows.items()
    ]
    code = f"import sys; sys.path.insert(0, {installation.HOME!r}); {PREVIEW}"
    preview = f"{shlex.join((sys.executable, '-I', '-c', code))} {{1}}"
    command = (
        fzf, "--delimiter=\t", "--with-nth=2..", "--nth=1,3", "--height=50%", "--reverse", "--prompt=workon ",
        f"--preview={preview}", "--preview-window=right,40%,wrap,<24(hidden)",
    )  # fmt: skip
    text = "\n".join(lines).encode(errors="surrogateescape")
    variables = child.variables(SHELL="/bin/sh")
    with Action("run fzf"):
        outcome = subprocess.run(command, input=text, stdout=subprocess.PIPE, env=variables, check=False)
    if outcome.returncode in NOTHING_CHOSEN:
        return ""
    name = outcome.stdout.partition(b"\t")[0].decode(errors="surrogateescape")
    if outcome.returncode or name not in rows:
        raise EnvariumError(
            f"fzf failed with exit code {outcome.returncode}",
            "check FZF_DEFAULT_OPTS, or name the environment",
        )
    return name


def preview() -> None:
    """Print what fzf shows beside the list of the environment that the arguments name."""
    environment = lookup.current().reach(sys.argv[1])
    facts = {
        "python": environment.version or UNKNOWN,
        "base": environment.base,
        "project": environment.project,
        "used": amounts.ago(time.time() - uses.last(environment.path)),
        "size": amounts.size(disk.freed_by(environment.path)),
    }
    lines = [f"{label:8} {printable(value)}\n" for label, value in facts.items() if value]
    sys.stdout.write(printable(environment.name) + "\n\n" + "".join(lines))
