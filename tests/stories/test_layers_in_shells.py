"""Layers in the shells: the programs of the base are found after the layer's own, until it is left."""

from __future__ import annotations

import os

import shells

STORE = shells.ODD_STORE


def test_programs_of_the_base(shell, root):
    """Entering a layer puts the programs of its bases on PATH behind its own, and leaving takes them away."""
    shell.say("mkvenv --no-pip lowest")
    shell.say("mkvenv --no-pip --on lowest base")
    assert shell.say("mkvenv --no-pip --on base layer").code == 0
    for name in ("lowest", "base", "layer"):
        for program in ("shared", f"only-{name}"):
            path = f"{root}/{name}/bin/{program}"
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"#!/bin/sh\necho {name}\n")
            os.chmod(path, 0o755)
    shell.say("deactivate")
    before = shell.state()
    shell.say("workon layer")
    for program, answer in (("shared", "layer"), ("only-base", "base"), ("only-lowest", "lowest")):
        assert shell.say(program).out.strip() == answer
    assert shell.environment()["PATH"].split(":")[:3] == [
        f"{root}/layer{part}/bin" for part in ("", "/.on", "/.on/.on")
    ]
    shell.say("deactivate")
    assert shell.state() == before
