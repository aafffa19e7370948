"""Finds out which of several items fail, where one attempt takes many of them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    Item = TypeVar("Item")

HOPELESS = 6
"""How many items may fail before any succeeds: then the others are taken to fail for the same reason."""


def failing(items: Sequence[Item], attempt: Callable[[Sequence[Item]], str]) -> list[tuple[Item, str]]:
    """Return the items for which `attempt`, which returns why it failed or "", fails alone, with the reasons.

    It is called with all items first, and where it fails with each half of them.
    """
    failures: list[tuple[Item, str]] = []
    parts = [items] if items else []
    has_succeeded = False
    while parts:
        part = parts.pop()
        reason = failures[-1][1] if not has_succeeded and len(failures) >= HOPELESS else attempt(part)
        has_succeeded = has_succeeded or not reason
        if reason and len(part) > 1:
            half = len(part) // 2
            parts += [part[half:], part[:half]]
        elif reason:
            failures.append((part[0], reason))
    return failures
