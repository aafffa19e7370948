"""Records the terminal session of the README: types into a real shell, and draws what it shows (make demo)."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape

import pexpect
from rich.console import Console
from rich.text import Text

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PICTURE = os.path.join(ROOT, "docs/images/demo.svg")
ENVARIUM = os.path.join(os.path.dirname(sys.executable), "envarium")

WIDTH = 72
"""Columns."""

PROMPT = "\x1b[32m$\x1b[0m "

SESSION = """\
cd ~/src/web
mkvenv -p {newest}
mkvenv -p {older} data
workon -
deactivate
lsvenv
mvvenv data numbers
rmvenv web
envarium restore web
workon
"""
"""What is typed; the two Pythons are the newest that this machine has."""

FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>TITLE</title>
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; white-space: pre;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""What rich fills in: its own format loads a font from another site, which GitHub does not allow."""

ALTERNATIVE = (
    "A terminal: mkvenv creates environments, workon activates one, lsvenv lists them, rmvenv removes one"
)


def main() -> None:
    """Record the session in a home directory of its own, and write the picture."""
    home = os.path.realpath(tempfile.mkdtemp())
    try:
        pythons = _pythons()
        with open(os.path.join(_directory(home, "src/web"), "pyproject.toml"), "w", encoding="utf-8") as file:
            file.write('[project]\nname = "web"\n')
        programs = _directory(home, ".local/bin")
        os.symlink(ENVARIUM, programs + "/envarium")
        for minor, path in pythons.items():
            os.symlink(path, f"{programs}/python{minor}")
        newest, older = list(pythons)[-1], list(pythons)[-2]
        shown = _record(home, SESSION.format(newest=newest, older=older))
        for path in pythons.values():
            shown = shown.replace(os.path.dirname(path), "/usr/bin")
        _draw(shown.replace(home, "~"))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _directory(home: str, name: str) -> str:
    path = os.path.join(home, name)
    os.makedirs(path)
    return path


def _pythons() -> dict[str, str]:
    """Return the CPythons of this machine by their minor versions, the oldest first; of each the newest release."""
    rows = json.loads(subprocess.check_output([ENVARIUM, "pythons", "--json"], text=True))
    usual = [
        row
        for row in rows
        if row["implementation"] == "CPython"
        and not row["free_threaded"]
        and row["version"].replace(".", "").isdigit()
    ]
    usual.sort(key=lambda row: tuple(map(int, row["version"].split("."))))
    return {row["version"].rpartition(".")[0]: row["executable"] for row in usual}


def _record(home: str, session: str) -> str:
    """Return what a terminal shows of the `session` in bash, with its colours."""
    variables = {
        "HOME": home, "PATH": f"{home}/.local/bin:/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8",
        "COLUMNS": str(WIDTH),
    }  # fmt: skip
    shell = pexpect.spawn(
        "bash", ["--norc", "--noprofile", "--noediting", "-i"], cwd=home, env=variables, encoding="utf-8",
        dimensions=(40, WIDTH), timeout=120,
    )  # fmt: skip
    shell.sendline(
        f'eval "$({ENVARIUM} init bash)"; PS1="\\[\\e[36m\\]\\w\\[\\e[0m\\] \\[\\e[32m\\]$\\[\\e[0m\\] "'
    )
    shell.expect_exact(PROMPT)
    shown = "\x1b[36m~\x1b[0m " + PROMPT
    for line in session.splitlines():
        shell.sendline(line)
        shell.expect_exact(PROMPT)
        shown += f"\x1b[1m{line}\x1b[0m" + shell.before.removeprefix(line) + shell.after
    shell.close(force=True)
    return shown.replace("\r\n", "\n")


def _draw(shown: str) -> None:
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text.from_ansi(shown.rstrip()), soft_wrap=True)
    form = FORMAT.replace("TITLE", escape(ALTERNATIVE))
    picture = console.export_svg(title="envarium", code_format=form, unique_id="demo")
    with open(PICTURE, "w", encoding="utf-8") as file:
        file.write("\n".join(line.rstrip() for line in picture.splitlines()) + "\n")
    print(f"wrote {os.path.relpath(PICTURE, ROOT)}")


if __name__ == "__main__":
    main()
