"""Environments from lock files, created and activated in every shell."""

from __future__ import annotations

import os

import pytest

import shells
from wheels import UV, index, wheel

pytestmark = pytest.mark.parametrize("mode", shells.ONCE)


@pytest.fixture
def clean_environment(clean_environment, tmp_path):
    """What a shell is started with: uv, and an index of two wheels."""
    tools = tmp_path / "tools"
    tools.mkdir()
    os.symlink(UV, tools / "uv")
    for name in ("one", "two"):
        wheel(tools, name)
    return {**clean_environment, **index(tools), "PATH": f"{tools}:{clean_environment['PATH']}"}


def test_from_a_lock_file(shell, root, tmp_path):
    """The shell enters the new environment, and its packages can be imported; one that does not exist is named."""
    place = tmp_path / "a 'b' $c"
    place.mkdir()
    file = place / "requirements.txt"
    file.write_text("one\ntwo==2.0\n", encoding="utf-8")
    output = shell.tries("mkvenv --no-pip --from " + shell.quote(str(file)) + " env")
    assert (output.code, "not installed: two" in output.out + output.err) == (1, True)
    assert shell.value("VIRTUAL_ENV") == f"{root}/env"
    assert shell.say("python -c 'import one'").code == 0
    file.write_text("two\n", encoding="utf-8")
    assert shell.say("cd", str(place)).code == 0
    assert shell.say("mkvenv --no-pip -q --from requirements.txt other").code == 0
    assert shell.say("python -c 'import two'").code == 0
    assert shell.tries("mkvenv --from none.txt third").code == 1
    assert shell.value("VIRTUAL_ENV") == f"{root}/other"
