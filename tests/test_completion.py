"""What TAB does, in real shells."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time

import pexpect
import pytest

import evil
import shells
import trees
from envarium import installation, vocabulary
from envarium.help import usage
from envarium.shells import integration
from traces import TRACE, started
from waiting import PATIENCE

NAMES = ("data", "data-3.12", "web", "it's", "a b", "größe")
EVERY_KIND = (
    "workon ", "rmvenv web d", "mkvenv -", "mkvenv -p 3",
    "envarium upgrade web f", "envarium which f", "envarium diff web ", "envarium restore ",
    "envarium run web f", "cdvirtualenv b",
    "cdsitepackages p", "mkproject -t ",
    "cpvenv w", "mvvenv w", "allvenv ", "setvirtualenvproject web ",
    "envarium ", "envarium init ", "envarium activate --shell=", "mkvenv -a d",
)  # fmt: skip
LONG = [
    (name, flag)
    for command in vocabulary.COMMANDS
    for name in (f"envarium {command.name}", *command.words)
    for word in usage.words(command, name)
    for flag in word.flags[-1:]
]
"""Every way to call a command, with the long flags that it takes."""


@pytest.fixture
def world(clean_environment, tmp_path):
    """An environment for shells: a store with a few environments, a trash, a pyenv, and an envarium on PATH."""
    root = tmp_path / "store"
    for name in NAMES:
        trees.plant(f"{root}/{name}")
    (root / "web/bin/flask").touch()
    (root / "no environment").mkdir()
    trees.plant(f"{root}/.envarium/trash/1700000000-1-host/old")
    for snapshot in ("web/1", "web/2-before-x", "data/1"):
        (root / ".envarium/snapshots" / snapshot).mkdir(parents=True)
    for version in (
        "pyenv/3.9.18",
        "pyenv/3.14-dev",
        "pyenv/mine",
        "uv/cpython-3.13.1-linux-x86_64-gnu",
    ):
        trees.plant(tmp_path / version.replace("/", "/versions/"))
    (tmp_path / "work/dir x").mkdir(parents=True)
    (tmp_path / "work/file x").touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/envarium").symlink_to("/bin/false")
    for program in ("python3.77", "python3.77t", "python3.77-config", "pypy3.66"):
        (tmp_path / "bin" / program).symlink_to("/bin/true")
    return {
        **clean_environment,
        "PYENV_ROOT": str(tmp_path / "pyenv"),
        "UV_PYTHON_INSTALL_DIR": str(tmp_path / "uv/versions"),
        "PATH": f"{tmp_path}/bin:{clean_environment['PATH']}",
        "TERM": "dumb",
        "INPUTRC": "/dev/null",
        "ZDOTDIR": clean_environment["HOME"],
    }


# --- asking without a terminal ------------------------------------------------

ASK_BASH = r"""
ask() { # LINE TEXT
    COMP_LINE="$1" COMP_POINT="${#1}" COMPREPLY=()
    __envarium_complete "${1%% *}" "$2"
    [ "${#COMPREPLY[@]}" -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
    printf '%s\n' ---
}
"""
ASK_FISH = """
function ask
    complete -C $argv[1] | string replace -r '\\t.*' ''
    printf '%s\\n' ---
end
"""


class Asked:
    """A shell that is asked many lines in one go, and says for each what it offers."""

    def __init__(self, name, world, folder):
        self.name = name
        self.world = world
        self.folder = folder

    def __call__(self, *lines, before=""):
        """Return what is offered at the end of each line: dequoted nowhere, one set for each."""
        quote = shells.DRIVERS[self.name].quote
        calls = [f"ask {quote(self, line)} {quote(self, re.split('[ =]', line)[-1])}" for line in lines]
        ask = ASK_FISH if self.name == "fish" else ASK_BASH
        script = "\n".join((*integration.loader(self.name), ask, before, *calls))
        command = ["fish", "-c"] if self.name == "fish" else ["bash", "--norc", "--noprofile", "-c"]
        done = subprocess.run(
            [*command, script], env=self.world, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        found = [set(part.splitlines()) for part in done.stdout.split("---\n")[:-1]]
        assert len(found) == len(lines)
        return found


@pytest.fixture(params=("bash", "fish"))
def asked(request, world, tmp_path):
    """Each shell that tells what it offers without a terminal."""
    return Asked(request.param, world, tmp_path / "work")


@pytest.fixture
def bash(world, tmp_path):
    """Bash, which tells its answers as readline will insert them."""
    return Asked("bash", world, tmp_path / "work")


def plain(found):
    """Return what is offered without the quoting of bash; fish shows it without."""
    return {re.sub(r"\\(.)", r"\1", text) for text in found}


def test_names(asked):
    """Every environment is offered, and nothing else."""
    lines = ("workon ", "workon dat", "showvenv w", "envarium activate a")
    assert [plain(found) for found in asked(*lines)] == [set(NAMES), {"data", "data-3.12"}, {"web"}, {"a b"}]
    assert not asked("workon web ")[0] & set(NAMES)


def test_names_given_already_are_left_out(asked):
    """A repeatable argument is completed again and again; what stands on the line is not offered twice."""
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
    """Where only Python can tell the store, and where there is none, nothing is offered and nothing said."""
    for root in ("~/x", "/dev/null/nowhere", "$HOME/x"):
        asked.world["WORKON_HOME"] = root
        assert asked("workon ", "envarium restore ") == [set(), set()]


def test_unknown_commands_offer_nothing(bash):
    """Behind a word that is no command there is nothing to offer."""
    assert bash("envarium frobnicate ", "envarium frobnicate -") == [set(), set()]


def test_flags_once(bash):
    """A flag that is given is not offered again in any of its forms, unless it may be repeated."""
    offered = bash("mkvenv -p 3.12 --clear -i x -", "mkvenv --python=3.12 --no-pip -")
    assert not offered[0] & {"-p", "--python", "--clear"}
    assert {"-i", "--install", "--no-pip"} < offered[0]
    assert not offered[1] & {"-p", "--python", "--no-pip", "--without-pip"}
    assert bash("rmvenv -- -") == [set()]


def test_redirections_are_no_words(bash):
    """Where output goes is not a name given."""
    assert plain(bash("rmvenv 2>web data >x ")[0]) == {*NAMES} - {"data"}
    assert bash("workon 2>we") == [set()]


HOSTILE = (
    "set -eu -o pipefail",
    "IFS=a",
    "shopt -s nullglob dotglob extglob nocasematch",
    "shopt -s expand_aliases; alias local=false printf=false complete=false shopt=false",
    "set -o posix",
)


@pytest.mark.parametrize("before", HOSTILE)
def test_any_options_of_bash(bash, before):
    """Whatever the user has set, the answers are the same."""
    assert [plain(found) for found in bash("rmvenv web d", "mkvenv --cl", "workon 'a", before=before)[:2]] == [
        {"data", "data-3.12"}, {"--clear"},
    ]  # fmt: skip


def test_the_users_read_only_variables(bash):
    """What the user has made read-only is not in the way of completing."""
    names = "word words line value rest name entry flags arguments places path first last number quote head kind used"
    before = "\n".join(f"readonly {name}=kept" for name in names.split())
    lines = (
        "workon w",
        "rmvenv web ",
        "mkvenv --sys",
        "envarium run web fl",
        "envarium pythons 3.1",
        "mkvenv -p 3.1",
    )
    assert bash(*lines, before=before) == bash(*lines)


@pytest.mark.parametrize("before", ["set -f", "shopt -s failglob", "GLOBIGNORE='*a*'"])
def test_without_globs_nothing_is_said(bash, before):
    """Where the user has switched globbing off, names are not offered; flags are."""
    assert bash("workon w", "mkvenv --cl", "envarium run web fl", before=before)[1] == {"--clear"}


def test_completing_leaves_nothing_behind(bash):
    """After completing there is no new variable."""
    lines = (
        "workon ",
        "mkvenv -p ",
        "envarium run web f",
        "mkvenv --",
        "envarium restore ",
        "envarium snapshots web --delete ",
        "cdvirtualenv ",
    )
    before = "before=x after=x; ask 'workon ' '' >/dev/null; before=\"$(compgen -v)\""
    check = 'after="$(compgen -v)"; [ "$before" = "$after" ] || diff <(echo "$before") <(echo "$after") >&2'
    script = "\n".join(
        (*integration.loader("bash"), ASK_BASH, before, *(f"ask '{line}' ''" for line in lines), check)
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=bash.world, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


# --- pressing TAB -------------------------------------------------------------

PROLOGUE = {
    "bash": "PS1='READY''> '; bind 'set enable-bracketed-paste off' 'set bell-style none'",
    "zsh": "PS1='READY''> '; PROMPT_EOL_MARK=; unsetopt prompt_cr prompt_sp zle_bracketed_paste beep; "
    "autoload -Uz compinit; compinit -D -u",
    "fish": "function fish_prompt; echo -n 'READY''> '; end; function fish_greeting; end",
}
COMMANDS = {"bash": ("bash", ["--norc", "--noprofile", "-i"]), "zsh": ("zsh", ["-f", "-i"])}


class Typed:
    """An interactive shell in which `workon` and its like only write down what they are given."""

    def __init__(self, name, world, folder, before="", tracing="", prologue=""):
        self.name = name
        self.file = f"{folder}/.given"
        program, arguments = COMMANDS[name]
        if tracing:
            program, arguments = TRACE[0], [*TRACE[1:], tracing, program, *arguments]
        self.child = pexpect.spawn(
            program,
            arguments,
            cwd=str(folder),
            env=world,
            encoding="utf-8",
            timeout=PATIENCE,
            dimensions=(50, 2000),
        )
        self.child.delaybeforesend = None
        for line in (before, prologue or PROLOGUE[name], *integration.loader(name), *self._recorders()):
            self.child.sendline(line)
        self.wait()

    def _recorders(self):
        words = ("envarium", "workon", "mkvenv", "rmvenv", "cdvirtualenv")
        return [
            f"{word}() {{ printf '%s\\0' \"$@\" . > '{self.file}~'; command mv '{self.file}~' '{self.file}'; }}"
            for word in words
        ]

    def wait(self):
        """Wait until all that was typed is done."""
        self.child.sendline("echo e''nd")
        self.child.expect("end\r?\n")
        self.child.expect("READY> ")

    def __call__(self, keys):
        """Type `keys` with TAB for each → and Enter, and return the arguments that the command got."""
        self.child.send(keys.replace("→", "\t") + "\r")
        end = time.monotonic() + PATIENCE
        while not os.path.exists(self.file):
            if time.monotonic() > end:
                raise AssertionError(f"{keys!r} did not run: {self.child.before!r} {self.child.buffer!r}")
            time.sleep(0.005)
        with open(self.file, encoding="utf-8") as file:
            given = file.read().split("\0")[:-2]
        os.unlink(self.file)
        return given


@pytest.fixture(params=COMMANDS)
def typed(request, world, tmp_path):
    """Each shell whose line is edited as a person edits it."""
    shell = Typed(request.param, world, tmp_path / "work")
    yield shell
    shell.child.close(force=True)


def test_evil_names(typed, world, tmp_path):
    """Any name of an environment comes out of TAB so that the line, executed, names it: bare, and in either quotes."""
    for name in evil.ACCEPTED.values():
        root = tmp_path / "evil" / str(abs(hash(name)))
        trees.plant(f"{root}/{name}")
        typed.child.sendline(f"WORKON_HOME='{root}'")
        typed.wait()
        for start in ("", "'", '"'):
            assert typed(f"workon {start}→") == [name], (start, name)
    assert sorted(os.listdir(tmp_path / "work")) == ["dir x", "file x"]


def test_evil_beginnings(typed, tmp_path):
    """A name begun in backslashes, in quotes or in the middle of quotes is completed to the whole."""
    root = tmp_path / "evil"
    for name in ("a b=c d", "it's so", "$HOME here", "q@x=y", "x=y", 'say "so" now', "größe eins"):
        trees.plant(f"{root}/{name}")
    typed.child.sendline(f"WORKON_HOME='{root}'")
    typed.wait()
    begun = {
        "a\\ b→": "a b=c d", "a\\ b=→": "a b=c d", "a\\ b=c→": "a b=c d", "'a b=→": "a b=c d", "\"a b=c→": "a b=c d",
        "it\\'→": "it's so", "'it'\\''s→": "it's so", "\"it's→": "it's so", "\\$→": "$HOME here", "'$→": "$HOME here",
        "\"\\$H→": "$HOME here", "q@→": "q@x=y", "q@x=→": "q@x=y", "x=→": "x=y", "say\\ \\\"→": "say \"so\" now",
        "\"say \\\"→": "say \"so\" now", "'say \"→": "say \"so\" now", "größe\\ →": "größe eins", "grö→": "größe eins",
    }  # fmt: skip
    for keys, name in begun.items():
        assert typed(f"workon {keys}") == [name], keys


def test_values_typed(typed, world, tmp_path):
    """Directories, files, flags and choices are completed where they belong, and no files elsewhere.

    bash 3.2 has no compopt: it completes files wherever nothing else is offered.
    """
    has_compopt = typed.name != "bash" or shells.bash_version() >= (4, 0)
    assert [text.rstrip("/") for text in typed("mkvenv -a di→")] == ["-a", "dir x"]
    assert "".join(typed("mkvenv --project=di→")) == "--project=dir x/"[: 15 + (typed.name == "bash")]
    assert typed("mkvenv -r fi→ new") == ["-r", "file x", "new"]
    assert typed("mkvenv --sys→ x") == ["--system-site-packages", "x"]
    assert typed("envarium pyt→") == ["pythons"]
    assert typed("envarium run web fla→") == ["run", "web", "flask"]
    assert typed("envarium run web -- fla→ --debug") == ["run", "web", "--", "flask", "--debug"]
    assert typed("envarium init z→") == ["init", "zsh"]
    assert typed("envarium restore o→") == ["restore", "old"]
    assert typed("workon di→") == (["di"] if has_compopt else ["dir x/"])
    assert typed("rmvenv web da→") == ["web", "data"]


def test_the_order_of_loading_does_not_matter_to_zsh(world, tmp_path):
    """The integration may be loaded before compinit; its function is found in fpath."""
    load = "; ".join(integration.loader("zsh"))
    shell = Typed("zsh", world, tmp_path / "work", before=f"{load}; loader() {{ }}")
    assert shell("workon we→") == ["web"]
    shell.child.close(force=True)


@pytest.mark.parametrize(
    "options", ["setopt ksharrays shwordsplit nomatch", "set -u", "setopt nounset pipefail", "IFS=a"]
)
def test_any_options_of_zsh(world, tmp_path, options):
    """Whatever the user has set, zsh completes."""
    shell = Typed("zsh", world, tmp_path / "work", before=options)
    shell.child.sendline("set -e")
    shell.wait()
    assert shell("workon it→") == ["it's"]
    assert shell("mkvenv --sys→ x") == ["--system-site-packages", "x"]
    assert shell("envarium run web fla→") == ["run", "web", "flask"]
    shell.child.close(force=True)


def test_what_others_may_write_to_is_not_in_fpath(world, tmp_path):
    """compinit, which asks at each start about such a directory, finds none of ours."""
    package = tmp_path / "package"
    shutil.copytree(installation.shell_files(), package / "shell")
    lines = [
        line.replace(installation.shell_files(), str(package / "shell")) for line in integration.loader("zsh")
    ]
    script = "\n".join((*lines, "print ${(M)fpath:#*package*}", "autoload -Uz compaudit", "compaudit"))
    places = {"": 0o755, "shell": 0o757, "shell/completions": 0o757, "shell/completions/_envarium": 0o646}
    for path, mode in places.items():
        kept = os.stat(package / path).st_mode
        os.chmod(package / path, mode)
        done = subprocess.run(
            ["zsh", "-f", "-c", script], env=world, capture_output=True, text=True, check=False
        )
        expected = "" if path else f"{package}/shell/completions"
        assert (done.stdout, done.stderr) == (expected + "\n", ""), path
        os.chmod(package / path, kept)
    if not os.getuid():  # nobody else can give a file to another group
        os.chmod(package / "shell", 0o775)
        for group in (os.getgid(), 12):
            os.chown(package / "shell", -1, group)
            done = subprocess.run(
                ["zsh", "-f", "-c", script], env=world, capture_output=True, text=True, check=False
            )
            assert (bool(done.stdout.strip()), done.stderr) == (group == os.getgid(), "")


def test_zsh_without_completion(world, tmp_path):
    """Where compinit is never run, loading says nothing and the words work."""
    script = "\n".join((*integration.loader("zsh"), "whence -w workon", "print $+functions[compdef]"))
    done = subprocess.run(["zsh", "-f", "-c", script], env=world, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("workon: function\n0\n", "")


def test_zsh_without_compinit(world, tmp_path):
    """There TAB completes the words as bash does, leaves the completion of other words alone, and starts no process."""
    trace, bare = f"{tmp_path}/trace", PROLOGUE["zsh"].partition("autoload")[0]
    shell = Typed("zsh", world, tmp_path / "work", prologue=bare, tracing=trace)
    before = started(trace)
    for line in EVERY_KIND:
        shell.child.send(f"{line}\t\x15")
    shell.wait()
    assert started(trace) == before
    given = {
        "workon we→": ["web"], "workon it→": ["it's"], "workon a→": ["a b"], "workon 'a→": ["a b"],
        "true; workon we→": ["web"], "mkvenv --sys→ x": ["--system-site-packages", "x"],
        "mkvenv -r fi→": ["-r", "file x"], "envarium run web fla→": ["run", "web", "flask"],
        "envarium pyt→": ["pythons"], "mkvenv -p pypy3.6→": ["-p", "pypy3.66"],
        "envarium diff web@b→": ["diff", "web@before-x"], "rmvenv web data-→": ["web", "data-3.12"],
    }  # fmt: skip
    for keys, words in given.items():
        assert shell(keys) == words, keys
    shell.child.close(force=True)
    assert len(started(trace)) > len(before), "the trace must see a process where there is one"


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


# --- no process ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["bash", "fish"])
def test_completing_starts_no_process(name, world, tmp_path):
    """Names, flags and values are offered without a process."""
    world["VIRTUAL_ENV"] = world["WORKON_HOME"] + "/web"
    base = ["fish", "-c"] if name == "fish" else ["bash", "--norc", "-c"]
    head = "\n".join((*integration.loader(name), ASK_FISH if name == "fish" else ASK_BASH))
    asks = "\n".join(f"ask '{line}' '{line.rpartition(' ')[2]}'" for line in EVERY_KIND)
    subprocess.run([*base, head], env=world, check=True, capture_output=True)  # the store is prepared once
    counts = []
    for steps in ("", asks, f"{asks}\ncommand ls"):
        command = [*TRACE, f"{tmp_path}/trace", *base, f"{head}\n{steps}\ntrue"]
        subprocess.run(command, env=world, check=True, capture_output=True)
        counts.append(len(started(f"{tmp_path}/trace")))
    idle, busy, counted = counts
    assert busy == idle
    assert counted > busy, "the trace must see a process where there is one"


def test_completing_starts_no_process_in_zsh(world, tmp_path):
    """The same, where TAB is pressed."""
    world["VIRTUAL_ENV"] = world["WORKON_HOME"] + "/web"
    shell = Typed("zsh", world, tmp_path / "work", tracing=f"{tmp_path}/trace")
    before = started(f"{tmp_path}/trace")
    for line in EVERY_KIND:
        shell.child.send(f"{line}\t\x15")
    shell.wait()
    assert started(f"{tmp_path}/trace") == before
    shell.child.sendline("command true")
    shell.wait()
    assert len(started(f"{tmp_path}/trace")) > len(before), "the trace must see a process where there is one"
    shell.child.close(force=True)
