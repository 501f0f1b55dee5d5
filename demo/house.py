"""The demo's part inside the hall's own process: sample people, keys for the virtual devices, and
the process that lives with them. Nothing here acts in the hall.
"""

from __future__ import annotations

import json
import logging
import secrets
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.names import officers
from demo.virtual import led_lines
from people.commands import devices
from people.people import Taken

log = logging.getLogger("demo")
ROOT = Path(__file__).parents[1]
STAFF = {"tiep.don": "reception", "truong.ca": "supervisor", "quan.ly": "manager", "admin": "admin"}
NOTICE = 5.0  # s the process gets to end by itself


@dataclass
class Demo:
    """What was made for the demo. `officers`: counter → name; `keys`: device → key."""

    settings: dict[str, Any]  # the hall as it is without the demo: its hours
    speed: float
    visits: int | None = None
    seed: int = 1
    password: str = field(default_factory=lambda: f"mau-{secrets.token_hex(4)}")
    officers: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    bridge: Path = Path()  # to the virtual devices

    def people(self) -> dict[str, str]:
        """name → role, of everybody who can sign in with the sample password."""
        return {**STAFF, **dict.fromkeys(self.officers.values(), "officer")}


def on_lines(settings: dict[str, Any]) -> dict[str, Any]:
    """The devices that are more than a page, as the process is told."""
    return {
        "pads": [
            {k: p.get(k) for k in ("id", "kind", "counter", "port", "address", "keys")}
            for p in settings["pads"]
            if p["port"]
        ],
        "leds": led_lines(settings),
        "printers": [
            {
                "id": p["id"],
                "host": p["options"]["host"],
                "port": p["options"]["port"],
                "width": p["width"],
            }
            for p in settings["printers"]
            if p["driver"] == "tcp"
        ],
    }


class Life:
    """The process of its own: its devices are there from the start, its people from the opening of
    the doors, to the close. `settings` are the demo's. Raises RuntimeError if it does not start."""

    def __init__(self, demo: Demo, settings: dict[str, Any]) -> None:
        self.demo = demo
        self.house: Any = None
        self._stopped = False
        self._process: subprocess.Popen[str] | None = subprocess.Popen(
            [sys.executable, "-m", "demo"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        # not in the data's folder: the path of a Unix socket has 107 bytes at most
        self._place = tempfile.TemporaryDirectory(prefix="hall-devices-")
        demo.bridge = Path(self._place.name) / "bridge"
        self._tell({**on_lines(settings), "bridge": str(demo.bridge)})
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "ready":
            raise RuntimeError("the demo's devices did not start")

    def _tell(self, what: dict[str, Any]) -> None:
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def begin(self, house: Any) -> None:
        """Makes people and keys (2–3 s), waits for the doors, and sets the town going."""
        self.house, demo = house, self.demo
        house.demo = demo
        house.engine.call_native(self.enrol)
        while not house.url:
            house.engine.sleep(0.05)
        if self._stopped:
            return
        self._tell(self.told(house.url))
        sys.stdout.write(
            f"demo: pages, devices and people at {house.url}/demo\n"
            f"demo: sign in as {', '.join(STAFF)} or an officer with the password {demo.password}\n"
        )
        sys.stdout.flush()

    def enrol(self) -> None:
        """Sample people with this run's password, a key for each device. Blocks."""
        demo, people, settings = self.demo, self.house.people, self.house.settings
        demo.officers = officers([c["id"] for c in settings["counters"]])
        for name, role in demo.people().items():
            counters = [c for c, officer in demo.officers.items() if officer == name]
            try:
                people.add_officer(name, role, counters or None, demo.password)
            except Taken:
                people.set_password(name, demo.password)
        demo.kinds = devices(settings)
        for device, kind in demo.kinds.items():
            demo.keys[device] = people.enrol(device, kind)

    def told(self, url: str) -> dict[str, Any]:
        """All the town needs to know, as JSON."""
        demo, settings = self.demo, self.house.settings
        tablets = [p for p in settings["pads"] if p["kind"] == "rating" and not p["port"]]
        return {
            "url": url,
            "speed": demo.speed,
            "seed": demo.seed,
            "visits": demo.visits,
            "settings": demo.settings,
            "password": demo.password,
            "officers": demo.officers,
            "keys": demo.keys,
            "tablets": {p["counter"]: demo.keys[p["id"]] for p in tablets},
            "watched": [
                *(f"display/{d['id']}" for d in settings["displays"]),
                *(f"kiosk/{k['id']}" for k in settings["kiosks"]),
            ],
        }

    def stop(self) -> None:
        """The town ends when its input does."""
        self._stopped = True
        process, self._process = self._process, None
        if process is None:
            return
        try:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(NOTICE)
        except (OSError, subprocess.TimeoutExpired):
            process.kill()
            process.wait()
        self._place.cleanup()
