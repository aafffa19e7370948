"""The commands that look for environments, ask the store and thin it; `vocabulary` joins them to its table."""

from __future__ import annotations

from envarium.command_line import Argument, Command, Option, Switch
from envarium.vocabulary_terms import (
    AS_JSON,
    CHANGE,
    INSPECT,
    NAME,
    NAME_OR_ACTIVE,
    PACKAGES,
    SELECTION,
    SELECTION_SWITCHES,
    SIZES,
    SORT,
)

TOOLS = (
    "conda", "envarium", "hatch", "nox", "pdm", "pipenv", "pipx", "pixi", "poetry", "pre-commit", "pyenv", "tox", "uv",
    "venv", "virtualenv", "virtualenvwrapper",
)  # fmt: skip
"""The tools whose environments are known."""

IMPORTABLE = ("pyenv", "pipenv", "poetry", "conda", "uv", "hatch", "virtualenvwrapper", "virtualfish", "pew")
"""The tools whose environments can be imported."""

# fmt: off
MOVE = Switch("move", ("--move",), "move it into the store, with the paths in its files changed, as rename does")
YES = Switch("yes", ("-y", "--yes"), "do it; without it, only show what would be done")
ALL = Switch("all", ("--all",), "all environments")
COMMANDS = (
    Command(
        "find",
        INSPECT,
        "Find the environments below directories, whatever tool made them.",
        arguments=(Argument("directories", "the directories to search (default: the home directory)", required=False, many=True, completes="directories"),),
        options=(
            Option("tools", ("--tool",), "TOOL", "only those of this tool; may be repeated", many=True, choices=TOOLS),
            *SELECTION,
            SORT,
        ),
        switches=(
            *SELECTION_SWITCHES,
            SIZES,
            Switch("across", ("--across",), "also search other file systems on disks that are mounted below"),
            Switch("everywhere", ("--everywhere",), "also search directories that contain none as a rule, such as node_modules and .git"),
            Switch("adopt", ("--adopt",), "take what is selected into the store, as envarium adopt does"),
            Switch("trash", ("--trash",), "move what is selected to the trash; envarium restore moves it back"),
            YES,
            AS_JSON,
        ),
        lane="fast",
        details="It only reads files, and does not follow links. Ctrl-C ends the search, and prints what it has found.",
    ),
    Command(
        "import",
        CHANGE,
        "Take the environments of another tool into the store.",
        arguments=(Argument("patterns", "only those whose name or path matches one of these, such as 'web-*'", required=False, many=True),),
        options=(Option("tool", ("--from",), "TOOL", "the tool; its environments are where its own settings say", choices=IMPORTABLE),),
        switches=(
            MOVE,
            Switch("dry_run", ("--dry-run",), "only show what would be done"),
            Switch("yes", ("-y", "--yes"), "do not ask for confirmation"),
            AS_JSON,
        ),
        details="It shows name, Python and project of each, and asks. The store gets links to them. A name that is taken gets a number: web-2.",
        module="import_from",
    ),
    Command(
        "adopt",
        CHANGE,
        "Take an environment that is elsewhere into the store.",
        arguments=(
            Argument("path", "the path of the environment", completes="directories"),
            Argument("name", "its name in the store (default: that of its project or directory)", required=False),
        ),
        switches=(MOVE,),
        details="The store gets a link to it, and the environment stays where it is.",
    ),
    Command(
        "dedupe",
        CHANGE,
        "Let equal files in several environments share their space on the disk.",
        arguments=(Argument("names", "the environments (default: all)", required=False, many=True, completes="names"),),
        switches=(
            Switch("dry_run", ("--dry-run",), "only show what it would save"),
            Switch("hardlink", ("--hardlink",), "let files of packages be one file with several names, where the file system cannot share blocks"),
            AS_JSON,
        ),
        details="A change to one of the files changes no other, except with --hardlink. Ctrl-C ends it at any time.",
    ),
    Command(
        "usage",
        INSPECT,
        "Show how much of the disk environments take, or the biggest packages of one.",
        arguments=(Argument("name", "the environment whose packages are shown (default: all environments)", required=False, completes="names"),),
        options=SELECTION,
        switches=(*SELECTION_SWITCHES, AS_JSON),
        details="A bar has two parts: what only this environment takes, and what it shares with others by hard links.",
    ),
    Command(
        "prune",
        CHANGE,
        "Move the environments that options select to the trash, after showing them.",
        options=SELECTION,
        switches=(*SELECTION_SWITCHES, YES, AS_JSON),
        details="The active environment is never among them. envarium restore brings them back.",
    ),
    Command(
        "packages",
        PACKAGES,
        "List the packages of an environment, and which of them were asked for.",
        arguments=(NAME_OR_ACTIVE,),
        switches=(AS_JSON,),
        details="It only reads files, so it also works on a broken environment.",
    ),
    Command(
        "which",
        PACKAGES,
        "Show which environments have a package, and in which version.",
        arguments=(Argument("requirement", "the package, such as numpy or 'numpy<2'", completes="any-packages"),),
        options=SELECTION,
        switches=(*SELECTION_SWITCHES, AS_JSON),
        details="The exit code is 1 if none has it. It only reads the names of directories.",
    ),
    Command(
        "outdated",
        PACKAGES,
        "List the packages of which there are newer versions.",
        arguments=(NAME_OR_ACTIVE,),
        options=SELECTION,
        switches=(ALL, *SELECTION_SWITCHES, AS_JSON),
        details="uv or pip asks the index once for each package of all environments with the same Python.",
    ),
    Command(
        "audit",
        PACKAGES,
        "Look for known vulnerabilities in packages, with pip-audit.",
        arguments=(NAME_OR_ACTIVE,),
        options=SELECTION,
        switches=(ALL, *SELECTION_SWITCHES, AS_JSON),
        details="pip-audit must be on PATH. The exit code is 1 if there are any.",
    ),
    Command(
        "upgrade",
        PACKAGES,
        "Upgrade packages of an environment, after taking a snapshot.",
        arguments=(
            NAME,
            Argument("packages", "the packages to upgrade (default: all that were asked for)", required=False, many=True, completes="packages"),
        ),
        details="envarium rollback NAME undoes it.",
    ),
)
# fmt: on
