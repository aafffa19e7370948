"""What is made from the vocabulary is what the vocabulary says now."""

from __future__ import annotations

import os
import subprocess

import pytest

from envarium import vocabulary
from envarium.shells import integration

TOOLS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools")


@pytest.fixture
def generate(monkeypatch):
    """The generator, as its script imports it."""
    monkeypatch.syspath_prepend(TOOLS)
    import generate

    return generate


def test_nothing_is_stale(generate, capsys):
    """The files in the checkout are those that make generate would write."""
    assert generate.main(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_file_is_named_and_mended(generate, tmp_path, monkeypatch, capsys):
    """A file that differs is named by --check, left alone by it, and written without it."""
    for path, text in generate.made().items():
        copy = tmp_path / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
    monkeypatch.setattr(generate, "ROOT", str(tmp_path))
    page = tmp_path / "docs/reference/commands.md"
    script = tmp_path / "shell/envarium.sh"
    right = page.read_text(encoding="utf-8"), script.read_text(encoding="utf-8")
    page.unlink()
    script.write_text(right[1].replace("function lsvenv ", "function lsvenvs "), encoding="utf-8")
    assert generate.main(["--check"]) == 1
    named = capsys.readouterr().err
    assert [line.split()[0] for line in named.splitlines()] == [
        "docs/reference/commands.md",
        "shell/envarium.sh",
    ]
    assert not page.exists()
    assert generate.main([]) == 0
    assert (page.read_text(encoding="utf-8"), script.read_text(encoding="utf-8")) == right
    assert generate.main(["--check"]) == 0


def test_a_lost_mark_is_an_error(generate):
    """A file without its marks is not silently left as it is."""
    with pytest.raises(ValueError, match="words"):
        generate.replaced("# >>> words\n", "words", "")


def test_other_arguments_are_refused(generate, capsys):
    """The script takes --check and nothing else."""
    assert generate.main(["--chekc"]) == 2
    assert capsys.readouterr().err


def cells(section):
    """Return the words in the first column of the table in `section`, commas apart."""
    rows = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
    return [word.rstrip(",") for row in rows for word in row.split()]


def test_every_command_is_on_its_page(generate):
    """The page has a section for each command, which shows its usage under every name, and each of its flags."""
    page = generate.made()["docs/reference/commands.md"]
    sections = {part.partition("\n")[0]: part for part in page.split("\n### ")[1:]}
    assert set(sections) == {command.name for command in vocabulary.COMMANDS}
    for command in vocabulary.COMMANDS:
        section = sections[command.name]
        usage = [line.split()[:2] for line in section.split("```")[1].strip().splitlines()]
        assert ["envarium", command.name] in usage
        assert {line[0] for line in usage} == {"envarium", *command.words}
        for word in (*command.options, *command.switches):
            assert set(word.flags) <= set(cells(section)), (command.name, word.flags)


def test_every_command_is_in_the_manual(generate):
    """The man page has an entry for each command, whose text names each of its flags."""
    manual = generate.made()["docs/reference/envarium.1"].replace("\\-", "-")
    for command in vocabulary.COMMANDS:
        (entry,) = [
            part
            for part in manual.split("\n.SS ")
            if part.partition("\n")[0].split()[:2] == ["envarium", command.name]
        ]
        for flag in (flag for word in (*command.options, *command.switches) for flag in word.flags):
            assert flag in entry.replace(",", " ").split(), (command.name, flag)


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_aliases_of_the_words_do_not_break_loading(name, clean_environment):
    """Every word becomes a function, whatever the user has made an alias of it."""
    words = [word for command in vocabulary.COMMANDS for word in command.words]
    aliases = "shopt -s expand_aliases\n" * (name == "bash") + "".join(
        f"alias {word}='ls -l'\n" for word in words
    )
    script = aliases + "\n".join(
        (*integration.loader(name), f"unalias {' '.join(words)}", f"typeset -f {' '.join(words)}")
    )
    plain = {"bash": ["bash", "--norc"], "zsh": ["zsh", "-f"]}[name]
    result = subprocess.run(
        [*plain, "-c", script], env=clean_environment, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert [
        line.split()[0] for line in result.stdout.splitlines() if line.rstrip(" {").endswith("()")
    ] == words
