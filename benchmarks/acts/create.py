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
    """Return the rows with pip, with its first call, with cold caches, and without pip."""
    return [_with_pip(ground, turns), _first_pip(ground, turns), _cold(ground, turns), _bare(ground, turns)]


def makers(ground: Ground, kind: str) -> dict[str, tuple[str, Maker]]:
    """Return, for each peer, what is typed and the command line that makes one with pip."""
    root = ground.root / "made"

    def place(peer: str, label: str) -> str:
        return f"{root}/{kind}-{peer}-{label}"

    uv, virtualenv, pew = ground.program("uv"), ground.program("virtualenv"), ground.program("pew")
    return {
        OURS: ("mkvenv", lambda label: ground.word("mkvenv", f"{kind}-{label}")),
        "venv": ("", lambda label: [ground.base, "-m", "venv", place("venv", label)]),
        "uv": ("--seed", lambda label: [uv, "venv", "--quiet", "--seed", place("uv", label)]),
        "virtualenv": ("", lambda label: [virtualenv, "--quiet", place("virtualenv", label)]),
        "pew": ("new -d", lambda label: [pew, "new", "-d", f"{kind}-pew-{label}"]),
    }


def python_of(ground: Ground, kind: str, peer: str, label: str) -> str:
    """Return the Python of the environment that a maker of `kind` made."""
    if peer == OURS:
        return f"{ground.store}/{kind}-{label}/bin/python"
    folder = ground.store if peer == "pew" else ground.root / "made"
    return f"{folder}/{kind}-{peer}-{label}/bin/python"


def _with_pip(ground: Ground, turns: Turns) -> Row:
    cases = [
        commands.case(ground, peer, note, alone(make)) for peer, (note, make) in makers(ground, "pip").items()
    ]
    figures = turns.take("mkvenv with pip", [commands.empty_python(ground), *cases])
    for peer in makers(ground, "pip"):
        _check_same(ground, "pip", peer)
    bars = (at_most(1.0, "uv"), at_most(0.2, "virtualenv"), at_most(3, FLOOR))
    return Row("`mkvenv NAME` with pip, caches warm", figures, bars, drawn="mkvenv NAME, with pip")


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


def _first_pip(ground: Ground, turns: Turns) -> Row:
    def both(peer: str, make: Maker) -> Callable[[str], list[Words]]:
        return lambda label: [
            make(label),
            [python_of(ground, "first", peer, label).removesuffix("python") + "pip", "--version"],
        ]

    cases = [
        commands.case(ground, peer, note, both(peer, make))
        for peer, (note, make) in makers(ground, "first").items()
    ]
    figures = turns.take("mkvenv and first pip", cases)
    return Row(
        "`mkvenv NAME` and the first `pip --version`",
        figures,
        (at_most(0.5, "uv"),),
        drawn="mkvenv NAME and the first pip --version",
    )


def _cold(ground: Ground, turns: Turns) -> Row:
    commands_by_peer = makers(ground, "cold")

    def cold(name: str) -> Callable[[str], dict[str, str]]:
        return lambda label: {name: f"{ground.root}/cold/{name}-{label}", "UV_OFFLINE": "0"}

    variables = {OURS: "WORKON_HOME", "uv": "UV_CACHE_DIR", "virtualenv": "VIRTUALENV_OVERRIDE_APP_DATA"}
    cases = [
        commands.case(
            ground, peer, commands_by_peer[peer][0], alone(commands_by_peer[peer][1]), extra=cold(name)
        )
        for peer, name in variables.items()
    ]
    return Row("`mkvenv NAME` with pip, caches cold (uv fetches pip)", turns.take("mkvenv, cold", cases))


def _bare(ground: Ground, turns: Turns) -> Row:
    commands_by_peer = makers(ground, "bare")
    flags = {OURS: "--no-pip", "venv": "--without-pip", "uv": "", "virtualenv": "--no-seed"}

    def bare(peer: str) -> Callable[[str], list[Words]]:
        flag = [flags[peer]] if flags[peer] else []
        return lambda label: [[word for word in commands_by_peer[peer][1](label) if word != "--seed"] + flag]

    cases = [commands.case(ground, peer, flags[peer], bare(peer)) for peer in flags]
    figures = turns.take("mkvenv without pip", [commands.empty_python(ground), *cases])
    return Row(
        "`mkvenv NAME --no-pip`",
        figures,
        (at_most(1.0, "uv"), at_most(2, FLOOR)),
        drawn="mkvenv NAME --no-pip",
    )
