from __future__ import annotations

import collections
import multiprocessing
import os
import subprocess

import pytest

from torture import acts, calls, crash
from torture.ground import Ground

SECONDS = 12
"""That the slice may take: what a busy machine does not come to, `make torture` does."""


@pytest.fixture(scope="module", autouse=True)
def shared_memory():
    """The workers share memory, which a container may not let them do."""
    try:
        multiprocessing.Lock()
    except OSError:
        pytest.skip("processes cannot share memory here")


@pytest.fixture(scope="module")
def tallies():
    """What came of striking at some calls of every act; `make torture` strikes at all of them."""
    return crash.run(1, SECONDS, coarse=100)


@pytest.mark.parametrize("title", [act.title for act in acts.ACTS])
def test_nothing_is_lost(title, tallies):
    """Whatever is killed, or fails, at whichever call: all that was there is there, and all that is listed works."""
    absent = acts.named(title).absent
    if absent:
        pytest.skip(absent)
    found = {fault: tally for (act, fault), tally in tallies.items() if act == title}
    assert set(found) == {fault.name for fault in calls.FAULTS}
    assert [defect for tally in found.values() for defect in tally.defects] == []
    assert all(tally.points for tally in found.values() if tally.complete)


@pytest.fixture(scope="module")
def proof(tmp_path_factory):
    """What the harness finds where there is something to be found."""
    return crash.apart(prove, os.path.realpath(tmp_path_factory.mktemp("proof")))


def test_a_loss_is_seen(proof):
    """The check can fail: an environment that is taken away, halved or changed behind envarium's back is missed."""
    found, _, _ = proof
    assert found["nothing"] == []
    assert found["taken away"] == ["data is lost"]
    assert found["changed"] == ["data is lost", "data is not what it was"]
    assert found["removed"] == []
    assert found["outside"] == ["something outside of the store was touched"]
    assert any(one.startswith("gone is half there") for one in found["halved"])
    assert any(one.startswith("gone does not work") for one in found["hurt"])


def test_each_call_can_be_made_to_fail(proof):
    """Each number strikes the call of that number."""
    _, expected, tally = proof
    assert tally.struck == expected
    assert tally.defects == []


def prove(folder):
    """Return what is found after several harms, which calls were to be struck, and the tally of striking them."""
    ground = Ground(folder)
    trial = crash.Trial(ground, acts.named("restore"))
    found = losses(ground, trial)
    numbers = (0, len(trial.made) // 2, len(trial.made) - 1)
    for number in numbers:
        trial.strike(calls.KILL, number)
    return found, collections.Counter(trial.made[number] for number in numbers), trial.tally


def losses(ground, trial):
    """Do harm to a store in several ways, and return what is found wrong each time."""
    data, gone = (ground.store.path(name) for name in ("data", "gone"))
    harms = {
        "nothing": [],
        "taken away": ["rm", "-r", data],
        "changed": ["touch", f"{data}/pyvenv.cfg"],
        "removed": None,
        "outside": ["touch", f"{ground.home}/project/precious"],
        "halved": ["rm", "-r", f"{gone}/lib"],
        "hurt": ["ln", "-sfn", "/nowhere", f"{gone}/bin/python"],
    }
    found = {}
    for title, harm in harms.items():
        if harm is None:
            ground.call("bash", "rmvenv", "data")
        if title in ("halved", "hurt"):
            ground.call("restore", "gone")
        if harm:
            subprocess.run(harm, check=True)
        now = ground.state()
        found[title] = [*trial._lost(now), *trial._unwanted(now)]
        ground.reset()
    return found
