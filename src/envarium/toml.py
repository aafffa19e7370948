"""TOML, as the standard library reads it from Python 3.11 on, and tomli before."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 11):
    from tomllib import loads
else:
    from tomli import loads


def parse(text: str) -> dict[str, object]:
    """Return the keys and values of `text`. Raises ValueError, also where it is nested too deeply to be read."""
    try:
        return loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
