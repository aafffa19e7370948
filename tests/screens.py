"""What a command prints on a terminal of a given width."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios


def printed(tool, *words, columns=80, errors=True, before="", **variables):
    """Run `envarium WORDS…` on a terminal of `columns`, with its `errors` or without, and return what reaches it."""
    reading, writing = pty.openpty()
    fcntl.ioctl(writing, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**tool.environment, "TERM": "xterm-256color", "PYTHONUTF8": "1", **variables}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        if name not in variables:
            environment.pop(name, None)
    child = subprocess.Popen(
        tool.command(*words, before=before), stdin=subprocess.DEVNULL,
        stdout=writing, stderr=writing if errors else subprocess.DEVNULL,
        env=environment, cwd=tool.environment["HOME"],
    )  # fmt: skip
    os.close(writing)
    output = b""
    while True:
        try:
            part = os.read(reading, 65536)
        except OSError:  # Linux: the other end is closed
            part = b""
        if not part:
            break
        output += part
    os.close(reading)
    child.wait()
    return output.decode().replace("\r\n", "\n")
