"""The pages of the documentation: each is in the site's navigation, and every link leads somewhere."""

from __future__ import annotations

import os
import re

import pytest

import page_blocks

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def markdown():
    """Return the pages below docs/, and the ones that GitHub shows, as paths in the checkout."""
    return [*page_blocks.pages(), "CONTRIBUTING.md", "changelog.d/README.md"]


def prose(path):
    """Return the text of a page without its blocks and spans of code."""
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        text = re.sub(r"^ *(`{3,})(?s:.*?)^ *\1`*$", "", file.read(), flags=re.MULTILINE)
    return re.sub(r"`[^`\n]*`", "code", text)


def anchors(path):
    """Return the names by which GitHub links to the headings of a page."""
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        text = re.sub(r"^ *(`{3,})(?s:.*?)^ *\1`*$", "", file.read(), flags=re.MULTILINE)
    heads = re.findall(r"^#+ +(.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links(path):
    """Return where the links and pictures of a page lead, those to other sites left out."""
    text = prose(path)
    found = re.findall(r"\]\(([^)\s]+)[^)]*\)", text) + re.findall(r"(?:src|href)=\"([^\"]+)\"", text)
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def test_every_page_is_in_the_navigation():
    """The navigation of mkdocs.yml names each page below docs/ once, and no other."""
    with open(os.path.join(ROOT, "mkdocs.yml"), encoding="utf-8") as file:
        listed = re.findall(r"\S+\.md\b", file.read().partition("\nnav:\n")[2])
    pages = [path.removeprefix("docs/") for path in markdown() if path.startswith("docs/")]
    assert sorted(listed) == pages


@pytest.mark.parametrize("path", markdown())
def test_every_link_leads_somewhere(path):
    """The file that a link names exists, and so does the heading behind its #."""
    wrong = []
    for link in links(path):
        file, _, anchor = link.partition("#")
        target = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
        if not os.path.exists(os.path.join(ROOT, target)) or (anchor and anchor not in anchors(target)):
            wrong.append(link)
    assert not wrong


def test_links_are_found():
    """A page that is known to contain links is read as one."""
    assert "../how-to/install-and-set-up.md" in links("docs/tutorial/first-steps.md")
    assert "what-has-run-where" in anchors("docs/explanation/reliability.md")


def test_every_page_begins_with_its_title():
    """The first heading of a page below docs/ is its only one of the first level."""
    for path in markdown():
        heads = re.findall(r"^# .+$", prose(path), re.MULTILINE)
        assert len(heads) == 1, path
