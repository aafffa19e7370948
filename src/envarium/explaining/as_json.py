"""An explanation as data for `--json`, whose keys are stable."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.explaining.explanation import Explanation
    from envarium.explaining.verify import Difference


def explanation_data(explanation: Explanation) -> dict[str, object]:
    """Return `explanation` as dicts, lists and strings."""
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
            {"stage": note.stage, "path": note.path, "found": note.present, "reason": note.reason}
            for note in explanation.locations
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


def comparison(differences: list[Difference]) -> dict[str, object]:
    """Return the result of `--verify`."""
    return {
        "agrees": not differences,
        "differences": [
            {"name": difference.name, "computed": difference.computed, "said": difference.actual}
            for difference in differences
        ],
    }
