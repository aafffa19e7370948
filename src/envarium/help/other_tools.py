"""What users of conda, pew, pyenv, venv and others type, and what does the same in envarium."""

from __future__ import annotations

from envarium import vocabulary

PIP = "envarium run NAME -- python -m pip"

COMMANDS = {
    **dict.fromkeys(("new", "mk", "venv", "virtualenv"), "envarium create NAME"),
    **dict.fromkeys(("use", "shell", "switch", "enter"), "workon NAME"),
    **dict.fromkeys(("env", "envs", "ls"), "envarium list"),
    **dict.fromkeys(("rm", "delete", "del"), "envarium remove NAME"),
    **dict.fromkeys(("cp", "clone"), "envarium copy OLD NEW"),
    **dict.fromkeys(("exec", "in"), "envarium run NAME -- COMMAND"),
    **dict.fromkeys(("freeze", "lock"), "envarium export NAME"),
    **dict.fromkeys(("versions", "python"), "envarium pythons"),
    **dict.fromkeys(("clean", "gc"), "envarium prune"),
    "all": "envarium each -- COMMAND",
    "compare": "envarium diff",
    "inall": "envarium each -- COMMAND",
    "info": "envarium show NAME",
    "mv": "envarium rename OLD NEW",
    "pip": PIP,
    "undo": "envarium restore NAME, or envarium rollback NAME",
    "uninstall": PIP + " uninstall PACKAGE",
    "update": "envarium upgrade NAME",
    "version": "envarium --version",
}
"""The commands of other tools."""

OPTIONS = {
    ("create", "--name"): "write the name without an option",
    ("create", "--clone"): "did you mean envarium copy OLD NEW?",
    ("create", "--file"): "did you mean --from?",
    ("create", "--force"): "did you mean --clear?",
    ("create", "--allow-existing"): "leave it out: an environment that exists is left unchanged",
    ("create", "--no-site-packages"): "leave it out: that is the default",
    ("create", "--upgrade"): "did you mean envarium repair --python SPEC NAME?",
    **dict.fromkeys((("create", "--copies"), ("create", "--always-copy")), "did you mean --strategy copy?"),
    **dict.fromkeys((("remove", "--name"), ("remove", "--all"), ("remove", "-n")), "write only the names"),
    **dict.fromkeys(
        (("remove", flag) for flag in ("-y", "--yes", "-f", "--force")),
        "leave it out: nothing is asked, and envarium restore undoes it",
    ),
}
"""The options of other tools, by the command of envarium that they are given to."""


def command(name: str) -> str:
    """Return what to type instead of `envarium NAME`, "" if nothing is known to do that."""
    words = [word for command in vocabulary.COMMANDS for word in command.words]
    if name in words or name in (command.name for command in vocabulary.SHELL_ONLY):
        return f"{name} is a command of the shell integration: type it without envarium"
    return f"did you mean {COMMANDS[name]}?" if name in COMMANDS else ""


def option(command: str, flag: str) -> str:
    """Return what to write instead of the option `flag` of `command`, "" if that is not known."""
    return OPTIONS.get((command, flag), "")


def packages(command: str, texts: str) -> str:
    """Return the options to write instead of the arguments `texts`, where they ask for a Python as conda's do."""
    requirements = [text.partition("=") for text in texts.split()]
    if command != "create" or not any(name == "python" and version for name, _, version in requirements):
        return ""
    options = [
        f"-p {rest.lstrip('=')}" if name == "python" else f"-i {name}{sign}{rest}"
        for name, sign, rest in requirements
    ]
    return f"did you mean {' '.join(options)}?"
