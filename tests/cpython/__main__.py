"""CPython's own tests in environments of each strategy, compared with what they say in the base.

Results are in build/test-cpython/VERSION.json, module by module; `--resume` runs only what is missing there.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile

from cpython import bases, places, report, suite

RESULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build", "test-cpython")


def main():
    """Run what was asked for, print what there is, and return the exit code."""
    options = _options()
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a background job ignores it, and so would the tests
    there = {version: path for version, path in bases.found().items() if _wanted(version, options.only)}
    if not there:
        print("no CPython of this machine carries its tests", file=sys.stderr)
        return 1
    for version, python in there.items():
        if not options.report:
            _run(version, python, options)
    results = {version: _read(version) for version in there}
    print(report.table(results))
    return _tell(report.differences(results), results)


def _options():
    parser = argparse.ArgumentParser(prog="python -m cpython", description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", metavar="VERSION", help="3.12, say; may be repeated")
    parser.add_argument("--module", action="append", choices=suite.MODULES, help="may be repeated")
    parser.add_argument("--place", action="append", choices=places.NAMES, help="may be repeated")
    parser.add_argument("--resume", action="store_true", help="run only what has no result yet")
    parser.add_argument("--report", action="store_true", help="run nothing, print what is known")
    return parser.parse_args()


def _wanted(version, asked):
    return not asked or any(f"{version}.".startswith(f"{one}.") for one in asked)


def _run(version, python, options):
    """Run what is asked for with the interpreter `python`, or a copy of it, and keep each result at once."""
    results = _read(version)
    todo = [
        (place, module)
        for place in options.place or places.NAMES
        for module in options.module or suite.MODULES
        if not (options.resume and module in results.get(place, {}))
    ]
    if not todo:
        return
    with tempfile.TemporaryDirectory(prefix="v", dir=os.path.realpath(tempfile.gettempdir())) as root:
        base, made = bases.copy(python, root + "/base"), {}
        for place, module in todo:
            if place not in made:
                made[place] = places.make(place, base, root)
            result = results.setdefault(place, {})[module] = suite.run(made[place], module)
            _write(version, results)
            print(f"{version} {place} {module}: {_summary(result)}", file=sys.stderr, flush=True)


def _summary(result):
    ends = list(result["cases"].values())
    return f"{len(ends) - 1} cases, {ends.count('failed')} failed, {result['seconds']} s"


def _read(version):
    try:
        with open(f"{RESULTS}/{version}.json", encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def _write(version, results):
    os.makedirs(RESULTS, exist_ok=True)
    with open(f"{RESULTS}/.{version}", "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1)
    os.replace(f"{RESULTS}/.{version}", f"{RESULTS}/{version}.json")


def _tell(differences, results):
    """Print where an environment differs from its base; 1 if that is not explained, or nothing was compared."""
    print(f"\n{len(differences)} cases differ from the base" + (":" if differences else "."))
    for (case, before, after, why), where in differences.items():
        print(f"- `{case}`: {before} → {after} in {', '.join(where)}: {why or 'NOT EXPLAINED'}")
    lost = list(report.not_compared(results))
    for line in lost:
        print(f"- {line}: nothing to compare")
    return 1 if lost or not all(why for *_, why in differences) else 0


if __name__ == "__main__":
    sys.exit(main())
