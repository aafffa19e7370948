"""Read variables from a `.env` file. Nothing in it is run or expanded."""

from __future__ import annotations

import io
import os

from dotenv.parser import parse_stream

from envarium.errors import EnvariumError, NoSuchFile, SystemRefused
from envarium.files import reading
from envarium.output import shown


def read(path: str) -> dict[str, str]:
    """Return the names and values in the file at `path`; of several lines for one name, the last counts.

    Raises NoSuchFile, SystemRefused, and EnvariumError where a line is not valid.
    """
    path = os.path.expanduser(path)
    try:
        text = reading.read(path).decode("utf-8")
    except FileNotFoundError:
        raise NoSuchFile(path) from None
    except OSError as error:
        raise SystemRefused(f"read {shown(path)}", error) from error
    except UnicodeDecodeError:
        raise _invalid(path, "it is not valid UTF-8") from None
    values = {}
    for binding in parse_stream(io.StringIO(text, newline="")):
        first = binding.original.string
        line = binding.original.line + first[: len(first) - len(first.lstrip())].count("\n")
        if binding.error:
            raise _invalid(path, f"line {line} is neither KEY=VALUE nor a comment")
        if binding.key is not None and binding.value is None:
            raise _invalid(path, f"line {line} gives {shown(binding.key)} no value")
        if binding.key is not None and binding.value is not None:
            values[binding.key] = binding.value
    return values


def _invalid(path: str, reason: str) -> EnvariumError:
    return EnvariumError(f"{shown(path)} cannot be read: {reason}", "nothing was changed")
