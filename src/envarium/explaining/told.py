"""An explanation as plain data: the keys of `--json`, which stay."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.explaining.explanation import Explanation
    from envarium.explaining.verify import Difference


def plain(explanation: Explanation) -> dict[str, object]:
    """Return all that `explanation` holds as dicts, lists and texts."""
    outcome = explanation.outcome
    return {
        "executable": explanation.executable,
        "implementation": explanation.implementation,
        "version": explanation.release,
        "rules": explanation.rules,
        "rules_known_to": explanation.newest,
        "starts": explanation.starts,
        "environment": explanation.environment,
        "places": [
            {"stage": place.stage, "path": place.path, "found": place.found, "reason": place.reason}
            for place in explanation.places
        ],
        "prefix": outcome.prefix,
        "exec_prefix": outcome.exec_prefix,
        "base_prefix": outcome.base_prefix,
        "base_exec_prefix": outcome.base_exec_prefix,
        "path": [
            {
                "path": entry.path,
                "source": entry.source,
                "file": entry.file,
                "exists": os.path.exists(entry.path),
            }
            for entry in outcome.entries
        ],
        "changes": [
            {"kind": change.kind, "name": change.name, "value": change.value}
            for change in explanation.changes
        ],
        "code": explanation.code,
        "troubles": [trouble.sentence for trouble in explanation.troubles],
    }


def compared(differences: list[Difference]) -> dict[str, object]:
    """Return what was found by starting the interpreter."""
    return {
        "agrees": not differences,
        "differences": [
            {"name": one.name, "computed": one.computed, "said": one.said} for one in differences
        ],
    }
