"""Real shells that a story is told in: how to start one, say a step, and read its state.

A new shell joins every story by one more driver in DRIVERS.
"""

from __future__ import annotations

import os
import select
import subprocess
import time

PATIENCE = 120
"""Seconds that one step may take on a busy machine, the first pip of an interpreter included."""


class Said:
    """What a step answered: its exit `code`, what it printed (`out`) and what it complained of (`err`)."""

    def __init__(self, code, out, err):
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self):
        return f"Said(code={self.code}, out={self.out!r}, err={self.err!r})"


class Posix:
    """bash and zsh, as children that read statements from a pipe."""

    volatile: frozenset[str] = frozenset()
    all_variables = "\\command env -0"

    def __init__(self, folder, environment, *, strict=False):
        self.folder = str(folder)
        self.count = 0
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
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
        """Load the integration as the README says."""
        said = self.say(f'eval "$({self.quote(tool)} init {self.name})"')
        assert (said.code, said.out, said.err) == (0, "", "")

    def say(self, *words):
        """Say a step, and return what it answered. One word is a statement as it stands; several are quoted.

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
        return Said(int(_read(f"{base}.code")), out, err)

    def bare(self, step, base):
        """Return `step` with its streams kept, and no guard around it."""
        out, err, code = (self.quote(f"{base}.{kind}") for kind in ("out", "err", "code"))
        done = self.quote(base + ".done")
        return f"{{ {step}\n}} >{out} 2>{err}\n\\builtin printf 0 >{code}; \\builtin printf '' >{done}"

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
        said = self.tries(f'[ -n "${{{name}+x}}" ] && \\builtin printf %s "${{{name}}}"')
        return said.out if said.code == 0 else None

    def environment(self):
        """Return the variables that a child of the shell sees."""
        pairs = self.tries(self.all_variables).out.split("\0")[:-1]
        found = dict(pair.partition("=")[::2] for pair in pairs)
        return {name: value for name, value in found.items() if name not in ("_", "SHLVL", "OLDPWD")}

    def names(self):
        """Return the names of all variables and functions that the shell knows, but those that it changes itself."""
        return set(self.tries(self.all_names).out.split()) - self.volatile

    def state(self):
        """Return what leaving must give back: the environment, the prompt, the options, the names."""
        options = self.tries(self.options).out
        return self.environment(), self.value("PS1"), options, self.names()

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=10)


class Bash(Posix):
    """bash, with the prompt of an interactive shell."""

    name = "bash"
    command = ("bash", "--norc", "--noprofile")
    prologue = "PS1='$ '"
    all_names = "compgen -v; compgen -A function"
    options = "shopt; set -o"
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
    volatile = frozenset(
        ("_", "OLDPWD", "MATCH", "MBEGIN", "MEND", "match", "mbegin", "mend", "REPLY", "reply", "!")
    )

    def __init__(self, folder, environment, *, strict=False):
        super().__init__(folder, environment, strict=strict)
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

    def __init__(self, folder, environment, *, strict=False):
        assert not strict, "fish has no such mode"
        super().__init__(folder, environment)

    def _write(self, text):
        """Hand over a file: fish reads all of its standard input before it runs the first line."""
        self.count += 1
        file = f"{self.folder}/.say-{self.count}"
        with open(file, "w", encoding="utf-8", errors="surrogateescape") as opened:
            opened.write(text + "\n")
        super()._write(file)

    def quote(self, text):
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def load(self, tool):
        said = self.say(f"{self.quote(tool)} init fish | source")
        assert (said.code, said.out, said.err) == (0, "", "")

    def guarded(self, step, base):
        out, err, code = (self.quote(f"{base}.{kind}") for kind in ("out", "err", "code"))
        done = self.quote(base + ".done")
        return f"begin\n{step}\nend >{out} 2>{err}\nprintf %s $status >{code}\nprintf '' >{done}"

    def value(self, name):
        if name == "PS1":
            return self.say("functions fish_prompt").out
        said = self.say(f'set -q {name}; and printf %s "${name}"')
        return said.out if said.code == 0 else None


DRIVERS = {driver.name: driver for driver in (Bash, Zsh, Fish)}
MODES = ("bash", "bash strict", "zsh", "zsh strict", "fish")
"""Every way that a story is told."""


def start(mode, folder, environment):
    """Start a shell in the directory `folder`: a name of DRIVERS, with " strict" for `set -eu -o pipefail`."""
    name, _, strict = mode.partition(" ")
    return DRIVERS[name](folder, environment, strict=bool(strict))


def _read(path):
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except FileNotFoundError:
        return ""
