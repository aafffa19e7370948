"""pyvenv.cfg, the one reader and writer of it: what getpath, site.py and tools that show a prompt take it for."""

from __future__ import annotations

from envarium.files import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Cache = dict[bytes | None, "PyvenvCfg"]
    """What the contents of files mean: many environments have the same one."""

FILE = "pyvenv.cfg"
PROMPT = "prompt"
SYSTEM_SITE = "include-system-site-packages"
MOVABLE = "relocatable"
"""If this is "true", uv writes launchers that do not contain the path of the environment."""

QUOTES = ("'", '"')


class PyvenvCfg:
    """The `key = value` lines of `text`, keys in lower case; `exists` says whether there is such a file.

    Its `version` of Python has three numbers at most, and is "" if it names none. It does not change: `changed` returns
    another one.
    """

    __slots__ = ("_values", "exists", "text", "version")

    def __init__(self, text: str, *, exists: bool = True) -> None:
        self.text = text
        self.exists = exists
        values: dict[str, str] = {}
        for line in text.splitlines():
            key, equals, value = line.partition("=")
            if equals:
                values.setdefault(key.strip().lower(), value.strip())
        version = values.get("version") or values.get("version_info") or ""
        self.version = ".".join(version.split(".")[:3])
        self._values = values

    @classmethod
    def load(cls, path: str) -> PyvenvCfg:
        """Return the file at `path`. Raises OSError."""
        return cls(reading.read(path).decode("utf-8", "surrogateescape"))

    @classmethod
    def read(cls, path: str, cache: Cache | None = None) -> PyvenvCfg:
        """Return the file at `path`; one that cannot be read has no lines."""
        return cls.of_content(reading.content(path), {} if cache is None else cache)

    @classmethod
    def of_content(cls, content: bytes | None, cache: Cache) -> PyvenvCfg:
        """Return the file with that `content`, None where it cannot be read, from the `cache` if that has it."""
        config = cache.get(content)
        if config is None:
            text = (content or b"").decode("utf-8", "surrogateescape")
            config = cache[content] = cls(text, exists=content is not None)
        return config

    @classmethod
    def of(cls, values: Mapping[str, str]) -> PyvenvCfg:
        """Return the file that holds `values`, each of one line, in their order."""
        return cls("".join(_line(key, value) for key, value in values.items()))

    def __contains__(self, key: str) -> bool:
        """Return whether a line has the key `key`."""
        return key in self._values

    def get(self, key: str, default: str = "") -> str:
        """Return the value of `key`, the first of several, as getpath does (CPython, Modules/getpath.py)."""
        return self._values.get(key, default)

    @property
    def minor(self) -> str:
        """The first two numbers of its version, "" if it names none."""
        return ".".join(self.version.split(".")[:2])

    @property
    def base(self) -> str:
        """The interpreter that it names as the base, "" if it may be one of several.

        virtualenv writes `base-executable`, venv `executable`, uv only the directory.
        """
        named = self.get("base-executable") or self.get("executable")
        if not named and self.get("implementation") == "CPython":
            named = f"{self.get('home')}/python{self.minor}"
        return named

    @property
    def system_site(self) -> bool:
        """Whether it lets the base's packages be seen, by site.py: its last such line counts, and none means yes."""
        lines = [line for line in self.text.splitlines() if _key(line) == SYSTEM_SITE]
        return not lines or lines[-1].partition("=")[2].strip().lower() == "true"

    @property
    def prompt(self) -> str:
        """The text of its prompt, "" if it has none: the standard library writes the repr, other tools the text."""
        return unquoted(self.get(PROMPT))

    def changed(self, key: str, value: str) -> PyvenvCfg:
        """Return it with `value` for `key`, in the place of its first such line; every other line is kept."""
        lines: list[str] = []
        new = _line(key, value)
        for line in self.text.splitlines(keepends=True):
            if _key(line) != key:
                lines.append(line)
            elif new:
                lines.append(new)
                new = ""
        if new and lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        return PyvenvCfg("".join([*lines, new]))


def is_text(value: str) -> bool:
    """Return whether `value` is valid UTF-8: a Python does not start whose pyvenv.cfg is not."""
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def _key(line: str) -> str:
    key, equals, _ = line.partition("=")
    return key.strip().lower() if equals else ""


def _line(key: str, value: str) -> str:
    assert value.splitlines() in ([], [value]), key
    return f"{key} = {quoted(value) if key == PROMPT else value}\n"


def quoted(prompt: str) -> str:
    """Return the value by which readers get `prompt`: its repr where they would take away quotes or spaces of it."""
    if prompt == prompt.strip() and not prompt.startswith(QUOTES):
        return prompt
    quote = '"' if "'" in prompt and '"' not in prompt else "'"
    return quote + prompt.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote


def unquoted(value: str) -> str:
    """Return the prompt that `value` means: what is in its quotes, if it is a repr, else the value itself."""
    quote, inside = value[:1], value[1:-1]
    if quote not in QUOTES or len(value) < 2 or value[-1] != quote:
        return value
    parts = inside.split("\\\\")
    if any(quote in part.replace("\\" + quote, "") for part in parts):
        return value
    return "\\".join(part.replace("\\" + quote, quote) for part in parts)
