"""What several tables of commands have in common: the groups of the help, and the usual arguments and switches."""

from __future__ import annotations

from envarium.command_line import Argument, Command, Option, Switch

ACTIVATE = "activate"
CHANGE = "create and change"
PACKAGES = "packages"
PROJECTS = "projects"
ARCHIVES = "snapshots, lock files and archives"
INSPECT = "inspect"
REPAIR = "diagnose and repair"
SHELL = "shell and settings"
GROUPS = (ACTIVATE, CHANGE, PACKAGES, PROJECTS, ARCHIVES, INSPECT, REPAIR, SHELL)
"""The order of the groups."""

ACTIONS = ("get", "set", "unset", "edit", "path")
"""What envarium config does with a setting or the config file."""

# fmt: off
NAME = Argument("name", "the environment's name", completes="names")
NAMES = Argument("names", "the environments' names", many=True, completes="names")
NAME_OR_ACTIVE = Argument("name", "the environment's name (default: the active one)", required=False, completes="names")
AS_JSON = Switch("json", ("--json",), "print JSON; its keys are stable")
PLAIN = Switch("plain", ("--plain",), "print one fact a line, without columns, colour and progress, as screen readers need it")
QUIET = Switch("quiet", ("-q", "--quiet"), "print nothing but errors")
SIZES = Switch("sizes", ("--sizes",), "also show how much of the disk each one takes")
SELECTION = (
    Option("only", ("--only",), "PATTERN", "only those whose name matches, or whose path does, such as 'web-*' and '*/src/*'"),
    Option("python", ("-p", "--python"), "SPEC", "only those of this Python: 3.9, pypy, '<3.10'", completes="pythons"),
    Option("unused", ("--unused",), "AGE", "only those not used for so long: 90d, 12w, 6m, 1y"),
)
SELECTION_SWITCHES = (
    Switch("orphans", ("--orphans",), "only those whose project directory no longer exists"),
    Switch("eol", ("--eol",), "only those whose Python is past its end of life; shows the date"),
    Switch("broken", ("--broken",), "only those with a problem, such as a missing interpreter"),
)
SORT = Option("sort", ("--sort",), "KEY", "sort by name, size, last use or Python version (default: name)", choices=("name", "size", "used", "python"))
# fmt: on

CHANGING = ("setup", "trust", "untrust")
"""Commands of other groups that change something."""

READ_ONLY = ("packages", "which", "outdated", "audit", "history", "diff", "export")
"""Commands of the groups that change something which only show it."""


def add_common_switches(commands: tuple[Command, ...]) -> None:
    """Give --plain to each of `commands` that prints JSON, and --quiet to each that changes something."""
    for command in commands:
        own = {switch.name for switch in command.switches}
        changes = command.group not in (ACTIVATE, INSPECT, SHELL) and command.name not in READ_ONLY
        if "json" in own:
            command.switches += (PLAIN,)
        if "quiet" not in own and (changes or command.name in CHANGING):
            command.switches += (QUIET,)
