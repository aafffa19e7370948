"""Tests of envarium.activation.plan and registry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envarium.activation import plan, registry
from envarium.activation.plan import Step, activation, inverse
from envarium.errors import WrongUsage
from envarium.vocabulary import DIALECTS


def test_plan():
    """A plan says what an environment's place and prompt are, and nothing of the shell that applies it."""
    assert activation("/envs/a b", "label") == (
        Step("set", "VIRTUAL_ENV", "/envs/a b"),
        Step("set", "VIRTUAL_ENV_PROMPT", "label"),
        Step("unset", "PYTHONHOME"),
        Step("prepend", "PATH", "/envs/a b/bin"),
        Step("label", "", "label"),
    )


def test_inverse():
    """Leaving undoes the last step first, drops the one entry, and restores what the shell kept."""
    assert inverse(activation("/envs/a", "a")) == (
        Step("unlabel", "", "a"),
        Step("drop", "PATH", "/envs/a/bin"),
        Step("restore", "PYTHONHOME"),
        Step("restore", "VIRTUAL_ENV_PROMPT"),
        Step("restore", "VIRTUAL_ENV"),
    )


def test_nothing_to_undo():
    """A directory changed to, a file sourced and a word said have no inverse."""
    assert (
        inverse(
            [Step("cd", "", "/x"), Step("source", "", "/x"), Step("say", "", "x"), Step("enter", "", "/x")]
        )
        == ()
    )


@given(st.text(), st.text())
def test_any_text(place, prompt):
    """No place and no prompt breaks a plan or its rendering, and every dialect gives a file of its own."""
    files = registry.activators(place, prompt)
    assert len(files) == 7
    assert all(files.values())
    assert activation(place, prompt) == activation(place, prompt)
    assert len({*activation(place, prompt), *activation(place, prompt)}) == len(
        set(activation(place, prompt))
    )


def test_dialects():
    """Every shell that the vocabulary names has a dialect."""
    for name in DIALECTS:
        assert registry.dialect(name).quote("x")
    assert {step.kind for step in activation("/a", "a")} <= set(plan.INVERSES)


def test_unknown_dialect():
    """A shell that nobody speaks to is refused, with the names of those that there are."""
    with pytest.raises(WrongUsage) as caught:
        registry.dialect("cmd.exe")
    assert "cmd.exe" in caught.value.sentence
    assert "fish" in caught.value.hint
