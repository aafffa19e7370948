"""No tree is built on battery power or while the machine is busy."""

from __future__ import annotations

import os

import pytest

from envarium.creator import reserve
from envarium.files import idleness
from reserved import configure, wait


def test_not_while_the_machine_is_busy(there, request_, home, tmp_path, monkeypatch):
    """By default nothing is started for the tree while the machine is busy or runs on battery power."""
    configure(home, "")
    monkeypatch.setattr(idleness.objection, "__defaults__", (str(tmp_path / "supplies"),))
    monkeypatch.setattr(os, "getloadavg", lambda: (os.cpu_count() + 0.1, 0.0, 0.0))
    with monkeypatch.context() as forbidden:
        forbidden.delattr(os, "fork")
        reserve.replenish(there, request_)
        supply(tmp_path / "supplies/AC", type="Mains", online="0")
        forbidden.setattr(os, "getloadavg", lambda: (0.0, 0.0, 0.0))
        reserve.replenish(there, request_)
    supply(tmp_path / "supplies/AC", online="1")
    monkeypatch.setattr(os, "getloadavg", lambda: (os.cpu_count() + 0.0, 0.0, 0.0))
    reserve.replenish(there, request_)
    assert wait(there) == [request_.reserve]


def supply(path, **attributes):
    """Write what the kernel shows of a power supply."""
    path.mkdir(parents=True, exist_ok=True)
    for name, value in attributes.items():
        (path / name).write_text(value + "\n")


POWER = {
    "nothing": ({}, False),
    "plugged in": ({"AC": ("Mains", "1"), "BAT0": ("Battery", "Not charging")}, False),
    "unplugged": ({"AC": ("Mains", "0"), "BAT0": ("Battery", "Discharging")}, True),
    "unplugged, and the battery tells nothing": (
        {"AC": ("Mains", "0"), "BAT0": ("Battery", "Unknown")},
        True,
    ),
    "only a battery": ({"BAT0": ("Battery", "Discharging")}, True),
    "the second battery": ({"BAT0": ("Battery", "Full"), "BAT1": ("Battery", "Discharging")}, True),
    "charged by USB": ({"AC": ("Mains", "0"), "usb": ("USB", "1"), "BAT0": ("Battery", "Charging")}, False),
    "a USB port that supplies others": ({"usb": ("USB", "0"), "BAT0": ("Battery", "Full")}, False),
    "a mouse": ({"hid": ("Battery", "Discharging", "Device")}, False),
    "a mouse of a laptop": ({"hid": ("Battery", "Discharging", "Device"), "AC": ("Mains", "0")}, True),
}


@pytest.mark.parametrize("label", POWER)
def test_battery_power(label, tmp_path, monkeypatch):
    """Whether the machine runs on battery power is read from the files of the kernel."""
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    supplies, is_on_battery = POWER[label]
    for name, (kind, state, *scope) in supplies.items():
        values = {"type": kind, ("status" if kind == "Battery" else "online"): state}
        supply(tmp_path / name, **values, **({"scope": scope[0]} if scope else {}))
    assert bool(idleness.objection(str(tmp_path))) == is_on_battery


def test_an_unknown_load(tmp_path, monkeypatch):
    """Without /proc the load is not known, and nothing fails for that."""

    def unobtainable():
        raise OSError("Load averages are unobtainable")

    monkeypatch.setattr(os, "getloadavg", unobtainable)
    assert idleness.objection(str(tmp_path)) == ""
