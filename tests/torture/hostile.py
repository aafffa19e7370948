"""Hostile text wherever a user or a file of another user can contain it, in real shells: none of it is run."""

from __future__ import annotations

import os
import shutil
import subprocess
import time

import hypothesis
from hypothesis import strategies

import evil
import shells
import speakers
from envarium.arguments import by_name
from envarium.store import lookup, names

CANARY = "canary"
"""The name of the file that only an injection makes, wherever."""

RUN = f"touch {CANARY}"
PIECES = (
    f"$({RUN})", f"`{RUN}`", f";{RUN};", f"'; {RUN}; '", f'"; {RUN}; "', f"({RUN})", f"&&{RUN}", f"|{RUN}",
    f"&{RUN}&", f"\\$({RUN})", f"${{x:=$({RUN})}}", f"$(({RUN}))", f"${{(e):-$({RUN})}}", f"<({RUN})",
    f">{CANARY}", f"*(e:'{RUN}':)", f"a[$({RUN})]", f"%{{$({RUN})%}}", f"{{{RUN},}}", "'", '"', "\\", "\\\\",
    "$", "`", "!", "!!", "~", "%", "%n", "%s", "\\n", "\\033", "$'\\x27'", "*", "?", "[a-z]", "{a,b}", "#", "=ls",
    "^", "é", "🐍", "\u202e", "\u00a0", " ", "  ", "-rf", "--", "plain",
)  # fmt: skip
LINES = (
    "\n",
    "\r",
    "\t",
    "\0",
    "\x1b]0;",
    "\x1b[2J",
    "\x07",
    "\x9b",
    "/",
    ":",
    f"\n{RUN}\n",
    f"'\n{RUN}\n'",
    "\udcff",
)
"""What a name cannot contain, and a file can."""

text = strategies.lists(strategies.sampled_from(PIECES), min_size=1, max_size=5).map("".join)
anything = strategies.lists(strategies.sampled_from(PIECES + LINES), max_size=8).map("".join)
name = text.filter(lambda one: not names.objection(one)) | strategies.sampled_from(
    sorted(evil.ACCEPTED.values())
)
KEYS = (
    "home", "prompt", "version", "version_info", "implementation", "base-executable", "base-prefix",
    "include-system-site-packages", "command", "",
)  # fmt: skip
keys = strategies.dictionaries(strategies.sampled_from(KEYS), anything, max_size=6)


class Attack:
    """What is tried at once: a name and a prompt, what `.project` and pyvenv.cfg say, a bare word."""

    def __init__(self, label, prompt, project, config, word):
        self.label = label
        self.prompt = prompt
        self.project = project
        self.config = config
        self.word = word

    def __repr__(self):
        return f"Attack({self.label!r}, {self.prompt!r}, {self.project!r}, {self.config!r}, {self.word!r})"


LOUD = "3\x1b[2J\x07\x9b"
LOUDEST = Attack("loud", RUN, f"/{LOUD}\n", dict.fromkeys(KEYS, LOUD), RUN)
"""What is always tried: every key of pyvenv.cfg, and the project, hold what a terminal acts upon."""

attacks = strategies.builds(Attack, name, text, anything, keys, anything)

PROMPTS = {
    "bash": speakers.SHOW_BASH_PROMPT,
    "zsh": '\\builtin setopt prompt_subst; \\builtin print -rnP -- "${PS1}"',
    "fish": "fish_prompt",
}
"""How each shell shows its prompt, with all expansions of a prompt."""

COMPLETIONS = {
    "bash": "COMP_WORDS=(workon ''); COMP_CWORD=1; f=$(complete -p workon); f=${f##*-F }; ${f%% *}; "
    'echo "${COMPREPLY[@]}"',
    "zsh": "true",
    "fish": "complete -C 'workon '",
}
"""How each completes, where that needs no terminal."""

PLAIN = ("lsvenv", "showvenv {}", "cdproject")
WORDS = (*PLAIN, "lsvenv -b", "envarium explain {}", "envarium list --json", "envarium doctor {}")
"""The commands that are run for the environment under attack."""


class Camp:
    """The shells under attack, each with the store of its own; `tried` counts inputs, `defects` is what went wrong."""

    def __init__(self, folder, environment, tool, words=WORDS):
        self.folder = folder
        self.words = words
        self.tried = 0
        self.defects = []
        self.shells = {}
        path = os.path.dirname(tool) + ":" + environment["PATH"]
        for kind in shells.DRIVERS:
            place = f"{folder}/{kind}"
            os.mkdir(place)
            self.shells[kind] = shells.start(
                kind, place, {**environment, "PATH": path, "WORKON_HOME": place + "/store"}
            )
            self.shells[kind].load(tool)

    def close(self):
        """End the shells."""
        for shell in self.shells.values():
            shell.close()

    def withstand(self, attack):
        """Try `attack` in every shell; assert that nothing of it was run, and no error showed but envarium's own."""
        for kind, shell in self.shells.items():
            self._try(kind, shell, attack)
            assert self.canaries() == [], (kind, attack)

    def _try(self, kind, shell, attack):
        self.tried += 5
        store = lookup.Store(f"{self.folder}/{kind}/store")
        made = shell.tries("mkvenv", "--no-pip", "--prompt", attack.prompt, "--", attack.label)
        assert made.code == 0, (kind, attack, made)
        place = store.path(attack.label)
        assert shell.value("VIRTUAL_ENV") == place
        self._spoil(place, attack)
        shell.tries(PROMPTS[kind])
        output = [shell.tries(word.format(shell.quote(attack.label))) for word in self.words if _known(word)]
        shell.tries("deactivate")
        output.append(shell.tries("workon", attack.label))
        shell.tries(PROMPTS[kind])
        shell.tries(COMPLETIONS[kind])
        shell.tries("deactivate")
        if "\0" not in attack.word:
            output += [
                shell.tries(word, "--", attack.word)
                for word in ("workon", "rmvenv", "showvenv", "mkvenv --no-pip -p")
            ]
            shell.tries("deactivate")
        output.append(shell.tries("rmvenv", "--", attack.label))
        for one in output:
            assert "Traceback" not in one.err, (kind, attack, one)
            lines = [line for line in (one.out + one.err).splitlines() if not line.startswith("cd: ")]
            answer = [line for line in lines if any(control in line for control in "\x1b\x07\x9b")]
            assert all(": cd: " in line for line in answer), (
                kind,
                attack,
                answer,
            )  # that the shell itself says
        shell.tries(("cd " if kind == "fish" else "\\builtin cd ") + shell.quote(shell.folder))
        shutil.rmtree(store.root)

    def _spoil(self, place, attack):
        """Write into the environment what files from others can contain."""
        with open(place + "/.project", "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(attack.project)
        with open(
            place + "/pyvenv.cfg", "r+", encoding="utf-8", errors="surrogateescape", newline=""
        ) as file:
            own = file.read()
            file.seek(0)  # of a key that is there twice, the first line counts
            file.writelines(f"{key} = {value}\n" for key, value in attack.config.items())
            file.write(own)

    def canaries(self):
        """Return the files that an injection made."""
        return [f"{parent}/{CANARY}" for parent, _, files in os.walk(self.folder) if CANARY in files]


def _known(word):
    first, second, *_ = (*word.split(), "", "")
    return by_name(second if first == "envarium" else first) is not None


def run(folder, environment, tool, seconds):
    """Attack for that long; return how many inputs were tried."""
    camp = Camp(folder, environment, tool)
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            for camp.words, examples in ((PLAIN, 5), (WORDS, 1)):
                storm(camp, examples)()
    finally:
        camp.close()
    return camp.tried


def storm(camp, examples):
    """Return a function that lets hypothesis make so many attacks on `camp`."""

    @hypothesis.settings(
        max_examples=examples, deadline=None, database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )  # fmt: skip
    @hypothesis.example(LOUDEST)
    @hypothesis.given(attacks)
    def attacked(attack):
        camp.withstand(attack)

    return attacked


def sees_canaries(folder, environment):
    """Return whether the check can fail: each shell that runs the code in the attacks creates a canary."""
    for kind in shells.DRIVERS:
        place = f"{folder}/proof-{kind}"
        os.mkdir(place)
        subprocess.run([kind, "-c", RUN], env=environment, cwd=place, check=True)
        if os.listdir(place) != [CANARY]:
            return False
        shutil.rmtree(place)
    return True
