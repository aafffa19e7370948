"""Creation of an environment: from the call until it is published."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import commands
from benchmarks.commands import Words
from benchmarks.errors import BenchmarkFailed
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Row, Turns, at_most

Maker = Callable[[str], Words]


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the rows with pip, with its first call, and without pip, for each base."""
    acts = (_with_pip, _first_pip, _bare)
    return [act(base, turns) for base in (ground, *ground.newer()) for act in acts]


def makers(ground: Ground, kind: str) -> dict[str, tuple[str, Maker]]:
    """Return, for each peer, what is typed and the command line that makes one with pip."""
    root, kind = ground.root / "made", _kind(ground, kind)

    def place(peer: str, label: str) -> str:
        return f"{root}/{kind}-{peer}-{label}"

    uv, virtualenv, pew = ground.program("uv"), ground.program("virtualenv"), ground.program("pew")
    other = [] if ground.is_default else ["-p", ground.base]  # these two take the Python that they run on
    return {
        OURS: ("mkvenv", lambda label: ground.word("mkvenv", f"{kind}-{label}")),
        "venv": ("", lambda label: [ground.base, "-m", "venv", place("venv", label)]),
        "uv": ("--seed", lambda label: [uv, "venv", "--quiet", "--seed", place("uv", label)]),
        "virtualenv": ("", lambda label: [virtualenv, "--quiet", *other, place("virtualenv", label)]),
        "pew": ("new -d", lambda label: [pew, "new", "-d", *other, f"{kind}-pew-{label}"]),
    }


def python_of(ground: Ground, kind: str, peer: str, label: str) -> str:
    """Return the Python of the environment that a maker of `kind` made."""
    kind = _kind(ground, kind)
    if peer == OURS:
        return f"{ground.store}/{kind}-{label}/bin/python"
    folder = ground.store if peer == "pew" else ground.root / "made"
    return f"{folder}/{kind}-{peer}-{label}/bin/python"


def _kind(ground: Ground, kind: str) -> str:
    return kind if ground.is_default else f"{kind}-{ground.version}"


def _with_pip(ground: Ground, turns: Turns) -> Row:
    cases = [
        commands.case(ground, peer, note, alone(make)) for peer, (note, make) in makers(ground, "pip").items()
    ]
    figures = turns.take("mkvenv with pip", [commands.empty_python(ground), *cases])
    for figure in figures:
        if figure.peer != FLOOR:
            _check_same(ground, "pip", figure.peer)
    bars = (at_most(1.0, "uv"), at_most(0.2, "virtualenv"), at_most(3, FLOOR))
    act = f"`mkvenv NAME` with pip, caches warm{ground.of_base}"
    return Row(act, figures, bars, drawn=f"mkvenv NAME, with pip{ground.of_base}")


def alone(make: Maker) -> Callable[[str], list[Words]]:
    """Return the commands of a case that is one command."""
    return lambda label: [make(label)]


def _check_same(ground: Ground, kind: str, peer: str) -> None:
    """See that `peer` made what all make: an environment of the same base, with a pip that works."""
    python = python_of(ground, kind, peer, "warm")
    check = "import sys, pip; sys.exit(sys.base_prefix != sys.argv[1] or sys.prefix == sys.base_prefix)"
    prefix = ground.base.rpartition("/bin/")[0]
    try:
        commands.case(ground, peer, "", lambda label: [[python, "-c", check, prefix]]).sample("")
    except BenchmarkFailed as error:
        raise BenchmarkFailed(f"{peer} made {python}", f"it has another base or no pip: {error}") from error


def pip_of(ground: Ground, kind: str, peer: str, label: str) -> Words:
    """Return the command line of `pip --version` in the environment that a maker of `kind` made."""
    return [python_of(ground, kind, peer, label).removesuffix("python") + "pip", "--version"]


def _first_pip(ground: Ground, turns: Turns) -> Row:
    def both(peer: str, make: Maker) -> Callable[[str], list[Words]]:
        return lambda label: [make(label), pip_of(ground, "first", peer, label)]

    cases = [
        commands.case(ground, peer, note, both(peer, make))
        for peer, (note, make) in makers(ground, "first").items()
    ]
    return Row(
        f"`mkvenv NAME` and the first `pip --version`{ground.of_base}",
        turns.take("mkvenv and first pip", cases),
        (at_most(0.5, "uv"),),
        drawn=f"mkvenv NAME and the first pip --version{ground.of_base}",
    )


def _bare(ground: Ground, turns: Turns) -> Row:
    commands_by_peer = makers(ground, "bare")
    flags = {OURS: "--no-pip", "venv": "--without-pip", "uv": "", "virtualenv": "--no-seed"}

    def bare(peer: str) -> Callable[[str], list[Words]]:
        flag = [flags[peer]] if flags[peer] else []
        return lambda label: [[word for word in commands_by_peer[peer][1](label) if word != "--seed"] + flag]

    cases = [commands.case(ground, peer, flags[peer], bare(peer)) for peer in flags]
    figures = turns.take("mkvenv without pip", [commands.empty_python(ground), *cases])
    return Row(
        f"`mkvenv NAME --no-pip`{ground.of_base}",
        figures,
        (at_most(1.0, "uv"), at_most(2, FLOOR)),
        drawn=f"mkvenv NAME --no-pip{ground.of_base}",
    )
