"""Faults of printers: each told within ten seconds, healed by itself, and never a silent second
original (F13, F14)."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from printer.drawing import draw
from printer.lettering import Lettering
from printer.slip import compose, track_url
from queueing.who import Who
from tests.fakes.printer import FakePrinter
from tests.printer.conftest import RECEPTION, Press, tcp_row
from tests.printer.slips import read_qr, same_ink

SOON = 10.0  # seconds within which a fault must be an alert
PRINTER = Who("printer", device="p1")


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
    hall, words = press.house.live, press.house.languages
    marked = compose(hall, ticket, words, reprint=True, url=track_url(hall, ticket))
    assert marked.reprint is not None and marked.reprint.vi == "BẢN IN LẠI"
    assert same_ink(fake.slips[-1].picture(), draw(marked, 576, Lettering()))


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
    worker = before.do(lambda hall, now: hall.print_started(PRINTER, now, begun))
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
    first.do(lambda hall, now: hall.print_started(PRINTER, now, ticket))
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
