"""What ends a benchmark: a peer that did not do what was to be timed."""

from __future__ import annotations


class BenchmarkFailed(Exception):
    """The command `said` did not do its work, for the reason `why`."""

    def __init__(self, said: str, why: str) -> None:
        super().__init__(said, why)
        self.said = said
        self.why = why

    def __str__(self) -> str:
        return f"{self.said}: {self.why}"
