"""What the fast lane does without, put in its places."""

from __future__ import annotations

from envarium.interpreters import find, probe, project, ranges, requires, spec


def install() -> None:
    """Let ranges be read, projects' `requires-python` be heeded, and interpreters be asked."""
    spec.range_reader = ranges.read
    project.requires_reader = requires.read
    find.ask = probe.ask
