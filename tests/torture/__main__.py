"""Everything that can go wrong, for ten minutes at most; prints the figures, and fails if anything is lost."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time

from tool import Tool
from torture import acts, archives, crash, filesystems, hostile, races

PARTS = ("crash", "races", "hostile", "archives", "filesystems")


def main():
    """Run the parts asked for, print what came of each, and return the exit code."""
    options = _options()
    tool = os.path.join(os.path.dirname(sys.executable), "envarium")
    start, wrong = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        folder = os.path.realpath(folder)
        for part in options.part or PARTS:
            wrong += globals()["_" + part](folder, _environment(folder), tool, options)
    print(f"\n{time.monotonic() - start:.0f} s in all.", "Nothing was lost." if not wrong else "")
    for one in wrong:
        print("-", one)
    return 1 if wrong else 0


def _options():
    parser = argparse.ArgumentParser(prog="python -m torture", description=__doc__)
    parser.add_argument("--part", action="append", choices=PARTS, help="may be repeated")
    parser.add_argument(
        "--act", action="append", default=[], help="of the crashes, this alone; may be repeated"
    )
    parser.add_argument("--coarse", type=int, default=1, help="of the crashes, every so many points")
    parser.add_argument("--crash-seconds", type=float, default=440)
    parser.add_argument("--race-seconds", type=float, default=60)
    parser.add_argument("--hostile-seconds", type=float, default=40)
    parser.add_argument("--archive-seconds", type=float, default=30)
    return parser.parse_args()


def _environment(folder):
    """Return the variables of a person who has nothing but a home."""
    return {
        "HOME": folder, "PATH": os.defpath, "LC_ALL": "C.UTF-8",
        "PYENV_ROOT": os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv"),
    }  # fmt: skip


def _say(text):
    print(text, flush=True)


def _crash(folder, environment, tool, options):
    """Inject each fault at the calls of every act."""
    workers = os.cpu_count() or 1
    tallies = crash.run(workers, options.crash_seconds, coarse=options.coarse, titles=options.act)
    _say(f"{'act':24} {'SIGKILL':>8} {'errors':>8} {'SIGINT':>8}")
    wrong = []
    for act in acts.ACTS:
        if act.absent:
            _say(f"{act.title:24} skipped: {act.absent}")
            continue
        kinds = [
            ("SIGKILL",),
            tuple(fault.name for fault in crash.calls.ERRORS if fault.name != "SIGINT"),
            ("SIGINT",),
        ]
        cells = [
            sum(tallies[act.title, name].points for name in names if (act.title, name) in tallies)
            for names in kinds
        ]
        whole = all(tally.complete for (title, _), tally in tallies.items() if title == act.title)
        _say(
            f"{act.title:24} {cells[0]:8} {cells[1]:8} {cells[2]:8}{'' if whole else '  (not all: the time was up)'}"
        )
    killed = sum(tally.points for (_, name), tally in tallies.items() if name == "SIGKILL")
    faults = sum(tally.points for tally in tallies.values()) - killed
    started, cleared = (
        sum(getattr(tally, name) for tally in tallies.values()) for name in ("started", "cleared")
    )
    _say(
        f"killed at {killed} points, {faults} faults injected; "
        f"{started} environments started, leftovers cleared {cleared} times"
    )
    for tally in tallies.values():
        wrong += tally.defects
    return wrong


def _races(folder, environment, tool, options):
    """Let many shells do the same things at once."""
    counts = races.run(folder, environment, tool, options.race_seconds)
    _say(
        f"races: {races.SHELLS} shells for {options.race_seconds:.0f} s, {sum(counts.words.values())} words "
        f"({', '.join(f'{word} {often}' for word, often in counts.words.most_common())}), {counts.lost} refused; "
        f"{counts.created} environments made, {counts.looks} looked at meanwhile"
    )
    rounds = 10
    wins = races.one_winner(folder, environment, tool, rounds)
    wrong = counts.defects + [
        f"round {turn} was won {often} times" for turn, often in wins.items() if often != 1
    ]
    cold, images = races.seed_once(folder, environment, tool)
    _say(
        f"one name wanted by {races.SHELLS} at once, {rounds} times; "
        f"pip wanted by {races.SHELLS} from cold: built {images} time(s)"
    )
    return wrong + cold + ([f"pip was built {images} times"] if images != 1 else [])


def _hostile(folder, environment, tool, options):
    """Put hostile text wherever it fits."""
    if not hostile.sees_canaries(folder, environment):
        return ["the canary cannot be seen"]
    place = folder + "/hostile"
    os.mkdir(place)
    try:
        tried = hostile.run(place, environment, tool, options.hostile_seconds)
    except AssertionError as error:
        return [f"hostile: {error}"]
    _say(
        f"{tried} hostile names, prompts, project paths, pyvenv.cfg files and words tried "
        "in bash, zsh and fish; none was run"
    )
    return []


def _archives(folder, environment, tool, options):
    """Unpack hostile and damaged archives."""
    place = folder + "/archives"
    os.mkdir(place)
    try:
        tried = archives.run(place, options.archive_seconds)
    except AssertionError as error:
        return [f"archives: {error}"]
    _say(f"{tried} hostile and damaged archives unpacked; each was refused, or was as it had been packed")
    return []


def _filesystems(folder, environment, tool, options):
    """Run the story on every kind of file system that can be mounted here."""
    wrong, call = [], Tool(environment)
    for kind in filesystems.KINDS:
        try:
            with filesystems.mounted(kind, folder) as root:
                found, refused = filesystems.story(call, kind, root)
                number = ""
                if kind.name == filesystems.SMALL:
                    more, made = filesystems.until_full(call, root)
                    found, number = found + more, f"; {made} environments until it was full"
        except filesystems.Unavailable as reason:
            _say(f"{kind.name}: not tried: {reason}")
            continue
        wrong += [f"{kind.name}: {one}" for one in found]
        _say(f"{kind.name}: {'; '.join(refused) or 'everything works'}{number}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
