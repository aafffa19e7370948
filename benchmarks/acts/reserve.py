"""A tree in reserve: what it saves the next `mkvenv`, and what it costs in the background."""

from __future__ import annotations

import json

from benchmarks import commands
from benchmarks.acts.create import makers
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Case, Row, Turns, at_most, behind, under


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the rows with the setting on and off; none where the envarium measured has no such setting."""
    if not any(row["setting"] == "reserve" for row in json.loads(ground.answer("config", "--json"))):
        return []
    figures = turns.take("mkvenv with a reserve", [
        commands.empty_python(ground),
        *(_case(ground, setting) for setting in ("true", "false")),
        commands.case(ground, "uv", "--seed", lambda label: [makers(ground, "reserve")["uv"][1](label)]),
    ])  # fmt: skip
    bars = (at_most(1.0, "uv"), at_most(3, FLOOR))
    rows = []
    for setting in ("true", "false"):
        selection = tuple(one for one in figures if one.peer != OURS or setting in one.note)
        rows.append(Row(f"`mkvenv NAME` with pip, reserve = {setting}", selection, bars))
    cost = Row("processor time in the background after `mkvenv`", behind(figures), (under(20),))
    return [*rows, cost]


def _case(ground: Ground, setting: str) -> Case:
    """Return the case of ours with the setting, in a store of its own: the reserve is kept there."""
    config, store = ground.root / f"config-{setting}", ground.root / f"store-{setting}"
    (config / "envarium").mkdir(parents=True, exist_ok=True)
    (config / "envarium/config.toml").write_text(f"reserve = {setting}\n")
    variables = {"XDG_CONFIG_HOME": str(config), "WORKON_HOME": str(store)}
    return commands.case(
        ground, OURS, f"reserve = {setting}",
        lambda label: [ground.word("mkvenv", f"reserve-{label}")],
        extra=lambda label: variables,
    )  # fmt: skip
