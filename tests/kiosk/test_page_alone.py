"""A kiosk alone: the hall cannot be reached for two hours, and people take numbers all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from journal.checking import check_journal
from queueing.who import Who
from tests.kiosk.glass import Glass
from tests.kiosk.served import ServedHouse

Open = Callable[..., Glass]
DESK = Who("reception", officer="le-tan")
HELD = "k => (JSON.parse(localStorage.getItem('hall-reserve-' + k))?.date ?? null) !== null"
TOLD = "k => JSON.parse(localStorage.getItem('hall-reserve-' + k)).given.length === 0"


def kept(kiosk: Glass, name: str) -> Any:
    """What the page of that kiosk has written down."""
    return json.loads(kiosk.page.evaluate(f"localStorage.getItem('hall-reserve-{name}')"))


def take_own(kiosk: Glass, service: str) -> str:
    kiosk.touch(f'[data-service="{service}"]', "kept")
    number = kiosk.number()
    kiosk.touch(".way.main", "start")
    return number


def test_two_hours_alone_give_numbers_of_its_own_each_once_and_in_order(
    glass: Open, province_hall: ServedHouse
) -> None:
    hall = province_hall
    hall.change(kiosks=[{**k, "reserve": 2} for k in hall.settings["kiosks"]])
    first, third = glass("k1", clock=True), glass("k3", clock=True)
    for kiosk, name in ((first, "k1"), (third, "k3")):
        kiosk.page.wait_for_function(HELD, arg=name)
    assert first.take("noi-vu-1") == "A001"
    first.touch(".way.main", "start")

    def pass_time(seconds: float) -> None:
        hall.tick(seconds)
        for kiosk in (first, third):
            if not kiosk.page.is_closed():
                kiosk.pass_time(seconds)

    def at_the_desk() -> None:
        """The hall goes on; it is this machine that is cut off."""
        hall.do(lambda h, now: h.issue(DESK, now, service="noi-vu-1"))

    door = hall.url
    hall.serving.stop()
    hall.live.goodbye()
    first.page.wait_for_timeout(200)
    third.touch('[data-service="tu-phap-1"]', "taking")  # before it is known that the hall is gone
    pass_time(11)
    third.comes("gone")
    first.page.wait_for_selector('.paper:has-text("Máy đang mất kết nối")')
    assert first.screen == "start", "no browser's error, and no dead end"
    first.look("alone-start")
    third.settle()
    third.touch('.way:has-text("Thử lại")', "kept")
    assert third.number() == "B503"

    pass_time(1800)
    first.settle()
    first.touch('[data-service="noi-vu-1"]', "kept")
    assert first.number() == "A501" and first.says("Xin ghi lại số này")
    first.look("alone-number")
    pass_time(60 + 1)
    first.comes("start")
    at_the_desk()
    pass_time(3600)
    first.settle()
    assert take_own(first, "noi-vu-1") == "A502"
    pass_time(30)  # the page's clock goes on by itself, the hall's does not
    at_the_desk()
    # used up for this field, not for others
    first.page.wait_for_selector('[data-service="noi-vu-1"].off')
    first.touch('[data-service="noi-vu-2"]', "refused")
    assert first.says("Xin hỏi bàn hướng dẫn")
    first.look("alone-refused")
    first.touch(".way.main", "start")
    # used up altogether: the help desk, and the machine is switched off
    third.comes("start")
    third.settle()
    third.touch('[data-service="tu-phap-2"]', "kept")
    assert third.number() == "B504"
    third.touch(".way.main", "gone")
    assert third.says("Xin đến bàn hướng dẫn")
    third.look("alone-used-up")
    third.page.close()

    pass_time(1800)
    assert [t.number for t in hall.hall.tickets.values()] == ["A001", "A002", "A003"]
    hall.live.closing = False
    hall.serve(int(door.rpartition(":")[2]))
    first.page.wait_for_function(TOLD, arg="k1", timeout=30000)
    third.page = third.context.new_page()  # switched on again in the morning
    third.page.goto(f"{hall.url}/kiosk/k3")
    third.page.wait_for_function(TOLD, arg="k3", timeout=30000)

    line = [t.number for t in hall.hall.waiting("noi-vu-1")]
    assert line == ["A001", "A501", "A002", "A502", "A003"]
    given = [t.number for t in hall.hall.tickets.values()]
    assert sorted(given) == sorted([*line, "B503", "B504"])
    first.page.wait_for_function("() => !document.querySelector('.tile.off')")
    first.settle()
    assert first.take("noi-vu-1") == "A004", "the hall gives the numbers again"
    first.page.wait_for_function(
        "k => JSON.parse(localStorage.getItem('hall-reserve-' + k)).series['noi-vu'].length === 2",
        arg="k1",
    )
    assert not set(kept(first, "k1")["series"]["noi-vu"]) & set(given), "a new reserve"
    assert check_journal(hall.journal.url, "test") == []
