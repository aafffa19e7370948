"""Checks of the user's rc files, as text: that the integration is loaded, and no other tool defines its commands."""

from __future__ import annotations

import os
import re
import shutil

from envarium import environ, installed_by, settings
from envarium.errors import EnvariumError
from envarium.health.finding import NOTE, WARNING, Finding, command, edit
from envarium.shells import integration, rcfile, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.store.lookup import Store

SUBJECT = "shell"
NOT_SET_UP = "rc-not-set-up"
STALE = "rc-stale"
CLASH = "other-tool"
NOT_ON_PATH = "not-on-path"

LOADED = re.compile(r"^[^#\n]*\benvarium\s+init\b", re.MULTILINE)

OTHERS = (
    (r"\bvirtualenvwrapper(?:_lazy)?\.sh\b", "virtualenvwrapper", "workon and mkvirtualenv"),
    (r"\bpyenv[- ]virtualenvwrapper", "pyenv-virtualenvwrapper", "workon and mkvirtualenv"),
    (r"^\s*plugins=\([^)]*\bvirtualenvwrapper\b", "oh-my-zsh's virtualenvwrapper plugin", "workon and mkvirtualenv"),
    (r"\bautoswitch_virtualenv|zsh-autoswitch-virtualenv", "zsh-autoswitch", "mkvenv and rmvenv"),
    (r"\bvirtualfish\b.*compat|\bcompat_aliases\b", "virtualfish's compat_aliases", "workon and mkvirtualenv"),
    (r"\bvirtualfish\b|\bvf install\b", "virtualfish", ""),
    (r"\bpyenv virtualenv-init\b", "pyenv-virtualenv", ""),
)  # fmt: skip
"""How an rc file loads another tool, the tool's name, and which of our commands it defines ("" for none)."""


def store(_: Store) -> Iterator[Finding]:
    """Find that the login shell does not load the integration, or envarium, and what conflicts with it in any shell."""
    login = os.path.basename(environ.SHELL.get())
    if login in registry.INTEGRATED and not shutil.which("envarium"):
        what = f"the command envarium is not found, because {installed_by.directory()} is not on PATH"
        yield Finding(NOT_ON_PATH, NOTE, SUBJECT, what, installed_by.on_path(login))
    for shell in registry.INTEGRATED:
        texts = {path: _read(path) for path in registry.integrated(shell).startup_files()}
        if shell == login:
            yield from _set_up(shell, texts)
        for path, text in texts.items():
            yield from others(path, text)


def _set_up(shell: str, texts: dict[str, str]) -> Iterator[Finding]:
    path = registry.integrated(shell).rc_file()
    file, setup = environ.abbreviated(path), command("envarium", "setup", shell)
    if any(LOADED.search(rcfile.without(text)) for text in texts.values()):
        return
    text = texts.get(path) or _read(path)
    if rcfile.BEGIN not in text:
        what = f"{file} does not load the integration, so {shell} has no workon"
        yield Finding(NOT_SET_UP, NOTE, SUBJECT, what, setup)
        return
    try:
        auto, picker = integration.has_auto(shell, text), settings.value("picker") is True
        is_ours = integration.block(shell, installed_by.command(), auto=auto, picker=picker) in text
    except EnvariumError:
        return  # there are no shell files to compare with
    if not is_ours:
        what = f"{file} loads another installation of envarium, or one that no longer exists"
        yield Finding(STALE, WARNING, SUBJECT, what, setup)


def by_hand() -> Iterator[tuple[str, int]]:
    """Yield the first line of each startup file that loads the integration, if no block does: file and number."""
    for shell in registry.INTEGRATED:
        for path in registry.integrated(shell).startup_files():
            text = _read(path)
            match = LOADED.search(text)
            if match and rcfile.BEGIN not in text:
                yield path, text.count("\n", 0, match.start()) + 1


def others(path: str, text: str) -> Iterator[Finding]:
    """Find the tools that the rc file at `path` loads, each once; comments do not count."""
    tools: set[str] = set()
    lines = text.splitlines()
    for pattern, tool, words in OTHERS:
        for number, line in enumerate(lines, 1):
            is_known = any(name.endswith(tool) or tool in name for name in tools)
            if is_known or line.lstrip()[:1] == "#" or not re.search(pattern, line):
                continue
            tools.add(tool)
            where = f"{environ.abbreviated(path)}, line {number},"
            if words:
                what = f"{where} loads {tool}, which also defines {words}: delete that line"
                yield Finding(CLASH, WARNING, SUBJECT, what, edit(path, number))
            else:
                what = f"{where} loads {tool}, which also activates environments"
                yield Finding(CLASH, NOTE, SUBJECT, what)


def _read(path: str) -> str:
    try:
        return rcfile.read(path)
    except EnvariumError:
        return ""
