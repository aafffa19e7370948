from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envarium.errors import InvalidName
from envarium.store import names
from evil import ACCEPTED, REFUSED


@pytest.mark.parametrize("label", ACCEPTED)
def test_accepted(label):
    """A name that an environment can have is returned unchanged."""
    assert names.check(ACCEPTED[label]) == ACCEPTED[label]


@pytest.mark.parametrize("label", REFUSED)
def test_refused(label):
    """What cannot is refused, with the text, a reason and a way out."""
    with pytest.raises(InvalidName) as refusal:
        names.check(REFUSED[label])
    assert refusal.value.text == REFUSED[label]
    assert refusal.value.reason == names.objection(REFUSED[label])
    assert refusal.value.hint
    assert refusal.value.exit_code == 1


@pytest.mark.parametrize("label", ACCEPTED)
def test_accepted_names_are_directories(label, tmp_path):
    """A name that is accepted can be a directory, directly below the root, and is listed unchanged."""
    os.mkdir(f"{tmp_path}/{ACCEPTED[label]}")
    assert os.listdir(tmp_path) == [ACCEPTED[label]]


@pytest.mark.parametrize("label", REFUSED)
def test_messages_are_one_printable_line(label):
    """A refusal can be shown on any terminal, whatever the name holds."""
    with pytest.raises(InvalidName) as refusal:
        names.check(REFUSED[label])
    assert refusal.value.sentence.isprintable()
    assert refusal.value.hint.isprintable()
    refusal.value.sentence.encode()


@given(st.text(st.characters()))
def test_any_text(text):
    """Any text at all is either refused or one component that stays below the root."""
    if not names.objection(text):
        path = os.path.normpath("/root/" + text)
        assert os.path.split(path) == ("/root", text)
        assert len(os.fsencode(text)) <= names.LONGEST


@given(st.sampled_from(sorted(ACCEPTED.values())), st.sampled_from("/\0\n\r\t\x1b\x7f\x9f\u2028\u2029:"))
def test_one_bad_character_is_enough(name, character):
    """A name with a slash, a colon or a control character anywhere in it is refused."""
    for place in range(len(name) + 1):
        assert names.objection(name[:place] + character + name[place:])


@pytest.mark.parametrize("hook", sorted(names.HOOK_FILES))
def test_hook_files(hook):
    """The hook files that virtualenvwrapper keeps in the store name no environment, but longer names may."""
    assert names.objection(hook)
    assert names.objection(hook + ".fish")
    assert not names.objection(hook + ".txt")
    assert not names.objection(hook + "s")
