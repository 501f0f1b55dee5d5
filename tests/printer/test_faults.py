"""Faults of printers: each told within ten seconds, healed by itself, and never a silent second
original (F13, F14)."""

from __future__ import annotations

import socket
import time
import unicodedata
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from printer.drawing import draw
from printer.lettering import Lettering
from printer.slip import compose, track_url
from queueing.who import Who
from tests.fakes.printer import FakePrinter, SerialPrinter
from tests.printer.conftest import RECEPTION, Press, serial_row, tcp_row
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


@pytest.fixture
def tty(tmp_path: Path) -> Iterator[SerialPrinter]:
    with SerialPrinter(tmp_path / "printer") as printer:
        yield printer


@pytest.mark.parametrize("line", ["tcp", "serial"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_the_ticket_standing_and_heals_by_itself(
    open_press: Callable[..., Press], fake: FakePrinter, tty: SerialPrinter, line: str, fault: str
) -> None:
    wrong, right, alert, why = FAULTS[fault]
    if line == "serial":
        press, fake = open_press(serial_row(tty)), tty
        why = "missing" if fault == "unplugged" else why
    else:
        press = open_press(tcp_row(fake))
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


@pytest.mark.parametrize("line", ["tcp", "serial"])
def test_a_crash_between_sent_and_printed_makes_no_second_original(
    open_press: Callable[..., Press], fake: FakePrinter, tty: SerialPrinter, line: str
) -> None:
    row = tcp_row(fake) if line == "tcp" else serial_row(tty)
    fake = fake if line == "tcp" else tty
    before = open_press(row, start=False)
    begun, waiting = before.issue(), before.issue()
    worker = before.do(lambda hall, now: hall.print_started(PRINTER, now, begun))
    assert worker.events[0].kind == "PrintStarted"
    before.stop()
    after = open_press(row)
    assert after.becomes(begun, "unconfirmed") == "interrupted"
    after.becomes(waiting, "printed")
    number = after.house.live.tickets[begun].number
    after.until(lambda: after.alerts().get("print_unconfirmed") == number, "alert")
    assert after.events("PrintStarted") == [("PrintStarted", begun), ("PrintStarted", waiting)]
    whole = [slip for slip in fake.slips if not slip.blank]
    assert [read_qr(s.picture()).split("/t/")[1].split("-")[0] for s in whole] == [str(waiting)]


@pytest.mark.parametrize("pulled_at", [0.05, 0.15, 0.3])
def test_an_adapter_pulled_out_in_mid_slip_makes_no_second_original(
    open_press: Callable[..., Press], tmp_path: Path, pulled_at: float
) -> None:
    with SerialPrinter(tmp_path / "slow", speed=1500, buffer=1024) as slow:
        press = open_press(serial_row(slow))
        ticket = press.issue()
        press.becomes(ticket, "started")
        time.sleep(pulled_at)
        slow.unplug()
        assert press.becomes(ticket, "unconfirmed") == "closed"
        press.until(lambda: "device_down" in press.alerts(), "alert", SOON)
        slow.plug()
        after = press.issue()
        press.becomes(after, "printed")
        assert press.events("PrintStarted") == [("PrintStarted", ticket), ("PrintStarted", after)]
        codes = [read_qr(s.picture()) for s in slow.slips if len(s.rows) > 700]
        assert sum(f"/t/{after}-" in code for code in codes) == 1


# -- F15 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["picture", "text"])
def test_whatever_stands_in_a_name_no_order_reaches_a_serial_printer(
    open_press: Callable[..., Press], tty: SerialPrinter, mode: str
) -> None:
    evil = "Cấp giấy\x1b@\x1dV\x00\x10\x14\x01\x05\u202e " + "Ưỡ" * 100
    press = open_press(serial_row(tty, mode=mode))
    settings = deepcopy(press.house.live.plan.settings)
    for service in settings["services"]:
        service["name"] = {"vi": unicodedata.normalize("NFD", evil), "en": evil}
    press.do(lambda hall, now: hall.change_settings(RECEPTION, now, settings))
    ticket = press.issue(language="en")
    press.becomes(ticket, "printed")
    (slip,) = tty.wait_for(1)
    assert (slip.unknown, slip.real_time, slip.cut) == ([], 0, "partial")
    assert read_qr(slip.picture()).split("/t/")[1].startswith(f"{ticket}-")
    if mode == "picture":
        hall, words = press.house.live, press.house.languages
        known = compose(hall, ticket, words, url=track_url(hall, ticket), ahead=0)
        assert slip.text == b"" and same_ink(draw(known, 576, Lettering()), slip.picture())
    else:
        assert b"UoUoUoUo" in slip.text and slip.text.isascii()


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
    with socket.create_connection(("127.0.0.1", fake.port)) as line:
        line.sendall(b"\x1b@\x1dv0\x00\x48\x00\x00\x01" + bytes(1000))  # of 18,432 bytes
    third = open_press(tcp_row(fake))
    third.until(lambda: third.device()[0] == "ok", "looked")
    time.sleep(0.2)
    assert "print_unconfirmed" in third.alerts()
    assert third.job(ticket) == ("unconfirmed", "interrupted")
    whole = third.issue()
    third.becomes(whole, "printed")
    assert f"/t/{whole}-" in read_qr(fake.slips[-1].picture()), "swallowed by the slip cut short"


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
