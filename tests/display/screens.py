"""Screens for the board's tests: a real hall in its own process, a real browser in front of it."""

from __future__ import annotations

import io
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.halls import small_hall, text
from tests.server import ROOT, Server
from tests.stories.cast import Kiosk, Officer, Program
from tests.stories.founding import Founded, found, many_counters

SHOTS = ROOT / "screenshots"
PANELS = {
    "tv55-5": (55, 5),
    "tv55-8": (55, 8),
    "tv65-8": (65, 8),
    "tv65-10": (65, 10),
    "tv43-6": (43, 6),
    "tv43-8": (43, 8),  # the farthest that config.yaml's check lets pass
    "tv55-up": (55, 8),  # on its side
    "tv55-up-12": (55, 12),
    "tv65-media": (65, 6),  # pictures beside the calls
    "tv55-up-media": (55, 5),
}
UPRIGHT = {"width": 1080, "height": 1920}


class Scene:
    """A hall of ten counters that call numbers from 21 on, as numbers, in two languages."""

    def __init__(self, server: Server, hall: Founded, browser: Browser) -> None:
        self.server, self.hall, self.browser = server, hall, browser
        self.kiosk = Kiosk(server.url, hall.keys["k1"])
        self.officers = {
            counter: Officer(server.url, hall.tokens[name], counter)
            for counter, name in hall.officers.items()
        }
        for officer in self.officers.values():
            officer.do("open")

    def take(self, n: int) -> list[str]:
        """n tickets, their numbers."""
        return [self.kiosk.take_ticket("khai-sinh")["number"] for _ in range(n)]

    def call(self, counter: str) -> str:
        """The number called there."""
        ticket = self.officers[counter].call_next()
        assert ticket is not None
        return ticket["number"]

    def be_busy(self) -> None:
        """Twelve calls at least, so that every row of a board has something to show."""
        reader = Program(self.server.url, self.hall.tokens["manh"])
        for counter in self.officers:
            if len(reader.get("/displays/tv1")["now"]) >= 12:
                return
            self.take(1)
            self.call(counter)

    @contextmanager
    def board(self, **options: Any) -> Iterator[Page]:
        """A full-HD window, fails on errors of its script."""
        context = self.browser.new_context(
            **{"viewport": {"width": 1920, "height": 1080}, "timezone_id": "Asia/Tokyo", **options}
        )
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        try:
            yield page
            assert errors == []
        finally:
            context.close()

    def pair(self, page: Page, display: str = "tv1") -> None:
        """Opens the display's board, paired with its key as a technician does it."""
        page.goto(f"{self.server.url}/display/{display}")
        page.fill("#key", self.hall.keys[display])
        page.press("#key", "Enter")
        page.wait_for_selector("#hero")
        wait(lambda: page.inner_text("#time") != "--:--", "the first picture")


@contextmanager
def scene(folder: Path, browser: Browser) -> Iterator[Scene]:
    """The hall and a browser, for a module's tests."""
    hall_words = small_hall()
    tv = hall_words["displays"][0]
    displays = [tv] + [
        {
            **deepcopy(tv),
            "id": id,
            "speaks": False,
            "diagonal": str(diagonal),
            "distance": distance,
            **(UPRIGHT if "up" in id else {}),
            **({"media": {"folder": "media", "seconds": 5}} if "media" in id else {}),
        }
        for id, (diagonal, distance) in PANELS.items()
    ]
    groups = hall_words["service_groups"]
    groups[0]["series"] = {"letters": "A", "first": 21, "last": None, "digits": 3}
    counters = many_counters(12)
    for i, counter in enumerate(counters):
        counter["direction"] = [None, "left", "right", "ahead"][i % 4]
        counter["floor"] = text("Tầng 1", "Floor 1")
    hall = found(
        folder,
        people={"manh": "manager", "sep": "supervisor"},
        counters=counters,
        displays=displays,
        service_groups=groups,
        zones=[{"id": "z1", "name": text("Khu A", "Area A")}],
        hall={"name": text("Trung tâm Phục vụ hành chính công tỉnh Bắc Ninh", "Bac Ninh Centre")},
        voice={"numbers": "number", "second_language": "en"},
    )
    pictures = hall.data / "media"
    pictures.mkdir(parents=True)
    for n, colour in enumerate(("navy", "maroon")):
        Image.new("RGB", (1600, 900), colour).save(pictures / f"{n}.png")
    (pictures / "broken.png").write_bytes(b"no picture")
    with Server(hall.config, data=hall.data, args=("--bench",)) as server:
        yield Scene(server, hall, browser)


def quick_words(context: BrowserContext | Page, *lost: str) -> None:
    """Clips of 20 ms instead of the real ones, so that ten calls take seconds; `lost` are 404."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(bytes(2 * 441))

    def serve(route: Any) -> None:
        if any(f"/{key}.wav" in route.request.url for key in lost):
            route.fulfill(status=404)
        else:
            route.fulfill(body=sound.getvalue(), content_type="audio/wav")

    context.route("**/display/voice/**", serve)


def wait(true: Callable[[], Any], what: str, seconds: float = 10.0) -> Any:
    """Until `true()` says so; what it said. AssertionError naming what did not come."""
    end = time.monotonic() + seconds
    while not (out := true()):
        assert time.monotonic() < end, f"{what} did not come in {seconds} s"
        time.sleep(0.05)
    return out


def numbers(page: Page) -> list[str]:
    """Every called number that can be seen, tiles first."""
    return page.locator("#hero .hero-number:visible, #past .past-number:visible").all_inner_texts()


def shoot(page: Page, name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"board-{name}.png")
