"""The words with which pip installs a distribution again."""

from __future__ import annotations

import os
import re
from urllib.parse import unquote, urlsplit

from envarium.distributions.installed import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envarium.distributions.installed import Distribution

SAFE = re.compile(r"[^\s\x00-\x1f]+")


def words(distribution: Distribution) -> tuple[str, ...]:
    """Return what pip installs `distribution` by, in its version; nothing where that is not known."""
    if not NAME.fullmatch(distribution.name):
        return ()
    if distribution.suffix == ".egg-link":
        return _editable(distribution.directory)
    if distribution.text("direct_url.json"):
        return direct(distribution.name, distribution.origin)
    return (f"{distribution.name}=={distribution.version}",) if distribution.version else ()


def direct(name: str, origin: dict[str, Any]) -> tuple[str, ...]:
    """Return the words for the package `name` that came from `origin` (PEP 610); nothing for nonsense."""
    try:
        return _direct(name, origin, str(origin["url"]))
    except (ValueError, LookupError, TypeError, AttributeError):
        return ()


def _direct(name: str, origin: dict[str, Any], url: str) -> tuple[str, ...]:
    fragment = f"#subdirectory={origin['subdirectory']}" if origin.get("subdirectory") else ""
    if origin.get("dir_info", {}).get("editable"):
        path = os.path.join(unquote(urlsplit(url).path), str(origin.get("subdirectory", "")))
        return _editable(path.rstrip("/"))
    if "vcs_info" in origin:
        version = origin["vcs_info"]
        url = url.replace(" ", "%20")  # pip writes the path of a local repository without escapes
        url = f"{version['vcs']}+{url}@{version['commit_id']}"
    return (f"{name} @ {url}{fragment}",) if SAFE.fullmatch(url + fragment) else ()


def _editable(directory: str) -> tuple[str, ...]:
    return ("-e", directory) if directory[:1] == "/" else ()
