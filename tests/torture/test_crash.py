from __future__ import annotations

import collections
import multiprocessing
import os
import subprocess

import pytest

from torture import acts, calls, crash
from torture.ground import Ground

SECONDS = 12
"""The time for the points that this test tries; `make torture` tries all."""


@pytest.fixture(scope="module", autouse=True)
def shared_memory():
    """The workers share memory, which a container may not let them do."""
    try:
        multiprocessing.Lock()
    except OSError:
        pytest.skip("processes cannot share memory here")


@pytest.fixture(scope="module")
def tallies():
    """The results of faults at some calls of every act; `make torture` injects them at all calls."""
    return crash.run(1, SECONDS, coarse=100)


@pytest.mark.parametrize("title", [act.title for act in acts.ACTS])
def test_nothing_is_lost(title, tallies):
    """Whichever call fails or gets a signal, all environments that existed exist, and all that are listed work."""
    absent = acts.named(title).absent
    if absent:
        pytest.skip(absent)
    found = {fault: tally for (act, fault), tally in tallies.items() if act == title}
    assert set(found) == {fault.name for fault in calls.FAULTS}
    assert [defect for tally in found.values() for defect in tally.defects] == []
    assert all(tally.points for tally in found.values() if tally.complete)


@pytest.fixture(scope="module")
def proof(tmp_path_factory):
    """What the check finds in a store that was damaged."""
    return crash.apart(prove, os.path.realpath(tmp_path_factory.mktemp("proof")))


def test_a_loss_is_seen(proof):
    """The check can fail: it finds that an environment was deleted, halved or changed by something else."""
    found, _, _ = proof
    assert found["nothing"] == []
    assert found["deleted"] == ["data is lost"]
    assert found["changed"] == ["data is lost", "data has changed"]
    assert found["removed"] == []
    assert found["outside"] == ["something outside of the store was changed"]
    assert any(one.startswith("old is incomplete") for one in found["halved"])
    assert any(one.startswith("old does not work") for one in found["hurt"])


def test_each_call_can_be_made_to_fail(proof):
    """A fault at each number is a fault at the call of that number."""
    _, expected, tally = proof
    assert tally.faulty_calls == expected
    assert tally.defects == []


def prove(folder):
    """Return what is found after several harms, which calls are to get a fault, and the tally of injecting it."""
    ground = Ground(folder)
    trial = crash.Trial(ground, acts.named("restore"))
    found = losses(ground, trial)
    numbers = (0, len(trial.made) // 2, len(trial.made) - 1)
    for number in numbers:
        trial.inject(calls.KILL, number)
    return found, collections.Counter(trial.made[number] for number in numbers), trial.tally


def losses(ground, trial):
    """Damage a store in several ways, and return the defects that are found each time."""
    data, old = (ground.store.path(name) for name in ("data", "old"))
    harms = {
        "nothing": [],
        "deleted": ["rm", "-r", data],
        "changed": ["touch", f"{data}/pyvenv.cfg"],
        "removed": None,
        "outside": ["touch", f"{ground.home}/project/precious"],
        "halved": ["rm", "-r", f"{old}/lib"],
        "hurt": ["ln", "-sfn", "/nowhere", f"{old}/bin/python"],
    }
    found = {}
    for title, harm in harms.items():
        if harm is None:
            ground.call("bash", "rmvenv", "data")
        if title in ("halved", "hurt"):
            ground.call("restore", "old")
        if harm:
            subprocess.run(harm, check=True)
        now = ground.state()
        found[title] = [*trial._lost(now), *trial._unwanted(now)]
        ground.reset()
    return found
