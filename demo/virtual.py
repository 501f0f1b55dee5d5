"""The hall of config.yaml on virtual devices: the settings a demo runs with.

Open around the clock, so that it can be shown at night; a receipt printer on TCP, rating pads and
an officer's pad on pseudo-terminals; and the seconds in the rules as much shorter as the day is.
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
    out["led_buses"] = []
    for printer in out["printers"]:
        if printer["driver"] not in VIRTUAL:
            printer.update(driver="screen", options={})
    used = {kiosk["printer"] for kiosk in out["kiosks"]}
    for printer in [p for p in out["printers"] if p["id"] in used][:1]:
        printer["driver"] = "tcp"
        printer["options"] = {"host": "127.0.0.1", "port": free_port()}
    _pads(out, folder, speed)
    return out


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
