"""Supervision: printers that stand in for others, paper reckoned, test prints, counters."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from printer.drawing import draw
from printer.lettering import VIETNAMESE, Lettering
from printer.slip import compose
from printer.status import Condition
from printer.trial import trial
from queueing.who import THE_HALL
from tests.fakes.printer import FakePrinter
from tests.halls import text
from tests.printer.conftest import RECEPTION, Press, tcp_row
from tests.printer.slips import read_qr, same_ink


@pytest.fixture
def other() -> Iterator[FakePrinter]:
    with FakePrinter() as printer:
        yield printer


def pair(fake: FakePrinter, other: FakePrinter, **more: Any) -> list[dict[str, Any]]:
    """Two printers that stand in for each other, after a second."""
    return [
        {**tcp_row(printer), "id": id, "divert_to": to, "divert_after": 1, **more}
        for id, printer, to in (("p1", fake, "p2"), ("p2", other, "p1"))
    ]


# -- standing in ----------------------------------------------------------------------------------


def test_slips_of_a_printer_that_is_gone_come_out_of_the_one_that_stands_in(
    open_press: Callable[..., Press], fake: FakePrinter, other: FakePrinter
) -> None:
    press = open_press(*pair(fake, other))
    press.until(lambda: press.device("p2")[0] == "ok", "looked")
    fake.unplug()
    tickets = [press.issue() for _ in range(3)]
    for ticket in tickets:
        press.becomes(ticket, "printed")
    assert press.events("PrintDiverted") == [("PrintDiverted", t) for t in tickets]
    assert (len(fake.slips), len(other.slips)) == (0, 3)
    assert {press.house.live.jobs[t].printer for t in tickets} == {"p2"}
    # the wait it speaks of is that of its issue
    links = [read_qr(s.picture()).split("/t/")[1].split("-")[0] for s in other.slips]
    assert links == [str(t) for t in tickets]
    fake.plug()
    press.until(lambda: press.device("p1")[0] == "ok", "back by itself")
    press.becomes(press.issue(), "printed")
    assert (len(fake.slips), len(other.slips)) == (1, 3)


def test_a_slip_under_way_is_never_diverted(
    open_press: Callable[..., Press], other: FakePrinter
) -> None:
    with FakePrinter(roll=300, buffer=1024) as fake:
        press = open_press(*pair(fake, other))
        ticket = press.issue()
        press.until(lambda: press.alerts().get("printer") == "paper_out", "alert")
        time.sleep(1.5)
        assert press.job(ticket)[0] == "started" and other.slips == []
        fake.load_paper()
        press.becomes(ticket, "printed")
        assert press.events("PrintDiverted") == [] and len(fake.slips) == 1


def test_two_broken_printers_do_not_pass_a_slip_to_and_fro(
    open_press: Callable[..., Press], fake: FakePrinter, other: FakePrinter
) -> None:
    fake.set(cover_open=True)
    other.set(cover_open=True)
    press = open_press(*pair(fake, other))
    ticket = press.issue()
    time.sleep(2.0)
    assert press.job(ticket) == ("queued", None) and press.events("PrintDiverted") == []
    other.set(cover_open=False)
    press.becomes(ticket, "printed")
    assert (len(fake.slips), len(other.slips)) == (0, 1)


def test_a_short_trouble_diverts_nothing(
    open_press: Callable[..., Press], fake: FakePrinter, other: FakePrinter
) -> None:
    press = open_press(*pair(fake, other, divert_after=3))
    press.until(lambda: press.device("p2")[0] == "ok", "looked")
    fake.set(cover_open=True)
    ticket = press.issue()
    press.until(lambda: press.device()[1] == "cover_open", "told")
    fake.set(cover_open=False)
    press.becomes(ticket, "printed")
    assert (len(fake.slips), len(other.slips)) == (1, 0)


def test_slips_of_a_kiosk_pc_whose_printer_is_out_of_paper_come_out_of_the_hall_s(
    open_press: Callable[..., Press], other: FakePrinter
) -> None:
    agent = {
        "id": "p1", "name": text("Máy ở kiosk"), "driver": "agent", "options": {}, "width": 576,
        "divert_to": "p2", "divert_after": 1,
    }  # fmt: skip
    press = open_press(agent, {**tcp_row(other), "id": "p2"})
    press.until(lambda: press.device("p2")[0] == "ok", "looked")
    press.spool.away("p1").heard(Condition("not_ready", "paper_out"))
    ticket = press.issue()
    press.becomes(ticket, "printed", 8.0)
    assert press.house.live.jobs[ticket].printer == "p2" and len(other.slips) == 1


def test_after_a_restart_diverted_slips_are_printed_where_they_went(
    open_press: Callable[..., Press], fake: FakePrinter, other: FakePrinter
) -> None:
    before = open_press(*pair(fake, other), start=False)
    ticket = before.issue()
    before.do(lambda hall, now: hall.print_diverted(THE_HALL, now, ticket, "p2"))
    before.stop()
    after = open_press(*pair(fake, other))
    after.becomes(ticket, "printed")
    assert (len(fake.slips), len(other.slips)) == (0, 1)


# -- paper ----------------------------------------------------------------------------------------


def test_paper_is_reckoned_and_a_printer_without_a_sensor_alerts_before_its_end(
    open_press: Callable[..., Press], fake: FakePrinter
) -> None:
    press = open_press({**tcp_row(fake), "roll": 5})
    assert "paper_mm" not in press.house.devices.counters("p1")
    press.do(lambda hall, now: hall.paper_loaded(RECEPTION, now, "p1"))
    ticket = press.issue()
    press.becomes(ticket, "printed")
    used = press.house.live.paper["p1"]
    slip = fake.wait_for(1)[0]
    assert abs(used - len(slip.rows) * 25.4 / 203) < 3
    assert press.house.devices.counters("p1")["paper_mm"] == 5000 - used
    while press.house.live.paper["p1"] < 4750:
        press.becomes(press.issue(), "printed")
    press.until(lambda: "paper_near_end" in press.alerts(), "alert")
    press.stop()
    again = open_press({**tcp_row(fake), "roll": 5})
    again.until(lambda: again.device()[1] == "paper_near_end", "remembered")
    again.do(lambda hall, now: hall.paper_loaded(RECEPTION, now, "p1"))
    again.becomes(again.issue(), "printed")
    again.until(lambda: not again.alerts(), "alert cleared")


def test_a_roll_put_in_after_paper_out_is_noticed(
    open_press: Callable[..., Press], fake: FakePrinter
) -> None:
    fake.load_paper(0)
    press = open_press({**tcp_row(fake), "roll": 80})
    press.until(lambda: press.device()[1] == "paper_out", "told")
    fake.load_paper()
    press.until(lambda: press.device()[0] == "ok", "well")
    assert len(press.events("PaperLoaded")) == 1
    assert press.house.live.paper == {"p1": 0}


# -- test prints and counters ---------------------------------------------------------------------


def test_a_test_print_shows_all_letters_and_is_no_job(press: Press, fake: FakePrinter) -> None:
    press.until(lambda: press.device()[0] == "ok", "looked")
    assert press.house.devices.can_test("p1")
    assert press.house.devices.test("p1") == "done"
    (slip,) = fake.wait_for(1)
    hall, row = press.house.live, press.house.live.plan.settings["printers"][0]
    page = trial(hall.plan, press.house.languages, row, Lettering())
    assert same_ink(page, slip.picture())
    assert slip.picture().crop((0, 0, 576, 300)).getbbox()[2] == 576  # the ruler's last dot
    assert hall.jobs == {} and press.events("PrintStarted") == []
    assert len(set(VIETNAMESE)) == 146


def test_a_test_print_says_why_it_cannot(press: Press, fake: FakePrinter) -> None:
    press.until(lambda: press.device()[0] == "ok", "looked")
    for fault, well, why in (
        ({"cover_open": True}, {"cover_open": False}, "cover_open"),
        ({"voice": "silent"}, {"voice": "ok"}, "silent"),
    ):
        fake.set(**fault)
        assert press.house.devices.test("p1") == why
        fake.set(**well)
    fake.unplug()
    press.issue()  # even with a slip waiting
    assert press.house.devices.test("p1") == "refused"
    fake.plug()
    assert press.house.devices.test("p1") == "done"


def test_a_test_print_waits_for_the_slip_under_way(open_press: Callable[..., Press]) -> None:
    with FakePrinter(speed=3000) as slow:
        press = open_press(tcp_row(slow))
        ticket = press.issue()
        press.becomes(ticket, "started")
        words: list[str] = []
        asking = threading.Thread(target=lambda: words.append(press.house.devices.test("p1")))
        asking.start()
        press.becomes(ticket, "printed")
        asking.join(5)
        assert words == ["done"] and len(slow.slips) == 2


def test_counters_tell_what_became_of_the_slips(press: Press, fake: FakePrinter) -> None:
    press.becomes(press.issue(), "printed")
    fake.set(jammed=True)
    press.becomes(press.issue(), "unconfirmed")
    fake.set(jammed=False)
    fake.unplug()
    press.until(lambda: press.house.devices.counters("p1")["unreached"] > 0, "missed")
    counted = press.house.devices.counters("p1")
    assert (counted["printed"], counted["unconfirmed"], counted["failed"]) == (1, 1, 0)


def test_the_slip_is_laid_out_as_the_printer_asks(
    open_press: Callable[..., Press], fake: FakePrinter
) -> None:
    short = {"order": ["title", "number"], "facts": [], "second": "none"}
    press = open_press({**tcp_row(fake), "slip": short})
    ticket = press.issue()
    press.becomes(ticket, "printed")
    hall, words = press.house.live, press.house.languages
    usual = draw(compose(hall, ticket, words, url="http://x/t/1"), 576, Lettering())
    (slip,) = fake.wait_for(1)
    assert len(slip.rows) < usual.height / 2
    own = draw(compose(hall, ticket, words, printer="p1"), 576, Lettering())
    assert same_ink(own, slip.picture())
