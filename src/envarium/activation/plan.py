"""A change to the shell as data: the steps that activate an environment, and their inverse."""

from __future__ import annotations

from envarium.activation.variables import NONE, PATH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from envarium.activation.variables import Variables

SET = "set"
UNSET = "unset"
PREPEND = "prepend"
EXPORT = "export"
INCLUDE = "include"
LABEL = "label"
CD = "cd"
ACTIVATE = "activate"
CALL = "call"

RESTORE = "restore"
DROP = "drop"
REVERT = "revert"
EXCLUDE = "exclude"
UNLABEL = "unlabel"

INVERSES = {SET: RESTORE, UNSET: RESTORE, PREPEND: DROP, LABEL: UNLABEL, EXPORT: REVERT, INCLUDE: EXCLUDE}
"""The kind that undoes each kind of step; the other kinds need no undoing."""


class Step:
    """One change: its `kind`, the variable `name` (if any) and the `value`.

    A `restore` needs no value: the shell saved the old one when it applied the step. An `export` is a `set` for a
    variable of any kind: leaving also restores whether it was exported. An `include` is a `prepend` to PATH for one
    more directory, whose `name` differs from that of the others. A `call` has the `arguments` of the integration's
    function `name`.
    """

    __slots__ = ("arguments", "kind", "name", "value")

    def __init__(self, kind: str, name: str = "", value: str = "", arguments: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.name = name
        self.value = value
        self.arguments = arguments

    @property
    def variable(self) -> str:
        """The name of the variable that it changes."""
        return PATH if self.kind in (INCLUDE, EXCLUDE) else self.name


def call(name: str, *arguments: str) -> Step:
    """Return the step that calls the integration's function `__envarium_<name>` with `arguments`.

    Only shells with an integration support it: those of `shells.registry.INTEGRATED`.
    """
    return Step(CALL, name, "", arguments)


def activation(path: str, prompt: str, variables: Variables = NONE) -> tuple[Step, ...]:
    """Return the steps that activate the environment at the absolute path `path` with the label `prompt`.

    `variables` are those of the environment; its programs come before the directories that they put on PATH.
    """
    paths = reversed(tuple(enumerate(variables.paths, 1)))
    return (
        *(Step(EXPORT, name, value) for name, value in variables.values.items()),
        Step(SET, "VIRTUAL_ENV", path),
        Step(SET, "VIRTUAL_ENV_PROMPT", prompt),
        Step(UNSET, "PYTHONHOME"),
        *(Step(INCLUDE, f"{number}_{PATH}", directory) for number, directory in paths),
        Step(PREPEND, PATH, path + "/bin"),
        Step(LABEL, "", prompt),
    )


def fields(step: Step, quote: Callable[[str], str], file: str) -> dict[str, str]:
    """Return the fields of a statement for `step` in a shell that quotes by `quote` and whose activator is `file`."""
    fields = {"name": step.variable, "old": step.name, "value": quote(step.value)}
    if step.kind == ACTIVATE:
        fields["file"] = quote(step.value + "/bin/" + file)
    elif step.kind == LABEL:
        fields["label"] = quote("(" + step.value + ") ")
    return fields


def apply(steps: Iterable[Step], variables: dict[str, str]) -> None:
    """Apply `steps` to the environment variables `variables`."""
    for step in steps:
        if step.kind in (SET, EXPORT):
            variables[step.name] = step.value
        elif step.kind == UNSET:
            variables.pop(step.name, None)
        elif step.kind in (PREPEND, INCLUDE):
            rest = ":" + variables[step.variable] if step.variable in variables else ""
            variables[step.variable] = step.value + rest


def inverse(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return the steps that undo `steps`, the last one first."""
    return tuple(
        Step(INVERSES[step.kind], step.name, "" if INVERSES[step.kind] in (RESTORE, REVERT) else step.value)
        for step in reversed(tuple(steps))
        if step.kind in INVERSES
    )
