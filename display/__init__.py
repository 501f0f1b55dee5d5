"""The hall sees and hears: TV boards, LED boards and the voice."""

from __future__ import annotations

from typing import Any


def start(house: Any) -> Any:
    """Drives the LED boards from now on; gives something with `stop()`. `house` is a
    web.house.House."""
    from display.buses import buses_of

    return buses_of(house).start()
