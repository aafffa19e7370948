"""Examples of every command: its arguments, and what they do. Help screens and the man page show them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Command

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "create": (
        ("web", "an environment called web, with the usual Python"),
        ("-p 3.12 -i requests web", "with Python 3.12, and requests installed"),
        ("--from pylock.toml web", "with what a lock file lists"),
        ("--clear -p 3.13 web", "anew, with another Python"),
    ),
    "activate": (
        ("web", "the environment web"),
        ("-n web", "without changing to its project directory"),
        ("-i", "the one that is chosen from a list"),
    ),
    "workon": (
        ("web", "the environment web, and its project directory"),
        ("-", "the previous one"),
        ("-n web", "without changing to the project directory"),
        ("", "list the environments"),
    ),
    "mktmpenv": (
        ("", "an environment that is deleted on deactivation"),
        ("-i requests", "with requests"),
        ("--keep web", "keep the active one as web"),
    ),
    "run": (
        ("web -- python app.py", "run a script with the Python of web"),
        ("web -- pip list", "run a program of web"),
    ),
    "list": (
        ("", "name, Python and project of each"),
        ("--long", "also what is wrong with them"),
        ("--unused 90d --sizes", "those not used for 90 days, with their sizes"),
        ("-p '<3.10' --json", "those with an old Python, as JSON"),
    ),
    "show": (("", "the active environment"), ("web --json", "the environment web, as JSON")),
    "remove": (
        ("web", "envarium restore brings it back"),
        ("old-1 old-2", "several"),
        ("--now web", "permanently, and tell the space freed"),
    ),
    "restore": (("", "the most recently removed one"), ("web web-2", "the removed web, as web-2")),
    "trash": (("", "list the removed environments"), ("--empty", "delete them permanently")),
    "copy": (
        ("web web-test", "a copy of web called web-test"),
        ("/srv/venvs/web", "a copy of an environment elsewhere"),
    ),
    "keep": (("web", "keep the active temporary environment as web"), ("data-3.12", "or under another name")),
    "rename": (
        ("web shop", "web is called shop from now on"),
        ("tmp-1 'my project'", "names may contain spaces"),
    ),
    "each": (
        ("-- pip list --outdated", "run pip in every environment"),
        ("--only 'web-*' -j 4 -- python -m compileall .", "in some of them, four at the same time"),
    ),
    "set-project": (
        ("web ~/src/web", "web belongs to this project"),
        ("web", "web belongs to the current directory"),
    ),
    "link": (
        ("", "link the current project to its environment"),
        ("web -a ~/src/web", "link a project to web"),
        ("--file", "by a file with the path, as PEP 832 describes"),
    ),
    "unlink": (
        ("", "remove the link of the current project"),
        ("web", "remove the links of all projects to web"),
    ),
    "set": (
        ("web DEBUG=1 PORT=8000", "two variables that web sets"),
        ("web --from .env", "those of a file"),
        ("web --path-prepend ~/src/web/bin", "a directory on PATH"),
    ),
    "unset": (("web DEBUG", "web no longer sets it"), ("web --path-prepend ~/src/web/bin", "off PATH again")),
    "create-project": (
        ("shop", "a directory in PROJECT_HOME, and an environment for it"),
        ("-p 3.12 -i flask shop", "with Python 3.12 and flask"),
        ("-t django shop", "with the template of a plugin"),
    ),
    "start-project": (("web", "a project directory for web"), ("-f web", "even if the directory exists")),
    "paths": (
        ("~/src/lib", "add a directory to sys.path"),
        ("", "list the added directories"),
        ("-d ~/src/lib", "take it off again"),
    ),
    "install": (
        ("web requests 'flask>=3'", "two packages"),
        ("web -r requirements.txt", "what a requirements file lists"),
        ("web --from pylock.toml", "what a lock file lists"),
    ),
    "sync": (
        ("", "install the project of the active environment"),
        ("web --group docs --extra postgres", "with a dependency group and an extra"),
        ("--exact", "also uninstall what it does not need"),
    ),
    "wipe": (("", "empty the active environment"), ("web", "empty web")),
    "toggle-system-site": (("", "for the active environment"), ("-q web", "for web, and print nothing")),
    "pythons": (
        ("", "all of them"),
        ("3.12", "those with this version"),
        ("pypy --json", "those of PyPy, as JSON"),
    ),
    "explain": (
        ("", "the active environment, or python3"),
        ("web --verify", "web, compared with what its Python says"),
        ("/usr/bin/python3 --json", "an installed Python, as JSON"),
    ),
    "doctor": (("", "check everything"), ("web --json", "check web, and print JSON")),
    "repair": (
        ("web", "repair web"),
        ("--all", "repair what needs it"),
        ("-p 3.13 web", "rebuild it with another Python"),
    ),
    "init": (("bash", "print the code for bash"), ("fish --auto", "with automatic activation")),
    "setup": (
        ("", "for the calling shell"),
        ("zsh --auto", "for zsh, with automatic activation"),
        ("--undo", "take it out of the startup file"),
    ),
    "hook": (
        ("pre_activate web", "run the hooks before activation"),
        ("--source initialize", "print the plugins' code"),
    ),
    "trust": (("", "the current project"), ("~/src/web", "another one")),
    "untrust": (("", "the current project"), ("~/src/web", "another one")),
    "words": (("", "list them, and the paths in use"), ("--json", "as JSON")),
    "help": (("create", "a command"), ("workon", "a shell command"), ("hooks", "a topic")),
    "config": (
        ("", "all settings"),
        ("set trash_days 30", "keep what is removed for 30 days"),
        ("unset trash_days", "the default counts again"),
        ("edit", "open the config file in an editor"),
    ),
    "kernel": (("", "for the active environment"), ("web", "for web")),
    "snapshot": (("", "of the active environment"), ("web before-upgrade", "of web, with a label")),
    "snapshots": (("web", "those of web"), ("--delete web@3", "delete the third one of web")),
    "rollback": (
        ("web", "to the latest snapshot"),
        ("web before-upgrade", "to the one with this label"),
        ("--dry-run web 3", "only show what would change"),
    ),
    "history": (("", "of the active environment"), ("web --json", "of web, as JSON")),
    "diff": (
        ("web web-test", "compare two environments"),
        ("web@3 web", "compare a snapshot with what is there now"),
        ("web pylock.toml --exit-code", "fail if web is not what a lock file says"),
    ),
    "export": (
        ("web -o pylock.toml", "write a lock file"),
        ("web --requirements", "print a requirements file"),
    ),
    "pack": (
        ("web", "write web.tar.gz"),
        ("web -o web.zip --strip", "a zip archive without tests and caches"),
        ("--all -o backup", "every environment, equal files stored once"),
    ),
    "unpack": (("web.tar.gz", "under the name that it had"), ("web.tar.gz shop", "under another name")),
    "find": (
        ("", "below the home directory"),
        ("~/src --tool poetry --sizes", "those of Poetry, with their sizes"),
        ("~/src --unused 1y --trash", "show what would be moved to the trash"),
        ("~/src --unused 1y --trash -y", "move it there"),
    ),
    "import": (
        ("--from pipenv", "all environments of pipenv"),
        ("--from pyenv 'web-*' --dry-run", "show which would be taken"),
    ),
    "adopt": (
        ("~/src/web/.venv", "under the name of its project"),
        ("--move ~/src/web/.venv web", "moved, as web"),
    ),
    "dedupe": (("", "in all environments"), ("--dry-run web web-test", "show what it would save in two")),
    "usage": (
        ("", "all environments"),
        ("web", "the biggest packages of web"),
        ("--unused 90d", "those not used"),
    ),
    "prune": (
        ("--unused 6m", "show those not used for six months"),
        ("--unused 6m -y", "move them to the trash"),
        ("--eol --broken -y", "those with an old Python that are broken"),
    ),
    "packages": (("", "of the active environment"), ("web --json", "of web, as JSON")),
    "which": (("numpy", "who has numpy"), ("'numpy<2' --only 'web-*'", "who of some has an old one")),
    "outdated": (("web", "packages of web"), ("--all", "of all environments")),
    "audit": (("web", "packages of web"), ("--all --json", "of all environments, as JSON")),
    "upgrade": (("web", "all that were asked for"), ("web requests flask", "two packages")),
    "cdvirtualenv": (("", "its directory"), ("bin", "a directory in it")),
    "cdsitepackages": (("", "its site-packages"), ("requests", "a directory in them")),
    "lssitepackages": (("", "what is installed"), ("-l", "with the details of ls")),
    "cdproject": (("", "its project directory"),),
    "deactivate": (("", "leave the active environment"),),
}
"""The arguments, and their meaning, of calls of each command."""


def of(command: Command, name: str) -> tuple[tuple[str, str], ...]:
    """Return the examples of `command`, if it is called by `name`."""
    return EXAMPLES.get(name) or EXAMPLES.get(command.name, ())
