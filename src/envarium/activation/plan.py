"""A change to the shell as data: the steps that enter an environment, and their inverse."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

PATH = "PATH"

SET = "set"
UNSET = "unset"
PREPEND = "prepend"
LABEL = "label"
CD = "cd"
ENTER = "enter"
CALL = "call"

RESTORE = "restore"
DROP = "drop"
UNLABEL = "unlabel"

INVERSES = {SET: RESTORE, UNSET: RESTORE, PREPEND: DROP, LABEL: UNLABEL}
"""What undoes a step; the kinds that are not here leave nothing behind that could be undone."""


class Step:
    """One change: `kind` says what is done, to the variable `name` (if to one), with `value`.

    A `restore` needs no value: the shell kept the old one when it applied the step. A `call` has `words`: what the
    integration's own function `name` is called with.
    """

    __slots__ = ("kind", "name", "value", "words")

    def __init__(self, kind: str, name: str = "", value: str = "", words: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.name = name
        self.value = value
        self.words = words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Step) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        return f"Step({self.kind!r}, {self.name!r}, {self.value!r})"

    def _fields(self) -> tuple[str, str, str, tuple[str, ...]]:
        return self.kind, self.name, self.value, self.words


def call(name: str, *words: str) -> Step:
    """Return the step that calls the integration's own function `__envarium_<name>` with `words`.

    Only the shells that have an integration take it: those of `shells.registry.INTEGRATED`.
    """
    return Step(CALL, name, "", words)


def activation(place: str, prompt: str) -> tuple[Step, ...]:
    """Return the steps that enter the environment at the absolute path `place`, labelled `prompt`."""
    return (
        Step(SET, "VIRTUAL_ENV", place),
        Step(SET, "VIRTUAL_ENV_PROMPT", prompt),
        Step(UNSET, "PYTHONHOME"),
        Step(PREPEND, PATH, place + "/bin"),
        Step(LABEL, "", prompt),
    )


def apply(steps: Iterable[Step], variables: dict[str, str]) -> None:
    """Apply `steps` to the environment variables `variables`, as a shell would to its own."""
    for step in steps:
        if step.kind == SET:
            variables[step.name] = step.value
        elif step.kind == UNSET:
            variables.pop(step.name, None)
        elif step.kind == PREPEND:
            rest = ":" + variables[step.name] if step.name in variables else ""
            variables[step.name] = step.value + rest


def inverse(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return the steps that undo `steps`, the last one first."""
    return tuple(
        Step(INVERSES[step.kind], step.name, "" if INVERSES[step.kind] == RESTORE else step.value)
        for step in reversed(tuple(steps))
        if step.kind in INVERSES
    )
