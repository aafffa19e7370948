"""A check of the config file: what is wrong in it is left out by every command."""

from __future__ import annotations

from envarium import config_file, environ, settings
from envarium.health.finding import WARNING, Finding, command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.store.lookup import Store

INVALID = "config-invalid"


def store(_: Store) -> Iterator[Finding]:
    """Find what is wrong with the config file."""
    wrong = mistakes()
    if wrong:
        what = f"the config file {environ.abbreviated(settings.path())} is invalid: {'; '.join(wrong)}"
        yield Finding(INVALID, WARNING, "config", what, command("envarium", "config", "edit"))


def mistakes() -> list[str]:
    """Return what is wrong with the config file, each with its place."""
    text, reason = settings.content()
    keys, mistake = config_file.parse(text)
    wrong = [one for one in (reason, mistake) if one]
    for key, value in keys.items():
        if key not in settings.KEYS:
            wrong.append(config_file.unknown(text, key, settings.KEYS))
        elif not settings.is_valid(key, value):
            wrong.append(config_file.invalid(text, key, settings.valid(key)))
    return wrong
