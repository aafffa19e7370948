"""Tests of plans, and of the registry of shells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envarium.activation import plan
from envarium.activation.plan import Step, activation, inverse
from envarium.errors import WrongUsage
from envarium.shells import registry


def fields(steps):
    return [(step.kind, step.name, step.value) for step in steps]


def test_plan():
    """A plan says what an environment's place and prompt are, and nothing of the shell that applies it."""
    assert fields(activation("/envs/a b", "label")) == [
        ("set", "VIRTUAL_ENV", "/envs/a b"),
        ("set", "VIRTUAL_ENV_PROMPT", "label"),
        ("unset", "PYTHONHOME", ""),
        ("prepend", "PATH", "/envs/a b/bin"),
        ("label", "", "label"),
    ]


def test_inverse():
    """Leaving undoes the last step first, drops the one entry, and restores what the shell kept."""
    assert fields(inverse(activation("/envs/a", "a"))) == [
        ("unlabel", "", "a"),
        ("drop", "PATH", "/envs/a/bin"),
        ("restore", "PYTHONHOME", ""),
        ("restore", "VIRTUAL_ENV_PROMPT", ""),
        ("restore", "VIRTUAL_ENV", ""),
    ]


def test_nothing_to_undo():
    """A directory changed to and a call of the integration have no inverse."""
    assert inverse([Step("cd", "", "/x"), Step("enter", "", "/x"), plan.call("event", "initialize")]) == ()


@pytest.mark.parametrize("path", [None, "", "/usr/bin:/bin"])
def test_apply(path):
    """A dictionary of variables becomes what a shell's own would be; all the rest stays."""
    variables = {"HOME": "/h", "PYTHONHOME": "/p", "VIRTUAL_ENV": "/old"}
    if path is not None:
        variables["PATH"] = path
    plan.apply(activation("/envs/a b", "label"), variables)
    assert variables == {
        "HOME": "/h",
        "VIRTUAL_ENV": "/envs/a b",
        "VIRTUAL_ENV_PROMPT": "label",
        "PATH": "/envs/a b/bin" + ("" if path is None else ":" + path),
    }


@given(st.text(), st.text())
def test_any_text(place, prompt):
    """No place and no prompt breaks the rendering of a plan, and every dialect gives a file of its own."""
    files = registry.activators(place, prompt)
    assert len(files) == 7
    assert all(files.values())


def test_dialects():
    """Every shell that the vocabulary names has a dialect."""
    for name in registry.DIALECTS:
        assert registry.shell(name).quote("x")
    assert {step.kind for step in activation("/a", "a")} <= set(plan.INVERSES)


def test_unknown_dialect():
    """An unknown shell is refused, with the names of those that are known."""
    with pytest.raises(WrongUsage) as caught:
        registry.shell("cmd.exe")
    assert "cmd.exe" in caught.value.sentence
    assert "fish" in caught.value.hint
