"""Every command, in one table: what it is called, what it takes, what it says."""

from __future__ import annotations

from envarium.words import Argument, Command, Option, Switch

ENTER = "enter and leave"
KEEP = "make and keep"
LOOK = "look around"
MEND = "find out and mend"
SHELL = "your shell"

SHELLS = ("bash", "zsh", "fish")
STRATEGIES = ("pyvenv.cfg", "copy", "auto")
DIALECTS = ("bash", "zsh", "sh", "fish", "csh", "tcsh", "pwsh", "nu")

NAME = Argument("name", "the environment's name", completes="names")
NAMES = Argument("names", "the environments' names", many=True, completes="names")
# fmt: off
NAME_OR_ACTIVE = Argument("name", "the environment's name (default: the active one)", required=False, completes="names")
AS_JSON = Switch("json", ("--json",), "print JSON, with keys that stay")

GOING = (
    Switch("cd", ("-c", "--cd"), "go to its project, whatever VIRTUALENVWRAPPER_WORKON_CD says"),
    Switch("no_cd", ("-n", "--no-cd"), "stay in this directory"),
)
MAKING = (
    Option("python", ("-p", "--python"), "SPEC", "the Python: 3.12, pypy3.9, >=3.10, a path (default: the project's, else python3)", completes="pythons"),
    Option("project", ("-a", "--project"), "DIR", "tie the environment to this project directory", completes="directories"),
    Option("packages", ("-i", "--install"), "PACKAGE", "install this package with pip; may be repeated", many=True),
    Option("requirements", ("-r", "--requirements"), "FILE", "install from this requirements file with pip; may be repeated", many=True, completes="files"),
    Option("prompt", ("--prompt",), "TEXT", "what the prompt shows in place of the name"),
    Option("pip", ("--pip",), "VERSION", "seed this version of pip, fetched if need be"),
    Option("strategy", ("--strategy",), "STRATEGY", "how it finds its standard library (default: the setting, else pyvenv.cfg)", choices=STRATEGIES),
    Option("seeds", ("--seed",), "NAME", "seed this package too, fetched if need be; may be repeated", many=True),
)
MAKING_SWITCHES = (
    Switch("system_site", ("--system-site-packages",), "let the environment see the base interpreter's packages"),
    Switch("self_contained", ("--self-contained",), "with --strategy copy: put the base itself inside, so that it can be moved"),
    Switch("no_pip", ("--no-pip", "--without-pip"), "leave pip out"),
    Switch("clear", ("--clear",), "rebuild an environment of that name; the old one goes to the trash"),
    *GOING,
    Switch("quiet", ("-q", "--quiet"), "do not say what was made"),
    Switch("as_ever", ("--no-setuptools", "--no-wheel", "--no-download", "--download", "--symlinks", "--no-periodic-update", "--no-vcs-ignore"), "accepted as virtualenv's; nothing to do here"),
)
TEMPLATES = Option("templates", ("-t", "--template"), "TEMPLATE", "apply this template to the project; may be repeated", many=True, completes="templates")
FORCE = Switch("force", ("-f", "--force"), "take a directory that is there already")
# fmt: on

COMMANDS = (
    Command(
        "create",
        KEEP,
        "Make an environment.",
        words=("mkvenv", "mkvirtualenv", "mktmpenv"),
        presets={"mktmpenv": ("--temporary",)},
        arguments=(Argument("name", "the new environment's name; may be left out with -a: the project's name", required=False),),
        options=(
            *MAKING,
            Option("keep", ("--keep",), "NAME", "keep the temporary environment that is active, under this name; nothing is made"),
        ),
        switches=(
            *MAKING_SWITCHES,
            Switch("temporary", ("--temporary",), "remove it on leaving; its name may be left out"),
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
        switches=GOING,
        plans=True,
        lane="fast",
        details='Without the shell integration: eval "$(envarium activate NAME)".',
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
        presets={"lsvirtualenv": ("--long",)},
        switches=(
            Switch("brief", ("-b", "--brief"), "names only, one a line"),
            Switch("long", ("-l", "--long"), "each in some lines of its own, with what the get_env_details hooks say"),
            AS_JSON,
        ),
        lane="fast",
    ),
    Command(
        "show",
        LOOK,
        "Show one environment in detail.",
        words=("showvenv", "showvirtualenv"),
        arguments=(NAME_OR_ACTIVE,),
        switches=(AS_JSON,),
        lane="fast",
    ),
    Command(
        "remove",
        KEEP,
        "Move environments to the trash.",
        words=("rmvenv", "rmvirtualenv"),
        arguments=(NAMES,),
        switches=(Switch("now", ("--now",), "delete them at once and for good, and say what that freed"),),
        lane="fast",
        details="envarium restore brings them back.",
    ),
    Command(
        "restore",
        KEEP,
        "Bring a removed environment back.",
        arguments=(
            Argument("name", "its name (default: the one removed last)", required=False, completes="trash"),
            Argument("new", "the name to give it (default: the one it had)", required=False),
        ),
    ),
    Command(
        "trash",
        LOOK,
        "List the removed environments, or delete them for good.",
        switches=(Switch("empty", ("--empty",), "delete everything in the trash"), AS_JSON),
    ),
    Command(
        "copy",
        KEEP,
        "Make an environment that is a copy of another.",
        words=("cpvenv", "cpvirtualenv"),
        arguments=(
            Argument("source", "the name of the environment to copy, or a path to one", required=False, completes="names"),
            Argument("target", "the copy's name (default: the source's, where that is elsewhere)", required=False),
        ),
        switches=(Switch("link", ("--link",), "share the files by hard links where nothing has to be rewritten"),),
        plans=True,
        lane="fast",
        details="The shell words step into the copy.",
    ),
    Command(
        "keep",
        KEEP,
        "Keep the temporary environment that is active, under a name.",
        arguments=(Argument("name", "the name it is to have"),),
        plans=True,
        lane="fast",
        details="In a shell: mktmpenv --keep NAME.",
    ),
    Command(
        "rename",
        KEEP,
        "Rename an environment.",
        words=("mvvenv", "mvvirtualenv"),
        arguments=(
            Argument("old", "its name", completes="names"),
            Argument("new", "the name it is to have"),
        ),
        plans=True,
        lane="fast",
        details="Its project stays, and the shell that is in it follows.",
    ),
    Command(
        "each",
        LOOK,
        "Run a command in every environment.",
        words=("allvenv", "allvirtualenv"),
        arguments=(Argument("command", "the command and its arguments", rest=True),),
        options=(
            Option("jobs", ("-j", "--jobs"), "N", "run in this many environments at a time"),
            Option("only", ("--only",), "PATTERN", "in those alone whose names match, such as 'web-*'"),
        ),
        details="It runs in each environment's directory; no hooks run. Nothing stops it; the exit codes are told at the end, and it exits with 1 where the command failed in one.",
    ),
    Command(
        "set-project",
        KEEP,
        "Tie an environment to a project directory.",
        words=("setvirtualenvproject",),
        arguments=(
            NAME_OR_ACTIVE,
            Argument("project", "the project directory (default: this directory)", required=False, completes="directories"),
        ),
        lane="fast",
    ),
    Command(
        "create-project",
        KEEP,
        "Make a project directory in PROJECT_HOME, and its environment.",
        words=("mkproject",),
        arguments=(Argument("name", "the name of both"),),
        options=(
            TEMPLATES,
            *(option for option in MAKING if option.name != "project"),
        ),
        switches=(FORCE, *MAKING_SWITCHES),
        plans=True,
        lane="fast",
        details="The shell word steps into the environment and goes to the project.",
    ),
    Command(
        "start-project",
        KEEP,
        "Make a project directory in PROJECT_HOME for an environment that is there.",
        arguments=(NAME,),
        options=(TEMPLATES,),
        switches=(FORCE, Switch("check", ("--check",), "only see whether it could be made")),
        lane="fast",
    ),
    Command(
        "paths",
        KEEP,
        "Let the active environment see further directories.",
        words=("add2virtualenv",),
        arguments=(Argument("directories", "what to put on its sys.path; none: tell what is there", required=False, many=True, completes="directories"),),
        switches=(Switch("delete", ("-d", "--delete"), "take them off again"),),
        lane="fast",
    ),
    Command(
        "wipe",
        KEEP,
        "Take out everything that was installed, all but the seeds.",
        words=("wipeenv",),
        arguments=(NAME_OR_ACTIVE,),
    ),
    Command(
        "toggle-system-site",
        KEEP,
        "Show or hide the base interpreter's packages.",
        words=("toggleglobalsitepackages",),
        arguments=(NAME_OR_ACTIVE,),
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
        "doctor",
        MEND,
        "Look for what is wrong with the store, the environments and the integration.",
        arguments=(Argument("names", "the environments to look at (default: all)", required=False, many=True, completes="names"),),
        switches=(AS_JSON,),
        details="It reads files only, and exits with 1 where something is wrong; each line tells its remedy.",
    ),
    Command(
        "repair",
        MEND,
        "Mend environments: a lost interpreter, a place that changed, pip, activators.",
        arguments=(Argument("names", "the environments to mend", required=False, many=True, completes="names"),),
        options=(
            Option("python", ("-p", "--python"), "SPEC", "rebuild on this Python, with what is installed now", completes="pythons"),
        ),
        switches=(Switch("all", ("--all",), "mend every environment that needs it"),),
    ),
    Command(
        "init",
        SHELL,
        "Print the code that loads the integration.",
        arguments=(Argument("dialect", "bash, zsh or fish", completes="shells"),),
        details='eval "$(envarium init bash)", or envarium init fish | source.',
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
        "hook",
        SHELL,
        "Run the hooks of an event, those that a shell does not run itself.",
        arguments=(
            Argument("event", "the event, such as pre_activate"),
            Argument("arguments", "what the hooks are called with", required=False, many=True),
        ),
        switches=(Switch("source", ("--source",), "only print the shell code of the plugins"),),
        plans=True,
        lane="fast",
        details="The integration calls it; pre_activate runs preactivate, and so on.",
    ),
    Command(
        "words",
        LOOK,
        "List the words of the shell integration.",
        words=("virtualenvwrapper",),
    ),
    Command(
        "config",
        SHELL,
        "Show the settings, and where each comes from.",
        switches=(AS_JSON,),
    ),
)  # fmt: skip

SHELL_ONLY = (
    Command("deactivate", ENTER, "Leave the active environment."),
    Command(
        "cdvirtualenv",
        LOOK,
        "Change to the directory of the active environment.",
        arguments=(Argument("directory", "a directory below it", required=False, completes="inside"),),
    ),
    Command(
        "cdsitepackages",
        LOOK,
        "Change to the site-packages of the active environment.",
        arguments=(Argument("directory", "a directory below it", required=False, completes="inside-site"),),
    ),
    Command(
        "lssitepackages",
        LOOK,
        "List the site-packages of the active environment with ls.",
        arguments=(Argument("options", "options of ls", required=False, many=True),),
    ),
    Command("cdproject", LOOK, "Change to the project of the active environment."),
)
"""The words that the shell alone answers: `workon NAME` is another, and has a verb beside it."""


def by_name(name: str) -> Command | None:
    """Return the command that `name`, a verb or a shell word, stands for."""
    for command in COMMANDS:
        if name == command.name or name in command.words:
            return command
    return None
