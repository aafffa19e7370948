"""The parts of a command line: Command, Argument, Option, Switch."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.activation.plan import Step


class Argument:
    """A positional value.

    `completes` names what a shell offers for it: "names", "directories" or nothing. A `rest` argument, which is the
    last and may be repeated, takes all that follows, flags too; one `--` before it is dropped.
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
    """A flag that takes a value; `many` lets it be repeated, `choices` lists the values allowed (empty: any)."""

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
    """A flag that is either given or not."""

    __slots__ = ("flags", "meaning", "name")

    def __init__(self, name: str, flags: tuple[str, ...], meaning: str) -> None:
        self.name = name
        self.flags = flags
        self.meaning = meaning


class Command:
    """One verb of `envarium`, with the shell words that stand for it.

    `lane` is "fast" where the fast door may take plain calls, else "typer". `plans` is true where the answer is a
    change to the calling shell: then a shell word reads standard output as a snippet. `presets` are the flags that a
    shell word stands for. The work is done by `run` in `envarium.commands.<module>`.
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
        lane: str = "typer",
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


class Given:
    """The values a command was called with, and `shell`: the dialect in which the caller reads a plan.

    What was not given is "" (an empty tuple if it may be repeated), a switch False. `shell` is "" where no shell
    reads standard output as a snippet.
    """

    __slots__ = ("shell", "values")

    def __init__(self, values: dict[str, object], shell: str = "") -> None:
        self.values = values
        self.shell = shell

    def text(self, name: str) -> str:
        """Return the one value of the argument or option `name`."""
        value = self.values[name]
        assert isinstance(value, str)
        return value

    def many(self, name: str) -> tuple[str, ...]:
        """Return the values of the repeatable argument or option `name`."""
        value = self.values[name]
        assert isinstance(value, tuple)
        return value

    def on(self, name: str) -> bool:
        """Say whether the switch `name` was given."""
        return self.values[name] is True


def blank(command: Command) -> dict[str, object]:
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

    `plan` are the steps that the calling shell is to take, `text` shell code as it stands, `code` the exit code.
    """

    __slots__ = ("code", "plan", "text")

    def __init__(self, plan: tuple[Step, ...] = (), code: int = 0, text: str = "") -> None:
        self.plan = plan
        self.code = code
        self.text = text
