"""A hall with a real journal on disk, the kiosk's and the web's pages; served to browsers if asked.

with hall(province()) as h:
    reply = h.post("/tickets", {"service": "khai-sinh"}, as_=h.device("k1", "kiosk"))
    h.serve()  # h.url, for a browser
"""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.base import listener
from kiosk.pages import pages
from queueing.who import THE_HALL, Who
from tests.fakes.clock import SUNDAY_MORNING
from tests.halls import small_hall
from tests.web.houses import SmallHouse

PIN = "2468"


class ServedHouse(SmallHouse):
    """A small house whose topics run, and which browsers can visit."""

    def __init__(self, folder: Path, settings: dict[str, Any], now: int) -> None:
        kiosk = functools.partial(pages, helper_pin=PIN)
        super().__init__((kiosk,), folder, settings, now, bench=True)
        self.house.start()
        self.door: Any = None

    def change(self, **sections: Any) -> None:
        """Settings are events: these sections from now on."""
        self.settings = {**self.settings, **sections}
        self.do(lambda hall, now: hall.change_settings(THE_HALL, now, self.settings))

    def officer_at(self, counter: str) -> Who:
        """An officer whose session is open at that counter."""
        who = Who("officer", officer=f"officer-{counter}")
        self.do(lambda hall, now: hall.open(who, now, counter))
        return who

    def visit(self, who: Who, counter: str) -> int:
        """Calls the next ticket at a counter, serves and finishes it; gives its id."""
        for verb in ("call_next", "start", "finish"):
            done = self.do(lambda hall, now, verb=verb: getattr(hall, verb)(who, now, counter))
            self.tick(30)
        return done.events[-1].ticket

    def serve(self, port: int = 0) -> str:
        """Opens a door for browsers; gives the address."""
        self.door = listener("127.0.0.1", port)
        self.serving = self.engine.serve(self.app, self.door)
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        return self.url

    def close(self) -> None:
        if self.door is not None:
            self.live.goodbye()
            self.serving.stop()
        super().close()


@contextmanager
def hall(
    settings: dict[str, Any] | None = None, now: int = SUNDAY_MORNING
) -> Iterator[ServedHouse]:
    os.environ.setdefault("HALL_SECRET", "a secret for tests only")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        house = ServedHouse(Path(folder), settings or small_hall(), now)
        try:
            yield house
        finally:
            house.close()
