"""A desk that is open to browsers: the same hall served on a port, its clock running."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from engine.base import listener
from engine.clock import WallClock
from tests.counter.desk import DEVICES, Desk
from tests.fakes.clock import SUNDAY_MORNING
from web.credentials import DEVICE_COOKIE, PERSON_COOKIE
from web.live import Live

ROOT = Path(__file__).parents[2]
PATIENCE = 10_000  # ms for what should take one: tests may share two cores with others
SHOTS = ROOT / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


class RunningClock(WallClock):
    """Runs on from a Sunday morning; `advance` lets time pass at once."""

    def __init__(self) -> None:
        self._ahead = SUNDAY_MORNING - WallClock.wall()
        super().__init__()

    def wall(self) -> int:  # type: ignore[override]
        return WallClock.wall() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += int(seconds * 1000)
        self._offset += int(seconds * 1000)


class OpenDesk(Desk):
    """A desk served at `url`."""

    def __init__(self, folder: Path, **sections: Any) -> None:
        super().__init__(folder, clock=RunningClock(), **sections)
        Live(self.app, self.house)
        self.house.start()
        door = listener("127.0.0.1", 0)
        self.serving = self.engine.serve(self.app, door)
        self.url = f"http://127.0.0.1:{door.getsockname()[1]}"

    def later(self, seconds: float) -> None:
        """Time passes at once, and every page hears of it."""
        self.clock.advance(seconds)
        with self.engine.turn():
            self.house.topics.alive()

    def close(self) -> None:
        self.house.live_sockets.goodbye()
        self.serving.stop()
        super().close()


@contextmanager
def at(browser: Browser, desk: OpenDesk, who: str, path: str, width: int = 1280,
       height: int = 800, **options: Any) -> Iterator[Page]:  # fmt: skip
    """A page as somebody sees it; any error in its scripts, and any breach of the Content Security
    Policy, fails the test."""
    context = browser.new_context(
        base_url=desk.url, viewport={"width": width, "height": height},
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options,
    )  # fmt: skip
    device = any(who == name for name, _ in DEVICES)
    cookie = (DEVICE_COOKIE + "x" if device else PERSON_COOKIE, desk.tokens[who])
    context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": desk.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if is_wrong(said) else None)
    page.goto(path)
    yield page
    context.close()
    assert wrong == [], wrong


def is_wrong(said: Any) -> bool:
    """A refusal (409 …) and a lost connection are told by the page; the browser says them too."""
    return said.type == "error" and "Failed to load resource" not in said.text


def shot(page: Page, name: str) -> None:
    """A screenshot to look at."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"))


def accessible(page: Page, what: str) -> None:
    """axe-core finds nothing wrong with the page as it is now."""
    page.evaluate(AXE.read_text() + "; 0")  # not through the page: its policy stays in force
    found = page.evaluate(
        """async () => (await axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          rules: {"color-contrast-enhanced": {enabled: true}},
        })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`)"""
    )
    assert found == [], f"{what}: {found}"
