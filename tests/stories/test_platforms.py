"""A store that hosts of several platforms use: an environment of another platform is shown, and not activated."""

from __future__ import annotations

import json
import os

import pytest

import shells
from envarium.store import hosts
from tool import open_text

pytestmark = pytest.mark.parametrize("mode", shells.ONCE)

OTHER = "plan9-vax"


def test_another_platform(shell, root, installed, starts, mode, tmp_path, clean_environment):
    """workon refuses it with a reason, in a shell that knows of several platforms; all others are activated as ever."""
    for name in ("here", "there"):
        shell.say("mkvenv --no-pip " + name)
        shell.say("deactivate")
    assert open_text(f"{root}/.envarium/platform") == hosts.PLATFORM
    assert not os.path.exists(f"{root}/.envarium/platforms")
    config = f"{root}/there/pyvenv.cfg"
    text = open_text(config)
    assert f"platform = {hosts.PLATFORM}\n" in text
    with open(config, "w", encoding="utf-8") as file:
        file.write(text.replace(hosts.PLATFORM, OTHER))
    with open(f"{root}/.envarium/platform", "w", encoding="utf-8") as file:
        file.write(OTHER)
    shell.say("mkvenv --no-pip third")
    shell.say("deactivate")
    assert os.path.exists(f"{root}/.envarium/platforms")
    later = starts(mode, tmp_path / "later", clean_environment)
    later.load(installed)
    for words in (("workon", "there"), (installed, "run", "there", "--", "true")):
        refused = later.tries(*words)
        assert refused.code == 1
        assert f"created on {OTHER}" in refused.err
        assert "hint:" in refused.err
    assert later.value("VIRTUAL_ENV") is None
    assert later.say("workon here").err == ""
    assert later.value("VIRTUAL_ENV") == f"{root}/here"
    assert f"({OTHER})" in later.say("lsvenv").out
    rows = {row["name"]: row["other_platform"] for row in json.loads(later.say("lsvenv --json").out)}
    assert rows == {"here": "", "there": OTHER, "third": ""}
    found = [
        row
        for row in json.loads(later.say(installed, "doctor", "--json", "there").out)
        if row["subject"] == "there"
    ]
    assert [row["id"] for row in found] == ["other-platform"]
