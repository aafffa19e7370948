"""What several tables of commands have in common: the groups of the help, and the usual arguments and switches."""

from __future__ import annotations

from envarium.command_line import Argument, Switch

ACTIVATE = "activate"
CHANGE = "create and change"
INSPECT = "inspect"
REPAIR = "diagnose and repair"
SHELL = "shell and settings"

ACTIONS = ("get", "set", "unset", "edit", "path")
"""What envarium config does with a setting or the config file."""

# fmt: off
NAME = Argument("name", "the environment's name", completes="names")
NAMES = Argument("names", "the environments' names", many=True, completes="names")
NAME_OR_ACTIVE = Argument("name", "the environment's name (default: the active one)", required=False, completes="names")
AS_JSON = Switch("json", ("--json",), "print JSON; its keys are stable")
# fmt: on
