"""In a browser: staff hang up messages, mute and try boards; the board shows, and is silent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.display.screens import Scene, numbers, quick_words, shoot, wait
from tests.server import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"


def problems(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    return page.evaluate("axe.run().then((r) => r.violations.map((v) => v.id + v.nodes[0].html))")


@pytest.fixture
def desk(hall: Scene) -> Iterator[Page]:
    """The supervisor's page."""
    with hall.board(viewport={"width": 1280, "height": 900}) as page:
        token = hall.hall.tokens["sep"]
        page.context.add_cookies([{"name": "hall_person", "value": token, "url": hall.server.url}])
        page.goto(f"{hall.server.url}/boards")
        page.wait_for_selector("#zones > li")
        yield page


def test_staff_hang_up_messages_mute_and_try_a_board_and_calls_are_never_hidden(
    hall: Scene, desk: Page
) -> None:
    with hall.board() as board:
        quick_words(board)
        hall.pair(board)
        hall.be_busy()
        wait(lambda: board.locator("#past li").count() > 4, "earlier calls")
        board.evaluate("window.hall_voice.queue = []")  # what was called just before
        wait(lambda: not board.evaluate("window.hall_voice.running"), "an idle voice", 30)
        assert problems(desk) == []

        # a message of the day: by keyboard, beside the calls
        desk.fill("#text-vi", "Chiều nay trung tâm tiếp nhận hồ sơ đến 16 giờ")
        desk.press("#text-vi", "Enter")
        desk.wait_for_selector("#messages >> text=16 giờ")
        board.wait_for_selector("#message >> text=16 giờ")
        assert len(numbers(board)) > 4, "beside the calls"

        # tried: in turn with the calls, and a call ends the picture
        desk.click("#displays button >> nth=0")
        board.wait_for_selector("#test:visible")
        wait(
            lambda: board.evaluate("""(window.hall_voice.played.at(-1)?.number === '')
                && window.hall_voice.played.at(-1).ended !== null"""), "the test spoken",
        )  # fmt: skip
        said = board.evaluate("window.hall_voice.played.at(-1).clips")
        assert said == ["vi/chime", "vi/thuwr-loa", "en/testing-the-loudspeaker"]
        shoot(board, "test")
        hall.take(1)
        number = hall.call("3")
        wait(lambda: number in numbers(board), "the call", 3)
        assert board.locator("#test").is_hidden(), "a call goes before a test"
        wait(lambda: not board.evaluate("window.hall_voice.running"), "an idle voice", 30)

        # muted: shown, not said
        desk.click("#zones button >> nth=0")
        board.wait_for_selector("#muted:visible")
        spoken = len(board.evaluate("window.hall_voice.played"))
        hall.take(1)
        silent = hall.call("4")
        board.wait_for_selector(f".hero-tile.fresh >> text={silent}")
        assert desk.locator("#displays button >> nth=0").is_disabled()
        desk.click(".boards-unmute")
        wait(lambda: board.locator("#muted").is_hidden(), "the voice on again")
        hall.take(1)
        heard = hall.call("5")
        wait(
            lambda: heard in [p["number"] for p in board.evaluate("window.hall_voice.played")],
            "the next call spoken", 20,
        )  # fmt: skip
        played = [p["number"] for p in board.evaluate("window.hall_voice.played")][spoken:]
        assert silent not in played, "not made up for"

        # urgent: instead of all else, with the last call below
        desk.fill("#text-vi", "Diễn tập chữa cháy: mời mọi người ra cửa chính")
        desk.check("[name=urgent]")
        desk.press("#text-vi", "Enter")
        board.wait_for_selector(".board-urgent-words >> text=Diễn tập")
        assert numbers(board) == [] and heard in board.inner_text(".board-last")
        assert problems(board) == []
        shoot(board, "urgent")
        desk.wait_for_selector("#messages [lang=vi] >> text=Diễn tập")
        assert problems(desk) == []
        desk.click("#messages li[data-urgent] button")
        wait(lambda: len(numbers(board)) > 4, "the calls again")
        desk.click("#messages li button")
        wait(lambda: board.locator("#message").is_hidden(), "no message")


def test_pictures_change_beside_the_calls_and_a_broken_one_is_left_out(hall: Scene) -> None:
    with hall.board() as board:
        board.clock.install()
        hall.pair(board, "tv65-media")
        first = board.wait_for_selector("#media img").get_attribute("src")
        wait(lambda: board.evaluate("document.querySelector('#media img').complete"), "it")
        board.clock.run_for(6000)
        wait(lambda: board.get_attribute("#media img", "src") != first, "the next picture")
        shown = board.evaluate("document.querySelector('#media img').naturalWidth")
        assert shown == 1600 and "broken" not in (board.get_attribute("#media img", "src") or "")
