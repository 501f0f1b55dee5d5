"""The kiosk's page in a real browser: the way to a number, and what goes with it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from kiosk.picture import TIMES
from queueing.who import THE_HALL as HALL
from tests.kiosk.glass import Glass
from tests.kiosk.served import ServedHouse

Open = Callable[..., Glass]


TAP_TWICE = """async ([what, pause]) => {
  const box = document.querySelector(what).getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  for (let n = 0; n < 2; n += 1) {
    document.elementFromPoint(x, y).dispatchEvent(
      new MouseEvent("click", {bubbles: true, cancelable: true, detail: n + 1}));
    await new Promise((next) => setTimeout(next, pause));
  }
}"""


def test_one_touch_gives_a_number_with_all_that_belongs_to_it(
    glass: Open, province_hall: ServedHouse
) -> None:
    kiosk = glass()
    assert len(kiosk.boxes(".tile")) == 8
    assert kiosk.take("noi-vu-1") == "A001"
    kiosk.touch(".way.main", "start")
    assert kiosk.take("noi-vu-1") == "A002"
    page = kiosk.page
    assert page.locator(".fact.ahead dd").inner_text() == "1"
    assert page.locator(".fact.where dd").inner_text() == "Quầy 1, Quầy 2"
    assert page.locator(".track img").evaluate("i => i.complete && i.naturalWidth > 0")
    assert kiosk.says("Đang in phiếu")
    job = list(province_hall.hall.jobs.values())[-1]
    for verb in ("print_started", "print_confirmed"):
        province_hall.do(lambda hall, now, v=verb: getattr(hall, v)(HALL, now, job.id))
    page.wait_for_selector('.fate[data-state="done"]')
    assert kiosk.says("Mời lấy phiếu ở khe bên dưới")
    kiosk.shot("result")


def test_a_double_tap_yields_one_ticket(
    glass: Open, province_hall: ServedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TIMES, "ghost", 0.35)  # as in the hall
    kiosk = glass()
    kiosk.page.wait_for_timeout(400)
    kiosk.page.evaluate(TAP_TWICE, [".tile", 40])
    kiosk.comes("result")
    assert len(province_hall.hall.tickets) == 1
    kiosk.page.wait_for_timeout(400)
    kiosk.page.evaluate(TAP_TWICE, [".way.main", 60])  # under it lies a way of the first screen
    kiosk.page.wait_for_timeout(100)
    assert kiosk.screen == "start"


def test_twenty_touches_while_the_number_is_slow_yield_one_ticket(
    glass: Open, province_hall: ServedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = glass()
    do, ready = province_hall.journal.do, threading.Event()

    def slow(*args, **more):
        assert ready.wait(10)
        return do(*args, **more)

    monkeypatch.setattr(province_hall.journal, "do", slow)
    kiosk.page.evaluate(
        """() => {
          for (let n = 0; n < 20; n += 1) document.querySelectorAll(".tile")[n % 8].click();
        }"""
    )
    kiosk.page.wait_for_selector('.taking h1:has-text("Đang lấy số")')
    kiosk.look("taking")
    ready.set()
    kiosk.comes("result")
    assert len(province_hall.hall.tickets) == 1


def test_a_touch_is_answered_within_100_ms(glass: Open) -> None:
    kiosk = glass()
    page = kiosk.page
    page.evaluate(
        """() => {
          const tile = document.querySelector(".tile");
          window.shown = null;
          addEventListener("pointerdown", (event) => {
            const start = event.timeStamp;
            requestAnimationFrame(() => requestAnimationFrame(() => {
              window.shown = [performance.now() - start, getComputedStyle(tile).backgroundColor];
            }));
          }, {capture: true, once: true});
        }"""
    )
    box = kiosk.boxes(".tile")[0]
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    page.wait_for_function("window.shown")
    took, colour = page.evaluate("window.shown")
    page.mouse.up()
    assert took <= 100 and colour == "rgb(6, 40, 74)", (took, colour)


def test_the_number_is_there_within_a_second(glass: Open) -> None:
    kiosk = glass()
    took = kiosk.page.evaluate(
        """() => new Promise((done) => {
          const start = performance.now();
          new MutationObserver(() => {
            if (document.querySelector(".number")) done(performance.now() - start);
          }).observe(document.getElementById("screen"), {childList: true, subtree: true});
          document.querySelector(".tile").click();
        })"""
    )
    assert took < 1000


def test_the_wrong_service_can_be_changed(glass: Open, province_hall: ServedHouse) -> None:
    kiosk = glass()
    assert kiosk.take("noi-vu-1") == "A001"
    kiosk.touch('.way:has-text("Đổi dịch vụ")', "start")
    assert kiosk.says("Đổi dịch vụ cho số A001")
    assert kiosk.take("tu-phap-1") == "B001"
    assert kiosk.says("Số A001 không còn dùng.")
    assert len(province_hall.hall.tickets) == 1
    kiosk.touch('.way:has-text("Đổi dịch vụ")', "start")
    kiosk.touch('.banner button:has-text("Giữ nguyên")', "result")
    assert kiosk.number() == "B001"


def test_the_change_is_offered_only_as_long_as_it_is_possible(
    glass: Open, province_hall: ServedHouse
) -> None:
    moves = {**province_hall.settings["hall"], "change_service_within": 5}
    province_hall.change(hall=moves)
    kiosk = glass()
    kiosk.take("noi-vu-1")
    kiosk.touch('.way:has-text("Đổi dịch vụ")', "start")
    kiosk.comes("result")  # the time is over
    assert kiosk.number() == "A001"
    assert kiosk.boxes('.way:has-text("Đổi dịch vụ")') == []


def test_a_search_leads_to_a_number(glass: Open) -> None:
    kiosk = glass()
    kiosk.touch(".find", "search")
    kiosk.write("lai xe")
    kiosk.page.wait_for_selector(".hit")
    names = kiosk.page.locator(".hit .name").all_inner_texts()
    assert names[0] == "Đổi giấy phép lái xe" and "Cấp lại giấy phép lái xe" in names
    kiosk.shot("search")
    kiosk.touch('.hit:has-text("Cấp lại")', "result")
    assert kiosk.number() == "G001"
    assert kiosk.says("Đổi giấy phép lái xe"), "the service the procedure leads to"


def test_the_keyboard_erases_and_knows_digits_and_vietnamese_letters(glass: Open) -> None:
    kiosk = glass()
    kiosk.touch(".find", "search")
    query = kiosk.page.locator("#query")
    kiosk.write("đâx")
    kiosk.touch(".key.erase")
    for _ in range(2):  # past the tones
        kiosk.touch(".key.swap")
    kiosk.write("12")
    assert query.input_value() == "đâ12"
    kiosk.touch(".key.clear")
    assert query.input_value() == ""
    kiosk.write("zzzzq")
    kiosk.page.wait_for_selector('.hint:has-text("Không tìm thấy")')
    kiosk.page.keyboard.press("Control+A")
    kiosk.page.keyboard.type("Căn cước")  # a real keyboard works as well
    kiosk.page.wait_for_selector('.hit[data-service="cong-an-1"]')


def test_every_service_is_three_touches_away(glass: Open) -> None:
    kiosk = glass()
    kiosk.touch('.way:has-text("Tất cả cơ quan")', "agencies")
    assert len(kiosk.boxes(".tile.agency")) == 19, "all of them on one screen"
    kiosk.touch('.tile:has-text("Công an tỉnh")', "agency")
    assert kiosk.take("cong-an-2") == "R001"


def test_a_citizen_with_priority_says_on_which_ground(
    glass: Open, province_hall: ServedHouse
) -> None:
    kiosk = glass()
    kiosk.touch('.way:has-text("ưu tiên")', "priority")
    assert not kiosk.says("Khẩn cấp"), "urgent is for supervisors"
    kiosk.touch('.tile:has-text("khuyết tật")', "start")
    assert kiosk.says("Diện ưu tiên: Người khuyết tật")
    kiosk.take("noi-vu-1")
    ticket = next(iter(province_hall.hall.tickets.values()))
    assert (ticket.klass, ticket.ground) == ("priority", "khuyet-tat")
    kiosk.touch(".way.main", "start")
    assert kiosk.boxes(".banner") == [], "the next citizen begins anew"


def test_the_other_language_is_in_its_own_words_and_goes_with_the_citizen(
    glass: Open, province_hall: ServedHouse
) -> None:
    kiosk = glass()
    kiosk.touch('button:text-is("English")')
    assert kiosk.says("What do you need today?")
    assert kiosk.page.evaluate("document.documentElement.lang") == "en"
    kiosk.settle()
    kiosk.take("noi-vu-1")
    assert kiosk.says("Your number")
    assert next(iter(province_hall.hall.tickets.values())).language == "en"
    kiosk.touch(".way.main", "start")
    assert kiosk.says("Ông/bà cần làm thủ tục gì?")
    assert kiosk.page.evaluate("document.documentElement.lang") == "vi"


def test_nobody_there_any_more(glass: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TIMES, "idle", 0.5)
    monkeypatch.setitem(TIMES, "more", 2)
    kiosk = glass()
    kiosk.touch('button:text-is("English")')
    for _ in range(2):
        kiosk.page.wait_for_selector("dialog[open]")
        assert kiosk.says("Do you need more time?")
        kiosk.touch("#stay")
        assert kiosk.boxes("dialog") == [] and kiosk.says("What do you need today?")
    kiosk.page.wait_for_selector('html[lang="vi"]')
    assert kiosk.screen == "start" and kiosk.boxes("dialog") == []
    kiosk.page.wait_for_timeout(900)
    assert kiosk.boxes("dialog") == [], "the first screen asks nobody"


def test_the_number_gives_way_to_the_next_citizen(
    glass: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TIMES, "hold", 1)
    kiosk = glass()
    kiosk.take("noi-vu-1")
    kiosk.comes("start", timeout=4000)


def test_waiting_counts_follow_the_hall(glass: Open, province_hall: ServedHouse) -> None:
    kiosk = glass()
    tile = kiosk.page.locator('[data-service="noi-vu-1"]')
    assert "Chưa có người chờ" in tile.inner_text()
    for _ in range(2):
        province_hall.do(lambda hall, now: hall.issue(HALL, now, service="noi-vu-1"))
    kiosk.page.wait_for_selector('[data-service="noi-vu-1"]:has-text("2 người đang chờ")')


def test_the_keyboard_alone_is_enough(glass: Open) -> None:
    kiosk = glass()
    keys = kiosk.page.keyboard
    for _ in range(2):
        keys.press("Tab")  # from the heading: the search, then the first tile
    assert kiosk.page.evaluate("document.activeElement.className") == "tile"
    keys.press("Enter")
    kiosk.comes("result")
    assert kiosk.page.evaluate("document.activeElement.tagName") == "H1"
    for _ in range(2):
        keys.press("Tab")
    keys.press("Enter")
    kiosk.comes("start")
