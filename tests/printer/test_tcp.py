"""Network printers: down, not ready and unconfirmed are three things, and none is a guess."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from printer.drivers.driver import Down, Outcome
from printer.drivers.tcp import TcpDriver, TcpOptions
from printer.status import Condition
from tests.fakes.printer import FakePrinter
from tests.printer.slips import picture, read_qr, same_ink, sheet

PAGE = picture()


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    with FakePrinter() as printer:
        yield printer


def driver(fake: FakePrinter, **options: Any) -> TcpDriver:
    given = {"host": "127.0.0.1", "port": fake.port, "reply_ms": 150, "confirm_within": 1}
    return TcpDriver(TcpOptions(**{**given, **options}), 576, "p1", Path("."))


def look(driver: TcpDriver) -> Condition:
    link = driver.open()
    try:
        return link.look()
    finally:
        link.close()


def send(
    driver: TcpDriver, page: Image.Image = PAGE, news: list[Condition] | None = None
) -> Outcome:
    link = driver.open()
    try:
        told = (lambda c: None) if news is None else news.append
        return link.send(sheet(driver.encode(page), page), told)
    finally:
        link.close()


def test_a_slip_is_printed_confirmed_and_readable(fake: FakePrinter) -> None:
    it = driver(fake)
    assert look(it) == Condition()
    assert send(it) == Outcome("printed")
    (slip,) = fake.wait_for(1)
    assert same_ink(PAGE, slip.picture())
    assert read_qr(slip.picture()).startswith("http://192.168.10.5:8000/t/")
    assert (slip.text, slip.unknown, slip.real_time, slip.cut) == (b"", [], 0, "partial")


def test_near_end_is_printed_and_told(fake: FakePrinter) -> None:
    fake.set(near_end=True)
    it = driver(fake)
    assert look(it) == Condition(near_end=True)
    assert send(it) == Outcome("printed", None, Condition(near_end=True))


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"cover_open": True}, "cover_open"),
        ({"roll": 0}, "paper_out"),
        ({"error": True, "jammed": True}, "cutter"),
    ],
)
def test_a_printer_that_is_not_ready_says_why(
    fake: FakePrinter, fault: dict[str, Any], why: str
) -> None:
    fake.set(**fault)
    condition = look(driver(fake))
    assert (condition.state, condition.why) == ("not_ready", why)


def test_a_printer_off_the_network_is_down_and_back_by_itself(fake: FakePrinter) -> None:
    it = driver(fake)
    fake.unplug()
    with pytest.raises(Down, match="refused"):
        it.open()
    fake.plug()
    assert look(it).ok


def test_an_address_nobody_has_is_down_within_a_second() -> None:
    # a listener whose queue is full drops what comes next, like a host that is off
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(("127.0.0.1", port))
        began = time.monotonic()
        with pytest.raises(Down, match="unreachable"):
            TcpDriver(TcpOptions(host="127.0.0.1", port=port), 576, "p1", Path(".")).open()
        assert time.monotonic() - began < 1.5
        for sock in waiting:
            sock.close()


@pytest.mark.parametrize(
    ("manner", "why"), [({"voice": "silent"}, "silent"), ({"voice": "rubbish"}, "rubbish")]
)
def test_silence_and_rubbish_are_down_never_ready(
    fake: FakePrinter, manner: dict[str, Any], why: str
) -> None:
    fake.set(**manner)
    assert look(driver(fake)) == Condition("down", why)
    fake.set(voice="ok")
    assert look(driver(fake)).ok


def test_a_silent_printer_is_given_up_after_one_second(fake: FakePrinter) -> None:
    fake.set(voice="silent")
    began = time.monotonic()
    assert look(driver(fake, reply_ms=1000)).why == "silent"
    assert time.monotonic() - began < 1.5


def test_a_clone_is_asked_only_what_it_answers(fake: FakePrinter) -> None:
    fake.set(answers=(1, 4))
    assert look(driver(fake)).why == "silent"
    assert look(driver(fake, answers=[1, 4])).ok
    fake.load_paper(0)
    assert look(driver(fake, answers=[1, 4])).why == "paper_out"


def test_a_clone_that_is_always_ready_is_found_out_by_the_missing_confirmation(
    fake: FakePrinter,
) -> None:
    fake.set(always_ready=True, cover_open=True)
    it = driver(fake)
    assert look(it).ok
    outcome = send(it)
    assert (outcome.state, outcome.why) == ("unconfirmed", "stalled")


def test_a_printer_that_cannot_confirm_is_never_called_printed(fake: FakePrinter) -> None:
    assert send(driver(fake, confirm=False)).why == "cannot_confirm"
    assert send(driver(fake, confirm=False, answers=[])).state == "unconfirmed"
    assert len(fake.wait_for(2)) == 2
    assert fake.heard.count(bytes(256 * 72)) == 0


def test_paper_that_ends_in_mid_slip_is_waited_for_and_then_confirmed(fake: FakePrinter) -> None:
    fake.load_paper(300)
    news: list[Condition] = []
    threading.Timer(0.6, fake.load_paper).start()
    assert send(driver(fake), news=news).state == "printed"
    assert news[0].near_end and "paper_out" in [c.why for c in news]
    (slip,) = fake.wait_for(1)
    assert same_ink(PAGE, slip.picture())


def test_the_cover_opened_in_mid_slip_is_told_while_the_printer_reads_nothing() -> None:
    with FakePrinter(speed=2000, buffer=1024) as fake:
        news: list[Condition] = []
        threading.Timer(0.1, fake.set, kwargs={"cover_open": True}).start()
        threading.Timer(0.8, fake.set, kwargs={"cover_open": False}).start()
        assert send(driver(fake), news=news) == Outcome("printed")
        assert [c.why for c in news] == ["cover_open", None]


def test_paper_nobody_loads_leaves_the_slip_unconfirmed_and_the_printer_usable() -> None:
    with FakePrinter(roll=300, buffer=1024) as fake:
        it = driver(fake, wait_for_people=1)
        outcome = send(it)
        assert (outcome.state, outcome.why) == ("unconfirmed", "paper_out")
        fake.load_paper()
        deadline = time.monotonic() + 3
        while not look(it).ok:
            assert time.monotonic() < deadline
        assert send(it) == Outcome("printed")
        cut_short, whole = fake.wait_for(2)
        assert not same_ink(PAGE, cut_short.picture())
        assert same_ink(PAGE, whole.picture())


def test_a_slip_cut_short_by_a_crash_does_not_swallow_the_next_one(fake: FakePrinter) -> None:
    """Whatever byte the connection broke at, the next slip is whole, on paper of its own."""
    data = driver(fake).encode(PAGE)
    for at in (1, 9, 13, 16, 700, 5000, len(data) - 2):
        with socket.create_connection(("127.0.0.1", fake.port)) as sock:
            sock.sendall(data[:at])
        before = len(fake.slips)
        it = driver(fake)
        it.doubt()
        assert send(it) == Outcome("printed"), at
        slips = fake.wait_for(before + 2)
        assert same_ink(PAGE, slips[-1].picture()), at
        assert slips[-1].text == b""


def test_a_cutter_jam_leaves_the_slip_unconfirmed_and_recovers_once_cleared(
    fake: FakePrinter,
) -> None:
    fake.set(jammed=True)
    it = driver(fake)
    outcome = send(it)
    assert (outcome.state, outcome.why) == ("unconfirmed", "cutter")
    assert look(it).why == "cutter"
    fake.set(jammed=False)
    look(it)  # a look that finds the jam sends the recovery
    time.sleep(0.05)
    assert look(it).ok


def test_a_cable_pulled_in_mid_slip_leaves_it_unconfirmed() -> None:
    with FakePrinter(speed=1000, buffer=512) as fake:
        threading.Timer(0.2, fake.unplug).start()
        outcome = send(driver(fake))
        assert (outcome.state, outcome.why) == ("unconfirmed", "closed")


def test_a_printer_that_never_reads_is_noticed_after_kilobytes_not_megabytes(
    fake: FakePrinter,
) -> None:
    fake.set(deaf=True)
    news: list[Condition] = []
    outcome = send(driver(fake, confirm_within=3), news=news)
    assert (outcome.state, outcome.why) == ("unconfirmed", "stalled")
    assert [c.why for c in news] == ["stalled"]
    fake.set(deaf=False)
    time.sleep(0.1)
    assert not fake.heard  # the line was reset: nothing of the slip comes after all


def test_a_slow_printer_is_not_hurried() -> None:
    with FakePrinter(speed=2500, buffer=512) as fake:
        fake.set(voice="slow")
        it = driver(fake, reply_ms=1000)
        assert look(it).ok
        assert send(it) == Outcome("printed")


def test_a_printer_that_closes_idle_connections_is_no_trouble(fake: FakePrinter) -> None:
    fake.set(idle_close=0.1)
    it = driver(fake)
    link = it.open()
    assert link.look().ok
    time.sleep(0.3)
    assert link.look() == Condition("down", "closed")
    link.close()
    assert send(it) == Outcome("printed")


def test_a_second_client_waits_and_is_told_silence_not_ready(fake: FakePrinter) -> None:
    with socket.create_connection(("127.0.0.1", fake.port)):
        time.sleep(0.1)
        assert look(driver(fake)) == Condition("down", "silent")
    assert look(driver(fake, reply_ms=1000)).ok


def test_hostile_names_reach_the_printer_as_ink_only(fake: FakePrinter) -> None:
    from printer.lettering import clean
    from printer.slip import Words

    evil = clean("Nguyễn\x1b@\x1dV\x00\x10\x04\x01 Văn \x1bp\x00\x19\x19 A")
    assert send(driver(fake), picture(service=Words(evil))).state == "printed"
    (slip,) = fake.wait_for(1)
    assert (slip.text, slip.unknown, slip.real_time) == (b"", [], 0)
    assert slip.cut == "partial"


def test_options_name_what_is_allowed() -> None:
    good = TcpOptions(host="10.0.0.9", profile="TM-T88V", answers=[4, 1, 1])
    assert (good.answers, good.dpi, TcpOptions(host="h").dpi) == ([1, 4], 180, 203)
    for bad in (
        {"answers": [9]}, {"profile": "X"}, {"profile": "TM-U220"}, {"buzzer": "1"},
        {"buzzer": "100401"}, {"cut": "half"}, {"port": 0}, {"reply_ms": 5000}, {"speed": 1},
    ):  # fmt: skip
        with pytest.raises(ValueError):
            TcpOptions(**{"host": "h", **bad})  # type: ignore[arg-type]


def test_a_name_is_looked_up_before_and_an_unknown_one_is_down(fake: FakePrinter) -> None:
    it = driver(fake, host="localhost")
    it.prepare()
    assert it.found in ("127.0.0.1", "::1")
    it.found = "127.0.0.1"
    assert look(it).ok
    with pytest.raises(Down, match="unreachable"):
        driver(fake, host="no-such-host.invalid").prepare()
