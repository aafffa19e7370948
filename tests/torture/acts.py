"""What is done while something goes wrong: one entry for each act that changes a store."""

from __future__ import annotations

import importlib.util

from envarium.arguments import by_name


class Act:
    """One call, `words` (of a shell word, the shell first), on the store of a ground, and what it may change.

    It `adds` names, `takes` some away, `remakes` some whose old contents go to the trash or become a snapshot, `mends`
    some in place, `moves` some to other names (old to new), brings some back from the trash, under their names
    (`restores`) or others (`revives`), or `empties` the trash.
    It is done `without` those parts of what envarium keeps for itself. An error is injected at every `step`th call,
    a kill at every `stride`th, which is every one unless a single run takes long.
    """

    __slots__ = (
        "adds",
        "empties",
        "mends",
        "moves",
        "remakes",
        "restores",
        "revives",
        "step",
        "stride",
        "takes",
        "title",
        "without",
        "words",
    )

    def __init__(self, title, words, *, step=1, stride=1, without=(), **changes):
        self.title = title
        self.words = words
        self.step = step
        self.stride = stride
        self.without = without
        self.adds = changes.pop("adds", ())
        self.takes = changes.pop("takes", ())
        self.remakes = changes.pop("remakes", ())
        self.mends = changes.pop("mends", ())
        self.moves = changes.pop("moves", {})
        self.revives = changes.pop("revives", {})
        self.restores = changes.pop("restores", ())
        self.empties = changes.pop("empties", False)
        assert not changes, changes

    @property
    def verb(self):
        return self.words[1] if self.words[0] in ("bash", "zsh", "fish") else self.words[0]

    @property
    def absent(self):
        """Return why it cannot be done, "" if it can."""
        command = by_name(self.verb)
        there = command and importlib.util.find_spec("envarium.commands." + command.module)
        return "" if there else f"there is no {self.verb} yet"

    @property
    def new(self):
        """Return the names that may be listed afterwards with other contents than before."""
        return {
            *self.adds,
            *self.remakes,
            *self.mends,
            *self.moves.values(),
            *self.revives.values(),
            *self.restores,
        }


ACTS = (
    Act("rmvenv", ("bash", "rmvenv", "web", "linked"), takes=("web", "linked")),
    Act("restore", ("restore", "old"), restores=("old",)),
    Act("restore, a link", ("restore", "away"), restores=("away",)),
    Act("restore, another name", ("restore", "old", "back"), revives={"old": "back"}, step=6),
    Act("trash --empty", ("trash", "--empty"), empties=True, step=4),
    Act("mkvenv --no-pip", ("zsh", "mkvenv", "--no-pip", "-a", "project", "new"), adds=("new",), step=4),
    Act("mkvenv --clear", ("fish", "mkvenv", "--clear", "--no-pip", "data"), remakes=("data",), step=4),
    Act("mkvenv", ("bash", "mkvenv", "new"), adds=("new",), step=4),
    Act("mvvenv", ("zsh", "mvvenv", "data", "moved"), moves={"data": "moved"}, step=6),
    Act("cpvenv", ("bash", "cpvenv", "data", "copied"), adds=("copied",), step=6),
    Act("snapshot", ("snapshot", "data", "label"), step=4),
    Act("rollback", ("rollback", "data"), remakes=("data",), step=12),
    Act("dedupe", ("dedupe", "--hardlink"), mends=("data", "web"), step=31, stride=5),
    Act("repair", ("repair", "hurt"), mends=("hurt",), step=31),
    Act("mkvenv, pip linked", ("bash", "mkvenv", "new"), adds=("new",), without=("reserve",), step=19),
    Act(
        "mkvenv, pip unpacked",
        ("bash", "mkvenv", "new"),
        adds=("new",),
        without=("reserve", "seeds"),
        step=2999,
        stride=401,
    ),
)
"""The table, the quick ones first."""

LONG = ("repair", "mkvenv, pip linked", "mkvenv, pip unpacked")
"""The titles of those that make more than a thousand calls; they come last."""


def named(title):
    """Return the act with that title."""
    return next(act for act in ACTS if act.title == title)
