"""The demo: simulated citizens and sample officers in a running hall, and made-up days."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SPEED = 10.0  # seconds of the day a second


def prepare(checked: Any, folder: Path, speed: float = SPEED, port: int | None = None) -> None:
    """Turns checked settings (settings.Checked) into the demo's, with its virtual devices running:
    to be called before any station opens its lines. `port`: where it will be open, if that is
    known. `checked.demo` is what `start` goes on with."""
    from demo.house import Demo, Life
    from demo.virtual import virtual

    demo = Demo(checked.data, speed)
    checked.data = virtual(checked.data, folder.resolve(), speed)
    # the slip's link leads to this machine, whatever the hall's own address is
    checked.data["hall"]["public_url"] = f"http://127.0.0.1:{port or 8000}"
    checked.demo = Life(demo, checked.data)


def start(house: Any, checked: Any) -> Any:
    """Sample people and the town, as soon as the doors are open; gives something with `stop()`.
    `house` is a web.house.House."""
    house.engine.spawn(checked.demo.begin, house)
    return checked.demo
