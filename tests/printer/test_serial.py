"""Printers on serial lines: a pseudo-terminal, raw TCP serial servers, one of RFC 2217."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import serial

from printer.drivers.driver import Down, Outcome
from printer.drivers.serial import SerialDriver, SerialOptions
from printer.status import Condition
from tests.fakes.printer import FakePrinter, SerialPrinter
from tests.fakes.rfc2217 import SerialServer
from tests.printer.slips import picture, read_qr, same_ink, sheet

PAGE = picture()


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[SerialPrinter]:
    with SerialPrinter(tmp_path / "printer") as printer:
        yield printer


def driver(port: str, **options: Any) -> SerialDriver:
    given = {"baud": 921600, "reply_ms": 300, "confirm_within": 1, **options}
    return SerialDriver(SerialOptions(port=port, **given), 576, "p1", Path("."))


def look(driver: SerialDriver) -> Condition:
    link = driver.open()
    try:
        return link.look()
    finally:
        link.close()


def send(driver: SerialDriver, news: list[Condition] | None = None) -> Outcome:
    link = driver.open()
    try:
        told = (lambda c: None) if news is None else news.append
        return link.send(sheet(driver.encode(PAGE), PAGE), told)
    finally:
        link.close()


def is_whole(fake: FakePrinter) -> bool:
    (slip,) = fake.wait_for(1)
    clean = (slip.text, slip.unknown, slip.real_time, slip.cut) == (b"", [], 0, "partial")
    return clean and same_ink(PAGE, slip.picture()) and "/t/" in read_qr(slip.picture())


def test_a_slip_over_a_tty_is_whole_and_confirmed(fake: SerialPrinter) -> None:
    it = driver(fake.port_name)
    assert look(it) == Condition()
    assert send(it) == Outcome("printed")
    assert is_whole(fake)


def test_a_slip_over_a_raw_serial_server_is_whole_and_confirmed() -> None:
    with FakePrinter() as fake:
        it = driver(f"socket://127.0.0.1:{fake.port}")
        assert look(it) == Condition()
        assert send(it) == Outcome("printed")
        assert is_whole(fake)


def test_a_slip_over_rfc_2217_is_whole_and_the_server_was_told_the_speed() -> None:
    with FakePrinter() as fake, SerialServer(fake) as server:
        it = driver(server.url, baud=230400, parity="even", reply_ms=1000, confirm_within=3)
        assert look(it) == Condition()
        assert send(it) == Outcome("printed")
        assert is_whole(fake)
        assert (server.port.baudrate, server.port.parity) == (230400, "E")


def test_a_slow_line_is_given_the_time_its_speed_needs(tmp_path: Path) -> None:
    """Longer on the line than the printer may take to confirm, and nobody is alarmed."""
    with SerialPrinter(tmp_path / "slow", baud=115200) as fake:
        it, news = driver(fake.port_name, baud=115200), list[Condition]()
        began = time.monotonic()
        assert send(it, news) == Outcome("printed")
        size = len(it.encode(PAGE))
        assert time.monotonic() - began > size * 10 / 115200 * 0.9 > 1.0
        assert news == []
        assert is_whole(fake)


def test_a_serial_server_is_not_fed_faster_than_its_line() -> None:
    """It would swallow the slip at once, and print it after it was given up."""
    with FakePrinter(buffer=1_000_000) as fake:
        it = driver(f"socket://127.0.0.1:{fake.port}", baud=115200)
        size = len(it.encode(PAGE))
        began = time.monotonic()
        assert send(it) == Outcome("printed")
        assert time.monotonic() - began > (size - 2048) * 10 / 115200


def test_a_port_somebody_else_holds_is_taken(fake: SerialPrinter) -> None:
    with serial.Serial(fake.device, exclusive=True):
        with pytest.raises(Down, match="taken"):
            driver(fake.port_name).open()
    assert look(driver(fake.port_name)).ok


def test_an_unplugged_adapter_is_missing_and_back_by_itself(fake: SerialPrinter) -> None:
    it = driver(fake.port_name)
    assert look(it).ok
    fake.unplug()
    with pytest.raises(Down, match="missing"):
        it.open()
    fake.plug()
    assert look(it).ok


def test_an_adapter_pulled_out_in_mid_slip_leaves_it_unconfirmed(tmp_path: Path) -> None:
    with SerialPrinter(tmp_path / "slow", speed=1000, buffer=512) as fake:
        threading.Timer(0.2, fake.unplug).start()
        assert (send(driver(fake.port_name)).why) == "closed"


def test_a_serial_server_that_is_off_is_down() -> None:
    with FakePrinter() as fake:
        fake.unplug()
        with pytest.raises(Down, match="refused"):
            driver(f"socket://127.0.0.1:{fake.port}").open()


@pytest.mark.parametrize(
    ("manner", "why"), [({"voice": "silent"}, "silent"), ({"voice": "rubbish"}, "rubbish")]
)
def test_silence_and_rubbish_are_down_never_ready(
    fake: SerialPrinter, manner: dict[str, Any], why: str
) -> None:
    fake.set(**manner)
    assert look(driver(fake.port_name)) == Condition("down", why)


def test_a_printer_that_takes_nothing_is_given_up_without_standing_still(
    fake: SerialPrinter,
) -> None:
    fake.set(deaf=True)
    news: list[Condition] = []
    began = time.monotonic()
    outcome = send(driver(fake.port_name, confirm_within=3), news)
    assert (outcome.state, outcome.why) == ("unconfirmed", "stalled")
    assert [c.why for c in news] == ["stalled"]
    assert time.monotonic() - began < 6


def test_paper_that_ends_in_mid_slip_is_waited_for(fake: SerialPrinter) -> None:
    fake.load_paper(300)
    news: list[Condition] = []
    threading.Timer(0.5, fake.load_paper).start()
    assert send(driver(fake.port_name), news).state == "printed"
    assert "paper_out" in [c.why for c in news]
    assert is_whole(fake)


def test_a_slip_cut_short_does_not_swallow_the_next_one(fake: SerialPrinter) -> None:
    data = driver(fake.port_name).encode(PAGE)
    for at in (1, 16, 5000):
        with serial.Serial(fake.device) as port:
            port.write(data[:at])
        it = driver(fake.port_name)
        it.doubt()
        before = len(fake.slips)
        assert send(it) == Outcome("printed"), at
        assert same_ink(PAGE, fake.wait_for(before + 2)[-1].picture()), at


def test_after_a_slip_the_printer_is_told_to_say_nothing_by_itself(fake: SerialPrinter) -> None:
    """On a line nobody reads it would pile up, and be taken for the next slip's answers."""
    assert send(driver(fake.port_name)).state == "printed"
    fake.set(cover_open=True)
    time.sleep(0.05)
    link = driver(fake.port_name).open()
    assert link._line.read(0.1) == b""
    link.close()


def test_options_name_what_is_allowed() -> None:
    assert SerialOptions(port="/dev/hall/printer").baud == 9600
    for bad in (
        {"port": "COM1"}, {"port": "loop://"}, {"baud": 9601}, {"parity": "mark"},
        {"flow": "hope"}, {"flush": True},
    ):  # fmt: skip
        with pytest.raises(ValueError):
            SerialOptions(**{"port": "/dev/ttyS0", **bad})
