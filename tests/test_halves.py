"""Finding what fails among many, with few attempts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from envarium.interpreters import halves


def attempts(items, bad):
    """Return the failures among `items`, and the attempts made."""
    made = []

    def attempt(part):
        made.append(list(part))
        return "bad" if set(part) & bad else ""

    return halves.failing(items, attempt), made


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40), max_size=4))
def test_those_that_fail_alone(items, bad):
    """Exactly those are found, and every other one succeeds in some attempt."""
    items = sorted(items)
    failures, made = attempts(items, bad)
    assert failures == [(item, "bad") for item in items if item in bad]
    assert {item for part in made if not set(part) & bad for item in part} == set(items) - bad


def test_a_hundred_that_all_fail():
    """Where nothing succeeds, not everything is tried."""
    failures, made = attempts(range(100), set(range(100)))
    assert len(failures) == 100
    assert len(made) < 25
