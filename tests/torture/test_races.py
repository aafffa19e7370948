from __future__ import annotations

from torture import races


def test_no_environment_is_lost_in_a_race(tmp_path, clean_environment, installed):
    """After sixteen shells used the same few names, each environment is complete, and listed or in the trash."""
    counts = races.run(str(tmp_path), clean_environment, installed, 4)
    assert counts.defects == []
    assert counts.created > 0
    assert counts.looks > 0


def test_one_winner(tmp_path, clean_environment, installed):
    """Of sixteen shells that want one name at once, one makes the environment."""
    assert races.one_winner(str(tmp_path), clean_environment, installed, 2) == {0: 1, 1: 1}


def test_a_seed_is_built_once(tmp_path, clean_environment, installed):
    """Of sixteen shells that need pip at the same time while there is none yet, one unpacks it, and all get it."""
    assert races.seed_once(str(tmp_path), clean_environment, installed) == ([], 1)
