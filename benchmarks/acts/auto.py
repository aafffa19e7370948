"""What automatic activation costs at each prompt, in a project and without a change of directory."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from benchmarks import shells
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OTHERS, OURS, Case, Row, Turns, no_process, within

NAME = "automatic"
SHELLS = ("bash", "zsh", "fish")
STEPS = {
    "bash": 'for hook in "${PROMPT_COMMAND[@]}"; do eval "$hook"; done',
    "zsh": "for hook in $precmd_functions; do $hook; done",
    "fish": "emit fish_prompt",
}
"""What each shell does before a prompt."""
HOOKS = {"direnv": ("hook",), "mise": ("activate",), "pyenv": ("virtualenv-init", "-")}
"""The tools that are compared, and how each prints what a shell sources."""


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return a row for each shell; other tools are compared if they are on PATH."""
    project = _prepare(ground)
    return [_row(ground, turns, shell, project) for shell in SHELLS]


def _row(ground: Ground, turns: Turns, shell: str, project: Path) -> Row:
    figures = turns.take(f"prompt with auto {shell}", _cases(ground, shell, project))
    act = f"a prompt with automatic activation, in a project, {shell}"
    return Row(act, figures, (within(0.05, FLOOR), no_process()))


def _prepare(ground: Ground) -> Path:
    """Make an environment, and the project that is linked to it."""
    project = ground.root / "automatic"
    if not project.exists():
        project.mkdir()
        ground.answer("create", NAME, "--no-pip")
        (project / ".venv").symlink_to(ground.store / NAME)
    return project


def _cases(ground: Ground, shell: str, project: Path) -> list[Case]:
    load = f"source '{ground.loading(shell, '--auto')}'\n"
    cases = [
        _case(ground, shell, FLOOR, "", "no command at the prompt"),
        _case(ground, shell, OURS, f"{load}cd '{project}'\n"),
    ]
    for tool in filter(shutil.which, HOOKS):
        load = f"source '{_hook(ground, tool, shell)}'\ncd '{project}'\n"
        cases.append(_case(ground, shell, OTHERS, load, tool))
    return cases


def _hook(ground: Ground, tool: str, shell: str) -> Path:
    """Return a file with what `tool` prints for the startup file of the shell."""
    file = ground.root / f"hook-{tool}.{shell}"
    if not file.exists():
        command = [shutil.which(tool) or tool, *HOOKS[tool], shell]
        process = subprocess.run(
            command, env=ground.environment, stdout=subprocess.PIPE, text=True, check=True
        )
        file.write_text(process.stdout)
    return file


def _case(ground: Ground, shell: str, peer: str, setup: str, note: str = "") -> Case:
    telling = shells.Telling(shell, lambda label: f"{setup}{STEPS[shell]}", lambda label: STEPS[shell])
    return shells.case(ground, peer, note, telling)
