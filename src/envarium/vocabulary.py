"""Every command, in one table: its names, its arguments and options, its help text."""

from __future__ import annotations

from envarium import vocabulary_environments, vocabulary_moving, vocabulary_store
from envarium.command_line import Argument, Command, Option, Switch
from envarium.shells import registry
from envarium.vocabulary_environments import CREATION, CREATION_SWITCHES, FROM, REQUIREMENTS
from envarium.vocabulary_terms import (
    ACTIVATE,
    AS_JSON,
    CHANGE,
    INSPECT,
    NAME,
    NAME_OR_ACTIVE,
    PACKAGES,
    PROJECTS,
    QUIET,
    REPAIR,
    SHELL,
    add_common_switches,
)

SHELLS = ", ".join(registry.INTEGRATED)

# fmt: off
TEMPLATES = Option("templates", ("-t", "--template"), "TEMPLATE", "apply this template to the project; may be repeated", many=True, completes="templates")
AUTO = (
    Switch("auto", ("--auto",), "also activate the environment that a project is linked to while the shell is in the project"),
    Switch("no_auto", ("--no-auto",), "do not, whatever the auto setting says"),
)
FORCE = Switch("force", ("-f", "--force"), "use the directory even if it exists")
# fmt: on

OTHERS = (
    Command(
        "each",
        ACTIVATE,
        "Run a command in every environment.",
        words=("allvenv", "allvirtualenv"),
        arguments=(Argument("command", "the command and its arguments", rest=True),),
        options=(
            Option("jobs", ("-j", "--jobs"), "N", "run in up to N environments at the same time"),
            Option("only", ("--only",), "PATTERN", "run only where the name matches, such as 'web-*'"),
        ),
        details="The command runs in each environment's directory; no hooks run. A failure does not stop the others; the exit codes are listed at the end, and the exit code is 1 if any failed.",
    ),
    Command(
        "set-project",
        PROJECTS,
        "Associate an environment with a project directory.",
        words=("setvirtualenvproject",),
        arguments=(
            NAME_OR_ACTIVE,
            Argument("project", "the project directory (default: the current directory)", required=False, completes="directories"),
        ),
        lane="fast",
    ),
    Command(
        "link",
        PROJECTS,
        "Link a project to its environment, for uv, editors and other tools.",
        arguments=(Argument("name", "the environment's name (default: the project's own)", required=False, completes="names"),),
        options=(Option("project", ("-a", "--project"), "DIR", "the project directory (default: the current project)", completes="directories"),),
        switches=(
            Switch("file", ("--file",), "write a file with the path (PEP 832) instead of a symlink, which more tools follow"),
            Switch("again", ("--again",), "replace what is there: another link, or an environment, which is moved aside"),
            Switch("gitignore", ("--gitignore",), "add it to .gitignore, not to .git/info/exclude"),
            Switch("check", ("--check",), "only warn if the project asks for another Python than the environment has"),
        ),
        details="The link is called .venv. workon without a name activates the environment in the project and below it.",
    ),
    Command(
        "unlink",
        PROJECTS,
        "Remove the link from a project to its environment.",
        arguments=(Argument("name", "the environment whose links are removed (default: the one of the current project)", required=False, completes="names"),),
        details="The environment is kept, and belongs to the project as before.",
    ),
    Command(
        "set",
        CHANGE,
        "Set variables that an environment sets when it is activated.",
        arguments=(NAME, Argument("assignments", "the variables, each as KEY=VALUE", required=False, many=True)),
        options=(
            Option("files", ("--from",), "FILE", "read them from this .env file, without expanding anything; may be repeated", many=True, completes="files"),
            Option("path_prepend", ("--path-prepend",), "DIR", "also put this directory on PATH, behind the environment's own programs; may be repeated", many=True, completes="directories"),
        ),
        details="Deactivation restores what was set before. envarium show lists them, envarium unset removes them.",
    ),
    Command(
        "unset",
        CHANGE,
        "Remove variables that an environment sets when it is activated.",
        arguments=(NAME, Argument("keys", "the names of the variables", required=False, many=True)),
        options=(
            Option("path_prepend", ("--path-prepend",), "DIR", "no longer put this directory on PATH; may be repeated", many=True, completes="directories"),
        ),
    ),
    Command(
        "create-project",
        PROJECTS,
        "Create a project directory in PROJECT_HOME, and an environment for it.",
        words=("mkproject",),
        arguments=(Argument("name", "the name of both"),),
        options=(
            TEMPLATES,
            *(option for option in CREATION if option.name != "project"),
        ),
        switches=(FORCE, *CREATION_SWITCHES),
        plans=True,
        lane="fast",
        details="The shell command also activates the environment and changes to the project directory.",
    ),
    Command(
        "start-project",
        PROJECTS,
        "Create a project directory in PROJECT_HOME for an existing environment.",
        arguments=(NAME,),
        options=(TEMPLATES,),
        switches=(FORCE, Switch("check", ("--check",), "only check whether it can be created")),
        lane="fast",
    ),
    Command(
        "paths",
        PACKAGES,
        "Add directories to the active environment's sys.path.",
        words=("add2virtualenv",),
        arguments=(Argument("directories", "the directories to add (default: list those added)", required=False, many=True, completes="directories"),),
        switches=(Switch("delete", ("-d", "--delete"), "remove them instead"), AS_JSON),
        lane="fast",
    ),
    Command(
        "install",
        PACKAGES,
        "Install packages into an environment.",
        arguments=(
            Argument("name", "the environment's name", completes="names"),
            Argument("packages", "the packages to install", required=False, many=True),
        ),
        options=(REQUIREMENTS, FROM),
        lane="fast",
        details="uv installs them if it is on PATH, else the environment's pip; the installer setting decides. Settings of pip that would install elsewhere or nothing at all are ignored.",
    ),
    Command(
        "sync",
        PACKAGES,
        "Install a project into its environment.",
        arguments=(NAME_OR_ACTIVE,),
        options=(
            Option("project", ("-a", "--project"), "DIR", "the project directory (default: the environment's project, else the current one)", completes="directories"),
            Option("groups", ("--group",), "GROUP", "also install this dependency group; may be repeated", many=True),
            Option("extras", ("--extra",), "EXTRA", "also install this extra; may be repeated", many=True),
        ),
        switches=(
            Switch("no_dev", ("--no-dev",), "do not install the dependency group dev"),
            Switch("exact", ("--exact",), "also uninstall what the project does not need, after showing it"),
            Switch("yes", ("-y", "--yes"), "with --exact, do not ask for confirmation"),
        ),
        details="It installs from the first of uv.lock (with uv), pylock.toml, pyproject.toml, setup.py and requirements.txt that the project has. The exit code is that of uv or pip.",
    ),
    Command(
        "wipe",
        PACKAGES,
        "Uninstall every package, except those installed at creation.",
        words=("wipeenv",),
        arguments=(NAME_OR_ACTIVE,),
    ),
    Command(
        "toggle-system-site",
        PACKAGES,
        "Turn access to the base interpreter's packages on or off.",
        words=("toggleglobalsitepackages",),
        arguments=(NAME_OR_ACTIVE,),
        switches=(QUIET,),
        lane="fast",
        module="toggle",
    ),
    Command(
        "pythons",
        INSPECT,
        "List the Python interpreters found on this machine.",
        arguments=(Argument("spec", "list only those that match, such as 3.12 or pypy", required=False, completes="pythons"),),
        switches=(AS_JSON,),
    ),
    Command(
        "explain",
        INSPECT,
        "Show how a Python finds its prefix and sys.path, step by step.",
        arguments=(Argument("subject", "an environment's name or the path of a Python (default: the active environment, else python3)", required=False, completes="names"),),
        switches=(
            Switch("verify", ("--verify",), "also start that Python and compare; exit with 1 if they differ"),
            AS_JSON,
        ),
        details="It only reads files, so it also works on a broken environment.",
    ),
    Command(
        "doctor",
        REPAIR,
        "Check the store, the environments and the shell integration for problems.",
        arguments=(Argument("names", "the environments to check (default: all)", required=False, many=True, completes="names"),),
        switches=(AS_JSON,),
        details="It only reads files. Each problem is shown with its remedy; the exit code is 1 if there is an error or a warning.",
    ),
    Command(
        "repair",
        REPAIR,
        "Repair environments: interpreter, changed paths, pip, activation scripts.",
        arguments=(Argument("names", "the environments to repair", required=False, many=True, completes="names"),),
        options=(
            Option("python", ("-p", "--python"), "SPEC", "rebuild with this Python, and install the same packages again", completes="pythons"),
            Option("wait", ("--wait",), "SECONDS", "how long to wait while another repair is running (default: the lock_wait setting)"),
        ),
        switches=(Switch("all", ("--all",), "repair every environment that needs it"),),
    ),
    Command(
        "init",
        SHELL,
        "Print the shell code that loads the integration.",
        arguments=(Argument("shell", f"one of {SHELLS}", completes="shells"),),
        switches=AUTO,
        details='eval "$(envarium init bash)", or envarium init fish | source.',
    ),
    Command(
        "setup",
        SHELL,
        "Load the integration in every new shell, from the shell's startup file.",
        arguments=(Argument("shell", f"one of {SHELLS} (default: the calling shell)", required=False, completes="shells"),),
        switches=(
            *AUTO,
            Switch("undo", ("--undo",), "remove it from the startup file, or if no shell is named, from those of all shells"),
            Switch("yes", ("-y", "--yes"), "do not ask for confirmation"),
        ),
    ),
    Command(
        "hook",
        SHELL,
        "Run the hooks of an event that the shell does not run itself.",
        arguments=(
            Argument("event", "the event, such as pre_activate", completes="events"),
            Argument("arguments", "the arguments of the hooks", required=False, many=True),
        ),
        switches=(Switch("source", ("--source",), "only print the plugins' shell code"),),
        plans=True,
        lane="fast",
        details="The shell integration calls it. pre_activate runs preactivate, and so on.",
    ),
    Command(
        "trust",
        SHELL,
        "Trust the hooks of a project, and its link to an environment, as they are now.",
        arguments=(Argument("project", "the project directory (default: the current directory)", required=False, completes="directories"),),
        details="Until then the hooks in its directory .virtualenvwrapper do not run, and again after each change to them.",
    ),
    Command(
        "untrust",
        SHELL,
        "End the trust in the hooks and the link of a project.",
        arguments=(Argument("project", "the project directory (default: the current directory)", required=False, completes="directories"),),
    ),
    Command(
        "words",
        INSPECT,
        "List the commands of the shell integration.",
        words=("virtualenvwrapper",),
        switches=(AS_JSON,),
    ),
    Command(
        "help",
        SHELL,
        "Show the help of a command, a shell command or a topic.",
        arguments=(Argument("word", "the command, the shell command or the topic (default: envarium itself)", required=False, completes="help"),),
        lane="fast",
        details="The topics are commands, python, settings, environment, hooks and exit-codes.",
    ),
    Command(
        "config",
        SHELL,
        "Show the settings and where each comes from, or change them.",
        arguments=(
            Argument("action", "what to do: get, set or unset a setting, edit the config file, or print its path (default: show all settings)", required=False, completes="actions"),
            Argument("key", "the setting", required=False, completes="settings"),
            Argument("value", "its new value", required=False, completes="settings-values"),
        ),
        switches=(AS_JSON,),
        details="A variable such as ENVARIUM_PLAIN overrides the config file, and options override both.",
    ),
    *vocabulary_moving.COMMANDS,
    *vocabulary_store.COMMANDS,
)  # fmt: skip

add_common_switches(OTHERS)

COMMANDS = (*vocabulary_environments.COMMANDS, *OTHERS)

SHELL_ONLY = (
    Command("deactivate", ACTIVATE, "Deactivate the active environment."),
    Command(
        "cdvirtualenv",
        INSPECT,
        "Change to the directory of the active environment.",
        arguments=(Argument("directory", "a directory below it", required=False, completes="inside"),),
    ),
    Command(
        "cdsitepackages",
        INSPECT,
        "Change to the site-packages of the active environment.",
        arguments=(Argument("directory", "a directory below it", required=False, completes="inside-site"),),
    ),
    Command(
        "lssitepackages",
        INSPECT,
        "List the site-packages of the active environment with ls.",
        arguments=(Argument("options", "options of ls", required=False, many=True),),
    ),
    Command("cdproject", INSPECT, "Change to the project of the active environment."),
)
"""The shell commands that need no Python. `workon NAME` is one too, but also has a verb."""


def with_shell_words(text: str, word: str) -> str:
    """Return `text` with shell commands such as workon for `envarium activate`, if a shell command (`word`) was typed."""
    if word and "envarium " in text:
        for command in sorted(COMMANDS, key=lambda each: len(each.name), reverse=True):
            if command.words:
                text = text.replace("envarium " + command.name, command.words[0])
    return text
