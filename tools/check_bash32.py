"""Find shell code that bash 3.2, the bash of macOS, does not support or interprets differently.

    check_bash32.py FILE…

It checks the files, and the code that envarium itself generates for bash. It skips comments, text in single quotes, and
branches for zsh. The exit code is 1 if it finds anything. CONTRIBUTING.md lists what to write instead.
"""

from __future__ import annotations

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NAME = r"[A-Za-z_]\w*"
CALL = r"(?:^|[;&|({!]|\b(?:then|else|do|if|while|until)\b)\s*(?:\\?builtin\s+|\\)?"
"""The text that can precede the name of a command."""

RULES = {
    "${x,,}": (rf"\$\{{{NAME}(?:\[[^]]*\])?[,^]", "a case with patterns"),
    "${x@Q}": (rf"\$\{{{NAME}(?:\[[@*]\])?@[A-Za-z]\}}", "printf -v x %q"),
    "declare -g": (CALL + r"(?:declare|typeset)\s+-\w*g", "an assignment"),
    "local -n": (CALL + r"(?:declare|typeset|local)\s+-\w*n", "a variable with a fixed name"),
    "declare -A": (CALL + r"(?:declare|typeset|local)\s+-\w*A", "a case"),
    "mapfile": (CALL + r"(?:mapfile|readarray)\b", "while IFS= read -r"),
    "coproc": (CALL + r"coproc\b", "a pipe"),
    "wait -n": (CALL + r"wait\s+-n\b", "wait PID"),
    "[[ -v x ]]": (r"\[\[?\s(?:.*\s)?-v\s", '[ -n "${x+x}" ]'),
    "printf -v x[i]": (r"\bprintf\s+-v\s+\"?\w+\[", "printf -v x, then an assignment"),
    "&>>": (r"&>>", ">> FILE 2>&1"),
    "|&": (r"\|&", "2>&1 |"),
    ";&": (r";;?&", "one branch for several patterns"),
    "EPOCHREALTIME": (r"\$\{?(?:EPOCH(?:REALTIME|SECONDS)|BASHPID|SRANDOM)\b", "date, $$ or RANDOM"),
    "${x[-1]}": (rf"\b{NAME}\[\s*-\s*\d", "${x[${#x[@]} - 1]}"),
    "${x:0:-1}": (rf"\$\{{{NAME}:(?![-+=?])[^}}:]*:\s*\(?-", "${x%?}"),
    '"${x[@]#y}"': (rf"\$\{{(?:{NAME}\[@\]|@)(?:[#%/]|:(?![-+=?]))", "a loop over the elements, or shift"),
    '"${x[@]}"': (rf"(?<!\+)\"\$\{{{NAME}\[@\]\}}\"", '${x[@]+"${x[@]}"}'),
    "command x": (r"(?<![(\\\w])\\?\bcommand\s+[^-\s]", "(command x), or the path of the program"),
    ". x || y": (CALL + r"\.\s.*\|\|(?! \\builtin return)", "eval '. x' || y"),
}
"""For each construct, the expression that finds it and what to write instead."""

ZSH = re.compile(r"^\s*(?:el)?if .*-n \"?\$\{ZSH_VERSION-\}")
NOT_ZSH = re.compile(r"^\s*(?:el)?if .*(?:-z \"?\$\{ZSH|-n \"?\$\{BASH)_VERSION-\}")
LINE_FOR_ZSH = re.compile(r"^\s*\[\[? -z \"?\$\{ZSH_VERSION-\}\"? \]\]? \|\|")


def blanked(text: str) -> str:
    """Return `text` with comments and the contents of single quotes replaced by spaces."""
    pattern = r"""\\.|\$?'(?:[^'])*'|"(?:\\.|[^"\\])*"|(?<![^\s;])#[^\n]*"""
    return re.sub(pattern, _blank, text, flags=re.S)


def _blank(found: re.Match[str]) -> str:
    part = found.group()
    return re.sub(r"[^\n']", " ", part) if part[0] in "'#" or part[:2] == "$'" else part


def lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that bash runs, with their numbers."""
    kept = []
    skipped = waiting = ""  # the indentation of the branch for zsh; of an `if` whose `else` is one
    for number, line in enumerate(blanked(text).split("\n"), 1):
        indent = line[: len(line) - len(line.lstrip())] + "|"
        word = line.split()[:1]
        if skipped == indent and word and word[0] in ("else", "elif", "fi"):
            skipped = ""
        if waiting == indent and word in (["else"], ["fi"]):
            skipped, waiting = (indent if word == ["else"] else ""), ""
        if ZSH.search(line):
            if line.rstrip().endswith("fi"):
                line = line.partition("; else")[2]
            else:
                skipped = indent
        elif NOT_ZSH.search(line):
            waiting = indent
        if not skipped and not LINE_FOR_ZSH.search(line):
            kept.append((number, line))
        if skipped == indent and line.rstrip().endswith("fi"):
            skipped = ""
    return kept


def refused(text: str) -> list[tuple[int, str]]:
    """Return what bash 3.2 does not support in `text`: the number of the line, and the rule."""
    return [
        (number, rule)
        for number, line in lines(text)
        for rule, (pattern, _) in RULES.items()
        if re.search(pattern, line)
    ]


def emitted() -> dict[str, str]:
    """Return samples of all code that envarium generates for bash: description to text."""
    sys.path.insert(0, ROOT + "/src")
    from envarium.activation import plan
    from envarium.shells import integration, moving, posix, registry

    steps = [plan.Step(kind, "NAME", "/a b", ("c d",)) for kind in posix.STATEMENTS]
    return {
        "activate": registry.activators("/a b", "a b")["activate"],
        "the activate of a movable environment": moving.activators("a b")["activate"],
        "a snippet": posix.snippet(steps),
        "the block in ~/.bashrc": integration.block("bash", "envarium"),
    }


def main(files: list[str]) -> int:
    """Print what was found, and what to write instead; return the exit code."""
    texts = emitted()
    for path in files:
        with open(path, encoding="utf-8") as file:
            texts[path] = file.read()
    found = [(name, number, rule) for name, text in texts.items() for number, rule in refused(text)]
    for name, number, rule in found:
        sys.stderr.write(f"{name}:{number}: bash 3.2: instead of {rule} write: {RULES[rule][1]}\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
