"""The day on one axis, alerts with their sound, and the wall, in a browser."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from queueing.who import THE_HALL
from tests.counter.browser import OpenDesk, accessible, at, shot
from tests.dashboard.test_page import TWENTY_SECONDS_LATER, raise_alert


def minutes(seconds: int | None) -> str:
    """As the table writes them in Vietnamese: one decimal at most."""
    if seconds is None:
        return "–"
    tenths = (seconds * 10 + 30) // 60
    return f"{tenths // 10},{tenths % 10}" if tenths % 10 else str(tenths // 10)


def same_as_the_plots(page: Page, desk: OpenDesk) -> None:
    """The table's rows, the newest first, are the points the plots are drawn from."""
    points = desk.get("quan", "/dashboard/today").json["points"]
    expect(page.locator("#through-rows tr")).to_have_count(len(points))
    want = [
        [minutes(p["p50"]), minutes(p["p90"]), str(p["waits"]), str(p["waiting"]), str(p["open"])]
        for p in reversed(points)
    ]
    rows = "rows => rows.map((r) => [...r.querySelectorAll('td')].map((c) => c.textContent))"
    for _ in range(50):
        got = page.locator("#through-rows tr").evaluate_all(rows)
        if got == want:
            return
        page.wait_for_timeout(100)
    assert got == want


def busy(desk: OpenDesk) -> None:
    desk.journal.listen("shifts", desk.house.rooms["shifts"].hear)
    for _ in range(4):
        desk.issue()
    desk.issue("so-do")
    desk.later(12 * 60)
    desk.open("lan", "1")
    for _ in range(3):
        desk.do("lan", "/counters/1/call-next")
        desk.later(5 * 60)


def test_the_day_and_the_alerts(browser: Browser, open_desk: OpenDesk) -> None:
    desk = open_desk
    busy(desk)
    with at(browser, desk, "quan", "/dashboard") as page:
        expect(page.locator("#through-words")).to_contain_text("Lâu nhất khoảng")
        expect(page.locator("#through canvas")).to_have_count(3)
        page.locator("#through-table summary").click()
        same_as_the_plots(page, desk)
        page.locator("#through-service").select_option("so-do")
        expect(page.locator("#through-words")).to_have_text("Hôm nay chưa gọi ai.")
        page.locator("#through-service").select_option("")
        expect(page.locator("#through-words")).to_contain_text("Lâu nhất khoảng")

        bell = page.locator("#sound")
        raise_alert(desk, "printer", "p1", "critical", "paper_out")
        alert = page.locator("#alerts li")
        expect(alert).to_contain_text("Đến máy in; trang của máy cho biết máy thiếu gì.")
        expect(alert).to_contain_text("phụ trách: Lễ tân · chuyển lên sau")
        expect(bell).to_have_attribute("data-played", "0")
        bell.click()
        expect(bell).to_have_attribute("aria-pressed", "true")
        expect(bell).to_have_attribute("data-played", "2")  # that it can, and for the alert
        desk.house.act(THE_HALL, lambda hall, now: hall.escalate_alert(
            THE_HALL, now, "printer", "p1", "supervisor"))  # fmt: skip
        expect(alert).to_contain_text("đã chuyển lên: Trưởng ca")
        expect(bell).to_have_attribute("data-played", "3")
        accessible(page, "the day as a table, an alert that went up")
        alert.get_by_role("button").click()
        expect(alert).to_contain_text("quan đang xử lý")
        raise_alert(desk, "help", "1", "critical", "lan")
        expect(alert).to_have_count(2)
        expect(bell).to_have_attribute("data-played", "3")  # colleagues are called without a sound

        send = desk.house.topics.send
        desk.house.topics.send = lambda event, text, sids: None  # the line is cut
        desk.do("lan", "/counters/1/call-next")
        desk.clock.advance(6 * 60)
        desk.house.topics.touch("today")
        page.evaluate(TWENTY_SECONDS_LATER)
        expect(page.locator("#stripe")).to_contain_text("Mất kết nối")
        desk.house.topics.send = send
        expect(page.locator("#stripe")).to_be_hidden()
        desk.house.topics.touch("today")
        same_as_the_plots(page, desk)
        shot(page, "dashboard-day")


def test_the_wall_needs_no_hand(browser: Browser, open_desk: OpenDesk) -> None:
    desk = open_desk
    busy(desk)
    with at(browser, desk, "truong", "/dashboard?wall", width=1920, height=1080) as page:
        expect(page.locator("#n-waiting")).to_have_text("2")
        expect(page.locator("#page-title")).to_have_text("Đang chờ · lâu nhất · quầy mở/cần")
        expect(page.locator("#rows li").first).to_contain_text("Cấp sổ đỏ")
        expect(page.locator("#page-number")).to_have_text("1/2")
        expect(page.locator("button, a, input, select")).to_have_count(0)
        smallest = page.locator("#rows li, #alert, .wall-figures dt").evaluate_all(
            "all => Math.min(...all.map((e) => parseFloat(getComputedStyle(e).fontSize)))"
        )
        # 5 mm of cap height a metre, from 5 m, on a 55-inch screen: 1218 mm for 1920 px
        assert smallest * 0.7 * 1218 / 1920 >= 5 * 4.5, f"{smallest} px is small from afar"
        raise_alert(desk, "printer", "p1", "critical", "paper_out")
        expect(page.locator("#alert")).to_contain_text("Máy in cần người xử lý · Máy in 1")
        accessible(page, "the wall")
        page.evaluate("""() => {
            const now = performance.now.bind(performance);
            performance.now = () => now() + 12_000;
        }""")
        expect(page.locator("#page-title")).to_have_text("Khu vực 1")
        expect(page.locator("#rows li")).to_have_count(1)
        tall = page.evaluate("document.documentElement.scrollHeight")
        assert tall <= 1080, "nothing is below the edge"
        send = desk.house.topics.send
        desk.house.topics.send = lambda event, text, sids: None
        page.evaluate(TWENTY_SECONDS_LATER)
        expect(page.locator("#stripe")).to_contain_text("Mất kết nối")
        accessible(page, "a wall without news")
        shot(page, "wall")
        desk.house.topics.send = send
        expect(page.locator("#stripe")).to_be_hidden()
