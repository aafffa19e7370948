"""The plain words start no process and fork nothing; loading the integration neither."""

from __future__ import annotations

import os
import subprocess

import pytest

import shells

TRACED = "execve,clone,clone3,fork,vfork"
STEPS = ("workon one", "workon two", "workon -", "cdvirtualenv bin", "deactivate", "workon")


def processes(name, steps, folder, environment):
    """Return the calls that start a process while the shell `name` runs `steps` from a file."""
    script, trace = f"{folder}/steps", f"{folder}/trace"
    with open(script, "w", encoding="utf-8") as file:
        file.write("\n".join(steps) + "\n")
    plain = {
        "bash": ("bash", "--norc", "--noprofile"),
        "zsh": ("zsh", "-f"),
        "fish": ("fish", "--no-config"),
    }[name]
    subprocess.run(
        ["strace", "-f", "-qq", "-e", f"trace={TRACED}", "-e", "signal=none", "-o", trace, *plain, script],
        env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with open(trace, encoding="utf-8", errors="replace") as file:
        return [line for line in file if "THREAD" not in line and "exited with" not in line]


@pytest.mark.parametrize("name", shells.DRIVERS)
def test_plain_words_start_no_process(name, tmp_path, clean_environment, installed):
    """Entering, leaving, going back, listing and loading add no process to those of an empty shell."""
    load = subprocess.run(
        [installed, "init", name], env=clean_environment, check=True, capture_output=True, text=True
    )
    for environment in ("one", "two"):
        made = [installed, "create", "--no-pip", environment]
        subprocess.run(made, env=clean_environment, check=True, capture_output=True)
    idle = processes(name, [], str(tmp_path), clean_environment)
    busy = processes(name, [load.stdout, *STEPS], str(tmp_path), clean_environment)
    assert len(busy) == len(idle), busy
    counted = processes(name, [load.stdout, "command true", "env"], str(tmp_path), clean_environment)
    assert len(counted) > len(idle), "the trace must see a process where there is one"
    assert os.path.isdir(clean_environment["WORKON_HOME"])
