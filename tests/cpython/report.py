"""What the results say: a table of all runs, and where they differ from the base's."""

from __future__ import annotations

from cpython.explained import DIFFERENCES
from cpython.places import BASE, NAMES

ABSENT = "absent"


def table(results):
    """A Markdown table: one row for each version and place."""
    rows = [
        "| Python | run in | modules | cases run | failed | skipped | time |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for version, by_place in results.items():
        rows += [_row(version, place, by_place[place]) for place in NAMES if by_place.get(place)]
    return "\n".join(rows)


def _row(version, place, modules):
    ends = [end for module in modules.values() for case, end in module["cases"].items() if case[0] != "("]
    seconds = sum(module["seconds"] for module in modules.values())
    counts = " | ".join(str(number) for number in (len(ends), ends.count("failed"), ends.count("skipped")))
    return f"| {version} | {place} | {len(modules)} | {counts} | {seconds:.0f} s |"


def differences(results):
    """Every case that ends otherwise than in the base: version, place, module, case, there, here, the reason."""
    found = []
    for version, by_place in results.items():
        for place in NAMES[1:]:
            for module, here in by_place.get(place, {}).items():
                if module in by_place.get(BASE, {}):
                    there = by_place[BASE][module]
                    found += _compare((version, place, module), there["cases"], here["cases"])
    return found


def _compare(where, there, here):
    version, place, _ = where
    for case in sorted({*there, *here} if len(here) > 1 else here):  # one line, where it could not even begin
        before, after = there.get(case, ABSENT), here.get(case, ABSENT)
        if before != after:
            yield (*where, case, before, after, _reason(version, place, case, after))


def _reason(version, place, case, ends):
    return next((known.why for known in DIFFERENCES if known.explains(version, place, case, ends)), "")


def not_compared(results):
    """Each module that has no result to compare, or no case that was run in the base."""
    for version, by_place in results.items():
        for module in sorted({module for modules in by_place.values() for module in modules}):
            ran_in = [place for place in NAMES if module in by_place.get(place, {})]
            if BASE not in ran_in or len(ran_in) == 1 or len(by_place[BASE][module]["cases"]) == 1:
                yield f"{version} {module}"
