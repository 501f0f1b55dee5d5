"""The settings a demo runs with: the same hall, no real device, open at any hour."""

from __future__ import annotations

import copy
import os
import time
from pathlib import Path
from typing import Any

import pytest

from demo.pads import BUS_FRAME, CALL_KEYS, FRAME, RATING_KEYS, VirtualPad
from demo.virtual import virtual
from ports.frames import Frames
from queueing.plan import Plan
from settings import load

ROOT = Path(__file__).parents[2]


def real(name: str) -> dict[str, Any]:
    data = load(ROOT / name).data
    assert data is not None
    return data


@pytest.mark.parametrize("name", ["config.yaml", "halls/ward.yaml", "tests/settings/good.yaml"])
def test_no_real_device_is_touched(name: str, tmp_path: Path) -> None:
    before = real(name)
    settings = copy.deepcopy(before)
    out = virtual(settings, tmp_path, 10)
    assert settings == before, "the hall's own settings stay as they are"
    for printer in out["printers"]:
        local = printer["options"].get("host") == "127.0.0.1"
        assert printer["driver"] in ("screen", "file") or local
    leds = out["led_buses"]
    assert {bus["driver"] for bus in leds} <= {"modbus", "template", "alpha"} and leds
    assert all(bus["port"].startswith(str(tmp_path)) for bus in leds)
    over = [board["counter"] for bus in leds for board in bus["boards"]]
    assert sorted(over) == sorted(c["id"] for c in out["counters"]), "a board over each counter"
    ports = [p["port"] for p in out["pads"] if p["port"]]
    assert len(set(ports)) == len(ports) >= 1
    assert all(port.startswith(str(tmp_path)) for port in ports)


def test_it_is_open_around_the_clock_and_has_the_same_services(tmp_path: Path) -> None:
    before = real("config.yaml")
    plan = Plan.read(virtual(before, tmp_path, 10))
    assert list(plan.services) == list(Plan.read(before).services)
    for at in range(1_764_000_000_000, 1_764_600_000_000, 3_600_000):
        assert plan.hours.gives_tickets(at)


def test_the_rules_seconds_shrink_with_the_day(tmp_path: Path) -> None:
    assert virtual(real("config.yaml"), tmp_path, 10)["hall"]["no_show_not_before"] == 2
    assert virtual(real("config.yaml"), tmp_path, 1)["hall"]["no_show_not_before"] == 20
    assert virtual(real("config.yaml"), tmp_path, 900)["hall"]["no_show_not_before"] == 1


def test_some_rate_on_lines_and_some_on_tablets(tmp_path: Path) -> None:
    pads = virtual(real("config.yaml"), tmp_path, 10)["pads"]
    rating = [p for p in pads if p["kind"] == "rating"]
    on_lines = [p for p in rating if p["port"]]
    assert len(on_lines) == 6
    assert len(rating) == 45
    assert [p["kind"] for p in pads].count("call") == 1


@pytest.mark.parametrize(
    ("address", "frame", "keys"), [(None, FRAME, RATING_KEYS), (0x21, BUS_FRAME, CALL_KEYS)]
)
def test_a_press_is_bytes_that_the_hall_s_frames_understand(
    tmp_path: Path, address: int | None, frame: str, keys: dict[str, str]
) -> None:
    pad = VirtualPad(tmp_path / "lines" / "pad", address)
    try:
        end = os.open(pad.port, os.O_RDWR | os.O_NOCTTY)
        for key in keys:
            pad.press(chr(int(key, 16)))
        frames, found = Frames(frame), []
        while len(found) < len(keys):
            found += [press.key for press in frames.feed(os.read(end, 256), 0.0)]
        assert [key.hex() for key in found] == list(keys)
        os.close(end)
    finally:
        pad.close()
    assert not pad.port.exists()


def test_a_pad_shows_what_the_bytes_say_and_no_other_pad_s(tmp_path: Path) -> None:
    pad = VirtualPad(tmp_path / "pad", 0x21)
    try:
        end = os.open(pad.port, os.O_RDWR | os.O_NOCTTY)

        def told(data: bytes) -> dict[str, Any]:
            frames = len(pad.log)
            os.write(end, data)
            deadline = time.monotonic() + 3
            while len(pad.log) == frames and time.monotonic() < deadline:
                time.sleep(0.005)
            time.sleep(0.02)
            return {k: v for k, v in pad.picture().items() if k not in ("log", "plugged")}

        red = {"lamp": "red", "blinking": False, "digits": "", "beeps": 0}
        assert told(b"\x01\x21\x31\x07") == red
        assert told(b"\x01\x22\x32\x07") == red
        assert told(b"\xff\x01\x21\x20A07\x07") == {**red, "digits": "A07"}
        assert told(b"\x01\x21\x3b\x07") == {
            "lamp": "green", "blinking": True, "digits": "A07", "beeps": 1,
        }  # fmt: skip
        pad.unplug()
        assert pad.picture()["lamp"] == "off" and not pad.port.exists()
        os.close(end)
        pad.plug()
        assert pad.port.exists()
    finally:
        pad.close()
