"""The rows for LED boards that docs/devices.md offers to copy, checked as config.yaml's."""

from __future__ import annotations

import copy
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from display.drivers import DRIVERS, OPTIONS
from display.drivers.driver import Driver
from settings import load
from tests.halls import small_hall

ROOT = Path(__file__).parents[2]


def offered() -> str:
    """The yaml block of the section LED boards."""
    section = (ROOT / "docs" / "devices.md").read_text().split("## LED boards")[1]
    found = re.search(r"```yaml\n(.*?)```", section, re.S)
    assert found, "docs/devices.md offers rows to copy"
    return found[1]


def hall_with(leds: str, folder: Path) -> Path:
    """A config.yaml with these LED lines and a counter for each of their boards."""
    settings = small_hall()
    for n in range(5, 9):
        settings["counters"].append({**copy.deepcopy(settings["counters"][0]), "id": str(n)})
    for section in ("led_buses", "server", "pads"):
        settings.pop(section)
    path = folder / "config.yaml"
    with path.open("w") as file:
        YAML().dump(settings, file)
        file.write("pads: []\nserver: {port: 8000}\n" + leds)
    return path


@cache
def rows() -> dict[str, dict[str, Any]]:
    """id → row, as settings/ hands it on."""
    with tempfile.TemporaryDirectory() as folder:
        path = hall_with(offered(), Path(folder))
        checked = load(path, {"led_buses": OPTIONS, "printers": {"file": OPTIONS["alpha"]}})
        leds = [m for m in checked.mistakes if "led" in m.path]
        assert leds == [], [str(m) for m in leds]
        assert checked.data is not None, [str(m) for m in checked.mistakes]
        return {row["id"]: row for row in checked.data["led_buses"]}


def driver(id: str, **options: Any) -> Driver:
    """The driver of an offered row, with some options otherwise."""
    row = rows()[id]
    kind = DRIVERS[row["driver"]]
    return kind(kind.Options(**{**row["options"], **options}))
