"""What several tables of commands have in common: the groups of the help, and the usual arguments and switches."""

from __future__ import annotations

from envarium.command_line import Argument, Command, Switch

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
# fmt: on

CHANGING = ("setup", "trust", "untrust")
"""Commands of other groups that change something."""

SHOWING = ("packages", "which", "outdated", "audit", "history", "diff", "export")
"""Commands of the groups that change something which only show it."""


def switches(command: Command) -> tuple[Switch, ...]:
    """Return the switches of `command`, with those that every list, and every command that changes something, has."""
    own = {switch.name for switch in command.switches}
    more = [PLAIN] if "json" in own else []
    changes = command.group not in (ACTIVATE, INSPECT, SHELL) and command.name not in SHOWING
    if "quiet" not in own and (changes or command.name in CHANGING):
        more.append(QUIET)
    return (*command.switches, *more)
