"""Whether the machine should do work that nobody waits for, from what the kernel shows: no program is started."""

from __future__ import annotations

import os

from envarium.files import reading

SUPPLIES = "/sys/class/power_supply"
"""A directory for each power supply (https://docs.kernel.org/power/power_supply_class.html).

macOS has none, and does not tell programs in files whether it runs on its battery: it counts as plugged in.
"""

EXTERNAL = ("Mains", "USB")


def objection(supplies: str = SUPPLIES) -> str:
    """Return why such work should be left out now, "" if it need not be."""
    load, processors = _load(), os.cpu_count() or 1
    if load > processors:
        return f"the load average is {load:.1f}, with {processors} processors"
    return "the machine runs on battery power" if _is_on_battery(supplies) else ""


def _load() -> float:
    """Return the load average of the last minute; 0 where it is not known, as in a root without /proc."""
    try:
        return os.getloadavg()[0]
    except OSError:
        return 0.0


def _is_on_battery(supplies: str) -> bool:
    """Return whether no external supply is online although there is one, or else a battery is discharged.

    A USB port may supply other devices, so that only one that is online counts; batteries of such devices do not count.
    Reading the state of a battery may take milliseconds, and is the last resort.
    """
    kinds = {
        f"{supplies}/{name}": _attribute(f"{supplies}/{name}", "type") for name in reading.names(supplies)
    }
    external = [path for path, kind in kinds.items() if kind in EXTERNAL]
    if any(_attribute(path, "online") not in ("", "0") for path in external):
        return False
    batteries = [path for path, kind in kinds.items() if kind == "Battery"]
    return "Mains" in kinds.values() or any(map(_is_discharged, batteries))


def _is_discharged(battery: str) -> bool:
    return _attribute(battery, "scope") != "Device" and _attribute(battery, "status") == "Discharging"


def _attribute(supply: str, name: str) -> str:
    return reading.text(f"{supply}/{name}").strip()
