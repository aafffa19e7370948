"""The topics that `envarium help` explains besides the commands."""

from __future__ import annotations

from envarium import environ, exit_codes, settings
from envarium.help import overview
from envarium.hooks import stubs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.help.layout import Page

CODES = [
    *((str(code), text.replace("`", "")) for code, text in exit_codes.MEANINGS.items()),
    ("other", "that of the program which run, install or sync has started"),
]
"""The exit codes, and what each means."""

SPECS = [
    ("3.12, python3.12", "the newest installed CPython 3.12; 3.12.1 is exactly that release"),
    ("3.13t", "the free-threaded build"),
    ("pypy3.11, pypy", "PyPy of this version, or the newest"),
    ("'>=3.10,<3.13'", "the newest CPython in a range, as in requires-python"),
    ("python3, python", "that program on PATH"),
    ("/usr/bin/python3", "the interpreter at a path"),
]
"""What names a Python, and which one."""

OF_SHELLS = [
    environ.Variable(f"VIRTUALENVWRAPPER_{name}", meaning)
    for name, meaning in (
        ("VIRTUALENV", "the program that creates environments instead of envarium"),
        ("VIRTUALENV_ARGS", "further arguments of mkvenv and mkproject"),
        ("SCRIPT", "set by the integration: the file that scripts source to have the shell commands"),
        ("LAST_VIRTUAL_ENV", "set for the hook postdeactivate: the environment that was active"),
        ("PROJECT_CD", "set for the hook postactivate: 1 if workon changes to the project"),
        ("ENV_BIN_DIR", "set by the integration for scripts: bin"),
    )
]
"""The variables that only the shell integration reads or sets."""


def variables() -> list[environ.Variable]:
    """Return every environment variable that envarium reads or sets, sorted by name."""
    own = [value for value in vars(environ).values() if isinstance(value, environ.Variable)]
    return sorted([*own, *OF_SHELLS, *settings.VARIABLES.values()], key=lambda variable: variable.name)


def _environment(page: Page) -> None:
    page.heading("Environment variables that envarium reads or sets")
    page.rows([(variable.name, variable.meaning) for variable in variables()])


def _settings(page: Page) -> None:
    page.heading("Settings in the config file")
    page.rows([(key, meaning + _default(default)) for key, (_, default, meaning) in settings.KEYS.items()])
    page.blank()
    page.paragraph("envarium config shows their values, and where the file is.")


def _default(value: object) -> str:
    """Return the default of a setting as the config file has it."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f" (default: {text})" if text else ""


def _hooks(page: Page) -> None:
    page.heading("Hooks: files in the store, or in VIRTUALENVWRAPPER_HOOK_DIR")
    page.rows([(name, f"{how}: {'; '.join(when)}") for name, (how, *when) in stubs.GLOBAL.items()])
    page.heading("Hooks of one environment, in its directory bin")
    page.rows([(name, f"{how}: {'; '.join(when)}") for name, (how, *when) in stubs.LOCAL.items()])
    page.blank()
    page.paragraph("A sourced hook is read by the shell, and can change it; a started one is a program.")
    page.paragraph(
        "Hooks of a project, in its directory .virtualenvwrapper, run once envarium trust has been called."
    )


def _codes(page: Page) -> None:
    page.heading("Exit codes")
    page.rows(CODES)


def _pythons(page: Page) -> None:
    page.heading("What -p and --python accept")
    page.rows(SPECS)
    page.blank()
    page.paragraph("envarium pythons lists the installed ones; --fetch installs a missing one.")


TOPICS: dict[str, Callable[[Page], None]] = {
    "commands": overview.every,
    "python": _pythons,
    "settings": _settings,
    "environment": _environment,
    "hooks": _hooks,
    "exit-codes": _codes,
}
"""What adds the text of each topic to a page."""
