"""Writes what an environment consists of as a pylock.toml (PEP 751), as requirements, or as an environment.yml."""

from __future__ import annotations

import json
from urllib.parse import quote

import tomli_w
from packaging.pylock import Pylock, PylockValidationError

from envarium import toml
from envarium.errors import EnvariumError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envarium.lockfiles.contents import Contents
    from envarium.lockfiles.resolve import Resolver

OURS = "envarium"
"""The name of the tool table, and of the creator."""


def pylock(contents: Contents, resolver: Resolver) -> str:
    """Return the text of a pylock.toml. Raises EnvariumError where it would not be valid."""
    entries = {**contents.entries, **resolver.entries}
    minor = _minor(contents)
    tables: dict[str, Any] = {
        "lock-version": "1.0",
        "requires-python": f">={minor}" if resolver.is_universal else f"=={minor}.*",
        "created-by": OURS,
        "packages": [_placed(contents, entries[name]) for name in sorted(entries)],
        "tool": {OURS: _tool(contents, resolver)},
    }
    text = tomli_w.dumps(tables)
    try:
        Pylock.from_dict(toml.parse(text))
    except (PylockValidationError, ValueError) as error:
        raise EnvariumError(
            f"the lock would not be valid: {error}", "envarium export --requirements"
        ) from error
    return text


def _tool(contents: Contents, resolver: Resolver) -> dict[str, Any]:
    """Return the tool table: what a pylock.toml has no other place for."""
    environment = contents.environment
    table: dict[str, Any] = {
        "python": environment.spec,
        "version": environment.version,
        "strategy": environment.strategy.NAME,
        "system-site-packages": environment.system_site,
        "seeds": contents.seeds,
        "requested": contents.requested,
        "missing": sorted({**contents.failures, **resolver.failures}),
        "path-prepend": list(environment.variables.paths),
        "secrets": contents.secrets,
        "prompt": environment.config.prompt,
        "variables": contents.variables,
    }
    return {key: value for key, value in table.items() if value or key == "requested"}


def _placed(contents: Contents, entry: dict[str, Any]) -> dict[str, Any]:
    """Return `entry` with the paths of local files instead of their URLs."""
    files = [entry.get("archive"), entry.get("sdist"), *entry.get("wheels", ())]
    for file in filter(None, files):
        if file.get("url", "").startswith("file://"):
            file["path"] = contents.local(file.pop("url"))
    return entry


def requirements(contents: Contents) -> str:
    """Return the text of a requirements file: what was asked for, then what that depends on."""
    requested = contents.requested
    lines = [f"# Python {contents.environment.version}"]
    for title, is_requested in (("asked for", True), ("came along", False)):
        names = [name for name in contents.available if (name in requested) is is_requested]
        lines += [f"# {title}", *(line(contents.words[name]) for name in names)] if names else []
    return "\n".join(lines) + "\n"


def line(words: tuple[str, ...]) -> str:
    """Return the line of a requirements file for the `words` of `pip install`: it has an escape for no character."""
    words = tuple(
        f"file://{quote(word)}" if word[:1] == "/" and quote(word) != word else word for word in words
    )
    return " ".join(words).replace("$", "%24")


def environment_yml(contents: Contents) -> str:
    """Return the text of an environment.yml for conda: Python and pip are conda's, the packages are pip's."""
    environment = contents.environment
    lines = [
        f"name: {json.dumps(environment.name)}",
        "dependencies:",
        f"  - python={_minor(contents)}",
        "  - pip",
    ]
    words = [line(contents.words[name]) for name in contents.available]
    if words:
        lines += ["  - pip:", *(f"    - {json.dumps(each)}" for each in words)]
    if contents.variables:
        lines.append("variables:")
        lines += [f"  {name}: {json.dumps(value)}" for name, value in contents.variables.items()]
    return "\n".join(lines) + "\n"


def _minor(contents: Contents) -> str:
    return ".".join(contents.environment.version.split(".")[:2])
