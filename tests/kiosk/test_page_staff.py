"""The helper's screens at the kiosk, a locked kiosk, the stop for today, needs; staff's page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from queueing.who import THE_HALL as HALL
from tests.kiosk.glass import AXE, CHECK, Glass, keep
from tests.kiosk.served import PIN, ServedHouse

Open = Callable[..., Glass]


def knock(kiosk: Glass, pin: str = PIN) -> None:
    """Five touches on the clock, and the PIN."""
    for _ in range(5):
        kiosk.page.locator("#clock").click()
    kiosk.comes("pin")
    kiosk.settle()
    for digit in pin:
        kiosk.page.locator(f'.key:text-is("{digit}")').click()
    kiosk.page.locator(".key.main").click()


def test_what_help_somebody_needs_goes_with_the_ticket(
    glass: Open, province_hall: ServedHouse
) -> None:
    kiosk = glass()
    kiosk.touch('.way:has-text("hỗ trợ")', "needs")
    kiosk.touch('.tile:has-text("xe lăn")')
    kiosk.touch('.tile:has-text("nghe kém")')
    kiosk.look("needs")
    kiosk.touch(".way.back", "start")
    assert kiosk.says("Cán bộ sẽ được báo: Tôi đi xe lăn, Tôi nghe kém hoặc không nghe được")
    kiosk.look("start-with-needs")
    kiosk.take("noi-vu-1")
    (ticket,) = province_hall.hall.tickets.values()
    assert ticket.needs == ("wheelchair", "deaf")
    kiosk.touch(".way.main", "start")
    assert not kiosk.says("Cán bộ sẽ được báo"), "the next citizen begins anew"


def test_the_helper_reprints_notes_the_paper_and_closes_a_service(
    glass: Open, province_hall: ServedHouse
) -> None:
    kiosk = glass()
    kiosk.take("noi-vu-1")
    kiosk.touch(".way.main", "start")
    knock(kiosk, "1111")
    kiosk.page.wait_for_selector('.wrong:has-text("không đúng")')
    kiosk.look("helper-pin")
    for digit in PIN:
        kiosk.page.locator(f'.key:text-is("{digit}")').click()
    kiosk.touch(".key.main", "helper")
    kiosk.look("helper")
    kiosk.touch('.way:has-text("A001")')
    kiosk.page.wait_for_selector('[role=status]:has-text("in lại số A001")')
    assert [job.reprint for job in province_hall.hall.jobs.values()] == [False, True]
    kiosk.touch('.way:has-text("cuộn giấy")')
    kiosk.page.wait_for_selector('[role=status]:has-text("cuộn giấy mới")')
    assert province_hall.hall.paper == {"p1": 0}
    kiosk.touch('.way:has-text("Đóng hoặc mở")', "closing")
    kiosk.look("helper-closing")
    kiosk.touch('.tile:has-text("Quốc tịch")', "helper")
    assert list(province_hall.hall.closed_services) == ["tu-phap-3"]
    kiosk.touch('.way:has-text("Đóng hoặc mở")', "closing")
    kiosk.touch('.tile:has-text("Quốc tịch")', "helper")
    assert province_hall.hall.closed_services == {}


def test_a_locked_kiosk_sends_people_to_the_help_desk_until_it_is_unlocked(
    glass: Open, province_hall: ServedHouse
) -> None:
    kiosk = glass()
    province_hall.do(lambda hall, now: hall.lock_kiosk(HALL, now, "k1", "kẹt giấy"))
    kiosk.comes("locked")
    assert kiosk.says("Mời ông/bà đến bàn hướng dẫn")
    kiosk.look("locked")
    knock(kiosk)
    kiosk.comes("helper")
    kiosk.settle()
    kiosk.touch('.way:has-text("Mở khóa kiosk này")')
    kiosk.page.wait_for_selector('.way:has-text("Khóa kiosk này")')
    assert province_hall.hall.locked_kiosks == {}
    kiosk.touch(".way.back", "start")


def test_numbers_stopped_for_today_are_said_with_the_staffs_own_sentence(
    glass: Open, province_hall: ServedHouse
) -> None:
    kiosk = glass()
    sentence = "Đã đủ số hôm nay, mời ông/bà đến vào sáng mai."
    province_hall.do(lambda hall, now: hall.stop_tickets(HALL, now, sentence))
    kiosk.comes("closed")
    assert kiosk.says("Hôm nay đã ngừng cấp số") and kiosk.says(sentence)
    kiosk.look("stopped-for-today")
    province_hall.do(lambda hall, now: hall.resume_tickets(HALL, now))
    kiosk.comes("start")


@pytest.mark.parametrize("width", [1280, 360])
def test_staff_lock_stop_and_enter_slips_on_a_page(
    browser: Browser, province_hall: ServedHouse, width: int
) -> None:
    house = province_hall
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    context.add_cookies(
        [{"name": "hall_person", "value": house.officer("to", "supervisor"), "url": house.url}]
    )
    page = context.new_page()
    page.goto(house.url + "/kiosks")
    page.wait_for_selector("body[data-ready]")
    page.locator('[data-kiosk="k1"] input').fill("kẹt giấy")
    page.locator('[data-kiosk="k1"] [data-do]').click()
    page.wait_for_selector('[data-kiosk="k1"][data-locked=true]')
    assert house.hall.locked_kiosks == {"k1": "kẹt giấy"}
    page.locator('[data-kiosk="k1"] [data-do]').click()
    page.wait_for_selector('[data-kiosk="k1"][data-locked=false]')
    page.locator("#stop [type=submit]").click()
    page.wait_for_selector("#resume:visible")
    assert house.hall.stopped == "Số của ngày hôm nay đã hết."
    page.locator("#resume").click()
    page.locator("#lease [name=count]").fill("3")
    page.locator("#lease [type=submit]").click()
    page.wait_for_selector("[data-lease]")
    (lease,) = house.hall.leases.values()
    page.locator("#enter [name=number]").fill(next(iter(lease.numbers)).lower())
    page.locator("#enter [name=at]").fill("7:30")
    page.locator("#enter [type=submit]").click()
    page.wait_for_selector('[data-lease]:has-text("1 đã nhập")')
    page.locator("[data-lease] button").click()
    page.wait_for_selector('[data-lease]:has-text("2 đã bỏ")')
    assert sorted(lease.numbers.values()) == ["issued", "void", "void"]
    page.locator("#enter [name=number]").fill("Z999")
    page.locator("#void").click()
    page.wait_for_selector("#wrong:visible")
    keep(page, f"staff-{width}", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.add_script_tag(path=AXE)
    assert page.evaluate(CHECK.replace('{"color-contrast-enhanced": {enabled: true}}', "{}")) == []
    context.close()
