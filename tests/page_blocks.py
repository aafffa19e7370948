"""The blocks of code on the pages of the documentation, and the shells that run them.

An HTML comment right before a block contains what the page does not show:

    <!-- run: COMMANDS -->          these are run first, each on a line of its own
    <!-- needs: COMMAND -->         the page is skipped on a machine where this fails
    <!-- file: PATH -->             the block is the content of this file, and is written there
    <!-- answer: TEXT -->           what is typed on the terminal when a command of the block asks
    <!-- with: WORD = COMMAND -->   WORD in the block is replaced by what the command prints
    <!-- exit: CODES: REASON -->    the exit codes that the commands may have, if not only 0
    <!-- index: REASON -->          the block needs the package index: only `make test-pages` runs it
    <!-- long: REASON -->           the block takes long: only `make test-pages` runs it
    <!-- not run: REASON -->        the block cannot be run by a test
"""

from __future__ import annotations

import os
import re
import shlex

import shells

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMMENT = re.compile(r"<!-- *(run|needs|file|answer|with|exit|index|long|not run): *(.*?) *-->\n*", re.DOTALL)
FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,})(?P<language>[^\n`]*)\n(?P<text>.*?)^ *(?P=fence)`*$", re.M | re.S
)
PROMPT = re.compile(r"^(?:\((?P<active>[^)]*)\) )?\$(?: (?P<command>.*))?$")
SHELLS = {"console": "bash", "sh": "bash", "bash": "bash", "zsh": "zsh", "fish": "fish"}
"""The shell that runs a block, by the block's language."""


class Step:
    """A command of a page: what is typed, the environment in its prompt, and the output that the page shows."""

    def __init__(self, command, active=None):
        self.command = command
        self.active = active
        self.output = []


class Block:
    """A block of code of a page: its `language`, `text` and `line`, and the content of the comments before it."""

    def __init__(self, language, text, line, marks):
        self.language = language
        self.text = text
        self.line = line
        self.marks = marks

    def codes(self):
        """Return the exit codes that its commands may have."""
        return {int(code) for code in self.marks.get("exit", "0").partition(":")[0].split()}

    def steps(self):
        """Return the commands of the block; only a block of the language `console` shows output."""
        if self.language == "console":
            return _typed(self.text.splitlines())
        return [Step(command) for command in _statements(self.text.splitlines())]


def pages():
    """Return the pages for users, as paths in the checkout."""
    below = [
        os.path.relpath(os.path.join(folder, name), ROOT)
        for folder, _, names in os.walk(os.path.join(ROOT, "docs"))
        for name in names
        if name.endswith(".md")
    ]
    return sorted([*below, "README.md"])


def blocks(page):
    """Return the blocks of a page in order."""
    with open(os.path.join(ROOT, page), encoding="utf-8") as file:
        text = file.read()
    found = []
    for match in FENCE.finditer(text):
        indent = match["indent"]
        lines = [line.removeprefix(indent) for line in match["text"].splitlines()]
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(match["language"].strip(), "\n".join(lines), line, _marks(text[: match.start()])))
    return found


def _marks(text):
    """Return the content of the comments at the very end of `text`, by their kinds."""
    marks = {}
    for comment in reversed(list(COMMENT.finditer(text))):
        if text[comment.end() :].strip():
            break
        marks.setdefault(comment[1], comment[2])
        text = text[: comment.start()]
    return marks


def _typed(lines):
    steps = []
    for line in lines:
        prompt = PROMPT.match(line)
        if prompt:
            steps.append(Step(prompt["command"] or "", prompt["active"] or ""))
        elif steps:
            steps[-1].output.append(line)
        else:
            raise ValueError(f"a block of the language console begins with a prompt, not with {line!r}")
    if not any(step.active for step in steps):
        for step in steps:
            step.active = None
    return steps


def _statements(lines):
    """Return the lines of a script, those joined that a quote, a backslash or a here document continues."""
    found, rest = [], []
    for line in lines:
        rest.append(line)
        if _complete("\n".join(rest)):
            found.append("\n".join(rest))
            rest = []
    return [statement for statement in [*found, *rest] if statement.strip() and not statement.startswith("#")]


def _complete(text):
    here = re.search(r"<<-? *['\"]?(\w+)", text)
    if here and not re.search(rf"^\s*{here[1]}$", text, re.MULTILINE):
        return False
    if re.match(r"function [\w-]+$", text, re.MULTILINE) and not re.search(
        r"^end$", text, re.MULTILINE
    ):  # fish
        return False
    try:
        shlex.split(text, comments=True)
    except ValueError:
        return False
    return not text.endswith("\\")


def below(home, text):
    """Return `text` with the directories of other disks, as pages call them, below the directory `home`."""
    return re.sub(r"(?<![\w~./-])/(shared|srv|scratch)\b", rf"{home}/\1", text)


def shown(text, home):
    """Return what a command printed as pages show it: without what differs from machine to machine.

    Numbers, digests and the paths of interpreters differ, and so does the space between columns.
    """
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    text = below(home, text).replace(home, "~").replace(pyenv, "~/.pyenv")
    text = re.sub(r"/home/(ana|me)\b", "~", text)
    text = re.sub(r"\(\S*/(python|pypy)[\d.]*\)", "(PYTHON)", text)
    text = re.sub(r"\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b", "HASH", text)
    text = re.sub(r"\d+(\.\w+)*", "N", text)
    text = re.sub(r"\bN (B|KiB|MiB|GiB)\b", "N MiB", text)
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def matches(expected, output, home):
    """Return whether a command's `output` matches the `expected` lines of a page, in which … matches anything."""
    parts = re.split(r"…|\.\.\.", shown("\n".join(expected), home))
    pattern = ".*?".join(re.escape(part.strip(" ")) for part in parts)
    return re.fullmatch(pattern.replace(r"\ ", " *"), shown(output, home), re.DOTALL) is not None


class Bash(shells.Bash):
    """bash, both of whose streams are one, and which runs PROMPT_COMMAND after each command."""

    def guarded(self, step, base):
        step = f'{step}\n__page_code=$?; eval "${{PROMPT_COMMAND-}}"; (exit $__page_code)'
        return _joined(super().guarded(step, base))


class Zsh(shells.Zsh):
    """zsh, both of whose streams are one."""

    def guarded(self, step, base):
        return _joined(super().guarded(step, base))


class Fish(shells.Fish):
    """fish, both of whose streams are one."""

    def guarded(self, step, base):
        return _joined(super().guarded(step, base))


def _joined(text):
    return re.sub(r" 2>'[^\n]*\.err'", " 2>&1", text)


DRIVERS = {"bash": Bash, "zsh": Zsh, "fish": Fish}
