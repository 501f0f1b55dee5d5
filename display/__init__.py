"""The hall sees and hears: TV boards, LED boards and the voice."""

from __future__ import annotations

from typing import Any


class Workers:
    """What the display drives by itself."""

    def __init__(self, workers: list[Any]) -> None:
        self._workers = workers

    def stop(self) -> None:
        for worker in self._workers:
            worker.stop()


def start(house: Any) -> Workers:
    """Drives the LED boards and looks after pictures beside the calls from now on; gives something
    with `stop()`. `house` is a web.house.House."""
    from display.buses import buses_of
    from display.media import media_of

    return Workers([buses_of(house).start(), media_of(house).start()])
