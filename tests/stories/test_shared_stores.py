"""WORKON_HOME with more than one store: all are listed and entered, and only the first that is writable changes."""

from __future__ import annotations

import os
import subprocess

import pytest

import shells
from trees import whole

pytestmark = pytest.mark.parametrize("mode", shells.ONCE)

OWN, TEAM = "my; own", "the $team's"


@pytest.fixture
def clean_environment(clean_environment, tmp_path):
    """Two stores, the user's own first."""
    return {**clean_environment, "WORKON_HOME": f"{tmp_path}/{OWN}:{tmp_path}/{TEAM}"}


@pytest.fixture
def shell(mode, tmp_path, clean_environment, installed, starts):
    """A shell with `both` and `web` in the first store, `both` and `tools` in the second."""
    for root, names in ((TEAM, ("both", "tools")), (OWN, ("both", "web"))):
        for name in names:
            changed = {**clean_environment, "WORKON_HOME": f"{tmp_path}/{root}"}
            subprocess.run([installed, "create", "--no-pip", "-q", name], env=changed, check=True)
    started = starts(mode, tmp_path / "here", clean_environment)
    started.load(installed)
    return started


def test_two_stores(shell, tmp_path, installed):
    """The shared one is listed, entered, run, described and copied; nothing in it changes."""
    own, team = f"{tmp_path}/{OWN}", f"{tmp_path}/{TEAM}"
    before = whole(team)
    assert (shell.value("WORKON_HOME"), shell.value("ENVARIUM_SHARED_STORES")) == (own, team)
    assert shell.say("workon").out == "both\ntools\nweb\n"
    assert shell.say("lsvenv --brief").out == "both\ntools\nweb\n"
    for name, root in (("tools", team), ("both", own), ("web", own), ("-", own), ("tools", team)):
        assert shell.say("workon", name).err == ""
        assert os.path.dirname(shell.value("VIRTUAL_ENV")) == root
    shell.say("deactivate")
    assert f" {team}/tools\n" in shell.say("showvenv tools").out
    assert (
        shell.say(installed, "run", "tools", "--", "python", "-c", "import sys; print(sys.prefix)").out
        == f"{team}/tools\n"
    )
    for words in (("rmvenv", "tools"), ("mvvenv", "tools", "new"), (installed, "repair", "tools")):
        refused = shell.tries(*words)
        assert refused.code == 1
        assert "shared store" in refused.err
        assert "hint:" in refused.err
    assert shell.say("cpvenv tools mine").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{own}/mine"
    shell.say("deactivate")
    assert shell.say("mkvenv --no-pip tools").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{own}/tools"
    shell.say("deactivate")
    shell.say("workon tools")
    assert shell.value("VIRTUAL_ENV") == f"{own}/tools"
    after = {path: text for path, text in whole(team).items() if os.path.basename(path) != ".used"}
    assert after == {path: text for path, text in before.items() if os.path.basename(path) != ".used"}
