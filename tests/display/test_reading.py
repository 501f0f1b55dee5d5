"""The board can be read: from the farthest seat, in grey, at rest, by assistive technology."""

from __future__ import annotations

import pytest

from tests.display.screens import PANELS, UPRIGHT, Scene, numbers, quick_words, shoot, wait
from tests.server import ROOT

LETTERS = """() => {
  const pen = document.createElement('canvas').getContext('2d');
  return [...document.querySelectorAll('.board *')].filter((node) =>
    [...node.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim()) &&
    node.checkVisibility({visibilityProperty: true}) && node.getBoundingClientRect().height > 0
  ).map((node) => {
    const style = getComputedStyle(node);
    const hold = node.closest('.hero-tile, li, header, footer, main').getBoundingClientRect();
    pen.font = `${style.fontWeight} 1000px ${style.fontFamily}`;
    const share = pen.measureText('H').actualBoundingBoxAscent / 1000;
    const range = document.createRange();
    range.selectNodeContents(node);
    const ink = range.getBoundingClientRect();
    return {text: node.textContent.trim(), cap: parseFloat(style.fontSize) * share,
            called: node.matches('.hero-number, .hero-counter'),
            seen: ink.left >= hold.left - 1 && ink.right <= hold.right + 1
                  && ink.bottom <= innerHeight + 1};
  });
}"""


# those between the limits are measured in the soak
BETWEEN = {"tv55-8", "tv65-8", "tv43-6", "tv55-up"}


@pytest.mark.parametrize(
    "display", [pytest.param(d, marks=pytest.mark.soak if d in BETWEEN else ()) for d in PANELS]
)
def test_the_farthest_seat_can_read_it(hall: Scene, display: str) -> None:
    diagonal, distance = PANELS[display]
    hall.be_busy()
    per_mm = (1920**2 + 1080**2) ** 0.5 / (25.4 * diagonal)
    many = 1 if display in ("tv43-8", "tv55-up-12") else 2  # there one call at a time has room
    with hall.board(**({"viewport": UPRIGHT} if "up" in display else {})) as page:
        hall.pair(page, display)
        page.evaluate("document.fonts.ready")
        for shown in ("calm", "new"):
            if shown == "new":
                hall.take(3)
                for counter in ("12", "11", "10"):
                    hall.call(counter)
                wait(lambda: page.locator(".fresh").count() >= many, "the new calls", 8)
            texts = page.evaluate(LETTERS)
            shoot(page, f"{display}-{shown}")
            assert len(texts) > 8
            for words in texts:
                need = 10 if words["called"] else 5
                assert words["cap"] / per_mm >= need * distance - 0.5, (shown, words)
                assert words["seen"], (shown, words)
            assert len(numbers(page)) >= (2 if many == 1 else 4)
            if "media" in display:
                page.wait_for_selector("#media img")
        history = page.locator("#past li").count() * max(1, page.locator("#pages i").count())
        assert history >= 5, "five calls of history, on pages if need be"


def test_it_is_told_apart_in_grey_and_holds_still_for_those_who_ask(hall: Scene) -> None:
    with hall.board(reduced_motion="reduce") as page:
        hall.pair(page, "tv55-5")
        hall.take(1)
        hall.call("9")
        page.wait_for_selector(".hero-tile.fresh")
        assert page.evaluate("document.getAnimations().length") == 0
        colours = page.evaluate(
            """() => {
              const of = (s, p) => getComputedStyle(document.querySelector(s))[p];
              return {
                fresh: of('.fresh', 'backgroundColor'), ink: of('.fresh .hero-number', 'color'),
                calm: of('.board-past', 'backgroundColor'), past: of('.past-number', 'color'),
                counter: of('.past-counter', 'color'),
              };
            }"""
        )
        assert contrast(colours["fresh"], colours["calm"]) >= 3, "light against dark"
        assert contrast(colours["fresh"], colours["ink"]) >= 7
        assert contrast(colours["calm"], colours["past"]) >= 7
        assert contrast(colours["calm"], colours["counter"]) >= 7


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two CSS colours."""

    def light(colour: str) -> float:
        parts = [int(p) / 255 for p in colour[4:-1].split(",")]
        r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_nothing_hinders_assistive_technology(hall: Scene) -> None:
    axe = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
    with hall.board() as page:
        hall.pair(page, "tv55-5")
        page.evaluate(axe)
        found = page.evaluate(
            "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes[0].html]))"
        )
        assert found == []


def test_a_manager_listens_to_any_number(hall: Scene) -> None:
    with hall.board() as page:
        token = hall.hall.tokens["manh"]
        page.context.add_cookies([{"name": "hall_person", "value": token, "url": hall.server.url}])
        quick_words(page)
        page.goto(f"{hall.server.url}/voice")
        page.fill("#number", "B115")
        page.fill("#counter", "24")
        page.press("#counter", "Enter")
        wait(lambda: page.inner_text("#status") == "Đã phát xong", "the end of the announcement")
        said = page.evaluate("window.hall_voice.played")
        assert said[2:9] == [
            "vi/bee", "vi/mootj", "vi/trawm", "vi/muwowif", "vi/lawm", "vi/ddeens-quaayf-soos",
            "vi/hai",
        ]  # fmt: skip
        page.fill("#first", "A1000")
        page.fill("#last", "A1001")
        page.press("#last", "Enter")
        wait(lambda: page.inner_text("#status").endswith("A1001"), "the last number")
        page.click("#stop")
        page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text())
        found = page.evaluate("axe.run().then((r) => r.violations.map((v) => v.id))")
        assert found == []
        shoot(page, "voice")
