"""The help of one command: `-h` in short, `--help` with defaults, allowed values and examples."""

from __future__ import annotations

from envarium.command_line import Option
from envarium.help import examples, usage
from envarium.help.layout import shortened
from envarium.vocabulary_terms import SELECTION, SELECTION_SWITCHES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Argument, Command, Switch
    from envarium.help.layout import Page, Rows

HELP = ("-h, --help", "show the help in short, or in full")

MANY = 8
"""The number of options from which on they are shown in groups."""

GROUPS = (
    ("Which environments", ("all", "tool")),
    ("Python", ("python", "fetch", "strategy", "self_contained", "system_site")),
    (
        "Packages",
        (
            "packages",
            "requirements",
            "source",
            "sync",
            "pip",
            "no_pip",
            "seeds",
            "on",
            "like",
            "groups",
            "extras",
        ),
    ),
    ("Project", ("project", "templates", "link", "cd", "no_cd")),
    ("The environment", ("prompt", "clear", "force", "temporary", "keep", "no_vcs_ignore", "kernel")),
    ("What is shown", ("json", "brief", "long", "sizes", "sort", "quiet", "plain", "files")),
)
"""The options of commands that have many of them, by name. Others come last."""

SELECTED = {id(word) for word in (*SELECTION, *SELECTION_SWITCHES)}


def short(page: Page, command: Command, program: str, templates: Rows) -> None:
    """Add the short help: the usage, what the command does, and one line for each argument and option."""
    page.paragraph("Usage: " + usage.line(command, program), hang=7)
    page.blank()
    page.paragraph(usage.meaning(command, program))
    page.blank()
    entries = [*_arguments(command), *_flags(command, program), HELP]
    labels = [len(label) for label, _ in entries]
    room = page.columns - min(max(labels), page.columns * 2 // 5 - 4) - 4
    page.rows([(label, shortened(meaning, room)) for label, meaning in entries])
    _templates(page, templates)
    page.blank()
    page.paragraph(f"{program} --help also shows defaults, allowed values and examples.")


def full(page: Page, command: Command, program: str, templates: Rows) -> None:
    """Add the full help."""
    page.paragraph("Usage: " + usage.line(command, program), hang=7)
    page.blank()
    page.paragraph(usage.meaning(command, program))
    if details := usage.DETAILS.get(program, command.details):
        page.paragraph(details)
    if command.words and program.startswith("envarium "):
        page.paragraph(f"In a shell with the integration: {', '.join(command.words)}.")
    if command.arguments:
        page.heading("Arguments")
        page.rows(_arguments(command))
    for title, words in groups(command, program):
        page.heading(title)
        page.rows([(label(word), meaning(word)) for word in words])
    page.heading("Help")
    page.rows([HELP])
    _templates(page, templates)
    page.heading("Examples")
    page.rows([(f"{program} {call}".rstrip(), text) for call, text in examples.of(command, program)])


def _templates(page: Page, templates: Rows) -> None:
    """Add the project templates of plugins, with their meanings."""
    if templates:
        page.heading("Available templates")
        page.lines += [f"  {name}: {text}" for name, text in templates]


def groups(command: Command, program: str = "") -> list[tuple[str, list[Option | Switch]]]:
    """Return the options and switches of `command` by the heading under which they are shown."""
    words = usage.words(command, program)
    if len(words) <= MANY:
        return [("Options", words)] if words else []
    titles = {name: title for title, names in GROUPS for name in names}
    groups: dict[str, list[Option | Switch]] = {title: [] for title in dict(GROUPS)}
    for word in words:
        title = "Which environments" if id(word) in SELECTED else titles.get(word.name, "Other options")
        groups.setdefault(title, []).append(word)
    return [(title, members) for title, members in groups.items() if members]


def label(word: Option | Switch) -> str:
    """Return the flags of `word`, and what its value is called."""
    return ", ".join(word.flags) + (f" {word.metavar}" if isinstance(word, Option) else "")


def meaning(word: Option | Switch) -> str:
    """Return what `word` means, with the values that it may have."""
    choices = ", ".join(word.choices) if isinstance(word, Option) else ""
    return f"{word.meaning}; one of {choices}" if choices else word.meaning


def _arguments(command: Command) -> Rows:
    return [(_shape(argument), argument.meaning) for argument in command.arguments]


def _shape(argument: Argument) -> str:
    return argument.name.upper() + "..." * argument.many


def _flags(command: Command, program: str) -> Rows:
    return [(label(word), meaning(word)) for _, words in groups(command, program) for word in words]
