"""What the results say: a table of all runs, and where they differ from the base's."""

from __future__ import annotations

from cpython.explained import DIFFERENCES
from cpython.places import BASE, NAMES
from cpython.suite import MODULE

ABSENT = "absent"


def table(results):
    """A Markdown table: one row for each version and place."""
    rows = [
        "| Python | run in | modules | cases | failed | skipped | time |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for version, by_place in results.items():
        rows += [_row(version, place, by_place[place]) for place in NAMES if by_place.get(place)]
    return "\n".join(rows)


def _row(version, place, modules):
    ends = [end for module in modules.values() for case, end in module["cases"].items() if case != MODULE]
    seconds = sum(module["seconds"] for module in modules.values())
    counts = " | ".join(str(number) for number in (len(ends), ends.count("failed"), ends.count("skipped")))
    return f"| {version} | {place} | {len(modules)} | {counts} | {seconds:.0f} s |"


def differences(results):
    """Every case that ends otherwise than in the base: (case, there, here, reason or ""), and in which places."""
    found = {}
    for version, by_place in results.items():
        for place in NAMES[1:]:
            for module, here in by_place.get(place, {}).items():
                there = by_place.get(BASE, {}).get(module, here)
                for case, before, after in _compare(there["cases"], here["cases"]):
                    why = _reason(version, place, case, after)
                    name = case if case != MODULE else f"{module} {MODULE}"
                    found.setdefault((name, before, after, why), []).append(f"{version} {place}")
    return found


def _compare(there, here):
    """Yield each case that ends otherwise `here`: the module's own status alone, where no case was run."""
    known = {*there, *here} if len(here) > 1 else here
    changed = [case for case in sorted(known) if there.get(case, ABSENT) != here.get(case, ABSENT)]
    for case in changed:
        implied = case == MODULE and any(here.get(other) == "failed" for other in changed if other != MODULE)
        if not implied:
            yield case, there.get(case, ABSENT), here.get(case, ABSENT)


def _reason(version, place, case, ends):
    return next((known.why for known in DIFFERENCES if known.explains(version, place, case, ends)), "")


def not_compared(results):
    """Each module that has no result to compare, or no case that was run in the base."""
    for version, by_place in results.items():
        for module in sorted({module for modules in by_place.values() for module in modules}):
            ran_in = [place for place in NAMES if module in by_place.get(place, {})]
            if BASE not in ran_in or len(ran_in) == 1 or len(by_place[BASE][module]["cases"]) == 1:
                yield f"{version} {module}"
