"""Draw the pictures of the explanation from what envarium and bash do: docs/images/*.svg, or the directory named.

It creates environments of CPython 3.12 in a temporary store, and draws what `envarium explain --json` tells of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from drawing import GAP, MARGIN, WIDTH, Drawing, wrapped

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PYTHON = "3.12"
BASE = f"~/.pyenv/versions/{PYTHON}"
STORE = "~/.virtualenvs"
PATH = "/home/ana/.local/bin:/usr/local/bin:/usr/bin:/bin"
STAGES = ("program", "start", "prefix", "exec_prefix", "site")
"""The stages of the search that are drawn."""

LANE = (WIDTH - 3 * MARGIN) / 2
"""The width of the column of the environment, and of that of its base."""

LONGEST = 40
"""The characters of a path that a box has room for."""

CALL = f"import sys; sys.path.insert(0, {ROOT + '/src'!r}); from envarium.door import main; main()"
ASK = """\
printf '%s\\n' "$PATH" "${VIRTUAL_ENV-}" "${VIRTUAL_ENV_PROMPT-}" "${PS1@P}"
"""


class Store:
    """A temporary store with an environment of each strategy, whose paths are shown as those of a user."""

    def __init__(self, home: str) -> None:
        self.root = home + "/.virtualenvs"
        self.environment = {**os.environ, "HOME": home, "WORKON_HOME": self.root, "COLUMNS": "80"}

    def call(self, *words: str) -> str:
        """Run `envarium WORDS...`, and return what it prints."""
        return subprocess.run(
            [sys.executable, "-c", CALL, *words],
            env=self.environment, check=True, stdout=subprocess.PIPE, text=True,
        ).stdout  # fmt: skip

    def create(self, name: str, strategy: str) -> None:
        """Create an environment."""
        os.makedirs(self.root, exist_ok=True)
        self.call("create", "-q", "--no-pip", "-p", PYTHON, "--strategy", strategy, name)

    def explain(self, name: str) -> dict[str, Any]:
        """Return what explain tells of an environment, with the paths of a user."""
        text = self.call("explain", "--json", name)
        base: str = json.loads(text)["base_prefix"]
        text = text.replace(self.root, STORE).replace(base + "/", BASE + "/").replace(base + '"', BASE + '"')
        explanation: dict[str, Any] = json.loads(text.replace(base + ";", BASE + ";"))
        return explanation

    def shell(self, name: str, *steps: str) -> list[str]:
        """Return PATH, VIRTUAL_ENV, its prompt, and bash's prompt after the steps."""
        script = "\n".join(
            ["PS1='$ '", f". '{self.root}/{name}/bin/activate'" if steps else "", *steps[1:], ASK]
        )
        printed = subprocess.run(
            ["/bin/bash", "--norc", "-c", script],
            env={"PATH": PATH},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        return printed.replace(self.root, STORE).replace("/home/ana", "~").split("\n")


def search(explanation: dict[str, Any], title: str) -> str:
    """Draw the search: a box for each place that it looks at, in the column of the environment or of its base."""
    drawing = Drawing(title)
    roots = (explanation["environment"], explanation["base_prefix"])
    _heads(drawing, roots)
    y, last = 58.0, None
    for number, place in enumerate(_places(explanation, roots), 1):
        lane = 0 if place["path"].startswith(roots[0]) else 1
        x = MARGIN + lane * (LANE + MARGIN)
        lines = [(f"{number}  {_within(place['path'], roots[lane])}", "code")]
        reason = place["reason"] if place["found"] else "not there"
        lines += [(line, "dim") for line in wrapped(reason, 50)]
        height = drawing.box((x, y, LANE), "found" if place["found"] else "missing", lines)
        if last:
            drawing.arrow(*_between(last, (x, y)))
        last = (x, y + height)
        y += height + GAP
    _results(drawing, explanation, y)
    return drawing.svg()


def _heads(drawing: Drawing, roots: tuple[str, str]) -> None:
    for lane, (name, root) in enumerate(zip(("the environment", "its base"), roots, strict=True)):
        x = MARGIN + lane * (LANE + MARGIN)
        drawing.text(x, 28, name, "head")
        drawing.text(x, 46, root, "code dim")


def _places(explanation: dict[str, Any], roots: tuple[str, str]) -> list[dict[str, Any]]:
    """Return the places to draw: files of the environment and its base, no zipped and no shared library."""
    return [
        place
        for place in explanation["places"]
        if place["stage"] in STAGES
        and place["path"].startswith(roots)
        and not place["path"].endswith(".zip")
        and "/libpython" not in place["path"]
    ]


def _within(path: str, root: str) -> str:
    return _short(path.removeprefix(root).lstrip("/"))


def _short(path: str) -> str:
    return path if len(path) <= LONGEST else "…/" + "/".join(path.split("/")[-2:])


def _between(start: tuple[float, float], end: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """Return the points of an arrow from the bottom of a box to the top of the next one."""
    x, y = start[0] + LANE / 2, start[1]
    target = end[0] + LANE / 2
    if x == target:
        return (x, y), (target, end[1])
    middle = (y + end[1]) / 2
    return (x, y), (x, middle), (target, middle), (target, end[1])


def _results(drawing: Drawing, explanation: dict[str, Any], y: float) -> None:
    for lane, key in enumerate(("prefix", "base_prefix")):
        lines = [(f"sys.{key}", "code head"), (explanation[key], "code")]
        drawing.box((MARGIN + lane * (LANE + MARGIN), y, LANE), "box", lines)
    packages = [entry["path"] for entry in explanation["path"] if entry["source"] == "site-packages"]
    library = [entry["path"] for entry in explanation["path"] if entry["source"] == "stdlib"]
    for lane, (head, paths) in enumerate((("packages", packages), ("standard library", library))):
        lines = [(head, "head"), (_short(paths[0]), "code")]
        drawing.box((MARGIN + lane * (LANE + MARGIN), y + 62, LANE), "box", lines)


def activation(store: Store, name: str) -> str:
    """Draw the variables of a shell before and after an activation, as bash prints them."""
    drawing = Drawing("PATH, VIRTUAL_ENV and the prompt before and after activation")
    before, after, restored = (store.shell(name, *steps) for steps in ((), ("on",), ("on", "deactivate")))
    if before != restored:
        raise ValueError(f"deactivate does not restore the shell: {restored}")
    for lane, (head, state) in enumerate((("before", before), ("after workon " + name, after))):
        _state(drawing, MARGIN + lane * (LANE + MARGIN), head, state)
    y = drawing.bottom + 2 * GAP
    left, right = MARGIN + LANE / 2, MARGIN + LANE + MARGIN + LANE / 2
    drawing.arrow((left, y - GAP), (right, y - GAP))
    drawing.text((left + right) / 2 - 48, y - GAP - 8, "workon " + name, "code")
    drawing.arrow((right, y + 8), (left, y + 8))
    drawing.text((left + right) / 2 - 40, y, "deactivate", "code")
    drawing.bottom = y + 8
    return drawing.svg()


def _state(drawing: Drawing, x: float, head: str, state: list[str]) -> None:
    drawing.text(x, 28, head, "head")
    path, active, label, prompt = state[:4]
    y = 44.0
    entries = path.split(":")
    for number, entry in enumerate(entries):
        kind = "found" if active and entry.startswith(active) else "box"
        lines = [("PATH" if not number else "", "head"), (entry, "code")] if not number else [(entry, "code")]
        y += drawing.box((x, y, LANE), kind, lines) + 4
    y = 44.0 + 5 * 38 + 24
    for title, value in (("VIRTUAL_ENV", active), ("VIRTUAL_ENV_PROMPT", label), ("the prompt", prompt)):
        lines = [(title, "head"), (value or "not set", "code" if value else "dim")]
        y += drawing.box((x, y, LANE), "found" if value and active else "box", lines) + 4


def pictures() -> dict[str, str]:
    """Return each picture by the name of its file."""
    with tempfile.TemporaryDirectory() as home:
        store = Store(os.path.realpath(home))
        store.create("myproj", "pyvenv.cfg")
        store.create("classic", "copy")
        return {
            "search-pyvenv-cfg.svg": search(
                store.explain("myproj"), "How a Python with a pyvenv.cfg finds its prefix, step by step"
            ),
            "search-copy.svg": search(
                store.explain("classic"), "How a copied Python finds its prefix, step by step"
            ),
            "activation.svg": activation(store, "myproj"),
        }


if __name__ == "__main__":
    folder = sys.argv[1] if sys.argv[1:] else ROOT + "/docs/images"
    for file, svg in pictures().items():
        with open(f"{folder}/{file}", "w", encoding="utf-8") as opened:
            opened.write(svg)
