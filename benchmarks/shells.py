"""Acts inside a running shell: it is started, told what to set up, and timed between two marks that it prints."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks import timing, tracing
from benchmarks.ground import Ground
from benchmarks.rows import Case, Sample

SHELLS = {"bash": ["bash", "--norc", "--noprofile"], "zsh": ["zsh", "-f"], "fish": ["fish"]}
BEGAN, ENDED = b"<began>", b"<ended>"
WANTED = 60.0
"""Milliseconds that the rounds of one sample shall take together, so that the marks cost nothing beside them."""
MOST_ROUNDS = 4_000
SILENCE = 300
"""Seconds after which a shell is taken to hang."""


@dataclass(frozen=True)
class Telling:
    """What a shell is told: `setup` once, `step` in every round, `check` at the end; each may depend on the label."""

    shell: str
    setup: Callable[[str], str]
    step: Callable[[str], str]
    check: Callable[[str], str] = lambda label: ""
    typed: bool = False
    """Whether it is told on a terminal, in its rc file, because it is about what happens while a line is edited."""

    def script(self, label: str, rounds: int) -> str:
        """Return the text that the shell reads. A failing `setup` or `check` is to end it with an exit code."""
        numbers = " ".join(map(str, range(rounds)))
        do, done = ("", "end") if self.shell == "fish" else ("do", "done")
        return (
            f"{self.setup(label)}\necho '{BEGAN.decode()}'\n"
            f"for round in {numbers}; {do}\n{self.step(label)}\n{done} > /dev/null 2>&1\n"
            f"echo '{ENDED.decode()}'\n{self.check(label)}\n"
        )


def versions() -> dict[str, str]:
    """Return the version of each shell."""
    answers = {
        shell: subprocess.run([shell, "--version"], capture_output=True, text=True, check=True).stdout
        for shell in SHELLS
    }
    return {shell: match[0] for shell, text in answers.items() if (match := re.search(r"\d+(\.\d+)+", text))}


def case(ground: Ground, peer: str, note: str, telling: Telling, rounds: int = 0) -> Case:
    """Return the case of `peer` of calling `telling` in a shell; `rounds` 0 takes as many as make a good measure."""
    size = [rounds]

    def sample(label: str) -> Sample:
        if not size[0]:
            size[0] = _rounds(ground, telling, label)
        total = listen(ground, telling, label, size[0])
        return Sample(total.value / size[0], total.behind)

    def count(label: str) -> int | None:
        log = str(ground.root / "strace")
        before = tracing.prefix(log)
        if before is None:
            return None
        listen(ground, telling, label + "-none", 0, before)
        none = tracing.count(log)
        listen(ground, telling, label, 1, before)
        return tracing.count(log) - none

    return Case(peer, note, sample, count)


def _rounds(ground: Ground, telling: Telling, label: str) -> int:
    """Return how many rounds take WANTED milliseconds, found by trying a few, then more."""
    count = 2
    duration = listen(ground, telling, label, count).value
    while duration < WANTED / 10 and count < MOST_ROUNDS:
        count *= 5
        duration = listen(ground, telling, label, count).value
    return max(1, min(MOST_ROUNDS, round(count * WANTED / duration))) if duration else MOST_ROUNDS


def listen(
    ground: Ground, telling: Telling, label: str, rounds: int, before: list[str] | None = None
) -> Sample:
    """Run the shell, and time from its one mark to the other. Raises BenchmarkFailed."""
    script = ground.root / (".zshrc" if telling.typed else f"script.{telling.shell}")
    script.write_text(telling.script(label, rounds))
    shell, *flags = SHELLS[telling.shell]
    command = [
        *(before or []),
        shutil.which(shell) or shell,
        *(["-i"] if telling.typed else [*flags, str(script)]),
    ]
    child, reader = (_start_typed if telling.typed else _start)(command, ground)
    try:
        beginning, end = _marks(reader)
        _, status = os.waitpid(child, 0)
    except BaseException:
        timing.end(child)
        os.waitpid(child, 0)
        raise
    finally:
        os.close(reader)
    timing.check(command, os.waitstatus_to_exitcode(status), ground.errors)
    return Sample((end - beginning) / timing.MILLISECOND, timing.wait_for_rest(end))


def _start(command: list[str], ground: Ground) -> tuple[int, int]:
    """Start the shell in a session of its own; return it, and where its output is read."""
    reader, writer = os.pipe()
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writer, 1),
        (os.POSIX_SPAWN_OPEN, 2, ground.errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
    ]
    child = os.posix_spawn(command[0], command, ground.environment, file_actions=actions, setsid=True)
    os.close(writer)
    return child, reader


def _start_typed(command: list[str], ground: Ground) -> tuple[int, int]:
    """Start the shell on a terminal of its own, with its rc file in the benchmark's folder."""
    child, reader = pty.fork()
    if child == 0:
        os.execve(command[0], command, {**ground.environment, "ZDOTDIR": str(ground.root)})
    return child, reader


def _marks(reader: int) -> tuple[int, int]:
    """Return the moments (nanoseconds) at which the two marks came; all else that is printed is skipped."""
    output, beginning, end = b"", 0, 0
    while select.select([reader], [], [], SILENCE)[0]:
        try:
            chunk = os.read(reader, 65_536)
        except OSError:  # a terminal whose last program has gone
            chunk = b""
        now = time.perf_counter_ns()
        if not chunk:
            break
        output += chunk
        beginning = beginning or (now if BEGAN in output else 0)
        end = end or (now if ENDED in output else 0)
    return beginning, end
