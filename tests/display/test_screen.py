"""The board in a browser: what is seen and heard, against what was called."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.display.screens import PANELS, Scene, numbers, quick_words, scene, shoot, wait
from tests.server import ROOT
from tests.stories.cast import Watcher


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("board")) as made:
        yield made


@pytest.fixture(scope="module")
def television(hall: Scene) -> Iterator[Page]:
    """The speaking display, with clips of 20 ms; it stays on as in a hall."""
    with hall.board() as page:
        quick_words(page, "gone")
        hall.pair(page)
        yield page


def played(page: Page) -> list[dict[str, Any]]:
    return page.evaluate("window.hall_voice.played")


def test_a_call_is_shown_large_and_spoken_as_the_server_said(hall: Scene, television: Page) -> None:
    page = television
    (number,) = hall.take(1)
    start = time.monotonic()
    assert hall.call("5") == number == "A021"
    page.wait_for_selector(".hero-tile.fresh >> text=A021")
    assert time.monotonic() - start < 1.0
    assert page.inner_text("#hero .hero-counter") == "5"
    page.wait_for_selector(".hero-tile.speaking")
    beats = page.evaluate(
        "document.querySelector('.hero-tile').getAnimations().map(a => a.effect.getTiming())"
    )
    assert [(b["duration"], b["iterations"]) for b in beats] == [(1000, 3)], "1 Hz, 3 times"
    shoot(page, "one")
    said = wait(lambda: [p for p in played(page) if p["ended"]], "the end of the call", 10)[0]
    vi = ["mowif-coong-daan-cos-soos-thuws-tuwj", "a", "hai", "muwowi", "moots",
          "ddeens-quaayf-soos", "nawm"]  # fmt: skip
    en = ["now-serving-number", "a", "twenty", "one", "at-counter-number", "five"]
    once = [f"vi/{w}" for w in vi] + [f"en/{w}" for w in en]
    assert said["clips"] == ["vi/chime", *once, *once], "a chime, the call, once more"
    assert (said["number"], said["counter"], said["way"]) == ("A021", "5", "words")
    time.sleep(max(0.0, start + 10.0 - time.monotonic()))
    assert page.locator(".hero-tile.fresh").count() == 1, "stands out for 10 s at least"
    wait(lambda: page.locator(".fresh").count() == 0, "calm after the call", 3)
    clock = page.inner_text("#time")
    expected = {time.strftime("%H:%M", time.gmtime(time.time() + 7 * 3600 - s)) for s in (0, 5)}
    assert clock in expected, "the hall's time, whatever the screen's own zone"


def test_ten_calls_in_three_seconds_are_all_seen_at_once_and_spoken_in_order(
    hall: Scene, television: Page
) -> None:
    page = television
    before = len(played(page))
    hall.take(10)
    start = time.monotonic()
    called = [hall.call(str(counter)) for counter in range(1, 11)]
    assert time.monotonic() - start < 3
    wait(lambda: set(called) <= set(numbers(page)), "all ten on the board", 2)
    shoot(page, "ten")
    assert page.locator(".hero-tile.fresh").count() >= 4
    wait(lambda: len(played(page)) == before + 8, "the eighth call", 30)
    said = played(page)[before:]
    waiting = page.evaluate("window.hall_voice.queue.map((item) => item.call.number)")
    page.evaluate("window.hall_voice.queue = []")
    assert [p["number"] for p in said] + waiting == called, "each once, in order"
    ways = [p["way"] for p in said]
    assert set(ways[2:6]) == {"short"} and ways[6:] == ["words"] * 2, ways
    assert said[4]["clips"][-2:] == ["en/counter", "en/five"]
    assert len(said[4]["clips"]) < len(said[6]["clips"]) / 2
    for one, other in zip(said, said[1:], strict=False):
        assert other["started"] - one["ended"] >= 299, "0.3 s between calls"


def test_a_clip_that_is_lost_is_said_digit_by_digit_and_without_digits_there_is_the_chime(
    hall: Scene, television: Page
) -> None:
    page = television
    quick_words(page, "muwowi", "tams")
    page.evaluate(
        "['muwowi', 'tams'].forEach((k) => window.hall_voice.player.buffers.delete(`vi/${k}`))"
    )
    wait(lambda: page.evaluate("!window.hall_voice.running"), "an idle voice", 15)
    before = len(played(page))
    hall.take(2)
    first = hall.call("1")
    wait(lambda: len(played(page)) > before, "a spoken call")
    hall.call("8")  # "quầy tám": the word is lost, and so is its digit
    wait(lambda: len([p for p in played(page)[before:] if p["ended"]]) == 2, "both calls", 15)
    one, other = played(page)[before:]
    digits = ["khoong", "mootj", "hai", "ba", "boons"]
    assert (one["number"], one["way"]) == (first, "spare")
    assert one["clips"][2:6] == ["vi/a", *(f"vi/{digits[int(d)]}" for d in first[1:])]
    assert other["way"] == "chime" and other["clips"] == ["vi/chime"]
    quick_words(page)


def test_a_board_cut_off_says_so_hides_its_numbers_and_is_right_again_within_five_seconds(
    hall: Scene,
) -> None:
    cut = False
    with hall.board() as page:
        page.clock.install()

        def between(ws: Any) -> None:
            server = ws.connect_to_server()
            server.on_message(lambda message: None if cut else ws.send(message))

        page.route_web_socket("**/socket.io/**", between)
        hall.pair(page, "tv55-5")
        before = numbers(page)
        assert page.locator("#stripe").is_hidden()
        cut = True
        page.clock.fast_forward(8_000)
        page.clock.run_for(1_000)
        assert page.locator("#stripe").is_hidden()
        page.clock.run_for(3_000)
        assert page.inner_text("#stripe").startswith("Mất kết nối")
        assert numbers(page) == before, "still shown, under the stripe"
        shoot(page, "stripe")
        page.clock.run_for(47_000)
        assert numbers(page) == before
        page.clock.run_for(5_000)
        assert page.locator("#lost").is_visible() and numbers(page) == []
        shoot(page, "lost")
        (number,) = hall.take(1)
        assert hall.call("4") == number
        cut, healed = False, time.monotonic()
        page.clock.resume()
        wait(lambda: number in numbers(page), "the board right again", 5)
        assert time.monotonic() - healed < 5
        wait(lambda: page.locator("#stripe").is_hidden(), "no stripe", 2)


def test_a_board_that_loses_a_third_of_its_news_is_right_within_five_seconds(hall: Scene) -> None:
    dice = random.Random(7)
    lost = [0]
    truth = Watcher(hall.server.url, hall.hall.keys["tv65-8"], "display/tv65-8")
    with hall.board() as page:

        def between(ws: Any) -> None:
            server = ws.connect_to_server()

            def pass_on(message: str | bytes) -> None:
                if isinstance(message, str) and message.startswith("42") and dice.random() < 0.3:
                    lost[0] += 1
                else:
                    ws.send(message)

            server.on_message(pass_on)

        page.route_web_socket("**/socket.io/**", between)
        hall.pair(page, "tv55-5")
        for counter in ("1", "2", "3", "4"):
            hall.take(1)
            number = hall.call(counter)
            truth.wait(lambda n=number: truth.data()["now"][0]["number"] == n, "the truth")
            wait(lambda n=number: numbers(page)[:1] == [n], f"{number} on the board", 5)
        assert lost[0] > 0
    truth.close()


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


@pytest.mark.parametrize("display", PANELS)
def test_the_farthest_seat_can_read_it(hall: Scene, display: str) -> None:
    diagonal, distance = PANELS[display]
    hall.be_busy()
    per_mm = (1920**2 + 1080**2) ** 0.5 / (25.4 * diagonal)
    with hall.board() as page:
        hall.pair(page, display)
        page.evaluate("document.fonts.ready")
        for shown in ("calm", "new"):
            if shown == "new":
                hall.take(3)
                for counter in ("12", "11", "10"):
                    hall.call(counter)
                wait(lambda: page.locator(".fresh").count() > 1, "the new calls", 3)
            texts = page.evaluate(LETTERS)
            assert len(texts) > 8
            for words in texts:
                need = 10 if words["called"] else 5
                assert words["cap"] / per_mm >= need * distance - 0.5, (shown, words)
                assert words["seen"], (shown, words)
            assert len(numbers(page)) >= 4
            shoot(page, f"{display}-{shown}")
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


QUEUE = """async (made) => {
  const q = await import('/static/display/queue.js');
  let queue = [];
  for (const [seq, number, counter, again] of made)
    queue = q.enqueue(queue, {seq, at: seq, call: {number, counter, again}});
  return queue.map((item) => item.seq);
}"""


def test_the_queue_keeps_first_calls_and_drops_recalls_that_came_true_otherwise(
    hall: Scene,
) -> None:
    with hall.board() as page:
        hall.pair(page, "tv55-5")

        def order(*made: tuple[int, str, str, bool]) -> list[int]:
            return page.evaluate(QUEUE, [list(call) for call in made])

        assert order((2, "A2", "2", False), (1, "A1", "1", False), (2, "A2", "2", False)) == [1, 2]
        recalls = [(n, "A1", "1", True) for n in (2, 3, 4)]
        assert order((1, "A1", "1", False), *recalls) == [1, 4], "the newest recall only"
        assert order((1, "A1", "1", True), (2, "A2", "1", False)) == [2], "the counter went on"
        assert order((1, "A1", "1", True), (2, "A1", "9", False)) == [2], "called elsewhere"
        assert order((1, "A1", "1", False), (2, "A1", "9", False)) == [1, 2]
        assert order((1, "A1", "1", True), (2, "B1", "2", True)) == [1, 2]


def test_without_leave_to_play_the_board_asks_for_a_touch(hall: Scene) -> None:
    with hall.board() as page:
        page.add_init_script(
            """const Real = window.AudioContext; let touched = false;
               window.AudioContext = class extends Real {
                 get state() { return touched ? 'running' : 'suspended'; }
                 resume() { if (navigator.userActivation.hasBeenActive) touched = true;
                            return touched ? super.resume() : new Promise(() => {}); }
               };"""
        )
        quick_words(page)
        hall.pair(page)
        page.unroute("**/display/voice/**")  # with the real clips
        page.reload()  # the pairing was a touch; a board that starts by itself had none
        page.wait_for_selector("#sound:visible")
        shoot(page, "sound")
        hall.take(1)
        number = hall.call("7")
        page.wait_for_selector(f".hero-tile.fresh >> text={number}")
        assert number not in [p["number"] for p in played(page)]
        page.click("#sound")
        wait(lambda: [p for p in played(page) if p["number"] == number], "the call spoken")
        wait(lambda: page.locator("#sound").is_hidden(), "no button", 2)


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
        page.fill("#first", "A998")
        page.fill("#last", "A1001")
        page.press("#last", "Enter")
        wait(lambda: page.inner_text("#status").endswith("A1001"), "the last number")
        page.click("#stop")
        page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text())
        found = page.evaluate("axe.run().then((r) => r.violations.map((v) => v.id))")
        assert found == []
        shoot(page, "voice")
