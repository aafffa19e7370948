"""What ends a benchmark: a peer that did not do what was to be timed."""

from __future__ import annotations


class BenchmarkFailed(Exception):
    """The command `command` failed, for the reason `why`."""

    def __init__(self, command: str, why: str) -> None:
        super().__init__(command, why)
        self.command = command
        self.why = why

    def __str__(self) -> str:
        return f"{self.command}: {self.why}"
