"""The demo: simulated citizens and sample officers in a running hall, and made-up days."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SPEED = 10.0  # seconds of the day a second


def prepare(checked: Any, folder: Path, speed: float = SPEED) -> None:
    """Turns checked settings (settings.Checked) into the demo's: virtual devices, always open. What
    they were stays in `checked.before_demo`."""
    from demo.virtual import virtual

    checked.before_demo = checked.data
    checked.data = virtual(checked.data, folder.resolve(), speed)


def start(house: Any, checked: Any, speed: float = SPEED) -> Any:
    """Sample people and the town, as soon as the doors are open; gives something with `stop()`.
    `house` is a web.house.House."""
    from demo.house import Demo, Life

    house.demo = Demo(checked.before_demo, speed, None, 1)
    life = Life(house, house.demo)
    house.engine.spawn(life.begin)
    return life
