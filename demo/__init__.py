"""The demo: simulated citizens and sample officers in a running hall, and made-up days."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SPEED = 10.0  # seconds of the day a second


def prepare(checked: Any, folder: Path, speed: float = SPEED) -> None:
    """Turns checked settings (settings.Checked) into the demo's, with its virtual devices running:
    to be called before any station opens its lines. `checked.demo` is what `start` goes on with."""
    from demo.house import Demo, Life
    from demo.virtual import virtual

    demo = Demo(checked.data, speed)
    checked.data = virtual(checked.data, folder.resolve(), speed)
    checked.demo = Life(demo, checked.data)


def start(house: Any, checked: Any) -> Any:
    """Sample people and the town, as soon as the doors are open; gives something with `stop()`.
    `house` is a web.house.House."""
    house.engine.spawn(checked.demo.begin, house)
    return checked.demo
