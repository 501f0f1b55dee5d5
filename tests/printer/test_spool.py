"""The spool: a slip per ticket, never a silent second, and every fault of F13 told and healed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from printer.drivers.tcp import TcpLink
from tests.fakes.printer import FakePrinter
from tests.halls import text
from tests.printer.conftest import RECEPTION, Press, tcp_row
from tests.printer.slips import read_qr

SOON = 10.0  # seconds within which a fault must be an alert


@pytest.fixture
def patience() -> None:
    """The waits of real life."""


@pytest.fixture(autouse=True)
def hurry(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter waits, but where the real ones are what is tested."""
    if "patience" not in request.fixturenames:
        monkeypatch.setattr("printer.worker.AGAIN", 0.2)
        monkeypatch.setattr("printer.report.DOWN_FOR_SURE", 0.5)


def test_a_ticket_comes_out_as_paper_that_leads_to_its_page(
    press: Press, fake: FakePrinter
) -> None:
    from web.tokens import ticket_token

    ticket = press.issue()
    press.becomes(ticket, "printed")
    (slip,) = fake.wait_for(1)
    assert read_qr(slip.picture()) == f"http://127.0.0.1:8000/t/{ticket_token(ticket)}"
    assert (slip.text, slip.unknown, slip.real_time) == (b"", [], 0)
    assert press.device() == ("ok", None)
    assert press.events("PrintStarted", "PrintConfirmed") == [
        ("PrintStarted", ticket), ("PrintConfirmed", ticket),
    ]  # fmt: skip


def test_slips_come_out_in_the_order_of_issue(press: Press, fake: FakePrinter) -> None:
    from web.tokens import ticket_token

    tickets = [press.issue() for _ in range(6)]
    slips = fake.wait_for(6)
    links = [read_qr(slip.picture()).rsplit("/", 1)[1] for slip in slips]
    assert links == [ticket_token(t) for t in tickets]


def test_the_beginning_is_on_disk_before_the_first_byte(
    press: Press, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[Any]] = []
    send = TcpLink.send

    def watched(link: TcpLink, sheet: Any, news: Any) -> Any:
        seen.append(press.events("PrintStarted", "PrintConfirmed"))
        return send(link, sheet, news)

    monkeypatch.setattr(TcpLink, "send", watched)
    ticket = press.issue()
    press.becomes(ticket, "printed")
    assert seen == [[("PrintStarted", ticket)]]


def test_the_first_byte_reaches_the_printer_within_a_tenth_of_a_second(
    press: Press, fake: FakePrinter
) -> None:
    press.becomes(press.issue(), "printed")  # fonts are open from then on
    late = []
    for n in range(2, 22):
        tapped = time.monotonic()
        ticket = press.issue()
        press.becomes(ticket, "printed")
        late.append(fake.wait_for(n)[-1].first_byte - tapped)
    assert sorted(late)[-2] < 0.1, late


def test_an_idle_spool_does_not_wait_for_its_next_look(press: Press, fake: FakePrinter) -> None:
    press.until(lambda: press.device()[0] == "ok", "looked")
    time.sleep(0.3)
    tapped = time.monotonic()
    press.issue()
    fake.wait_for(1)
    assert time.monotonic() - tapped < 1.0


# -- F13 ------------------------------------------------------------------------------------------

FAULTS: dict[str, tuple[Callable[[FakePrinter], None], Callable[[FakePrinter], None], str, str]] = {
    "no paper": (lambda p: p.load_paper(0), lambda p: p.load_paper(), "printer", "paper_out"),
    "cover": (
        lambda p: p.set(cover_open=True), lambda p: p.set(cover_open=False), "printer",
        "cover_open",
    ),
    "cutter": (
        lambda p: p.set(jammed=True, error=True), lambda p: p.set(jammed=False), "printer",
        "cutter",
    ),
    "unplugged": (lambda p: p.unplug(), lambda p: p.plug(), "device_down", "refused"),
    "silent": (
        lambda p: p.set(voice="silent"), lambda p: p.set(voice="ok"), "device_down", "silent",
    ),
    "rubbish": (
        lambda p: p.set(voice="rubbish"), lambda p: p.set(voice="ok"), "device_down", "rubbish",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_the_ticket_standing_and_heals_by_itself(
    press: Press, fake: FakePrinter, fault: str
) -> None:
    wrong, right, alert, why = FAULTS[fault]
    press.until(lambda: press.device()[0] == "ok", "looked")
    wrong(fake)
    began = time.monotonic()
    ticket = press.issue()
    press.until(lambda: press.alerts().get(alert) == why, f"alert {alert}", SOON)
    assert time.monotonic() - began < SOON
    assert press.house.live.tickets[ticket].state == "waiting"
    assert press.job(ticket) == ("queued", None)
    assert press.device()[1] == why
    assert press.events("PrintStarted") == []
    right(fake)
    press.becomes(ticket, "printed")
    press.until(lambda: not press.alerts(), "alerts cleared")
    assert press.device() == ("ok", None)
    assert len(fake.slips) == 1


def test_the_worst_fault_at_the_worst_moment_is_an_alert_within_ten_seconds(
    patience: None, open_press: Callable[..., Press], fake: FakePrinter
) -> None:
    """Silent just after a look, and as slow to be found silent as the options allow."""
    press = open_press(tcp_row(fake, reply_ms=1000))
    press.until(lambda: press.device()[0] == "ok", "looked")
    fake.set(voice="silent")
    press.until(lambda: press.alerts() == {"device_down": "silent"}, "alert", SOON)


def test_near_end_prints_and_alerts(press: Press, fake: FakePrinter) -> None:
    fake.set(near_end=True)
    press.becomes(press.issue(), "printed")
    press.until(lambda: press.alerts() == {"paper_near_end": "paper_near_end"}, "alert")
    assert press.device() == ("ok", "paper_near_end")
    fake.load_paper()
    press.becomes(press.issue(), "printed")
    press.until(lambda: not press.alerts(), "alert cleared")


def test_paper_out_in_mid_slip_alerts_and_the_slip_is_confirmed_after_loading(
    press: Press, fake: FakePrinter
) -> None:
    fake.load_paper(300)
    ticket = press.issue()
    press.until(lambda: press.alerts().get("printer") == "paper_out", "alert", SOON)
    assert press.job(ticket)[0] == "started"
    fake.load_paper()
    press.becomes(ticket, "printed")
    press.until(lambda: not press.alerts(), "alerts cleared")
    assert len(fake.slips) == 1


def test_an_unconfirmed_slip_is_never_printed_again_blindly(
    open_press: Callable[..., Press], fake: FakePrinter
) -> None:
    press = open_press(tcp_row(fake))
    fake.set(jammed=True)
    ticket = press.issue()
    assert press.becomes(ticket, "unconfirmed") == "cutter"
    number = press.house.live.tickets[ticket].number
    press.until(lambda: press.alerts().get("print_unconfirmed") == number, "alert", SOON)
    fake.set(jammed=False)
    press.until(lambda: press.device()[0] == "ok", "well again")
    assert press.events("PrintStarted") == [("PrintStarted", ticket)]
    again = press.reprint(ticket)
    press.becomes(again, "printed")
    press.until(lambda: not press.alerts(), "alerts cleared")
    marked, first = fake.slips[-1], press.spool.picture("p1", ticket)
    assert len(marked.rows) != first.height  # the reprint carries its mark
    assert read_qr(marked.picture()).split("/t/")[1].split("-")[0] == str(ticket)


def test_a_call_of_the_number_settles_the_doubt_about_its_slip(
    press: Press, fake: FakePrinter
) -> None:
    fake.set(jammed=True)
    ticket = press.issue()
    press.becomes(ticket, "unconfirmed")
    press.until(lambda: "print_unconfirmed" in press.alerts(), "alert", SOON)
    fake.set(jammed=False)
    press.do(lambda hall, now: hall.cancel(RECEPTION, now, ticket))
    press.until(lambda: not press.alerts(), "alerts cleared")


# -- F14 ------------------------------------------------------------------------------------------


def test_a_crash_between_sent_and_printed_makes_no_second_original(
    open_press: Callable[..., Press], fake: FakePrinter
) -> None:
    before = open_press(tcp_row(fake), start=False)
    begun, waiting = before.issue(), before.issue()
    worker = before.do(lambda hall, now: hall.print_started(_printer(), now, begun))
    assert worker.events[0].kind == "PrintStarted"
    before.stop()
    after = open_press(tcp_row(fake))
    assert after.becomes(begun, "unconfirmed") == "interrupted"
    after.becomes(waiting, "printed")
    number = after.house.live.tickets[begun].number
    after.until(lambda: after.alerts().get("print_unconfirmed") == number, "alert")
    assert after.events("PrintStarted") == [("PrintStarted", begun), ("PrintStarted", waiting)]
    whole = [slip for slip in fake.slips if not slip.blank]
    assert [read_qr(s.picture()).split("/t/")[1].split("-")[0] for s in whole] == [str(waiting)]


def test_the_doubt_outlives_another_restart(
    open_press: Callable[..., Press], fake: FakePrinter
) -> None:
    first = open_press(tcp_row(fake), start=False)
    ticket = first.issue()
    first.do(lambda hall, now: hall.print_started(_printer(), now, ticket))
    first.stop()
    second = open_press(tcp_row(fake))
    second.until(lambda: "print_unconfirmed" in second.alerts(), "alert")
    second.stop()
    third = open_press(tcp_row(fake))
    third.until(lambda: third.device()[0] == "ok", "looked")
    time.sleep(0.2)
    assert "print_unconfirmed" in third.alerts()
    assert third.job(ticket) == ("unconfirmed", "interrupted")


def test_slips_queued_before_a_crash_are_printed_after_it(
    open_press: Callable[..., Press], fake: FakePrinter
) -> None:
    before = open_press(tcp_row(fake), start=False)
    tickets = [before.issue() for _ in range(3)]
    before.stop()
    after = open_press(tcp_row(fake))
    for ticket in tickets:
        after.becomes(ticket, "printed")
    assert len(fake.slips) == 3


# -- what is not worth its paper any more ---------------------------------------------------------


def test_a_slip_nobody_waits_for_any_more_is_not_printed(press: Press, fake: FakePrinter) -> None:
    """The next citizen would take it for theirs."""
    fake.set(cover_open=True)
    late, ended = press.issue(), press.issue()
    press.until(lambda: press.device()[0] == "not_ready", "not ready")
    press.clock.advance(60)
    fresh = press.issue()
    press.do(lambda hall, now: hall.cancel(RECEPTION, now, ended))
    press.clock.advance(70)
    assert press.becomes(late, "failed") == "too_late"
    assert press.becomes(ended, "failed") in ("too_late", "ticket_ended")
    fake.set(cover_open=False)
    press.becomes(fresh, "printed")
    assert len(fake.slips) == 1


def test_a_number_changed_before_printing_prints_the_new_one_only(
    press: Press, fake: FakePrinter
) -> None:
    fake.set(cover_open=True)
    ticket = press.issue()
    press.until(lambda: press.device()[0] == "not_ready", "not ready")
    reply = press.do(lambda hall, now: hall.change_service(RECEPTION, now, ticket, "so-do"))
    (changed,) = [e.seq for e in reply.events if e.kind == "ServiceChanged"]
    assert press.job(ticket) == ("failed", "number_void")
    fake.set(cover_open=False)
    press.becomes(changed, "printed")
    assert len(fake.slips) == 1


# -- settings, and what may go wrong inside -------------------------------------------------------


def test_a_printer_that_moves_to_another_address_prints_there(
    press: Press, fake: FakePrinter
) -> None:
    from tests.halls import small_hall

    press.becomes(press.issue(), "printed")
    with FakePrinter() as other:
        settings = small_hall(printers=[tcp_row(other)])
        press.do(lambda hall, now: hall.change_settings(RECEPTION, now, settings))
        press.becomes(press.issue(), "printed")
        assert (len(fake.slips), len(other.slips)) == (1, 1)


def test_a_slip_that_cannot_be_drawn_fails_and_the_next_one_prints(
    press: Press, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    import printer.worker

    draw = printer.worker.draw
    monkeypatch.setattr(printer.worker, "draw", lambda *a: 1 / 0)
    broken = press.issue()
    assert press.becomes(broken, "failed") == "cannot_draw"
    press.until(lambda: "print_failed" in press.alerts(), "alert")
    monkeypatch.setattr(printer.worker, "draw", draw)
    press.becomes(press.issue(), "printed")
    press.until(lambda: not press.alerts(), "alert cleared")


def test_options_unseen_by_the_check_stop_one_printer_not_all(
    open_press: Callable[..., Press], fake: FakePrinter
) -> None:
    bad = {"id": "p2", "name": text("Máy 2"), "driver": "tcp", "options": {}, "width": 576}
    press = open_press(tcp_row(fake), bad)
    press.becomes(press.issue(), "printed")
    assert press.device("p2") == ("down", "options")


def test_each_printer_goes_its_own_way(open_press: Callable[..., Press], fake: FakePrinter) -> None:
    with FakePrinter(width=384) as narrow:
        row = {**tcp_row(narrow), "id": "p2", "width": 384}
        press = open_press(tcp_row(fake), row)
        fake.set(voice="silent")
        first, second = press.issue(), press.issue(printer="p2")
        press.becomes(second, "printed")
        assert press.job(first)[0] == "queued"
        assert narrow.slips[0].picture().width == 384
        assert read_qr(narrow.slips[0].picture())


def _printer() -> Any:
    from queueing.who import Who

    return Who("printer", device="p1")
