"""The manager's page in a browser: live, calm, and to be used by everybody."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from queueing.who import THE_HALL
from tests.counter.browser import OpenDesk, accessible, at, shot

TWENTY_SECONDS_LATER = """() => {
    const now = performance.now.bind(performance);
    performance.now = () => now() + 20_000;
}"""


def raise_alert(desk: OpenDesk, alert: str, about: str, level: str, detail: str) -> None:
    desk.house.act(
        THE_HALL, lambda hall, now: hall.raise_alert(THE_HALL, now, alert, about, level, detail)
    )


def row(page: Page, table: str, name: str) -> list[str]:
    cells = page.locator(f"#{table} tr", has=page.locator(f"th:has-text('{name}')")).locator("td")
    return [cell.strip() for cell in cells.all_inner_texts()]


def test_the_page_follows_the_hall(browser: Browser, open_desk: OpenDesk) -> None:
    desk = open_desk
    with at(browser, desk, "quan", "/dashboard", width=1440, height=900) as page:
        expect(page.locator("#summary")).to_have_text("Không có ai đang chờ.")
        expect(page.locator("#services tr")).to_have_count(0)
        accessible(page, "an empty hall")
        page.locator("#all").check()
        expect(page.locator("#services tr")).to_have_count(4)
        page.locator("#all").uncheck()

        for _ in range(3):
            desk.issue("khai-sinh")
        desk.issue("so-do")
        desk.open("lan", "1")
        expect(page.locator("#services tr")).to_have_count(2)
        expect(page.locator("#services th").first).to_contain_text("Cấp sổ đỏ")  # nobody serves it
        expect(page.locator("#summary")).to_have_text("1 dịch vụ cần chú ý: Cấp sổ đỏ.")
        assert row(page, "services", "Cấp sổ đỏ")[:2] == ["Không có quầy", "1"]

        desk.do("lan", "/counters/1/call-next")
        desk.do("lan", "/counters/1/start")
        expect(page.locator("#n-waiting")).to_have_text("3")
        expect(page.locator("#counters")).to_contain_text("Đang phục vụ")
        assert row(page, "counters", "Quầy 1")[:3] == ["lan", "Đang phục vụ", "A001"]
        assert row(page, "services", "Đăng ký khai sinh")[:2] == ["Để ý", "2"]
        bars = page.locator("#services rect").evaluate_all(
            "bars => bars.map((bar) => +bar.getAttribute('width'))"
        )
        assert bars == [50, 100], "bars stand for the numbers beside them"
        desk.later(180)
        expect(page.locator("#counters")).to_contain_text("3 phút")
        shot(page, "dashboard")


def test_devices_and_alerts_show_what_is_wrong_until_it_is_seen_to(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    with at(browser, desk, "quan", "/dashboard") as page:
        expect(page.locator("#no-alerts")).to_be_visible()
        desk.house.devices.set("k1", "ok")
        desk.house.devices.set("p1", "not_ready", "paper_out")
        raise_alert(desk, "printer", "p1", "critical", "paper_out")
        alert = page.locator("#alerts li")
        expect(alert).to_contain_text("Máy in cần người xử lý · Máy in 1 · hết giấy")
        expect(page.locator("#devices th").first).to_contain_text("Máy in 1")
        cells = row(page, "devices", "Máy in 1")
        assert cells[0] == "Chưa sẵn sàng" and cells[2].startswith("hết giấy · 07:30")
        expect(page.locator("#devices tr")).to_have_count(1)
        expect(page.locator("#devices-rest")).to_have_text(
            "1 hoạt động, 1 gặp sự cố, 4 chưa có tin."
        )
        page.locator("#all-devices").check()
        expect(page.locator("#devices tr")).to_have_count(6)
        accessible(page, "an alert and a device in trouble")
        shot(page, "dashboard-alert")
        alert.get_by_role("button").focus()
        page.keyboard.press("Enter")
        expect(alert).to_contain_text("quan đang xử lý")
        expect(alert.get_by_role("button")).to_be_hidden()
        expect(page.locator("#alerts-count")).to_have_text("0")
        desk.house.devices.set("p1", "ok")
        expect(page.locator("#devices-count")).to_have_text("2/6")


def test_many_alerts_of_a_kind_stand_in_one_row_and_are_seen_to_at_once(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk

    def over(about: str, minutes: int) -> None:
        detail = {"minutes": minutes, "limit": 30}
        desk.house.act(THE_HALL, lambda hall, now: hall.raise_alert(
            THE_HALL, now, "promise_over", about, "warning", detail))  # fmt: skip

    with at(browser, desk, "quan", "/dashboard") as page:
        over("khai-sinh", 41), over("so-do", 200)
        raise_alert(desk, "device_gone", "danh-gia-1", "warning", "")
        rows = page.locator("#alerts > li")
        expect(rows).to_have_count(3)
        expect(page.locator("#alerts")).to_contain_text("Máy đánh giá · Quầy 1")
        over("ket-hon", 90), over("sao-y", 33)
        expect(rows).to_have_count(2)
        expect(page.locator("#alerts-count")).to_have_text("5")
        row = rows.filter(has_text="Phiếu mới phải chờ")
        expect(row.locator(":scope > .alert-what")).to_contain_text("Cấp sổ đỏ · 200 phút")
        row.locator("summary", has_text="và 3 cảnh báo cùng loại").click()
        expect(row.locator("details li").first).to_contain_text("Đăng ký kết hôn · 90 phút")
        accessible(page, "alerts of a kind, opened")
        shot(page, "dashboard-alike")
        row.locator("details li").first.get_by_role("button").click()
        expect(rows.filter(has_text="quan đang xử lý")).to_have_count(1)
        row.filter(has_text="Trưởng ca").get_by_role("button", name="Tôi xử lý cả 3").click()
        expect(page.locator("#alerts-count")).to_have_text("1")
        expect(rows.filter(has_text="quan đang xử lý")).to_have_count(1)


def test_the_clock_is_confirmed_and_the_day_closed_only_after_asking(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.issue()
    desk.house.act(THE_HALL, lambda hall, now: hall.clock_jumped(THE_HALL, now, -3_600_000))
    with at(browser, desk, "quan", "/dashboard") as page:
        expect(page.locator("#clock-words")).to_contain_text("lệch −1:00:00")
        accessible(page, "a clock to confirm")
        page.locator("#confirm-clock").click()
        expect(page.locator("#clock")).to_be_hidden()
        page.locator("#close-day").click()
        expect(page.locator("#day-waiting")).to_have_text("Hiện có 1 người đang chờ.")
        accessible(page, "asking before closing the day")
        page.keyboard.press("Escape")
        assert desk.journal.live.day is not None
        page.locator("#close-day").click()
        page.locator("#dialog-day button.main").click()
        expect(page.locator("#open")).to_have_text("Ngoài giờ")
    assert desk.journal.live.day is None


def test_it_fits_a_small_window_and_speaks_english(browser: Browser, open_desk: OpenDesk) -> None:
    desk = open_desk
    desk.issue("khai-sinh"), desk.issue("so-do")
    desk.open("lan", "1")
    for width in (1280, 640, 360):
        with at(browser, desk, "quan", "/dashboard?lang=en", width=width) as page:
            expect(page.locator("#services tr")).to_have_count(2)
            expect(page.locator("#summary")).to_contain_text(
                "need attention: Land title (1 in all)"
            )
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{wide} px in a window of {width}"
            shot(page, f"dashboard-{width}")
            if width == 360:
                accessible(page, "a phone")


def test_silence_is_told_on_every_page(browser: Browser, open_desk: OpenDesk) -> None:
    desk = open_desk
    desk.open("lan", "1")
    with (
        at(browser, desk, "quan", "/dashboard") as dashboard,
        at(browser, desk, "lan", "/counter/1") as counter,
        at(browser, desk, "danh-gia-1", "/rating/1") as pad,
    ):
        expect(dashboard.locator("#dash")).to_have_attribute("data-state", "live")
        expect(counter.locator("#officer")).to_have_attribute("data-state", "free")
        desk.issue()
        desk.do("lan", "/counters/1/call-next")
        desk.do("lan", "/counters/1/start")
        desk.do("lan", "/counters/1/finish")
        expect(pad.locator("#rating")).to_have_attribute("data-state", "open")
        send = desk.house.topics.send
        desk.house.topics.send = lambda event, text, sids: None  # the hall falls silent
        for page in (dashboard, counter, pad):
            page.evaluate(TWENTY_SECONDS_LATER)
        expect(counter.locator("#stripe")).to_contain_text("Mất kết nối")
        accessible(counter, "silence at the counter")
        expect(pad.locator("#closed-words")).to_contain_text("mất kết nối")
        expect(dashboard.locator("#stripe")).to_contain_text("Mất kết nối")
        accessible(dashboard, "silence on the dashboard")
        shot(dashboard, "dashboard-silent")
        desk.house.topics.send = send
        expect(dashboard.locator("#stripe")).to_be_hidden()
        expect(counter.locator("#stripe")).to_be_hidden()
        expect(pad.locator("#rating")).to_have_attribute("data-state", "open")
