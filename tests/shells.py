"""Real shells that stories run in: how to start one, run a step, and read its state.

A new shell joins every story by one more driver in DRIVERS.
"""

from __future__ import annotations

import os
import select
import shlex
import subprocess
import time

from waiting import PATIENCE

LOADERS = {}
"""By the tool and the shell's name: the lines that load the integration."""


class Result:
    """What a step answered: its exit `code`, what it printed (`out`) and what it complained of (`err`)."""

    def __init__(self, code, out, err):
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self):
        return f"Result(code={self.code}, out={self.out!r}, err={self.err!r})"


class Note:
    """What a hook noted: its `label` and `arguments`, the working directory, what was active or had just been.

    `project` is whether the shell changes to a project, the value of VIRTUALENVWRAPPER_PROJECT_CD.
    """

    FORMAT = "%s\\t%s\\t%s\\t%s\\t%s\\t%s\\t%s\\t%s\\n"

    def __init__(self, line):
        self.label, count, first, second, self.cwd, self.active, self.last, self.project = line.split("\t")
        self.arguments = (first, second)[: int(count)]

    def __repr__(self):
        return f"Note({self.label} {self.arguments} in {self.cwd}, active {self.active}, last {self.last})"


def notes(file):
    """Return what the hooks have noted in `file`, and empty it."""
    text = _read(file)
    with open(file, "w", encoding="utf-8"):
        pass
    return [Note(line) for line in text.splitlines()]


def noting(label, file):
    """Return the text of a hook that is started, and adds what it sees to `file`."""
    seen = '"$#" "${1-}" "${2-}" "$(pwd -P)" "${VIRTUAL_ENV-}" "${VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV-}"'
    project = '"${VIRTUALENVWRAPPER_PROJECT_CD-}"'
    return f"#!/bin/sh\nprintf '{Note.FORMAT}' {label} {seen} {project} >> {shlex.quote(file)}\n"


HOSTILE_ALIASES = (
    "cd", "local", "export", "unset", "printf", "builtin", "command", "eval", "set", "read", "source", "return",
    "python", "test", "cat", "rm", "grep", "mkdir", "typeset", "shift", "echo",
)  # fmt: skip
HOSTILE_FUNCTIONS = ("cd", "rm", "grep", "printf", "mkdir", "cat", "which", "mktemp", "env", "sed")
FISH_RESERVED = {"builtin", "command", "eval", "set", "read", "source", "return", "test"}
"""What fish lets no function replace, and what no user of it replaces."""


class Posix:
    """bash and zsh, as children that read statements from a pipe."""

    volatile: frozenset[str] = frozenset()
    all_variables = "\\command env -0"

    def __init__(self, folder, environment, *, strict=False, flags=()):
        self.folder = str(folder)
        self.count = 0
        self.process = subprocess.Popen(
            [*self.command, *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=environment, cwd=self.folder,
        )  # fmt: skip
        self.strict = strict
        self._write(self.prologue)
        if strict:
            self._write("set -eu -o pipefail")

    def _write(self, text):
        self.process.stdin.write(text.encode(errors="surrogateescape") + b"\n")
        self.process.stdin.flush()

    def quote(self, text):
        return "'" + text.replace("'", "'\\''") + "'"

    def load(self, tool):
        """Load the integration as the README says; what that prints is asked for once, and the same ever after."""
        if (tool, self.name) not in LOADERS:
            printed = subprocess.run([tool, "init", self.name], check=True, capture_output=True, text=True)
            LOADERS[tool, self.name] = printed.stdout
        output = self.say(LOADERS[tool, self.name])
        assert (output.code, output.out, output.err) == (0, "", "")

    def say(self, *words):
        """Run a step, and return its result. One word is a statement, used unchanged; several are quoted.

        A strict shell ends when a step fails.
        """
        return self._do(words, "bare" if self.strict else "guarded")

    def tries(self, *words):
        """Say a step that may fail, as `step || …` does."""
        return self._do(words, "guarded")

    def _do(self, words, manner):
        step = words[0] if len(words) == 1 else " ".join([words[0], *map(self.quote, words[1:])])
        self.count += 1
        base = f"{self.folder}/.step-{self.count}"
        self._write(getattr(self, manner)(step, base))
        self._wait(base)
        out, err = (_read(f"{base}.{kind}") for kind in ("out", "err"))
        return Result(int(_read(f"{base}.code")), out, err)

    def bare(self, step, base):
        """Return `step` with its streams kept, and no guard around it."""
        out, err, code = (self.quote(f"{base}.{kind}") for kind in ("out", "err", "code"))
        result = self.quote(base + ".done")
        return f"{{ {step}\n}} >{out} 2>{err}\n\\builtin printf 0 >{code}; \\builtin printf '' >{result}"

    def guarded(self, step, base):
        """Return `step` with its streams kept and its exit code written to `base`.code."""
        out, err, code = (self.quote(f"{base}.{kind}") for kind in ("out", "err", "code"))
        return (
            f'{{ {step}\n}} >{out} 2>{err} && \\builtin printf 0 >{code} || \\builtin printf %s "$?" >{code}\n'
            f"\\builtin printf '' >{self.quote(base + '.done')}"
        )

    def _wait(self, base):
        end = time.monotonic() + PATIENCE
        while not os.path.exists(base + ".done"):
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"{self.name} ended or hangs: {self._rest()} {_read(base + '.err')}")
            time.sleep(0.002)

    def _rest(self):
        ready, _, _ = select.select([self.process.stdout], [], [], 0)
        return os.read(self.process.stdout.fileno(), 65536) if ready else b""

    def value(self, name):
        """Return the value of a variable of the shell, None where it is not set."""
        output = self.tries(f'[ -n "${{{name}+x}}" ] && \\builtin printf %s "${{{name}}}"')
        return output.out if output.code == 0 else None

    def environment(self):
        """Return the variables that a child of the shell sees."""
        pairs = self.tries(self.all_variables).out.split("\0")[:-1]
        found = dict(pair.partition("=")[::2] for pair in pairs)
        return {name: value for name, value in found.items() if name not in ("_", "SHLVL", "OLDPWD")}

    def names(self):
        """Return the names of all variables and functions that the shell knows, but those that it changes itself."""
        return set(self.tries(self.all_names).out.split()) - self.volatile

    def sets(self, name, value):
        """Set a variable that children of the shell see."""
        self.say(f"\\builtin export {name}={self.quote(value)}")

    def unsets(self, name):
        self.say(f"\\builtin unset {name}")

    def sourced(self, hook):
        """Return the file of a `hook` that this shell sources."""
        return hook

    def noting(self, label, file):
        """Return the text of a sourced hook that adds what it sees to `file`, as Note reads it."""
        seen = '"$#" "${1-}" "${2-}" "${PWD}" "${VIRTUAL_ENV-}" "${VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV-}"'
        project = '"${VIRTUALENVWRAPPER_PROJECT_CD-}"'
        return f"\\builtin printf '{Note.FORMAT}' {label} {seen} {project} >> {self.quote(file)}\n"

    def turns_hostile(self, canary):
        """Give the shell aliases, functions, options and hooks that break what relies on their absence.

        Whatever goes through the user's `cd` makes the file `canary`.
        """
        words = " ".join(f"{word}=false" for word in HOSTILE_ALIASES)
        self.tries(f"{self.turn_on_aliases}; set -o noclobber; \\alias {words}")
        for word in HOSTILE_FUNCTIONS:
            self.tries(f"function {word} {{ \\builtin false; }}")
        self.tries(f"function chpwd {{ \\builtin printf '' >> {self.quote(canary)}; }}")

    def state(self):
        """Return what leaving must give back: the environment, the prompt, the options, the names."""
        options = self.tries(self.options).out
        return self.environment(), self.value("PS1"), options, self.names()

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=PATIENCE)


class Bash(Posix):
    """bash, with the prompt of an interactive shell."""

    name = "bash"
    command = ("bash", "--norc", "--noprofile")
    prologue = "PS1='$ '"
    all_names = "compgen -v; compgen -A function"
    options = "shopt; set -o"
    turn_on_aliases = "shopt -s expand_aliases"
    volatile = frozenset((
        "_", "BASH_ARGC", "BASH_ARGV", "BASH_LINENO", "BASH_REMATCH", "FUNCNAME", "PIPESTATUS", "REPLY", "COLUMNS",
        "LINES", "OLDPWD", "COMPREPLY",
    ))  # fmt: skip


class Zsh(Posix):
    """zsh without startup files."""

    name = "zsh"
    command = ("zsh", "-f")
    prologue = "PS1='%% '"
    all_names = '\\builtin print -rl -- "${(@k)parameters}" "${(@k)functions}"'
    options = "setopt"
    turn_on_aliases = "setopt aliases append_create"
    volatile = frozenset(
        ("_", "OLDPWD", "MATCH", "MBEGIN", "MEND", "match", "mbegin", "mend", "REPLY", "reply", "!")
    )

    def __init__(self, folder, environment, *, strict=False, flags=()):
        super().__init__(folder, environment, strict=strict, flags=flags)
        self.names()  # zsh/parameter is loaded on first use


class Fish(Posix):
    """fish without the user's configuration."""

    name = "fish"
    command = ("fish", "--no-config", "-c", "while read -l story_step; source $story_step </dev/null; end")
    prologue = "function fish_prompt; echo '> '; end"
    all_names = "set --names; functions --names --all"
    all_variables = "command env -0"
    options = "status features"
    volatile = frozenset(
        (
            "history",
            "story_step",
            "status",
            "pipestatus",
            "status_generation",
            "COLUMNS",
            "LINES",
            "dirprev",
            "dirnext",
            "__fish_cd_direction",
            "OLDPWD",
        )
    )

    def __init__(self, folder, environment, *, strict=False, flags=()):
        assert not strict, "fish has no such mode"
        super().__init__(folder, environment, flags=flags)

    def _write(self, text):
        """Hand over a file: fish reads all of its standard input before it runs the first line."""
        self.count += 1
        file = f"{self.folder}/.say-{self.count}"
        with open(file, "w", encoding="utf-8", errors="surrogateescape") as opened:
            opened.write(text + "\n")
        super()._write(file)

    def quote(self, text):
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def guarded(self, step, base):
        out, err, code = (self.quote(f"{base}.{kind}") for kind in ("out", "err", "code"))
        result = self.quote(base + ".done")
        return f"begin\n{step}\nend >{out} 2>{err}\nbuiltin printf %s $status >{code}\nbuiltin printf '' >{result}"

    def value(self, name):
        if name == "PS1":
            return self.say("functions fish_prompt").out
        output = self.say(f'set -q {name}; and builtin printf %s "${name}"')
        return output.out if output.code == 0 else None

    def sets(self, name, value):
        self.say(f"set -gx {name} {self.quote(value)}")

    def unsets(self, name):
        self.say(f"set -e {name}")

    def sourced(self, hook):
        return hook + ".fish"

    def noting(self, label, file):
        seen = (
            '(count $argv) "$argv[1]" "$argv[2]" "$PWD" "$VIRTUAL_ENV" "$VIRTUALENVWRAPPER_LAST_VIRTUAL_ENV"'
        )
        project = '"$VIRTUALENVWRAPPER_PROJECT_CD"'
        return f"builtin printf '{Note.FORMAT}' {label} {seen} {project} >>{self.quote(file)}\n"

    def turns_hostile(self, canary):
        for word in sorted({*HOSTILE_ALIASES, *HOSTILE_FUNCTIONS} - FISH_RESERVED):
            self.tries(f"function {word}; builtin false; end")
        self.tries(f"function canary --on-variable PWD; builtin printf '' >>{self.quote(canary)}; end")


def bash_version():
    """Return the major and minor version of the bash that the tests start."""
    asked = ["bash", "-c", 'printf %s "${BASH_VERSINFO[0]} ${BASH_VERSINFO[1]}"']
    printed = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    return tuple(map(int, printed.split()))


DRIVERS = {driver.name: driver for driver in (Bash, Zsh, Fish)}
MODES = ("bash", "bash strict", "zsh", "zsh strict", "zsh shwordsplit", "fish")
"""Every shell and mode that a story runs in."""

HARD = ("bash strict", "zsh strict", "zsh shwordsplit", "fish")
"""The ways in which more can go wrong: what a story does there, it does in the others."""

ONCE = ("bash strict", "zsh shwordsplit", "fish")
"""Each shell once: for a long story about what no manner of a shell has to do with."""

ODD_NAME = ' it\'s "$a"; `b` & c'
"""The name of an environment that no shell may stumble over."""

PLAINER_STORE = " the store of; me's & co"
"""The name of a store that the `activate` of the standard library's venv allows, too."""

ODD_STORE = ' the "store" of; me\'s & `co`'
"""The name of a store that no shell may stumble over."""


def start(mode, folder, environment):
    """Start a shell in the directory `folder`: a name of DRIVERS, and what it is started with.

    "strict" is `set -eu -o pipefail`, any other word an option of the shell's own.
    """
    name, *manners = mode.split()
    flags = [word for manner in manners if manner != "strict" for word in ("-o", manner)]
    return DRIVERS[name](folder, environment, strict="strict" in manners, flags=flags)


def _read(path):
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except FileNotFoundError:
        return ""
