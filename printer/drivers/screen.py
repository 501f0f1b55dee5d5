"""The slip on a page: /printers/<id> shows the last ones as they would come out of a printer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from printer.drivers.driver import Options, Outcome, Sheet
from printer.slip import Slip
from printer.status import Condition


class ScreenDriver:
    """Does nothing: the spool keeps the last slips of every printer for its page."""

    Options = Options
    native = False
    native_line = False
    confirms = True
    draws = False

    def __init__(self, options: Options, width: int, id: str, data: Path) -> None:
        pass

    def encode(self, picture: Image.Image, slip: Slip | None = None) -> bytes:
        return b""

    def prepare(self) -> None:
        """Nothing."""

    def doubt(self) -> None:
        """A page cannot be cut short."""

    def open(self) -> ScreenDriver:
        return self

    def look(self) -> Condition:
        return Condition()

    def send(self, sheet: Sheet, news: Callable[[Condition], None]) -> Outcome:
        return Outcome("printed")

    def close(self) -> None:
        pass
