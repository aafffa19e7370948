"""The commands that create, activate, list, change and remove environments, which are called most."""

from __future__ import annotations

from envarium import strategies
from envarium.command_line import Argument, Command, Option, Switch
from envarium.shells import registry
from envarium.vocabulary_terms import (
    ACTIVATE,
    AS_JSON,
    CHANGE,
    INSPECT,
    NAME,
    NAME_OR_ACTIVE,
    NAMES,
    QUIET,
    SELECTION,
    SELECTION_SWITCHES,
    SIZES,
    SORT,
    add_common_switches,
)

# fmt: off
CD_SWITCHES = (
    Switch("cd", ("-c", "--cd"), "change to its project directory, whatever VIRTUALENVWRAPPER_WORKON_CD says"),
    Switch("no_cd", ("-n", "--no-cd"), "stay in the current directory"),
)
REQUIREMENTS = Option("requirements", ("-r", "--requirements"), "FILE", "install from this requirements file; may be repeated", many=True, completes="files")
FROM = Option("source", ("--from",), "FILE", "install what this file lists: a pylock.toml, uv.lock, Pipfile.lock, requirements file, environment.yml (its pip part) or script", completes="files")
CREATION = (
    Option("python", ("-p", "--python"), "SPEC", "the Python to use: 3.12, pypy3.9, '>=3.10', a path (default: what the project asks for, else python3)", completes="pythons"),
    Option("on", ("--on",), "NAME", "let it see the packages and programs of this environment after its own", completes="names"),
    Option("project", ("-a", "--project"), "DIR", "associate the environment with this project directory", completes="directories"),
    Option("packages", ("-i", "--install"), "PACKAGE", "install this package; may be repeated", many=True),
    REQUIREMENTS,
    Option("prompt", ("--prompt",), "TEXT", "text to show in the prompt instead of the name"),
    Option("pip", ("--pip",), "VERSION", "install this version of pip, downloaded if necessary"),
    Option("strategy", ("--strategy",), "STRATEGY", "how the environment finds its standard library (default: the strategy setting)", choices=strategies.CHOICES),
    Option("seeds", ("--seed",), "NAME", "also install this package at creation, downloaded if necessary; may be repeated", many=True),
)
LINK = Switch("link", ("--link",), "also link the project (default: the current one) to the environment, for uv, editors and other tools")
CREATION_SWITCHES = (
    Switch("system_site", ("--system-site-packages",), "give the environment access to the base interpreter's packages"),
    Switch("self_contained", ("--self-contained",), "copy the base interpreter into the environment too, so that it can be moved (short for --strategy self-contained)"),
    Switch("no_pip", ("--no-pip", "--without-pip"), "do not install pip"),
    Switch("fetch", ("--fetch",), "if no installed Python matches, install one with uv, pyenv or mise"),
    Switch("clear", ("--clear",), "replace an existing environment of that name; the old one is moved to the trash"),
    *CD_SWITCHES,
    QUIET,
    Switch("ignored", ("--no-setuptools", "--no-wheel", "--no-download", "--download", "--symlinks", "--no-periodic-update"), "accepted for compatibility, ignored"),
    Switch("kernel", ("--kernel",), "also let Jupyter start notebooks in it, as envarium kernel does"),
    Switch("no_vcs_ignore", ("--no-vcs-ignore",), "write no .gitignore into the environment"),
)
# fmt: on

COMMANDS = (
    Command(
        "create",
        CHANGE,
        "Create an environment.",
        words=("mkvenv", "mkvirtualenv", "mktmpenv"),
        presets={"mktmpenv": ("--temporary",)},
        arguments=(Argument("name", "the new environment's name (default: that of the project; for a temporary one, a new one)", required=False),),
        options=(
            *CREATION,
            FROM,
            Option("keep", ("--keep",), "NAME", "keep the active temporary environment under this name; creates nothing"),
        ),
        switches=(
            *CREATION_SWITCHES,
            LINK,
            Switch("like", ("--like",), "in a git worktree: copy the environment of the main checkout, with its editable installs changed to the worktree"),
            Switch("sync", ("--sync",), "install the project into it, as envarium sync does"),
            Switch("temporary", ("--temporary",), "delete it on deactivation; the name is optional"),
        ),
        plans=True,
        lane="fast",
        details="The shell commands also activate it. Without a name, it is created for the current project, which is linked to it.",
    ),
    Command(
        "activate",
        ACTIVATE,
        "Print the shell code that activates an environment.",
        words=("workon",),
        arguments=(Argument("name", "the environment's name", required=False, completes="names"),),
        options=(
            Option("dialect", ("--shell",), "SHELL", "the shell to print code for (default: the calling shell)", choices=registry.DIALECTS),
        ),
        switches=(Switch("interactive", ("-i", "--interactive"), "choose the environment from a list, with fzf if it is installed"), *CD_SWITCHES),
        plans=True,
        lane="fast",
        details='Without the shell integration: eval "$(envarium activate NAME)", which runs no hooks and does not change the directory.',
    ),
    Command(
        "run",
        ACTIVATE,
        "Run a command in an environment without activating it.",
        arguments=(NAME, Argument("command", "the command and its arguments", rest=True)),
        lane="fast",
        details="Write -- before the command. The command is started directly, without a shell; its exit code is passed on.",
    ),
    Command(
        "list",
        INSPECT,
        "List the environments.",
        words=("lsvenv", "lsvirtualenv"),
        presets={"lsvirtualenv": ("--long",)},
        options=(SORT, *SELECTION),
        switches=(
            Switch("brief", ("-b", "--brief"), "print names only, one per line"),
            Switch("long", ("-l", "--long"), "print several lines for each, with what is wrong and the output of the get_env_details hooks"),
            SIZES,
            *SELECTION_SWITCHES,
            AS_JSON,
        ),
        lane="fast",
    ),
    Command(
        "show",
        INSPECT,
        "Show one environment in detail.",
        words=("showvenv", "showvirtualenv"),
        arguments=(NAME_OR_ACTIVE,),
        switches=(AS_JSON,),
        lane="fast",
    ),
    Command(
        "remove",
        CHANGE,
        "Move environments to the trash.",
        words=("rmvenv", "rmvirtualenv"),
        presets={"rmvirtualenv": ("--skip-missing",)},
        arguments=(NAMES,),
        switches=(
            Switch("now", ("--now",), "delete them permanently now, and print the space freed"),
            Switch("flatten", ("--flatten",), "also if others see their packages (--on): first copy the packages into those"),
            Switch("skip_missing", ("--skip-missing",), "report names that do not exist, and remove the others"),
        ),
        lane="fast",
        details="envarium restore brings them back.",
    ),
    Command(
        "restore",
        CHANGE,
        "Restore a removed environment.",
        arguments=(
            Argument("name", "its name (default: the most recently removed one)", required=False, completes="trash"),
            Argument("new", "the name to restore it under (default: its old name)", required=False),
        ),
    ),
    Command(
        "trash",
        CHANGE,
        "List the removed environments, or delete them permanently.",
        switches=(Switch("empty", ("--empty",), "delete everything in the trash permanently"), AS_JSON),
    ),
    Command(
        "copy",
        CHANGE,
        "Copy an environment.",
        words=("cpvenv", "cpvirtualenv"),
        arguments=(
            Argument("source", "the name of the environment to copy, or a path to one", required=False, completes="names"),
            Argument("target", "the copy's name (default, if the source is a path: its name)", required=False),
        ),
        switches=(Switch("link", ("--link",), "share unchanged files by hard links"),),
        plans=True,
        lane="fast",
        details="The shell commands also activate the copy.",
    ),
    Command(
        "keep",
        CHANGE,
        "Keep the active temporary environment under a name.",
        arguments=(Argument("name", "the new name"),),
        plans=True,
        lane="fast",
        details="In a shell: mktmpenv --keep NAME.",
    ),
    Command(
        "rename",
        CHANGE,
        "Rename an environment.",
        words=("mvvenv", "mvvirtualenv"),
        arguments=(
            Argument("old", "its current name", completes="names"),
            Argument("new", "its new name"),
        ),
        plans=True,
        lane="fast",
        details="It keeps its project. A shell in which it is active switches to the new name.",
    ),
)  # fmt: skip

add_common_switches(COMMANDS)
