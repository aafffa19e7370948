"""What a command line consists of: Command, Argument, Option, Switch; the Values of a call, and its Answer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.activation.plan import Step


class Argument:
    """A positional value.

    `completes` is the kind of values that a shell offers for it, such as "names" (`tools/words_fish.py` and
    `tools/offers.py` list all), or nothing. A `rest` argument is the last one, may be repeated, and takes everything
    that follows, including flags; one `--` before it is dropped.
    """

    __slots__ = ("completes", "many", "meaning", "name", "required", "rest")

    def __init__(
        self,
        name: str,
        meaning: str,
        *,
        required: bool = True,
        many: bool = False,
        rest: bool = False,
        completes: str = "",
    ) -> None:
        self.name = name
        self.meaning = meaning
        self.required = required
        self.many = many or rest
        self.rest = rest
        self.completes = completes


class Option:
    """A flag that takes a value; with `many` it may be repeated, `choices` are the valid values (empty: any)."""

    __slots__ = ("choices", "completes", "flags", "many", "meaning", "metavar", "name")

    def __init__(
        self,
        name: str,
        flags: tuple[str, ...],
        metavar: str,
        meaning: str,
        *,
        many: bool = False,
        choices: tuple[str, ...] = (),
        completes: str = "",
    ) -> None:
        self.name = name
        self.flags = flags
        self.metavar = metavar
        self.meaning = meaning
        self.many = many
        self.choices = choices
        self.completes = completes


class Switch:
    """A flag without a value."""

    __slots__ = ("flags", "meaning", "name")

    def __init__(self, name: str, flags: tuple[str, ...], meaning: str) -> None:
        self.name = name
        self.flags = flags
        self.meaning = meaning


class Command:
    """One verb of `envarium`, with the shell functions (`words`) that call it.

    `lane` is "fast" if the fast lane may serve simple calls, otherwise "full". `plans` is true if the answer is a
    change to the calling shell: then a shell function evaluates standard output as a snippet. `presets` are the flags
    that a shell function adds. `run` in `envarium.commands.<module>` does the work.
    """

    __slots__ = (
        "arguments", "details", "group", "lane", "meaning", "module", "name", "options", "plans", "presets",
        "switches", "words",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        group: str,
        meaning: str,
        *,
        words: tuple[str, ...] = (),
        arguments: tuple[Argument, ...] = (),
        options: tuple[Option, ...] = (),
        switches: tuple[Switch, ...] = (),
        plans: bool = False,
        lane: str = "full",
        details: str = "",
        module: str = "",
        presets: dict[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.name = name
        self.group = group
        self.meaning = meaning
        self.words = words
        self.arguments = arguments
        self.options = options
        self.switches = switches
        self.plans = plans
        self.lane = lane
        self.details = details
        self.module = module or name.replace("-", "_")
        self.presets = presets or {}


class Values:
    """The values of a call's arguments, options and switches `by_name`, and the `shell` that evaluates its output.

    A missing value is "" (an empty tuple if it may be repeated), a missing switch False. `shell` is "" if no shell
    evaluates standard output as a snippet. `word` is the shell command that was typed, "" for `envarium COMMAND`.
    """

    __slots__ = ("by_name", "shell", "word")

    def __init__(self, by_name: dict[str, object], shell: str = "", word: str = "") -> None:
        self.by_name = by_name
        self.shell = shell
        self.word = word

    def text(self, name: str) -> str:
        """Return the value of the argument or option `name`."""
        value = self.by_name[name]
        assert isinstance(value, str)
        return value

    def many(self, name: str) -> tuple[str, ...]:
        """Return the values of the repeatable argument or option `name`."""
        value = self.by_name[name]
        assert isinstance(value, tuple)
        return value

    def on(self, name: str) -> bool:
        """Return whether the switch `name` is set."""
        return self.by_name[name] is True


def no_values(command: Command) -> dict[str, object]:
    """Return the values of `command` without arguments."""
    values: dict[str, object] = {}
    words: tuple[Argument | Option, ...] = (*command.arguments, *command.options)
    for word in words:
        values[word.name] = () if word.many else ""
    for switch in command.switches:
        values[switch.name] = False
    return values


class Answer:
    """The result of a command.

    `plan` are the steps for the calling shell, `text` is ready shell code, `code` the exit code.
    """

    __slots__ = ("code", "plan", "text")

    def __init__(self, plan: tuple[Step, ...] = (), code: int = 0, text: str = "") -> None:
        self.plan = plan
        self.code = code
        self.text = text
