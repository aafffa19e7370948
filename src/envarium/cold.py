"""What the typer lane can do beyond the fast ones: it asks interpreters, builds images, reads all of TOML."""

from __future__ import annotations

import sys

from envarium import settings
from envarium.activation import calling
from envarium.commands import activate
from envarium.creator import seed
from envarium.errors import BadSettings
from envarium.hooks import plugins
from envarium.hooks import run as hooks
from envarium.interpreters import cold as interpreters

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def install() -> None:
    """Let every room use its slow ways from here on."""
    settings.reader = read_toml
    activate.calling_shell = calling.shell
    seed.install()
    interpreters.install()
    hooks.loader = plugins


def read_toml(text: str) -> dict[str, object]:
    """Return the keys and values of a config file. Raises BadSettings."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(settings.path(), str(error).lower()) from error
