"""Every command, in one table: what it is called, what it takes, what it says."""

from __future__ import annotations

from venvarium.words import Argument, Command, Option, Switch

ENTER = "enter and leave"
KEEP = "make and keep"
LOOK = "look around"
SHELL = "your shell"

SHELLS = ("bash", "zsh", "fish")
STRATEGIES = ("pyvenv.cfg", "copy", "auto")
DIALECTS = ("bash", "zsh", "sh", "fish", "csh", "tcsh", "pwsh", "nu")

NAME = Argument("name", "the environment's name", completes="names")
NAMES = Argument("names", "the environments' names", many=True, completes="names")
AS_JSON = Switch("json", ("--json",), "print JSON, with keys that stay")

COMMANDS = (
    Command(
        "create",
        KEEP,
        "Make an environment.",
        words=("mkvenv", "mkvirtualenv"),
        arguments=(Argument("name", "the new environment's name; may be left out with -a: the project's name", required=False),),
        options=(
            Option("python", ("-p", "--python"), "SPEC", "the Python: 3.12, pypy3.9, >=3.10, a path (default: the project's, else python3)", completes="pythons"),
            Option("project", ("-a", "--project"), "DIR", "tie the environment to this project directory", completes="directories"),
            Option("packages", ("-i", "--install"), "PACKAGE", "install this package with pip; may be repeated", many=True),
            Option("requirements", ("-r", "--requirements"), "FILE", "install from this requirements file with pip; may be repeated", many=True, completes="files"),
            Option("prompt", ("--prompt",), "TEXT", "what the prompt shows in place of the name"),
            Option("pip", ("--pip",), "VERSION", "seed this version of pip, fetched if need be"),
            Option("strategy", ("--strategy",), "STRATEGY", "how it finds its standard library (default: the setting, else pyvenv.cfg)", choices=STRATEGIES),
            Option("seeds", ("--seed",), "NAME", "seed this package too, fetched if need be; may be repeated", many=True),
        ),
        switches=(
            Switch("system_site", ("--system-site-packages",), "let the environment see the base interpreter's packages"),
            Switch("self_contained", ("--self-contained",), "with --strategy copy: put the base itself inside, so that it can be moved"),
            Switch("no_pip", ("--no-pip", "--without-pip"), "leave pip out"),
            Switch("clear", ("--clear",), "rebuild an environment of that name; the old one goes to the trash"),
        ),
        plans=True,
        lane="fast",
        details="The shell words step into the new environment.",
    ),
    Command(
        "activate",
        ENTER,
        "Print the snippet that enters an environment.",
        words=("workon",),
        arguments=(Argument("name", "the environment's name", required=False, completes="names"),),
        options=(
            Option("dialect", ("--shell",), "SHELL", "the shell to speak to (default: the one that calls)", choices=DIALECTS),
        ),
        plans=True,
        lane="fast",
        details='Without the shell integration: eval "$(venvarium activate NAME)".',
    ),
    Command(
        "run",
        ENTER,
        "Run a command in an environment without entering it.",
        arguments=(NAME, Argument("command", "the command and its arguments", rest=True)),
        lane="fast",
        details="Write -- before the command; its exit code is passed on. No shell stands in between.",
    ),
    Command(
        "list",
        LOOK,
        "List the environments.",
        words=("lsvenv", "lsvirtualenv"),
        switches=(
            Switch("brief", ("-b", "--brief"), "names only, one a line"),
            Switch("long", ("-l", "--long"), "name, Python, project (the default)"),
            AS_JSON,
        ),
        lane="fast",
    ),
    Command(
        "show",
        LOOK,
        "Show one environment in detail.",
        words=("showvenv", "showvirtualenv"),
        arguments=(Argument("name", "the environment's name (default: the active one)", required=False, completes="names"),),
        switches=(AS_JSON,),
        lane="fast",
    ),
    Command(
        "remove",
        KEEP,
        "Move environments to the trash.",
        words=("rmvenv", "rmvirtualenv"),
        arguments=(NAMES,),
        lane="fast",
        details="venvarium restore brings them back.",
    ),
    Command(
        "restore",
        KEEP,
        "Bring a removed environment back.",
        arguments=(Argument("name", "its name (default: the one removed last)", required=False, completes="trash"),),
    ),
    Command(
        "trash",
        LOOK,
        "List the removed environments, or delete them for good.",
        switches=(Switch("empty", ("--empty",), "delete everything in the trash"), AS_JSON),
    ),
    Command(
        "toggle-system-site",
        KEEP,
        "Show an environment its base's packages, or hide them again.",
        words=("toggleglobalsitepackages",),
        arguments=(Argument("name", "the environment's name (default: the active one)", required=False, completes="names"),),
        switches=(Switch("quiet", ("-q", "--quiet"), "say nothing"),),
        lane="fast",
        module="toggle",
    ),
    Command(
        "pythons",
        LOOK,
        "List the base interpreters found on this machine.",
        arguments=(Argument("spec", "show only those that match, such as 3.12 or pypy", required=False),),
        switches=(AS_JSON,),
    ),
    Command(
        "explain",
        LOOK,
        "Show how a Python finds its home: every place looked at, and sys.path.",
        arguments=(Argument("subject", "an environment's name, or a Python's path (default: the active one, else python3)", required=False, completes="names"),),
        switches=(
            Switch("verify", ("--verify",), "start that Python too, and fail where it says otherwise"),
            AS_JSON,
        ),
        details="It reads files only, so that it works on a broken environment too.",
    ),
    Command(
        "init",
        SHELL,
        "Print the code that loads the integration.",
        arguments=(Argument("dialect", "bash, zsh or fish", completes="shells"),),
        details='eval "$(venvarium init bash)", or venvarium init fish | source.',
    ),
    Command(
        "setup",
        SHELL,
        "Load the integration in every new shell: add it to the shell's rc file.",
        arguments=(Argument("dialect", "bash, zsh or fish (default: the shell that calls)", required=False, completes="shells"),),
        switches=(
            Switch("undo", ("--undo",), "take it out again"),
            Switch("yes", ("-y", "--yes"), "do not ask"),
        ),
    ),
    Command(
        "config",
        SHELL,
        "Show the settings, and where each comes from.",
        switches=(AS_JSON,),
    ),
)  # fmt: skip


def by_name(name: str) -> Command | None:
    """Return the command that `name`, a verb or a shell word, stands for."""
    for command in COMMANDS:
        if name == command.name or name in command.words:
            return command
    return None
