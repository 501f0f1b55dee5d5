"""Where the hall asks who takes a ticket: the card's number at the kiosk."""

from __future__ import annotations

from collections.abc import Callable

from tests.kiosk.glass import Glass
from tests.kiosk.served import ServedHouse

Open = Callable[..., Glass]


def test_a_card_is_asked_for_where_the_hall_wants_it_and_only_there(
    glass: Open, province_hall: ServedHouse
) -> None:
    house = province_hall
    card = {
        "asked": True, "services": ["noi-vu-1"], "a_day": 2, "a_service": 1,
        "purpose": {"vi": "Số thẻ chỉ dùng trong ngày.", "en": "Used today only."},
    }  # fmt: skip
    house.change(hall={**house.settings["hall"], "identity": card})
    kiosk = glass()
    press = kiosk.page.keyboard
    kiosk.touch('[data-service="noi-vu-1"]', "identity")
    assert kiosk.says("Số thẻ chỉ dùng trong ngày.")
    for digit in "00109912":
        kiosk.touch(f'.key:text-is("{digit}")')
    kiosk.touch(".key.main")
    kiosk.page.wait_for_selector('.wrong:has-text("12 chữ số")')
    kiosk.look("identity")
    assert kiosk.page.locator(".dots").inner_text() == "•••••912"
    press.type("3456")
    kiosk.touch(".key.main", "result")
    kiosk.touch(".way.main", "start")
    # a reader types the whole card; what is beside the number goes no further
    kiosk.touch('[data-service="noi-vu-1"]', "identity")
    press.type("001099123456|123456789|Nguyen Van A|01011990|Nam")
    press.press("Enter")
    kiosk.comes("refused")
    assert kiosk.says("đã lấy đủ số")
    kiosk.settle()
    kiosk.touch(".way.main", "start")
    kiosk.touch('[data-service="noi-vu-1"]', "identity")
    kiosk.touch('.way:has-text("không mang thẻ")', "refused")
    kiosk.settle()
    kiosk.touch(".way.main", "start")
    kiosk.take("noi-vu-2")
    assert [ticket.service for ticket in house.hall.tickets.values()] == ["noi-vu-1", "noi-vu-2"]
    assert len(house.hall.persons) == 1 and "001099123456" not in str(house.hall.persons)
