"""The virtual devices of a demo, there before the hall opens its lines, and what its pages may ask
of them: what they show, to be pressed, to fail.
"""

from __future__ import annotations

import base64
import io
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo.bridge import Bridge
from demo.fake_printer import FakePrinter
from demo.led_lines import LedLine
from demo.pads import VirtualPad

KEEP = 40  # slips of a printer
LAST = 8  # of them shown
SPEED = 4000  # rows a second
# what people do to a printer: its word -> the change
FAULTS: dict[str, Callable[[FakePrinter], None]] = {
    "paper_out": lambda p: p.set(roll=0),
    "paper": lambda p: p.load_paper(),
    "near_end": lambda p: p.set(near_end=True),
    "cover_open": lambda p: p.set(cover_open=True),
    "cover_closed": lambda p: p.set(cover_open=False),
    "jam": lambda p: p.set(jammed=True),
    "jam_cleared": lambda p: p.set(jammed=False),
    "silent": lambda p: p.set(voice="silent"),
    "rubbish": lambda p: p.set(voice="rubbish"),
    "speaks": lambda p: p.set(voice="ok"),
    "off_and_on": lambda p: p.power_cycle(),
}
NOISE = b"\x00\xff\x13zz\x01\x02"


class Devices:
    """Made from what demo/house.py writes to the process: see there."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.rows = {row["id"]: row for row in told["pads"]}
        self.pads = {
            id: VirtualPad(Path(row["port"]), int(row["address"], 16) if row["address"] else None)
            for id, row in self.rows.items()
        }
        self.printers = {
            row["id"]: FakePrinter(
                row["host"], row["port"], width=row["width"], speed=SPEED, keep=KEEP
            )
            for row in told["printers"]
        }
        self.leds = {
            row["id"]: LedLine(
                Path(row["port"]), row["kind"],
                {address: places for address, places, _ in row["boards"]}, row["gap"],
            )
            for row in told.get("leds", ())
        }  # fmt: skip
        self._over = {
            row["id"]: {a: c for a, _, c in row["boards"]} for row in told.get("leds", ())
        }
        self._unplugged: set[str] = set()
        self.asked: dict[str, Callable[[dict[str, Any]], Any]] = {
            "pads": self._pads, "press": self._press, "pad": self._pad,
            "printers": self._printers, "fault": self._fault, "slip": self._slip,
            "leds": self._leds, "led": self._led,
        }  # fmt: skip
        self._bridge = Bridge(Path(told["bridge"]), self.answer) if told.get("bridge") else None

    def of(self, kind: str) -> dict[str, VirtualPad]:
        """counter → pad."""
        return {
            row["counter"]: self.pads[id] for id, row in self.rows.items() if row["kind"] == kind
        }

    def close(self) -> None:
        if self._bridge is not None:
            self._bridge.close()
        for printer in self.printers.values():
            printer.stop()
        for device in (*self.pads.values(), *self.leds.values()):
            device.close()

    def answer(self, request: dict[str, Any]) -> Any:
        """What a page asks over the bridge: `do` names it. LookupError: no such thing."""
        return self.asked[request["do"]](request)

    # -- pads -------------------------------------------------------------------------------------

    def _pads(self, request: dict[str, Any]) -> Any:
        return [
            {"id": id, "kind": row["kind"], "counter": row["counter"], "port": row["port"],
             "keys": [[_typed(key), meaning] for key, meaning in row["keys"].items()],
             **self.pads[id].picture()}
            for id, row in self.rows.items()
        ]  # fmt: skip

    def _press(self, request: dict[str, Any]) -> Any:
        pad, key = self.pads[request["id"]], request["key"]
        if key not in [_typed(k) for k in self.rows[request["id"]]["keys"]]:
            raise LookupError("no such key")
        pad.press(key)
        return pad.picture()

    def _pad(self, request: dict[str, Any]) -> Any:
        pad, act = self.pads[request["id"]], request["act"]
        {"plug": pad.plug, "unplug": pad.unplug, "noise": lambda: pad.send(NOISE)}[act]()
        return pad.picture()

    # -- LED boards -------------------------------------------------------------------------------

    def _leds(self, request: dict[str, Any]) -> Any:
        out = []
        for id, line in self.leds.items():
            over = self._over[id]
            boards = [{**board, "counter": over[board["address"]]} for board in line.picture()]
            out.append(
                {"id": id, "kind": line.kind, "plugged": line.plugged, "boards": boards,
                 "faults": line.faults.names(), "lost": line.lost, "frames": line.last(4)}
            )  # fmt: skip
        return out

    def _led(self, request: dict[str, Any]) -> Any:
        self.leds[request["id"]].act(request["act"])
        return {}

    # -- printers ---------------------------------------------------------------------------------

    def _printers(self, request: dict[str, Any]) -> Any:
        return [self._printer(id) for id in self.printers]

    def _printer(self, id: str) -> dict[str, Any]:
        picture = printer_picture(self.printers[id])
        if id in self._unplugged:
            picture["faults"].append("unplug")
        return {"id": id, **picture}

    def _fault(self, request: dict[str, Any]) -> Any:
        id, fault = request["id"], request["fault"]
        printer = self.printers[id]
        if fault == "unplug":
            self._unplugged.add(id)
            printer.unplug()
        elif fault == "plug":
            if id in self._unplugged:
                self._unplugged.remove(id)
                printer.plug()
        else:
            FAULTS[fault](printer)
        return self._printer(id)

    def _slip(self, request: dict[str, Any]) -> Any:
        """A slip as PNG in base64, by its number since the printer was made."""
        printer, n = self.printers[request["id"]], int(request["slip"])
        slips, first = list(printer.slips), printer.printed - len(printer.slips) + 1
        if not first <= n <= printer.printed:
            raise LookupError("no such slip")
        file = io.BytesIO()
        slips[n - first].picture().save(file, "PNG")
        return base64.b64encode(file.getvalue()).decode("ascii")


def printer_picture(printer: FakePrinter) -> dict[str, Any]:
    """What a person would see at it: its faults, its last slips, the newest first."""
    health = printer.health
    faults = {
        "paper_out": health.paper_out, "near_end": health.low and not health.paper_out,
        "cover_open": health.cover_open, "jam": health.jammed or health.error,
        "silent": printer.voice == "silent", "rubbish": printer.voice == "rubbish",
    }  # fmt: skip
    shown = range(printer.printed, max(0, printer.printed - min(LAST, len(printer.slips))), -1)
    return {
        "host": printer.host, "port": printer.port, "width": printer.width,
        "printed": printer.printed, "connections": printer.connections,
        "faults": [name for name, there in faults.items() if there],
        "status": " ".join(f"{health.status(n):02X}" for n in range(1, 5)),
        "heard": bytes(printer.heard[-48:]).hex(" ").upper(), "slips": list(shown),
    }  # fmt: skip


def _typed(key: str) -> str:
    """A key of config.yaml as the virtual pad sends it."""
    said = bytes.fromhex(key).decode("ascii") if len(key) == 2 else key
    if said not in string.ascii_letters + string.digits:
        raise ValueError(f"key {key}: no key of a virtual pad")
    return said
