"""The recorded session of the README: what it shows exists, and nothing in it depends on the machine."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ElementTree

from envarium import vocabulary
from envarium.arguments import by_name

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def rows():
    """Return the lines that the picture shows, from the top."""
    tree = ElementTree.parse(os.path.join(ROOT, "docs/images/demo.svg"))
    texts = {}
    for text in tree.iter("{http://www.w3.org/2000/svg}text"):
        if "clip-path" in text.attrib:
            row = texts.setdefault(float(text.get("y")), [])
            row.append((float(text.get("x")), text.text.replace("\xa0", " ")))
    return ["".join(part for _, part in sorted(texts[y])) for y in sorted(texts)]


def test_what_is_typed_exists():
    """Each command that is typed is one of the vocabulary, and none failed."""
    typed = [line.partition("$")[2].split() for line in rows() if "$" in line]
    typed = [words for words in typed if words and words[0] != "cd"]
    assert len(typed) > 5
    for word, *arguments in typed:
        if word == "envarium":
            assert by_name(arguments[0])
        else:
            assert word in {
                w for c in (*vocabulary.COMMANDS, *vocabulary.SHELL_ONLY) for w in (*c.words, c.name)
            }
    assert not [line for line in rows() if re.match(r"envarium: |hint: |bash: |Traceback", line)]


def test_no_path_of_a_machine_is_shown():
    """Paths are below the home directory, or where every machine has them."""
    paths = re.findall(r"(?<![\w.~/-])/[\w./-]+", "\n".join(rows()))
    assert [path for path in paths if not path.startswith("/usr/bin/")] == []
