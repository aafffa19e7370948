"""The words of a call, and the receipt of a creation."""

from __future__ import annotations

from envarium.arguments import by_name
from envarium.printing import json_output
from envarium.store import receipts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Option, Switch, Values


def words(name: str, values: Values) -> tuple[str, ...]:
    """Return the words by which the command `name` is called with `values`: its long options, then its arguments."""
    command = by_name(name)
    assert command
    result = [values.word] if values.word else ["envarium", name]
    for option in command.options:
        value = values.by_name.get(option.name)
        for text in value if isinstance(value, tuple) else [value] * bool(value):
            result += [_flag(option), str(text)]
    result += [_flag(switch) for switch in command.switches if values.by_name.get(switch.name) is True]
    for argument in command.arguments:
        value = values.by_name.get(argument.name)
        result += map(str, value if isinstance(value, tuple) else [value] * bool(value))
    return tuple(result)


def receipt(values: Values, python: str, seeds: dict[str, str]) -> str:
    """Return the line that says how a new environment, with that version of `python`, is created."""
    entry = receipts.record(words("create", values), python, added=seeds)
    return " ".join(map(str.strip, json_output.dump(entry).split("\n")))


def _flag(word: Option | Switch) -> str:
    return next((flag for flag in word.flags if flag.startswith("--")), word.flags[0])
