"""Templates of shell code."""

from __future__ import annotations


def dense(template: str) -> str:
    """Return `template` without its indentation: a shell takes time to read code that it does not evaluate, too."""
    return "\n".join([line.lstrip() for line in template.split("\n")])


def tabbed(template: str) -> str:
    """Return `template` with a tab for each level of its indentation: reading a blank takes as long as a letter."""
    return template.replace("    ", "\t")
