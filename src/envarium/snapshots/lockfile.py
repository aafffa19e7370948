"""The packages that a lock file names, with their versions: pylock.toml, uv.lock, or a requirements file."""

from __future__ import annotations

import re

from packaging.markers import InvalidMarker, Marker

from envarium import toml
from envarium.distributions.installed import normalized
from envarium.errors import EnvariumError, SystemRefused, shown
from envarium.files import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PINNED = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^]]*\])?\s*(?:===?\s*([^\s;,*]+)|[<>=!~@][^;]*)?\s*(?:;(.*))?"
)
"""A requirement: the name, the version if it is exact, the marker."""

LIMIT = 1 << 26
"""The size up to which a lock file is read."""


def packages(path: str, python: str) -> dict[str, str]:
    """Return the packages in the file at `path`, names to versions, "" where it gives none.

    What does not apply to the Python version `python` ("" for envarium's own) on this machine is left out. Raises
    EnvariumError.
    """
    try:
        text = reading.read(path, LIMIT).decode()
        found = (
            _of_tables(toml.parse(text), python)
            if path.endswith((".toml", ".lock"))
            else _of_lines(text, python)
        )
    except OSError as error:
        raise SystemRefused(f"read {shown(path)}", error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise EnvariumError(f"{shown(path)} cannot be read: {error}", "is it a lock file?") from error
    if found is None:
        raise EnvariumError(
            f"{shown(path)} is no lock file", "supported are pylock.toml, uv.lock and requirements.txt"
        )
    return found


def _of_tables(tables: dict[str, Any], python: str) -> dict[str, str] | None:
    """Return the packages in the `tables` of a pylock.toml (PEP 751) or of a uv.lock."""
    rows = tables.get("packages", tables.get("package"))
    if not isinstance(rows, list):
        return None
    chosen = [row for row in rows if not {"virtual", "editable"} & set(row.get("source", ()))]
    return {
        normalized(row["name"]): str(row.get("version", ""))
        for row in chosen
        if _applies(row.get("marker", ""), python)
    }


def _of_lines(text: str, python: str) -> dict[str, str]:
    """Return the packages in the lines of a requirements file; options, paths and bare URLs are left out.

    Raises ValueError.
    """
    found = {}
    for line in re.sub(r"\\\n", " ", text).splitlines():
        words = re.sub(r"(^|\s)#.*|\s--\S.*", "", line).strip()
        match = PINNED.fullmatch(words)
        if match and _applies(match[3] or "", python):
            found[normalized(match[1])] = match[2] or ""
        elif words and not match and words[0] not in "-./" and "://" not in words:
            raise ValueError(f"{shown(words)} is no requirement")
    return found


def _applies(marker: str, python: str) -> bool:
    """Return whether the environment marker `marker` (PEP 508) is true for the Python version `python`."""
    if not marker.strip():
        return True
    version = (
        {"python_version": ".".join(python.split(".")[:2]), "python_full_version": python} if python else {}
    )
    try:
        return Marker(marker).evaluate(version)
    except InvalidMarker:
        return True
