from __future__ import annotations

import pytest

from torture import hostile


@pytest.fixture
def camp(tmp_path, clean_environment, installed):
    pitched = hostile.Camp(str(tmp_path), clean_environment, installed, hostile.PLAIN)
    yield pitched
    pitched.close()


def test_nothing_hostile_is_run(camp):
    """No shell runs code in names, prompts, projects and pyvenv.cfg files, and no terminal gets control characters."""
    hostile.storm(camp, 3)()
    assert camp.tried >= 45


def test_a_canary_is_seen(tmp_path, clean_environment, camp):
    """The check can fail: what the attacks hold makes the file if a shell runs it."""
    assert hostile.sees_canaries(str(tmp_path), clean_environment)
    shell = camp.shells["bash"]
    shell.say(f"eval {shell.quote(hostile.RUN)}")
    assert len(camp.canaries()) == 1
