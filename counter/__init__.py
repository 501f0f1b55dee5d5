"""The counter: an officer calls, serves, holds, transfers."""

from __future__ import annotations

from typing import Any


def start(house: Any) -> Any:
    """Listens to the call pads; gives something with `stop()`."""
    from counter import pads

    house.presses["call"] = pads.press
    return pads.start(house)
