"""Paper: the slip, the spool, the drivers of printers."""

from __future__ import annotations

from typing import Any


def start(house: Any) -> Any:
    """Prints from now on; gives something with `stop()`. `house` is a web.house.House."""
    from printer.spool import spool_of

    return spool_of(house).start()
