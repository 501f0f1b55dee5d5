"""The hall of config.yaml on virtual devices: the settings a demo runs with.

Open around the clock, so that it can be shown at night; a receipt printer on TCP, LED boards,
rating pads and an officer's pad on pseudo-terminals; and the seconds in the rules as much shorter
as the day is.
"""

from __future__ import annotations

import copy
import socket
from pathlib import Path
from typing import Any

from demo.pads import (
    BUS_FRAME,
    CALL_KEYS,
    CALL_REPLIES,
    CALL_SHOWS,
    FRAME,
    RATING_KEYS,
    RATING_REPLIES,
    RATING_SHOWS,
    addressed,
)

PADS = 6  # counters with a rating pad on a line, the others rate on a tablet
ADDRESS = 0x21  # of the officer's pad
VIRTUAL = ("screen", "file")  # drivers without a device
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def virtual(settings: dict[str, Any], folder: Path, speed: float) -> dict[str, Any]:
    """The same hall as a demo. `speed`: how many seconds of the day go by in one."""
    out: dict[str, Any] = copy.deepcopy(settings)
    out["hours"].update(
        week={day: ["00:00-23:59"] for day in WEEK}, holidays=[], closures=[], close_day_at="23:59"
    )
    for name in ("no_show_not_before", "recall_after"):
        out["hall"][name] = max(1, round(out["hall"][name] / speed))
    for kiosk in out["kiosks"]:
        if kiosk["per_hour"]:
            kiosk["per_hour"] = round(kiosk["per_hour"] * max(1.0, speed))
    _leds(out, folder)
    for printer in out["printers"]:
        if printer["driver"] not in VIRTUAL:
            printer.update(driver="screen", options={})
    used = {kiosk["printer"] for kiosk in out["kiosks"]}
    for printer in [p for p in out["printers"] if p["id"] in used][:1]:
        printer["driver"] = "tcp"
        printer["options"] = {"host": "127.0.0.1", "port": free_port()}
    _pads(out, folder, speed)
    return out


# a zone each, again from the first: what the hall is told, and the boards at the other end
LED_KINDS: tuple[dict[str, Any], ...] = (
    {"driver": "modbus", "kind": "modbus", "options": {}, "digits": 6, "gap": 0.0},
    {
        "driver": "template", "kind": "queue", "digits": 6, "gap": 0.2,
        "options": {
            "frame": "01 address blink text 07", "address_offset": 32, "times_from": "21",
            "brightness": "02 address 23 07",
        },
    },
    {"driver": "alpha", "kind": "alpha", "options": {}, "digits": 12, "gap": 0.0},
)  # fmt: skip


def _leds(out: dict[str, Any], folder: Path) -> None:
    """A line of boards for each zone, over all its counters."""
    out["led_buses"] = []
    for at, zone in enumerate(out["zones"]):
        kind = LED_KINDS[at % len(LED_KINDS)]
        counters = [c["id"] for c in out["counters"] if c["zone"] == zone["id"]]
        id = f"led-{zone['id']}"[:40]
        if counters:
            out["led_buses"].append(
                {
                    "id": id, "name": zone["name"], "driver": kind["driver"],
                    "options": copy.deepcopy(kind["options"]),
                    "port": str(folder / "lines" / id), "baud": 9600,
                    "segments": False,
                    "boards": [
                        {"counter": counter, "address": n, "digits": kind["digits"]}
                        for n, counter in enumerate(counters[:90], 1)
                    ],
                }
            )  # fmt: skip


def led_lines(settings: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines' other ends: kind of board, the addresses they listen to, the gap they need."""
    kinds = {kind["driver"]: kind for kind in LED_KINDS}
    return [
        {
            "id": bus["id"], "port": bus["port"], "kind": kinds[bus["driver"]]["kind"],
            "gap": kinds[bus["driver"]]["gap"],
            "boards": [
                [
                    board["address"] + bus["options"].get("address_offset", 0),
                    board["digits"], board["counter"],
                ]
                for board in bus["boards"]
            ],
        }
        for bus in settings["led_buses"]
    ]  # fmt: skip


def _pads(out: dict[str, Any], folder: Path, speed: float) -> None:
    counters = [c["id"] for c in out["counters"]]
    step = max(2, len(counters) // PADS)  # tablets at the others
    on_lines = set(counters[step // 2 :: step][:PADS])
    levels = out["rating"]["levels"]
    out["pads"] = [p for p in out["pads"] if p["kind"] == "rating"]
    for pad in out["pads"]:
        if pad["port"] is not None or pad["counter"] in on_lines:
            pad.update(
                port=str(folder / "lines" / pad["id"]), frame=FRAME, checksum=None,
                address=None, replies=dict(RATING_REPLIES), shows=dict(RATING_SHOWS),
                keys={k: v for k, v in RATING_KEYS.items() if int(v) <= levels},
                debounce_ms=round(pad["debounce_ms"] / max(1.0, speed)),
            )  # fmt: skip
    for counter in counters[1:2]:
        out["pads"].append(
            {
                "id": "demo-ban-phim", "kind": "call", "counter": counter,
                "port": str(folder / "lines" / "demo-ban-phim"), "baud": 9600, "frame": BUS_FRAME,
                "checksum": None, "address": f"{ADDRESS:02x}", "keys": dict(CALL_KEYS),
                "replies": addressed(CALL_REPLIES, ADDRESS),
                "shows": addressed(CALL_SHOWS, ADDRESS), "debounce_ms": 20,
            }
        )  # fmt: skip


def free_port() -> int:
    """A TCP port that nobody has at the moment."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
