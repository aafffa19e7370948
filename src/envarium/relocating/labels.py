"""What an environment is called where its name is shown: in the files that enter it, and in pyvenv.cfg."""

from __future__ import annotations

import os

from envarium.relocating import languages
from envarium.shells import registry
from envarium.store.pyvenv_cfg import PROMPT, PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.relocating.spelling import Rewriter

CONFIG = "pyvenv.cfg"
OTHERS = ("Activate.ps1", "activate.xsh", "activate.bat", "activate_this.py", "deactivate.csh")
"""Files in `bin/` by which other tools let an environment be entered, besides those that envarium makes too."""

SHOWING = (b"prompt", b"ps1", b"env_name", b"set_color", b'!= ""')
"""What is in a line, in small letters, that shows a name in quotes."""

BARE = ((b"VIRTUAL_ENV_PROMPT=", b""), (b"VIRTUAL_ENV_PROMPT ", b""), (b") ", b" ("))
"""What is before and after a name that needs no quotes and has none; b"" is the end of the line.

CPython's venv from 3.13.1 on and virtualenv write a name so into activate, activate.csh and activate.fish.
"""


class Labels:
    """That an environment whose places change by `rewriter` was shown as one of `olds`, and is as `new` now."""

    __slots__ = ("_ours", "new", "olds", "rewriter")

    def __init__(self, rewriter: Rewriter, olds: tuple[str, ...], new: str) -> None:
        self.rewriter = rewriter
        self.olds = olds
        self.new = new
        self._ours: dict[str, dict[bytes, bytes]] = {}
        self._render()

    def are_in(self, inside: str) -> bool:
        """Say whether the file at `inside` the environment lets it be entered, or tells its prompt."""
        folder, _, name = inside.rpartition("/")
        return inside == CONFIG or (folder == "bin" and (name in self._ours or name in OTHERS))

    def rewritten(self, inside: str, content: bytes) -> bytes:
        """Return the text of the file at `inside`, one of those, for the new place."""
        return (
            self._config(content) if inside == CONFIG else self._activator(inside.rpartition("/")[2], content)
        )

    def _activator(self, name: str, content: bytes) -> bytes:
        """Return an activator: one of ours as it is made today, any other with its text changed."""
        made = self._ours.get(name, {}).get(content)
        if made is not None:
            return made
        language = languages.of(name, content)
        return self._relabelled(self.rewriter.text(content, language), language)

    def _config(self, content: bytes) -> bytes:
        config = PyvenvCfg(os.fsdecode(self.rewriter.text(content, languages.PLAIN)))
        if config.prompt in self.olds:
            config = config.changed(PROMPT, self.new)
        return os.fsencode(config.text)

    def _render(self) -> None:
        """Make the activators that envarium would have made, and those that it would make."""
        moving = _moving_activators(self.new)
        for old in self.olds:
            for move in self.rewriter.moves:
                self._learn(registry.activators(move.old, old), registry.activators(move.new, self.new))
            self._learn(_moving_activators(old), moving)

    def _learn(self, old: dict[str, str], new: dict[str, str]) -> None:
        for name, text in old.items():
            self._ours.setdefault(name, {})[os.fsencode(text)] = os.fsencode(new[name])

    def _relabelled(self, content: bytes, language: str) -> bytes:
        lines = content.split(b"\n")
        forms = languages.SPELLINGS[language]
        told = {os.fsencode(form(old)) for old in self.olds if old != self.new for form in forms}
        if language == languages.NU:
            lines = [self._without_raw_strings(line, told) for line in lines]
        for number, line in enumerate(lines):
            for word in told:
                if word in line:
                    lines[number] = self._relabelled_line(line, word, language)
                    break
        return b"\n".join(lines)

    def _without_raw_strings(self, line: bytes, told: set[bytes]) -> bytes:
        """Return a `line` of Nushell with the name in a plain string: a new one may hold what ends a raw string."""
        for word in told:
            line = line.replace(b"r#'" + word + b"'#", os.fsencode(f'"{languages.json(self.new)}"'))
        return line

    def _relabelled_line(self, line: bytes, told: bytes, language: str) -> bytes:
        """Return `line` with the name replaced where it stands in parentheses, or alone in quotes."""
        shows = any(word in line.lower() for word in SHOWING)
        parts: list[bytes] = []
        at = 0
        while (start := line.find(told, at)) >= 0:
            end = start + len(told)
            around = line[start - 1 : start] + line[end : end + 1]
            quoted = around in (b"''", b'""')
            if around == b"()" or (shows and (quoted or _is_bare(line[:start], line[end:]))):
                parts += (line[at:start], os.fsencode(languages.written(self.new, language, line[:start])))
            else:
                parts.append(line[at:end])
            at = end
        return b"".join([*parts, line[at:]])


def _is_bare(before: bytes, after: bytes) -> bool:
    """Say whether what is between `before` and `after` is shown, and has no quotes."""
    return any(
        before.endswith(start) and (after.startswith(end) if end else not after.strip())
        for start, end in BARE
    )


def _moving_activators(label: str) -> dict[str, str]:
    from envarium.shells import moving

    return moving.activators(label)
