"""The commands that keep, compare and move environments; `vocabulary` joins them to its table."""

from __future__ import annotations

from envarium.command_line import Argument, Command, Option
from envarium.vocabulary_terms import AS_JSON, CHANGE, INSPECT, NAME_OR_ACTIVE

COMMANDS = (
    Command(
        "snapshot",
        CHANGE,
        "Take a snapshot of an environment, to which rollback returns.",
        arguments=(
            NAME_OR_ACTIVE,
            Argument("label", "a name for the snapshot, besides its number", required=False),
        ),
        details="Files that installers only replace are shared with the environment; all others are copied.",
    ),
    Command(
        "snapshots",
        INSPECT,
        "List snapshots, or delete some.",
        arguments=(Argument("name", "only those of this environment", required=False, completes="names"),),
        options=(
            Option("delete", ("--delete",), "SNAPSHOT", "delete this snapshot permanently; may be repeated", many=True, completes="snapshots"),
        ),
        switches=(AS_JSON,),
        details="A snapshot is written by its label, its number, or NAME@SNAPSHOT.",
    ),
)  # fmt: skip
