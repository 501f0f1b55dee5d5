"""When something fails: every failure has a screen, in the citizen's words, and goes by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from journal import JournalDown
from queueing.who import THE_HALL as HALL
from tests.kiosk.glass import Glass
from tests.kiosk.served import ServedHouse

Open = Callable[..., Glass]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def test_a_cut_reply_yields_one_ticket_shown_after_the_retry(
    glass: Open, province_hall: ServedHouse
) -> None:
    kiosk = glass()
    cut = []

    def once(route):
        if cut:
            route.continue_()
        else:
            cut.append(route.fetch().status)  # the hall did it; the kiosk never hears
            route.abort("connectionreset")

    kiosk.page.route("**/api/v1/tickets", once)
    assert kiosk.take("noi-vu-1") == "A001"
    assert cut == [201] and len(province_hall.hall.tickets) == 1


def test_a_reply_that_hangs_is_asked_for_again(glass: Open, province_hall: ServedHouse) -> None:
    kiosk = glass()
    held = []

    def hang(route):
        if held:
            route.continue_()
        else:
            held.append(route)  # never answered
            route.fetch()

    kiosk.page.route("**/api/v1/tickets", hang)
    assert kiosk.take("noi-vu-1") == "A001"
    assert len(held) == 1 and len(province_hall.hall.tickets) == 1


def test_a_reply_lost_for_good_is_found_by_the_same_touch(
    glass: Open, province_hall: ServedHouse
) -> None:
    kiosk = glass(clock=True)
    lost = []

    def lose(route):
        if len(lost) == 0:
            route.fetch()
        lost.append(route.request.headers["idempotency-key"])
        route.abort("connectionreset")

    kiosk.page.route("**/api/v1/tickets", lose)
    kiosk.touch('[data-service="noi-vu-1"]')
    kiosk.comes("taking")
    kiosk.pass_time(9)
    kiosk.comes("gone")
    assert kiosk.says("Xin đến bàn hướng dẫn")
    kiosk.look("trouble-lost")
    kiosk.page.unroute("**/api/v1/tickets")
    kiosk.settle()
    kiosk.touch('.way:has-text("Thử lại")', "result")
    assert kiosk.number() == "A001"
    assert len(set(lost)) == 1 and len(province_hall.hall.tickets) == 1


@pytest.mark.parametrize(
    ("state", "why", "words"),
    [
        ("not_ready", "paper_out", "Máy in hết giấy."),
        ("not_ready", "cover_open", "Nắp máy in đang mở."),
        ("not_ready", "cutter", "Dao cắt giấy của máy in bị kẹt."),
        ("not_ready", "offline", "Chưa liên lạc được với máy in."),
        ("not_ready", "error", "Máy in đang gặp sự cố."),
        ("down", "silent", "Chưa liên lạc được với máy in."),
    ],
)
def test_without_paper_the_number_is_on_the_screen_for_longer(
    glass: Open, province_hall: ServedHouse, state: str, why: str, words: str
) -> None:
    province_hall.house.devices.set("p1", state, why)
    kiosk = glass()
    assert kiosk.says("số sẽ hiện trên màn hình"), "said before the number is taken"
    assert kiosk.take("noi-vu-1") == "A001"
    kiosk.page.wait_for_selector('.fate[data-state="failed"]')
    assert kiosk.says(words) and kiosk.says("Xin ghi lại số này, hoặc quét mã.")
    assert kiosk.boxes(".track img")[0]["width"] > 150
    left = int("".join(c for c in kiosk.page.locator(".closing").inner_text() if c.isdigit()))
    assert left >= 45, "longer than with a slip, which is 30 s"
    kiosk.look(f"trouble-{state}-{why}")


def test_a_slip_that_may_not_have_come_out_is_said_so(
    glass: Open, province_hall: ServedHouse
) -> None:
    kiosk = glass()
    kiosk.take("noi-vu-1")
    job = next(iter(province_hall.hall.jobs))
    province_hall.do(lambda hall, now: hall.print_started(HALL, now, job))
    province_hall.do(lambda hall, now: hall.print_unconfirmed(HALL, now, job, "silent"))
    kiosk.page.wait_for_selector('.fate[data-state="failed"]')
    assert kiosk.says("Có thể phiếu giấy chưa ra.")
    kiosk.look("trouble-unconfirmed")


def test_near_its_end_the_printer_serves_and_nobody_is_worried(
    glass: Open, province_hall: ServedHouse
) -> None:
    province_hall.house.devices.set("p1", "ok", "paper_near_end")
    kiosk = glass()
    assert not kiosk.says("số sẽ hiện trên màn hình")
    kiosk.take("noi-vu-1")
    assert kiosk.says("Đang in phiếu…")


def test_nothing_is_known_of_the_printer_and_the_number_is_kept(
    glass: Open, province_hall: ServedHouse
) -> None:
    province_hall.house.devices.set("p1", "unknown")
    kiosk = glass(clock=True)
    kiosk.take("noi-vu-1")
    kiosk.pass_time(7)
    kiosk.page.wait_for_selector('.fate[data-state="failed"]')
    assert kiosk.says("Máy in đang gặp sự cố.") and kiosk.says("Xin ghi lại số này")


def test_a_slip_that_comes_out_elsewhere_says_where(
    glass: Open, province_hall: ServedHouse
) -> None:
    rows = province_hall.settings["printers"]
    place = {"vi": "Máy in bàn hướng dẫn", "en": "Printer at the help desk"}
    province_hall.change(printers=[*rows, {**rows[0], "id": "p2", "name": place}])
    province_hall.house.devices.set("p1", "down", "refused")
    kiosk = glass()
    kiosk.take("noi-vu-1")
    job = next(iter(province_hall.hall.jobs))
    province_hall.do(lambda hall, now: hall.print_diverted(HALL, now, job, "p2"))
    kiosk.page.wait_for_selector('.fate[data-state="done"]')
    assert kiosk.says("Phiếu được in ở máy khác: Máy in bàn hướng dẫn.")
    kiosk.look("trouble-elsewhere")


def test_a_kiosk_without_a_printer_asks_to_note_the_number(glass: Open) -> None:
    kiosk = glass("k3")
    kiosk.take("tu-phap-1")
    assert kiosk.says("Máy này không in phiếu giấy.")


def test_a_closed_hall_says_when_it_opens_and_opens_by_itself(
    glass: Open, province_hall: ServedHouse
) -> None:
    open_hours = province_hall.settings["hours"]
    week = {day: ["13:30-17:00"] for day in DAYS}
    province_hall.change(hours={**open_hours, "week": week})
    kiosk = glass()
    assert kiosk.screen == "closed"
    assert kiosk.says("Bắt đầu cấp số lúc 13:00.")
    kiosk.look("trouble-closed")
    province_hall.change(hours=open_hours)
    kiosk.comes("start")


def test_a_closed_service_explains_itself_and_offers_others(
    glass: Open, province_hall: ServedHouse
) -> None:
    kiosk = glass()
    reason = "Hệ thống đang bảo trì, dự kiến 10:30"
    province_hall.do(lambda hall, now: hall.close_service(HALL, now, "noi-vu-1", reason))
    kiosk.page.wait_for_selector('[data-service="noi-vu-1"].off:has-text("Tạm ngừng nhận")')
    kiosk.touch('[data-service="noi-vu-1"]', "refused")
    assert kiosk.says(reason)
    kiosk.look("trouble-service-closed")
    kiosk.touch(".way.main", "start")
    assert kiosk.take("noi-vu-2") == "A001"


def test_a_service_out_of_numbers_says_so(glass: Open, province_hall: ServedHouse) -> None:
    services = [{**s, "quota": 1} for s in province_hall.settings["services"]]
    province_hall.change(services=services)
    kiosk = glass()
    kiosk.take("noi-vu-1")
    kiosk.touch(".way.main", "start")
    kiosk.page.wait_for_selector('[data-service="noi-vu-1"]:has-text("Đã hết số hôm nay")')
    kiosk.touch('[data-service="noi-vu-1"]', "refused")
    assert kiosk.says("Dịch vụ này đã hết số hôm nay")


def test_a_refusal_that_comes_after_the_touch_is_explained(
    glass: Open, province_hall: ServedHouse
) -> None:
    """The picture still shows the service open; the rules say no."""
    kiosk = glass()
    kiosks = [{**k, "per_hour": 1} for k in province_hall.settings["kiosks"]]
    province_hall.change(kiosks=kiosks)
    kiosk.take("noi-vu-1")
    kiosk.touch(".way.main", "start")
    kiosk.touch('[data-service="noi-vu-2"]', "refused")
    assert kiosk.says("Máy vừa cấp quá nhiều số trong thời gian ngắn")
    assert len(province_hall.hall.tickets) == 1


def test_a_stopped_journal_sends_to_the_help_desk_and_goes_on_by_itself(
    glass: Open, province_hall: ServedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = glass()
    with monkeypatch.context() as broken:

        def down(*args: object, **more: object) -> None:
            raise JournalDown("disk full")

        broken.setattr(province_hall.journal, "do", down)
        broken.setattr(type(province_hall.house), "state", property(lambda s: ("stopped", "disk")))
        province_hall.house.topics.touch("kiosk")
        kiosk.comes("stopped")
        assert kiosk.says("Tạm thời chưa cấp được số") and kiosk.says("Xin đến bàn hướng dẫn")
        kiosk.look("trouble-stopped")
    province_hall.house.topics.touch("kiosk")
    kiosk.comes("start")
    kiosk.settle()
    assert kiosk.take("noi-vu-1") == "A001"


def test_a_server_that_is_gone_is_no_browser_error(glass: Open, province_hall: ServedHouse) -> None:
    kiosk = glass(clock=True)
    kiosk.page.evaluate("() => { window.still = 'the same page'; }")
    door = province_hall.url
    province_hall.serving.stop()
    province_hall.live.goodbye()
    kiosk.page.wait_for_timeout(200)  # its sockets are gone, nobody opens a new one
    kiosk.pass_time(11)
    kiosk.comes("gone")
    assert kiosk.says("Máy đang mất kết nối") and kiosk.says("Xin đến bàn hướng dẫn")
    kiosk.look("trouble-gone")
    sign = kiosk.page.locator(".trouble > .icon use").bounding_box()
    assert sign and sign["width"] > 100, "the picture did not need the server"
    province_hall.live.closing = False
    province_hall.serve(int(door.rpartition(":")[2]))
    kiosk.comes("start", timeout=20000)
    assert kiosk.page.evaluate("window.still") == "the same page"
    kiosk.settle()
    assert kiosk.take("noi-vu-1") == "A001"


def test_a_revoked_kiosk_asks_to_be_paired(glass: Open, province_hall: ServedHouse) -> None:
    kiosk = glass()
    province_hall.people.revoke("k1")
    kiosk.touch('[data-service="noi-vu-1"]', "unpaired")
    assert kiosk.says("Máy chưa được ghép với trung tâm")
    assert kiosk.page.locator(".trouble a").get_attribute("href") == "/pair?next=%2Fkiosk%2Fk1"
    kiosk.look("trouble-unpaired")
    assert province_hall.hall.tickets == {}
