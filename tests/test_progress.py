"""Long commands show their progress on a terminal, and erase it at the end."""

from __future__ import annotations

import os
import re

from screens import printed
from trees import plant

EARLY = "from envarium.printing import status_line; status_line.FIRST = status_line.PAUSE = 0.001; "
"""Shows the line from the first millisecond on, so that no test has to take long."""


def test_watch(tool, store):
    """Copies count their files, the line is erased at the end, and pipes and plain terminals get none."""
    folder = plant(store.path("one")) + "/share"
    os.mkdir(folder)
    for number in range(500):
        with open(f"{folder}/{number}", "w", encoding="utf-8") as file:
            file.write("x")
    for words in (("copy", "one", "two{}"), ("snapshot", "one", "s{}"), ("rename", "two{}", "n{}")):
        found = []
        for way, variables in enumerate(({}, {"TERM": "dumb"}, {"ENVARIUM_PLAIN": "1"})):
            call = [word.format(way) for word in words]
            found.append(printed(tool, *call, before=EARLY, **variables))
        before, _, after = found[0].rpartition("\r\x1b[K")
        assert re.search(r"ing (one|two0): \d+ files$", before), words
        assert "\x1b" not in "".join([after, *found[1:]])


def test_status_line(tool, store):
    """Counts of environments are shown, and erased at the end."""
    for number in range(30):
        plant(store.path(f"e{number}"))
    early = "from envarium.printing import status_line; status_line.PAUSE = 0.0; "
    for words, text in ((("doctor",), "checked 30 of 30"), (("usage",), "measuring 30 of 30")):
        before, _, after = printed(tool, *words, before=early).rpartition("\r\x1b[K")
        assert text in before
        assert " of 30" not in after


def test_amounts(tool, store, tmp_path):
    """Packing shows how many bytes are done, and of how many."""
    tool.done("create", "p", "--no-pip")
    early = "from envarium.printing import status_line; status_line.PAUSE = 0.0; "
    for target in ("p.tar.gz", "all/"):
        words = ("pack", "p", "--no-python", "-o", f"{tmp_path}/{target}")
        before, _, after = printed(tool, *words, before=early).rpartition("\r\x1b[K")
        assert re.search(r"packing p: \d+ KiB of \d+ KiB", before)
        assert after.startswith("packed ")


def test_a_report_takes_the_place_of_the_line(tool):
    """What goes wrong meanwhile is printed on a line of its own."""
    before = "import sys; from envarium import output; from envarium.printing.status_line import StatusLine; "
    before += "line = StatusLine(); line.now('copying'); output.report('the disk is slow'); line.clear(); sys.exit(); "
    text = printed(tool, before=before)
    assert text == "\r\x1b[Kcopying\r\x1b[Kenvarium: the disk is slow\n\r\x1b[K"
