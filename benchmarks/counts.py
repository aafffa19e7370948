"""What the usual commands cost in counts, which are the same on a busy machine: `--check` compares, `--record` writes.

System calls and processes are counted by strace, instructions by callgrind (without what the kernel does), memory by
wait4(2). Work in the background is not counted.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import memory, population, shells
from benchmarks.errors import BenchmarkFailed
from benchmarks.ground import Ground

FILE = Path(__file__).with_suffix(".json")

TOLERANCE = 0.03
"""How much more of anything but memory than recorded is allowed, as a fraction."""

MEMORY_TOLERANCE = 0.1
"""The same for memory, of which the kernel counts more or less as it has read files in larger or smaller parts."""

PIP = "with-pip"

ROUNDS = 40
"""How often an environment is activated, so that the start of the shell is a small part."""

UNITS = ("system calls", "processes", "instructions", "KiB")
COLLECTED = re.compile(r"Collected : (\d+)")

Counts = dict[str, dict[str, int]]
Commands = dict[str, list[str]]


@dataclass
class Difference:
    """A count of `act` in a `unit`, now and as recorded (0: not recorded)."""

    act: str
    unit: str
    now: int
    recorded: int

    @property
    def is_worse(self) -> bool:
        """Return whether it is more than the tolerance allows."""
        tolerance = MEMORY_TOLERANCE if self.unit == "KiB" else TOLERANCE
        return self.recorded > 0 and self.now > self.recorded * (1 + tolerance)

    def line(self) -> str:
        """Return it as a row of a table."""
        change = f"{self.now / self.recorded - 1:+.1%}" if self.recorded else "new"
        return f"{self.act:32} {self.unit:14} {self.recorded:>12,} {self.now:>12,} {change:>8}"


def commands(ground: Ground) -> Commands:
    """Return the commands, by what they do; each leaves the store as it was."""
    many = population.store(ground, 1000)
    population.make(ground, PIP, many)
    variable = ["env", f"WORKON_HOME={many}"]
    program = ground.program("envarium")
    return {
        "empty Python": [ground.python, "-I", "-S", "-c", "pass"],
        "lsvenv of 1,000": [*variable, *ground.word("lsvenv")],
        "showvenv": [*variable, *ground.word("showvenv", population.NAME.format(0))],
        "unknown option of mkvenv": ground.word("mkvenv", "--nothing"),
        "workon of a name that is not there": [*variable, *ground.word("workon", "nothing")],
        "envarium --help": [program, "--help"],
        "mkvenv --help": ground.word("mkvenv", "--help"),
        "doctor of one": [*variable, program, "doctor", population.NAME.format(0)],
        "pip --version": [*variable, f"{many}/{PIP}/bin/pip", "--version"],
        **{f"workon, deactivate, {shell}": _entering(ground, shell, many) for shell in ("bash", "zsh")},
    }


def _entering(ground: Ground, shell: str, store: Path) -> list[str]:
    """Return the command that activates and deactivates an environment ROUNDS times in a shell."""
    script = ground.root / f"entering.{shell}"
    rounds = " ".join(map(str, range(ROUNDS)))
    script.write_text(
        f". '{ground.loading(shell)}'\nfor round in {rounds}; do workon {population.NAME.format(0)}; deactivate; done\n"
    )
    return ["env", f"WORKON_HOME={store}", *shells.SHELLS[shell], str(script)]


def creating(ground: Ground) -> Commands:
    """Return the commands that make an environment, which is deleted after each run."""
    return {
        "mkvenv": ground.word("mkvenv", "counted"),
        "mkvenv --no-pip": ground.word("mkvenv", "--no-pip", "counted"),
    }


def measure(ground: Ground, tell: Callable[[str], None]) -> Counts:
    """Return the counts of each command. Raises BenchmarkFailed where strace or valgrind is missing."""
    for tool in ("strace", "valgrind"):
        if not shutil.which(tool):
            raise BenchmarkFailed(
                tool, f"it is not installed; apt-get install {tool}, or its like, does that"
            )
    (ground.root / "config/envarium").mkdir(parents=True)
    (ground.root / "config/envarium/config.toml").write_text("reserve = false\n")
    ground.answer("create", "first")  # pip's image is there from now on
    # those that create come first: they write the bundles that help and errors read
    everything = {**creating(ground), **commands(ground)}
    counts: Counts = {}
    for act, words in everything.items():
        tell(act)
        counts[act] = dict(zip(UNITS, _count(ground, words), strict=True))
    return counts


def _count(ground: Ground, words: list[str]) -> tuple[int, int, int, int]:
    log = str(ground.root / "counted")
    for _ in range(3):  # the first runs write the bundle of the word
        _run(ground, words)
    _run(ground, ["strace", "-f", "-qq", "-o", log, *words])
    lines = Path(log).read_text(errors="replace").splitlines()
    calls = sum("resumed>" not in line for line in lines)
    processes = len({line.split(" ", 1)[0] for line in lines})
    valgrind = ["valgrind", "--tool=callgrind", "--trace-children=yes", "--callgrind-out-file=/dev/null"]
    said = _run(ground, [*valgrind, *words])
    instructions = sum(int(number) for number in COLLECTED.findall(said))
    return calls, processes, instructions, min(_memory(ground, words) for _ in range(3))


def _environment(ground: Ground) -> dict[str, str]:
    return {**ground.environment, "PYTHONHASHSEED": "0"}


def _run(ground: Ground, words: list[str]) -> str:
    """Run `words`, whatever their exit code, and return what they print on standard error. Raises BenchmarkFailed."""
    done = subprocess.run(words, env=_environment(ground), capture_output=True, text=True, check=False)
    _forget(ground)
    if "Traceback" in done.stderr:
        raise BenchmarkFailed(" ".join(words), done.stderr)
    return done.stderr


def _memory(ground: Ground, words: list[str]) -> int:
    kib = memory.peak(ground, words, _environment(ground))
    _forget(ground)
    return kib


def _forget(ground: Ground) -> None:
    shutil.rmtree(ground.store / "counted", ignore_errors=True)


def machine(ground: Ground) -> str:
    """Return what the counts depend on besides the code: the Python, the platform and its C library."""
    version = subprocess.run(
        [ground.python, "-V"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    library = " ".join(platform.libc_ver(ground.python))
    return f"CPython {version} on {platform.system()} {platform.machine()}, {library}"


def record(ground: Ground, counts: Counts) -> None:
    """Write `counts` as those to compare with on this kind of machine."""
    known = json.loads(FILE.read_text()) if FILE.exists() else {}
    known[machine(ground)] = counts
    FILE.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


def compare(ground: Ground, counts: Counts) -> list[Difference]:
    """Return each count beside the recorded one. Raises BenchmarkFailed if none are recorded for this machine."""
    known = json.loads(FILE.read_text()) if FILE.exists() else {}
    kind = machine(ground)
    if kind not in known:
        raise BenchmarkFailed(
            "--check", f"there are no counts for {kind}; --record writes them, before a change"
        )
    return [
        Difference(act, unit, number, known[kind].get(act, {}).get(unit, 0))
        for act, units in counts.items()
        for unit, number in units.items()
    ]
