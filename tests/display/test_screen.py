"""The board in a browser: what is seen and heard, against what was called."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from display.voice.words import Words, slug
from tests.display.screens import Scene, numbers, quick_words, shoot, wait
from tests.display.voice.listener import understand_english, understand_vietnamese
from tests.stories.cast import Watcher


@pytest.fixture(scope="module")
def television(hall: Scene) -> Iterator[Page]:
    """The speaking display, with clips of 20 ms; it stays on as in a hall."""
    with hall.board() as page:
        quick_words(page)
        hall.pair(page)
        page.evaluate("window.hall_voice.queue = []")  # what earlier tests called just before
        wait(lambda: page.evaluate("!window.hall_voice.running"), "an idle voice", 15)
        yield page


def played(page: Page) -> list[dict[str, Any]]:
    return page.evaluate("window.hall_voice.played")


def lose(page: Page, *keys: str) -> None:
    """As if these Vietnamese clips had never come."""
    quick_words(page, *keys)
    for key in keys:
        page.evaluate("(key) => window.hall_voice.player.buffers.delete(key)", f"vi/{key}")


def test_a_call_is_shown_large_and_spoken_as_the_server_said(hall: Scene, television: Page) -> None:
    page = television
    before = len(played(page))
    (number,) = hall.take(1)
    start = time.monotonic()
    assert hall.call("5") == number
    page.wait_for_selector(f".hero-tile.fresh >> text={number}")
    assert time.monotonic() - start < 1.0
    assert page.inner_text("#hero .hero-tile:first-child .hero-counter") == "5"
    page.wait_for_selector(".hero-tile.speaking")
    beats = page.evaluate(
        "document.querySelector('.hero-tile').getAnimations().map(a => a.effect.getTiming())"
    )
    assert [(b["duration"], b["iterations"]) for b in beats] == [(1000, 3)], "1 Hz, 3 times"
    shoot(page, "one")
    said = wait(lambda: [p for p in played(page)[before:] if p["ended"]], "the call's end", 15)[0]
    assert (said["number"], said["counter"], said["way"]) == (number, "5", "words")
    chime, *twice = said["clips"]
    once = twice[: len(twice) // 2]
    assert chime == "vi/chime" and twice == once + once, "a chime, the call, once more"
    vi = [clip[3:] for clip in once if clip.startswith("vi/")]
    en = [clip[3:] for clip in once if clip.startswith("en/")]
    assert vi[:2] == ["mowif-coong-daan-cos-soos-thuws-tuwj", "a"]
    assert vi[-2:] == ["ddeens-quaayf-soos", "nawm"]
    word = {slug(w): w for w in Words.read("vi").vocabulary()}
    assert understand_vietnamese([word[w] for w in vi[2:-2]], south=False) == int(number[1:])
    assert en[:2] == ["now-serving-number", "a"] and en[-2:] == ["at-counter-number", "five"]
    assert understand_english(en[2:-2]) == int(number[1:])
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
    wait(lambda: page.evaluate("!window.hall_voice.running"), "an idle voice", 15)
    before = len(played(page))
    lose(page, "muwowi")
    hall.take(2)
    first = hall.call("1")
    wait(lambda: [p for p in played(page)[before:] if p["ended"]], "a spoken call", 15)
    lose(page, "muwowi", "tams")
    hall.call("8")  # "quầy tám": the word is lost, and so is its digit
    wait(lambda: len([p for p in played(page)[before:] if p["ended"]]) == 2, "both calls", 15)
    one, other = played(page)[before:]
    digits = [slug(word) for word in Words.read("vi").digits]
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
        page.clock.fast_forward(5_000)
        page.clock.run_for(1_000)
        assert page.locator("#stripe").is_hidden()
        page.clock.run_for(6_000)
        assert page.inner_text("#stripe").startswith("Mất kết nối")
        assert numbers(page) == before, "still shown, under the stripe"
        shoot(page, "stripe")
        page.clock.run_for(35_000)
        assert numbers(page) == before
        page.clock.run_for(20_000)
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
               addEventListener('pointerdown', () => (touched = true), true);
               window.AudioContext = class extends Real {
                 get state() { return touched ? 'running' : 'suspended'; }
                 resume() { return touched ? super.resume() : new Promise(() => {}); }
               };"""
        )
        quick_words(page)
        hall.pair(page)
        page.unroute("**/display/voice/**")  # with the real clips
        page.reload()
        page.wait_for_selector("#sound:visible")
        shoot(page, "sound")
        hall.take(1)
        number = hall.call("7")
        page.wait_for_selector(f".hero-tile.fresh >> text={number}")
        assert number not in [p["number"] for p in played(page)]
        page.click("#sound")
        wait(lambda: [p for p in played(page) if p["number"] == number], "the call spoken")
        wait(lambda: page.locator("#sound").is_hidden(), "no button", 2)
