"""The languages of the files of an environment, and how a path is quoted in each."""

from __future__ import annotations

import os

from envarium.store.names import HOOK_FILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Form = Callable[[str], str]

TEXT = "text"
SH = "sh"
FISH = "fish"
CSH = "csh"
POWERSHELL = "powershell"
NU = "nu"
PYTHON = "python"
JSON = "json"

UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-")
"""Characters that no language escapes, with quotes or without."""

LAX = UNRESERVED | frozenset("!$&'()*+,:;=@[]|~")
"""Characters that not all tools escape in the path of a URL (https://url.spec.whatwg.org/#path-state)."""

SUFFIXES = {
    ".sh": SH, ".bash": SH, ".zsh": SH, ".fish": FISH, ".csh": CSH, ".ps1": POWERSHELL, ".psm1": POWERSHELL, ".nu": NU,
    ".pth": PYTHON, ".py": PYTHON, ".pyi": PYTHON, ".pyw": PYTHON, ".xsh": PYTHON, ".json": JSON, ".ipynb": JSON,
}  # fmt: skip
SHELLS = ("sh", "bash", "dash", "ksh", "zsh")


def of(name: str, content: bytes) -> str:
    """Return the language of the file `name` with `content`."""
    stem, dot, suffix = name.rpartition(".")
    language = SUFFIXES.get(dot + suffix) if stem else None
    if language:
        return language
    if name == "activate" or name in HOOK_FILES:
        return SH
    if content[:2] != b"#!":
        return TEXT
    arguments = os.fsdecode(content[2:256].partition(b"\n")[0]).split()
    programs = [os.path.basename(argument) for argument in arguments[:2]]
    if any(one.startswith(("python", "pypy")) for one in programs) or b"\n'''exec' " in content[:64]:
        return PYTHON
    return SH if any(one in SHELLS for one in programs) else FISH if "fish" in programs else TEXT


def is_simple(text: str) -> bool:
    """Return whether `text` is the same in all languages."""
    return UNRESERVED.issuperset(text)


def raw(text: str) -> str:
    """Return `text` as it is."""
    return text


def url(text: str) -> str:
    """Return the path `text` in a URL (RFC 3986, 2.1)."""
    return _percent(text, UNRESERVED)


def lax_url(text: str) -> str:
    """Return the path `text` in a URL with only the necessary escapes."""
    return _percent(text, LAX)


def _percent(text: str, safe: frozenset[str]) -> str:
    return "".join([chr(b) if chr(b) in safe else f"%{b:02X}" for b in os.fsencode(text)])


def json(text: str) -> str:
    """Return `text` inside a string of JSON, in ASCII."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if escaped.isascii():
        return escaped
    return "".join([c if c < "\x7f" else _units(c) for c in escaped])


def _units(character: str) -> str:
    """Return a character as JSON escapes it: by its UTF-16 units (RFC 8259, 7)."""
    both = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(["\\u" + both[at : at + 4] for at in range(0, len(both), 4)])


def escaping(special: str) -> Form:
    """Return the form that puts a backslash before each character of `special`."""
    return lambda text: "".join(["\\" + c if c in special else c for c in text])


def replacing(*pairs: tuple[str, str]) -> Form:
    """Return the form that replaces the first of each pair, a character, by the second."""
    table = dict(pairs)
    return lambda text: "".join([table.get(c, c) for c in text])


def quoted(form: Form) -> Form:
    """Return the form that puts the result of `form` into single quotes."""
    return lambda text: "'" + form(text) + "'"


def python_repr(text: str) -> str:
    """Return `text` inside the literal that repr makes."""
    return repr(text)[1:-1]


def python_ascii(text: str) -> str:
    """Return `text` inside the literal that ascii makes."""
    return ascii(text)[1:-1]


sh_closed = replacing(("'", "'\\''"))
sh_double = replacing(("'", "'\"'\"'"))
sh_and_python = replacing(("'", "'\"'\"'"), ("\\", "'\"\\\\\"'"))
"""Inside single quotes, for a line that is both sh and Python."""

in_double = escaping('$`"\\')
fish_single = escaping("\\'")
csh_single = replacing(("'", "'\\''"), ("!", "\\!"))

powershell_single = replacing(("'", "''"))
in_fish_double = escaping('$"\\')

IN_SHELLS = (
    raw, sh_closed, sh_double, sh_and_python, in_double, fish_single, in_fish_double, csh_single, powershell_single,
    json,
)  # fmt: skip
"""The forms of all shells: not every tool quotes by the rules of the shell that it writes for."""

SPELLINGS: dict[str, tuple[Form, ...]] = {
    **dict.fromkeys((SH, FISH, CSH, POWERSHELL, NU), IN_SHELLS),
    TEXT: (raw,),
    PYTHON: (raw, python_repr, python_ascii, fish_single, escaping('\\"'), escaping("\\'\"")),
    JSON: (raw, json, escaping('\\"')),
}
"""The forms in which a path may occur in a file of a language."""

QUOTED: dict[str, tuple[Form, Form, Form]] = {
    TEXT: (raw, raw, raw),
    SH: (sh_closed, in_double, quoted(sh_closed)),
    FISH: (fish_single, in_fish_double, quoted(fish_single)),
    CSH: (csh_single, lambda text: f"\"'{csh_single(text)}'\"", quoted(csh_single)),
    POWERSHELL: (
        powershell_single,
        replacing(("$", "`$"), ('"', '`"'), ("`", "``")),
        quoted(powershell_single),
    ),
    NU: (raw, json, lambda text: f'"{json(text)}"'),
    PYTHON: (escaping("\\'"), escaping('\\"'), raw),
    JSON: (json, json, json),
}
"""The form in which a path is written: inside single quotes, inside double quotes, and outside of both."""


def spelling(text: str, language: str, before: bytes) -> str:
    """Return `text` as it is written in `language` after `before`, the line up to that point."""
    single, double, bare = QUOTED[language]
    if before.lstrip()[:1] == b"#":
        return text
    quote = _open_quote(before, escapes_in_single=language in (PYTHON, FISH))
    return (single if quote == "'" else double if quote == '"' else bare)(text)


def _open_quote(line: bytes, *, escapes_in_single: bool) -> str:
    """Return the quote that is open at the end of `line`, "" if none is."""
    quote = ""
    characters = iter(os.fsdecode(line))
    for character in characters:
        if character == "\\" and (quote != "'" or escapes_in_single):
            next(characters, "")
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
    return quote
