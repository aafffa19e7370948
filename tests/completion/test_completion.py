"""What bash and fish complete, asked without a terminal."""

from __future__ import annotations

import os
import re

from completing import NAMES, plain
from envarium import vocabulary
from envarium.help import usage

LONG = [
    (name, flag)
    for command in vocabulary.COMMANDS
    for name in (f"envarium {command.name}", *command.words)
    for word in usage.words(command, name)
    for flag in word.flags[-1:]
]
"""Every way to call a command, with the long flags that it takes."""


def test_names(asked):
    """Every environment is offered, and nothing else."""
    lines = ("workon ", "workon dat", "showvenv w", "envarium activate a")
    assert [plain(found) for found in asked(*lines)] == [set(NAMES), {"data", "data-3.12"}, {"web"}, {"a b"}]
    assert not asked("workon web ")[0] & set(NAMES)


def test_names_given_already_are_left_out(asked):
    """A repeatable argument is completed repeatedly; what is already on the line is not offered."""
    first, second, other = asked("rmvenv data ", "envarium remove it\\'s a\\ b ", "rmvenv data web d")
    assert plain(first) == {*NAMES} - {"data"}
    assert plain(second) == {*NAMES} - {"it's", "a b"}
    assert other == {"data-3.12"}


def test_every_command_is_offered(asked):
    """The first word behind envarium is a command."""
    assert asked("envarium ", "envarium pyt")[0] == {command.name for command in vocabulary.COMMANDS}
    assert asked("envarium pyt")[0] == {"pythons"}


def test_every_flag_is_offered(asked):
    """Each command offers each of its flags, as a verb and as a shell word."""
    for (name, flag), found in zip(LONG, asked(*(f"{name} {flag[:-1]}" for name, flag in LONG)), strict=True):
        assert flag in found, name


def test_flags_that_are_for_the_shell_alone(asked):
    """What the help of a shell command does not list is not offered behind it."""
    hidden = [(word, flag) for word, flags in usage.HIDDEN.items() for flag in flags]
    offered = asked(*(f"{word} {flag}" for word, flag in hidden))
    assert [pair for pair, found in zip(hidden, offered, strict=True) if pair[1] in found] == []


def test_values(asked):
    """A flag's value is what the flag takes, behind a blank and behind an equals sign."""
    lines = (
        "mkvenv -p 3.9.",
        "mkvenv --python 3.9.",
        "envarium activate --shell po",
        "envarium init z",
        "envarium restore o",
        "envarium snapshots web --delete ",
    )
    assert asked(*lines) == [{"3.9.18"}, {"3.9.18"}, set(), {"zsh"}, {"old"}, {"1", "before-x"}]
    assert {"bash", "fish", "pwsh"} < asked("envarium activate --shell ")[0]
    assert asked("envarium activate --shell=pw")[0] in ({"pwsh"}, {"--shell=pwsh"})
    assert asked("mkvenv --prompt ", "mkvenv ") == [set(), set()]


def test_pythons(asked):
    """What is offered for -p is installed: on PATH, or by pyenv or uv; an environment and a snapshot of git are not."""
    (found,) = asked("mkvenv -p ")
    assert found >= {"3.77", "3.77t", "pypy3.66", "3.9.18", "3.13.1"}
    assert not {text for text in found if not re.fullmatch(r"(pypy)?\d\.[\d.]+t?", text)}
    assert asked("mkvenv -p pypy3.6", "envarium pythons 3.13.", "mkvenv -p 3.78") == [
        {"pypy3.66"},
        {"3.13.1"},
        set(),
    ]


def test_packages(asked):
    """The packages of the environment that is named, else of the active one; for which, of all."""
    for package in ("web/flask_login-0.6.3", "web/zope.interface-7.0", "data/flask-3.1"):
        name, distribution = package.split("/")
        site = f"{asked.world['WORKON_HOME']}/{name}/lib/python3.12/site-packages"
        os.makedirs(f"{site}/{distribution}.dist-info")
    lines = (
        "envarium upgrade web ",
        "envarium pack data --only ",
        "envarium which fl",
        "envarium which flask-l",
    )
    web, data = {"flask-login", "zope.interface"}, {"flask"}
    assert asked(*lines) == [web, data, {"flask", "flask-login"}, {"flask-login"}]
    assert asked("envarium which ", "envarium pack --only ") == [set(), set()]
    asked.world["VIRTUAL_ENV"] = asked.world["WORKON_HOME"] + "/web"
    asked.world["PATH"] = f"{asked.world['VIRTUAL_ENV']}/bin:{asked.world['PATH']}"
    assert asked("envarium which ", "envarium pack --only ") == [web, web]


def test_snapshots(asked):
    """A snapshot is offered by its label if the environment is named, else with its name; diff offers names too."""
    lines = (
        "envarium rollback web ",
        "envarium rollback web data@",
        "envarium diff we",
        "envarium diff web data@",
    )
    every = {"web@1", "web@before-x"}
    assert asked(*lines) == [{"1", "before-x"}, {"data@1"}, {"web", *every}, {"data@1"}]
    assert asked("envarium snapshots --delete web@") == [every]
    assert plain(asked("envarium diff file")[0]) == {"file x"} - (
        {"file x"} if asked.name == "bash" else set()
    )


def test_events(asked):
    """The events of hooks are offered."""
    assert asked("envarium hook pre_mkv") == [{"pre_mkvirtualenv"}]


def test_a_command_to_run(asked):
    """Behind run and a name come the programs of that environment, with and without the dashes."""
    assert asked("envarium run we", "envarium run web fl", "envarium run web -- fl") == [
        {"web"},
        {"flask"},
        {"flask"},
    ]


def test_inside_the_active_environment(asked):
    """Cdvirtualenv offers directories below the active environment; with none active, nothing.

    VIRTUAL_ENV alone, without its programs on PATH, activates nothing.
    """
    web, path = asked.world["WORKON_HOME"] + "/web", asked.world["PATH"]
    asked.world["VIRTUAL_ENV"] = web
    assert asked("cdvirtualenv ", "cdsitepackages ") == [set(), set()]
    asked.world["PATH"] = f"{web}/bin:{path}"
    assert asked("cdvirtualenv ", "cdvirtualenv b", "cdvirtualenv bin/") == [{"bin/"}, {"bin/"}, set()]
    asked.world["PATH"] = path
    del asked.world["VIRTUAL_ENV"]
    assert asked("cdvirtualenv ", "cdvirtualenv b") == [set(), set()]


def test_an_unusable_store_offers_nothing(asked):
    """If only Python can find the store, or it does not exist, nothing is offered and nothing is printed."""
    for root in ("~/x", "/dev/null/nowhere", "$HOME/x"):
        asked.world["WORKON_HOME"] = root
        assert asked("workon ", "envarium restore ") == [set(), set()]


def test_inside_site_packages(asked, world):
    """cdsitepackages offers the directories below the active environment's site-packages."""
    site = f"{world['WORKON_HOME']}/web/lib/python3.12/site-packages"
    os.makedirs(f"{site}/pip/inner")
    os.makedirs(f"{site}/a b")
    world["VIRTUAL_ENV"] = world["WORKON_HOME"] + "/web"
    world["PATH"] = f"{world['VIRTUAL_ENV']}/bin:{world['PATH']}"
    assert asked("cdsitepackages p", "cdsitepackages pip/") == [{"pip/"}, {"pip/inner/"}]
    world["VIRTUAL_ENV"] = world["WORKON_HOME"] + "/gone"
    assert asked("cdsitepackages p") == [set()]


def test_templates(asked, world):
    """mkproject -t offers the templates that the list of plugins names."""
    asked("workon ")  # which prepares the store
    own = world["WORKON_HOME"] + "/.envarium"
    with open(own + "/plugins", "w", encoding="utf-8") as file:
        file.write("/site\n project.template \ndjango flask\n")
    os.utime(own + "/plugins", (4e9, 4e9))
    assert asked("mkproject -t ", "mkproject -t f") == [{"django", "flask"}, {"flask"}]


def test_environments_wherever_one_is_meant(asked):
    """Copying, renaming and tying offer the environments; what comes behind is the word's own."""
    for line in (
        "cpvenv w",
        "cpvirtualenv w",
        "mvvenv w",
        "mvvirtualenv w",
        "setvirtualenvproject w",
        "wipeenv w",
    ):
        assert asked(line) == [{"web"}], line
    assert asked("setvirtualenvproject web d")[0] <= {"dir x/", "'dir x/'", "dir\\ x/"}
