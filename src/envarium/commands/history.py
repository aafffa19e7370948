"""Show what was done to an environment: its creation, and every installation through envarium."""

from __future__ import annotations

import sys

from envarium.output import printable, typed
from envarium.printing import json_output, terminal
from envarium.snapshots import receipts
from envarium.store import lookup, own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envarium.command_line import Values

KINDS = (("added", "+"), ("removed", "-"), ("changed", " "))


def run(values: Values) -> None:
    """Print the receipts in the environment named, else in the active one, the oldest first."""
    environment = lookup.named_or_active(values.text("name"))
    entries = [_as_data(entry) for entry in receipts.read(environment)]
    if values.on("json"):
        json_output.show(entries)
    elif not entries:
        sys.stderr.write("nothing is recorded; envarium records what it creates and installs\n")
    else:
        sys.stdout.write("".join(f"{printable(line)}\n" for entry in entries for line in _lines(entry)))


def _as_data(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the receipt `entry` with the name of the user, as `--json` prints it."""
    uid = entry.get("uid")
    return {**entry, "user": own.user_name(uid) if isinstance(uid, int) else ""}


def _lines(entry: dict[str, Any]) -> list[str]:
    """Return the lines that show `entry`: its time, user and command, and a line for each package."""
    suffix = "  (failed)" if entry.get("outcome") == "failed" else ""
    time = str(entry["time"]).replace("T", " ")
    is_plain = terminal.is_plain()
    lines = [f"{time}  {entry['user']}  {' '.join(typed(str(word)) for word in entry['words'])}{suffix}"]
    for kind, sign in KINDS:
        packages = entry.get(kind)
        for name, value in packages.items() if isinstance(packages, dict) else ():
            text = " -> ".join(map(str, value)) if isinstance(value, list) else value
            lines.append(f"{kind}: {name} {text}" if is_plain else f"    {sign} {name} {text}")
    return lines
