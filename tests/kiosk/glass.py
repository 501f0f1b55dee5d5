"""A kiosk's glass in a real browser: what a citizen can do with it, in the hall's words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.kiosk.served import ServedHouse

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
SHOTS = ROOT / "screenshots/kiosk"
MEASURE = (Path(__file__).parent / "measure.js").read_text().split("\n", 1)[1]
SETTLED = 80  # ms: a touch right after a new screen is taken for a double tap
CHECK = """async () => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: [
      "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ]},
    rules: {"color-contrast-enhanced": {enabled: true}},
  });
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`);
}"""


def keep(page: Page, name: str, **more: Any) -> None:
    """A screenshot for people to look at, where HALL_SCREENSHOTS is set: a picture takes 0.3 s."""
    if os.environ.get("HALL_SCREENSHOTS"):
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", **more)


class Glass:
    """One page of one kiosk. `errors` are what its scripts complained of."""

    def __init__(
        self, browser: Browser, house: ServedHouse, kiosk: str, width: int, height: int,
        path: str | None = None, clock: bool = False, **more: Any,
    ) -> None:  # fmt: skip
        self.house = house
        self.errors: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, bypass_csp=True, **more
        )
        self.context.add_cookies(
            [{"name": "hall_d_test", "value": house.device(kiosk, "kiosk"), "url": house.url}]
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15000)
        if clock:
            self.page.clock.install()  # time goes on, and can be made to jump
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(house.url + (path or f"/kiosk/{kiosk}"))
        if path is None:
            self.page.wait_for_selector("body[data-ready]")
            self.page.evaluate("document.fonts.ready")
            self.settle()

    def close(self) -> None:
        self.context.close()

    def settle(self) -> None:
        self.page.wait_for_timeout(SETTLED)

    def pass_time(self, seconds: float) -> None:
        """For a glass opened with `clock`."""
        self.page.clock.fast_forward(int(seconds * 1000))

    @property
    def screen(self) -> str:
        return self.page.locator("#screen").get_attribute("data-screen") or ""

    def comes(self, screen: str, timeout: float = 15000) -> None:
        """Waits until that screen is up."""
        self.page.wait_for_selector(f'#screen[data-screen="{screen}"]', timeout=timeout)

    def touch(self, what: str, screen: str | None = None) -> None:
        """Touches what is named by a selector; then waits for the screen it leads to."""
        self.page.locator(what).first.click()
        if screen:
            self.comes(screen)
            self.settle()

    def take(self, service: str) -> str:
        """Touches a service's tile and reads the number."""
        self.touch(f'[data-service="{service}"]', "result")
        return self.number()

    def number(self) -> str:
        return self.page.locator(".number").inner_text()

    def says(self, words: str) -> bool:
        return words in self.page.locator("body").inner_text()

    def write(self, words: str) -> None:
        """Types on the keyboard of the screen."""
        for letter in words:
            key = ".key.space" if letter == " " else f'.key:text-is("{letter}")'
            self.page.locator(key).first.click()

    def problems(self) -> list[str]:
        """What axe-core finds wrong with what is shown now."""
        if not self.page.evaluate("'axe' in window"):
            self.page.add_script_tag(path=AXE)
        return self.page.evaluate(CHECK)

    def shot(self, name: str) -> None:
        keep(self.page, name)

    def look(self, name: str) -> None:
        """A screenshot; fails if something is too small, too near, cut off, or axe-core minds."""
        self.shot(name)
        assert self.wrong_sizes() == []
        assert self.problems() == []

    def wrong_sizes(self) -> list[str]:
        """What is too small, too near or does not fit, twice in 200 ms: lists turn their pages."""
        if self.page.evaluate(MEASURE):
            self.page.wait_for_timeout(200)
        return self.page.evaluate(MEASURE)

    def boxes(self, what: str) -> list[dict[str, float]]:
        """The visible boxes of a selector, px."""
        return self.page.eval_on_selector_all(
            what,
            """nodes => nodes.filter(n => n.checkVisibility({visibilityProperty: true})).map(n => {
                 const b = n.getBoundingClientRect();
                 return {x: b.x, y: b.y, width: b.width, height: b.height, text: n.innerText};
               })""",
        )
