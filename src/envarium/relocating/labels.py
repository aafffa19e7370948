"""Rewrites the name that an environment shows: in its activators, and in pyvenv.cfg."""

from __future__ import annotations

import os

from envarium.activation.variables import FILE, NONE, Variables, parse
from envarium.relocating import languages
from envarium.shells import registry
from envarium.store.pyvenv_cfg import PROMPT, PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.relocating.spelling import Rewriter

CONFIG = "pyvenv.cfg"
OTHERS = ("Activate.ps1", "activate.xsh", "activate.bat", "activate_this.py", "deactivate.csh")
"""Activators in `bin/` that other tools write, apart from those that envarium writes too."""

MARKERS = (b"prompt", b"ps1", b"env_name", b"set_color", b'!= ""')
"""A line with one of these, in lower case, shows a name in quotes."""

UNQUOTED = ((b"VIRTUAL_ENV_PROMPT=", b""), (b"VIRTUAL_ENV_PROMPT ", b""), (b") ", b" ("))
"""Text before and after a name without quotes; b"" is the end of the line.

CPython's venv from 3.13.1 on and virtualenv write such names to activate, activate.csh and activate.fish.
"""


class Labels:
    """The labels `olds` of an environment before its paths change by `rewriter`, and its `new` label.

    `variables` are those that it sets.
    """

    __slots__ = ("_activators", "new", "olds", "rewriter", "variables")

    def __init__(
        self, rewriter: Rewriter, olds: tuple[str, ...], new: str, variables: Variables = NONE
    ) -> None:
        self.rewriter = rewriter
        self.olds = olds
        self.new = new
        self.variables = variables
        self._activators: dict[str, dict[bytes, bytes]] = {}
        self._render()

    def contains(self, relative: str) -> bool:
        """Return whether the file at `relative` is an activator or contains the prompt."""
        folder, _, name = relative.rpartition("/")
        return relative in (CONFIG, FILE) or (
            folder == "bin" and (name in self._activators or name in OTHERS)
        )

    def rewrite(self, relative: str, content: bytes) -> bytes:
        """Return the new content of such a file."""
        if relative == FILE:
            old = parse(os.fsdecode(content))
            new = self._moved(old).text
            return content if new == old.text else os.fsencode(new)
        is_config = relative == CONFIG
        return self._config(content) if is_config else self._activator(os.path.basename(relative), content)

    def _moved(self, variables: Variables) -> Variables:
        """Return `variables` with the old paths in them rewritten."""
        values = {name: self._text(value) for name, value in variables.values.items()}
        return Variables(values, tuple(map(self._text, variables.paths)))

    def _text(self, text: str) -> str:
        return os.fsdecode(self.rewriter.text(os.fsencode(text), languages.TEXT))

    def _activator(self, name: str, content: bytes) -> bytes:
        """Return an activator: envarium's own is generated again, any other one is rewritten."""
        activator = self._activators.get(name, {}).get(content)
        if activator is not None:
            return activator
        language = languages.of(name, content)
        return self._relabelled(self.rewriter.text(content, language), language)

    def _config(self, content: bytes) -> bytes:
        config = PyvenvCfg(os.fsdecode(self.rewriter.text(content, languages.TEXT)))
        if config.prompt in self.olds:
            config = config.changed(PROMPT, self.new)
        return os.fsencode(config.text)

    def _render(self) -> None:
        """Generate envarium's activators for the old and the new paths: old ones that set no variables too."""
        new = self._moved(self.variables)
        moving = _moving_activators(self.new, new)
        for old in self.olds:
            for variables in {self.variables, NONE}:
                for move in self.rewriter.moves:
                    texts = registry.activators(move.new, self.new, new)
                    self._learn(registry.activators(move.old, old, variables), texts)
                self._learn(_moving_activators(old, variables), moving)

    def _learn(self, old: dict[str, str], new: dict[str, str]) -> None:
        for name, text in old.items():
            self._activators.setdefault(name, {})[os.fsencode(text)] = os.fsencode(new[name])

    def _relabelled(self, content: bytes, language: str) -> bytes:
        lines = content.split(b"\n")
        forms = languages.SPELLINGS[language]
        spellings = {os.fsencode(form(old)) for old in self.olds if old != self.new for form in forms}
        if language == languages.NU:
            lines = [self._without_raw_strings(line, spellings) for line in lines]
        for number, line in enumerate(lines):
            for spelling in spellings:
                if spelling in line:
                    lines[number] = self._relabelled_line(line, spelling, language)
                    break
        return b"\n".join(lines)

    def _without_raw_strings(self, line: bytes, spellings: set[bytes]) -> bytes:
        """Return a `line` of Nushell with the name in a normal string: a new name may contain the end of a raw one."""
        for spelling in spellings:
            line = line.replace(b"r#'" + spelling + b"'#", os.fsencode(f'"{languages.json(self.new)}"'))
        return line

    def _relabelled_line(self, line: bytes, spelling: bytes, language: str) -> bytes:
        """Return `line` with the name replaced where it is in parentheses, or alone in quotes."""
        shows = any(word in line.lower() for word in MARKERS)
        parts: list[bytes] = []
        at = 0
        while (start := line.find(spelling, at)) >= 0:
            end = start + len(spelling)
            around = line[start - 1 : start] + line[end : end + 1]
            is_quoted = around in (b"''", b'""')
            if around == b"()" or (shows and (is_quoted or _is_unquoted(line[:start], line[end:]))):
                parts += (line[at:start], os.fsencode(languages.spelling(self.new, language, line[:start])))
            else:
                parts.append(line[at:end])
            at = end
        return b"".join([*parts, line[at:]])


def _is_unquoted(before: bytes, after: bytes) -> bool:
    """Return whether the text between `before` and `after` is a name without quotes."""
    return any(
        before.endswith(start) and (after.startswith(end) if end else not after.strip())
        for start, end in UNQUOTED
    )


def _moving_activators(label: str, variables: Variables) -> dict[str, str]:
    from envarium.shells import moving

    return moving.activators(label, variables)
