"""Asks interpreters about themselves: starts each with a script, several at once."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time

from envarium.interpreters import answer
from envarium.interpreters.question import SCRIPT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.facts import Facts

PATIENCE = 10.0
"""Seconds that an interpreter has to answer."""

LONGEST = 1 << 20
"""Bytes of output after which a program is not taken for an interpreter any more."""

DEEPEST = 10
"""Environments made inside environments that are followed."""

AT_ONCE = 16

MISLEADING = (
    "__PYVENV_LAUNCHER__",
    "_PYTHON_SYSCONFIGDATA_NAME",
    "_PYTHON_HOST_PLATFORM",
    "_PYTHON_PROJECT_BASE",
)
"""Variables that change what an interpreter says of itself in spite of -E."""


def ask(paths: list[str]) -> list[Facts | str]:
    """Return the facts of the interpreter at each of `paths` (its base's, in an environment), or why there are none."""
    answers: dict[str, Facts | str] = {}
    waiting = {path: path for path in paths}
    for _ in range(DEEPEST):
        said = _ask_all(list(dict.fromkeys(waiting.values())))
        asked, waiting = waiting, {}
        for path, place in asked.items():
            told = said[place]
            if isinstance(told, dict) and answer.base(told):
                waiting[path] = answer.base(told)
            else:
                answers[path] = _conclusion(told)
    for path in waiting:
        answers[path] = "it lies in an environment whose base cannot be found"
    return [answers[path] for path in paths]


def _conclusion(told: dict[str, str] | str) -> Facts | str:
    if isinstance(told, str):
        return told
    if answer.is_environment(told):
        return f"it lies in an environment whose base, in {told['base_prefix']}, is gone"
    try:
        return answer.facts(told)
    except KeyError as error:
        return f"it does not say what its {error.args[0]} is"


def _ask_all(places: list[str]) -> dict[str, dict[str, str] | str]:
    said: dict[str, dict[str, str] | str] = {}
    for start in range(0, len(places), AT_ONCE):
        said.update(_ask_at_once(places[start : start + AT_ONCE]))
    return said


def _ask_at_once(places: list[str]) -> dict[str, dict[str, str] | str]:
    said: dict[str, dict[str, str] | str] = {}
    started: list[Conversation] = []
    try:
        for place in places:
            said[place] = refusal(place)
            if not said[place]:
                try:
                    started.append(Conversation(place))
                except OSError as error:
                    said[place] = f"it cannot be started: {(error.strerror or str(error)).lower()}"
        _listen(started)
        said.update((conversation.place, conversation.answer()) for conversation in started)
    finally:
        for conversation in started:
            conversation.end()
    return said


def refusal(place: str) -> str:
    """Return why what stands at `place` cannot be started, "" if it may be."""
    if not os.path.exists(place):
        try:
            return f"it is a link to {os.readlink(place)}, which is missing"
        except OSError:
            return "there is no such file"
    if os.path.isdir(place):
        return "it is a directory"
    if not os.path.isfile(place):
        return "it is no regular file"
    return "" if os.access(place, os.X_OK) else "it is not executable"


class Conversation:
    """One program that was started and is to answer: its output so far, and whether it is `over`."""

    __slots__ = ("heard", "late", "marker", "place", "process")

    def __init__(self, place: str) -> None:
        self.place = place
        self.marker = os.urandom(16).hex()
        self.heard = b""
        self.late = False
        environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
        self.process = subprocess.Popen(
            [place, "-E", "-s", "-B", "-c", SCRIPT, self.marker],
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def hear(self) -> bool:
        """Take in what was written; say whether there may be more to come."""
        assert self.process.stdout is not None
        piece = os.read(self.process.stdout.fileno(), 65536)
        self.heard += piece
        return bool(piece) and len(self.heard) < LONGEST and self._told() is None

    def _told(self) -> str | None:
        """Return what stands between the markers, None if they are not there."""
        fence = f"\n{self.marker}\n".encode()
        parts = self.heard.split(fence)
        return parts[1].decode("utf-8", "surrogateescape") if len(parts) > 2 else None

    def answer(self) -> dict[str, str] | str:
        """Return what was answered, else why it is no answer."""
        told = self._told()
        if told is not None:
            return answer.read(told)
        if self.late:
            return f"it gave no answer within {PATIENCE:g} seconds"
        lines = self.heard[-4096:].decode("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        printable = "".join(character for character in last if character.isprintable())[:120]
        return "it does not answer as a Python does" + (f', but says "{printable}"' if printable else "")

    def end(self) -> None:
        """End the program and what it has started, and let go of it."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process.wait()


def _listen(started: list[Conversation]) -> None:
    """Hear all of `started` out, until each has answered, fallen silent, or run out of time."""
    deadline = time.monotonic() + PATIENCE
    with selectors.DefaultSelector() as open_:
        for conversation in started:
            assert conversation.process.stdout is not None
            open_.register(conversation.process.stdout, selectors.EVENT_READ, conversation)
        while open_.get_map():
            ready = open_.select(max(0.0, deadline - time.monotonic()))
            for key, _ in ready:
                if not key.data.hear():
                    open_.unregister(key.fileobj)
            if not ready and time.monotonic() >= deadline:
                break
        for key in open_.get_map().values():
            key.data.late = True
