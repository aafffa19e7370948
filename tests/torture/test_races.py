from __future__ import annotations

from torture import races


def test_the_books_balance(tmp_path, clean_environment, installed):
    """Sixteen shells at the same few names: no half environment, none lost, and every name told as it is."""
    books = races.run(str(tmp_path), clean_environment, installed, 4)
    assert books.defects == []
    assert books.created > 0
    assert books.looks > 0


def test_one_winner(tmp_path, clean_environment, installed):
    """Of sixteen shells that want one name at once, one makes the environment."""
    assert races.one_winner(str(tmp_path), clean_environment, installed, 2) == {0: 1, 1: 1}


def test_a_seed_is_built_once(tmp_path, clean_environment, installed):
    """Of sixteen shells that want pip at once where there is none yet, one unpacks it, and all have it."""
    assert races.seed_once(str(tmp_path), clean_environment, installed) == ([], 1)
