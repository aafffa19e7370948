"""Write what is generated from the vocabulary: wrappers, completions, reference. With --check, only compare.

Some files are generated as a whole (`made`); in others, the lines between `# >>> NAME` and `# <<< NAME` are replaced.
"""

from __future__ import annotations

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT + "/src")

import json_page  # noqa: E402 - it is beside this file, which sys.path has only when it is a script
import reference  # noqa: E402 - it imports the checkout's package, which sys.path has only now
import words_bash  # noqa: E402 - likewise
import words_fish  # noqa: E402 - likewise
import words_nu  # noqa: E402 - likewise
import words_xonsh  # noqa: E402 - likewise
import words_zsh  # noqa: E402 - likewise


def sections() -> dict[str, dict[str, str]]:
    """Return the text of the marked sections: path to section to text."""
    return {
        "shell/envarium.sh": {"words": words_bash.wrappers(), "completion": words_bash.stub()},
        "shell/envarium.fish": {
            "words": words_fish.wrappers(),
            "completion": words_fish.stub(),
        },
        "shell/envarium.nu": {"activation": words_nu.activation(), "words": words_nu.wrappers()},
        "shell/envarium.xsh": {"words": words_xonsh.tables()},
        "shell/completions/envarium.bash": {"words": words_bash.tables()},
        "shell/completions/_envarium": {"words": words_zsh.tables()},
        "shell/completions/envarium-words.fish": {"words": words_fish.tables()},
    }


def made() -> dict[str, str]:
    """Return every file with the text that it should have: path below the checkout to text."""
    files = {
        "docs/reference/commands.md": reference.commands(),
        "docs/reference/environment.md": reference.environment(),
        "docs/reference/settings.md": reference.settings_page(),
        "docs/reference/json.md": json_page.page(reference.MADE),
        "docs/reference/hooks.md": reference.hooks(),
        "docs/reference/exit-codes.md": reference.exit_codes_page(),
        "docs/reference/files.md": reference.files_page(),
        "docs/reference/shell-commands.md": reference.words_page(),
        "docs/reference/envarium.1": reference.manual(),
        **words_fish.finders(),
    }
    for path, parts in sections().items():
        text = current(path)
        for name, part in parts.items():
            text = replaced(text, name, part)
        files[path] = text
    path = "shell/completions/_envarium"
    files[path] = words_zsh.compdef() + files[path].partition("\n")[2]
    return files


def replaced(text: str, name: str, part: str) -> str:
    """Return `text` with `part` as the section `name`. Raises ValueError if the section is not marked."""
    before, begin, rest = text.partition(f"# >>> {name}\n")
    _, end, after = rest.partition(f"# <<< {name}\n")
    if not begin or not end:
        raise ValueError(f"the section {name} is not marked")
    return before + begin + part + end + after


def current(path: str) -> str:
    """Return the present text of the file at `path` below the checkout, "" if there is none."""
    try:
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def stale() -> dict[str, str]:
    """Return the files that are out of date, with the text that they should have."""
    return {path: text for path, text in made().items() if text != current(path)}


def main(arguments: list[str]) -> int:
    """Write the files that are out of date, or only name them; return the exit code."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: generate.py [--check]\n")
        return 2
    outdated = stale()
    for path, text in outdated.items():
        if arguments:
            sys.stderr.write(f"{path} is out of date: run make generate\n")
            continue
        with open(os.path.join(ROOT, path), "w", encoding="utf-8") as file:
            file.write(text)
        sys.stdout.write(f"wrote {path}\n")
    return 1 if arguments and outdated else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
