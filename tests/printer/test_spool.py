"""The spool: one slip a ticket, in order, at once, and none that nobody waits for."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest

from printer.drivers.talk import Talk
from tests.fakes.printer import FakePrinter
from tests.halls import small_hall, text
from tests.printer.conftest import RECEPTION, Press, tcp_row
from tests.printer.slips import read_qr


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
    send = Talk.send

    def watched(link: Talk, sheet: Any, news: Any) -> Any:
        seen.append(press.events("PrintStarted", "PrintConfirmed"))
        return send(link, sheet, news)

    monkeypatch.setattr(Talk, "send", watched)
    ticket = press.issue()
    press.becomes(ticket, "printed")
    assert seen == [[("PrintStarted", ticket)]]


def test_the_first_byte_reaches_the_printer_at_once(press: Press, fake: FakePrinter) -> None:
    press.becomes(press.issue(), "printed")  # fonts are open from then on
    late = []
    for n in range(2, 22):
        tapped = time.monotonic()
        ticket = press.issue()
        press.becomes(ticket, "printed")
        late.append(fake.wait_for(n)[-1].first_byte - tapped)
    assert statistics.median(late) < 0.25, late  # a loaded machine's; bench/ has the figures


def test_an_idle_spool_does_not_wait_for_its_next_look(press: Press, fake: FakePrinter) -> None:
    press.until(lambda: press.device()[0] == "ok", "looked")
    time.sleep(0.3)
    tapped = time.monotonic()
    press.issue()
    fake.wait_for(1)
    assert time.monotonic() - tapped < 1.0


# -- what is not worth its paper any more ---------------------------------------------------------


def test_a_slip_nobody_waits_for_any_more_is_not_printed(press: Press, fake: FakePrinter) -> None:
    """The next citizen would take it for theirs."""
    fake.set(cover_open=True)
    late = press.issue()
    press.until(lambda: press.device()[0] == "not_ready", "not ready")
    press.clock.advance(60)
    ended, fresh = press.issue(), press.issue()
    press.do(lambda hall, now: hall.cancel(RECEPTION, now, ended))
    press.clock.advance(70)
    assert press.becomes(late, "failed") == "too_late"
    assert press.becomes(ended, "failed") == "ticket_ended"
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
    press.becomes(press.issue(), "printed")
    with FakePrinter() as other:
        settings = small_hall(printers=[tcp_row(other)])
        press.do(lambda hall, now: hall.change_settings(RECEPTION, now, settings))
        press.becomes(press.issue(), "printed")
        assert (len(fake.slips), len(other.slips)) == (1, 1)


def test_a_closing_hall_lets_the_slip_under_way_come_out(
    open_press: Callable[..., Press],
) -> None:
    with FakePrinter(speed=1500) as slow:
        press = open_press(tcp_row(slow))
        ticket = press.issue()
        press.becomes(ticket, "started")
        press.stop()
        assert open_press(tcp_row(slow)).job(ticket) == ("printed", None)
        assert len(slow.slips) == 1


def test_new_settings_let_the_slip_under_way_come_out(open_press: Callable[..., Press]) -> None:
    with FakePrinter(speed=1500) as slow:
        press = open_press(tcp_row(slow))
        ticket = press.issue()
        press.becomes(ticket, "started")
        settings = small_hall(printers=[tcp_row(slow, print_within=60)])
        press.do(lambda hall, now: hall.change_settings(RECEPTION, now, settings))
        second = press.issue()
        press.becomes(second, "printed")
        assert press.job(ticket) == ("printed", None)


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
