"""Printers at this machine: a device file, USB by libusb, CUPS."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import usb.core
from PIL import Image

from printer.drivers.cups import CupsDriver, CupsOptions
from printer.drivers.device import DeviceDriver, DeviceOptions
from printer.drivers.driver import Down, Outcome
from printer.drivers.usb import UsbDriver, UsbOptions
from printer.status import Condition
from tests.fakes.cups import FakeCups
from tests.fakes.printer import FakePrinter, SerialPrinter
from tests.fakes.usb import UsbBus
from tests.printer.slips import picture, same_ink, sheet

PAGE = picture()


def look(driver: Any) -> Condition:
    link = driver.open()
    try:
        return link.look()
    finally:
        link.close()


def send(driver: Any, news: list[Condition] | None = None) -> Outcome:
    link = driver.open()
    try:
        told = (lambda c: None) if news is None else news.append
        return link.send(sheet(driver.encode(PAGE), PAGE), told)
    finally:
        link.close()


# -- device files ---------------------------------------------------------------------------------


def raw(path: str, **options: Any) -> DeviceDriver:
    given = {"reply_ms": 300, "confirm_within": 1, **options}
    return DeviceDriver(DeviceOptions(device=path, **given), 576, "p1", Path("."))


def test_a_device_file_that_answers_confirms(tmp_path: Path) -> None:
    with SerialPrinter(tmp_path / "lp0") as fake:
        it = raw(fake.port_name)
        assert look(it) == Condition()
        assert send(it) == Outcome("printed")
        assert same_ink(PAGE, fake.wait_for(1)[0].picture())
        fake.set(cover_open=True)
        assert look(it).why == "cover_open"


def test_a_device_file_of_one_direction_gets_the_bytes_and_cannot_confirm(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    os.mkfifo(path)
    it = raw(f"/dev/..{path}", answers=[], confirm=False)
    with pytest.raises(Down, match="missing"):
        it.open()  # nobody at the other end
    got = bytearray()

    def reader() -> None:
        with path.open("rb") as end:
            got.extend(end.read())

    thread = threading.Thread(target=reader)
    thread.start()
    time.sleep(0.1)
    assert send(it).why == "cannot_confirm"
    thread.join(2)
    assert got.startswith(b"\x1b@") and got.count(b"\x1dVB\x00") == 1
    assert b"\x10\x04" not in got and b"\x1dr" not in got


def test_a_device_file_that_takes_nothing_is_given_up(tmp_path: Path) -> None:
    with SerialPrinter(tmp_path / "lp0") as fake:
        fake.set(deaf=True)
        began = time.monotonic()
        assert send(raw(fake.port_name)).why == "stalled"
        assert time.monotonic() - began < 4


def test_a_device_file_that_is_not_there_or_not_ours_says_so(tmp_path: Path) -> None:
    with pytest.raises(Down, match="missing"):
        raw("/dev/usb/lp7").open()
    with pytest.raises(ValueError, match="device file"):
        DeviceOptions(device="C:/lp0")


# -- USB ------------------------------------------------------------------------------------------


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[UsbBus]:
    with FakePrinter() as fake:
        made = UsbBus(fake)
        find = usb.core.find
        monkeypatch.setattr(usb.core, "find", lambda **wanted: find(backend=made, **wanted))
        yield made


def by_usb(**options: Any) -> UsbDriver:
    given = {"vendor": "04B8", "product": "0e15", "reply_ms": 300, "confirm_within": 1}
    return UsbDriver(UsbOptions(**{**given, **options}), 576, "p1", Path("."))


def test_a_slip_by_usb_is_whole_and_the_kernel_gets_its_printer_back(bus: UsbBus) -> None:
    it = by_usb()
    assert look(it) == Condition()
    assert send(it) == Outcome("printed")
    assert same_ink(PAGE, bus.printer.wait_for(1)[0].picture())
    assert bus.kernel and not bus.claimed


def test_usb_tells_what_is_wrong(bus: UsbBus) -> None:
    it = by_usb()
    faults = (
        ({"there": False}, "missing"), ({"may": False}, "forbidden"),
        ({"held": True}, "taken"), ({"printer_class": 3}, "no_printer"),
    )  # fmt: skip
    for fault, why in faults:
        well = {name: getattr(bus, name) for name in fault}
        for name, value in fault.items():
            setattr(bus, name, value)
        with pytest.raises(Down, match=why):
            it.open()
        for name, value in well.items():
            setattr(bus, name, value)
    assert look(it).ok
    bus.printer.set(cover_open=True)
    assert look(it).why == "cover_open"


def test_a_device_nobody_has_configured_is_configured(bus: UsbBus) -> None:
    bus.configured = bus.kernel = False
    assert send(by_usb()) == Outcome("printed")
    assert bus.configured and not bus.kernel


def test_a_usb_cable_pulled_in_mid_slip_leaves_it_unconfirmed(bus: UsbBus) -> None:
    bus.printer.speed, bus.printer.buffer = 1000, 512
    threading.Timer(0.2, setattr, (bus, "there", False)).start()
    assert (send(by_usb()).state, send_why(by_usb, bus)) == ("unconfirmed", "missing")


def send_why(make: Any, bus: UsbBus) -> str:
    with pytest.raises(Down) as down:
        make().open()
    return down.value.why


def test_a_machine_without_libusb_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(**wanted: Any) -> Any:
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr(usb.core, "find", none)
    with pytest.raises(Down, match="libusb"):
        by_usb().open()


# -- CUPS -----------------------------------------------------------------------------------------


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeCups:
    made = FakeCups(tmp_path)
    monkeypatch.setenv("PATH", str(made.folder), prepend=os.pathsep)
    return made


def by_cups(**options: Any) -> CupsDriver:
    return CupsDriver(CupsOptions(**{"queue": "kiosk", **options}), 576, "p1", Path("."))


def test_cups_is_handed_our_bytes_and_says_no_more_than_that(cups: FakeCups) -> None:
    it = by_cups()
    assert look(it) == Condition()
    assert send(it) == Outcome("unconfirmed", "cannot_confirm")
    (job,) = cups.printed
    assert job.read_bytes() == it.encode(PAGE)


def test_a_queue_with_a_driver_gets_a_picture(cups: FakeCups) -> None:
    assert send(by_cups(raw=False)).why == "cannot_confirm"
    (job,) = cups.printed
    with Image.open(job) as page:
        assert page.tobytes() == PAGE.tobytes() and round(page.info["dpi"][0]) == 203


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ({"alerts": "media-empty-error"}, "paper_out"),
        ({"alerts": "cover-open-report"}, "cover_open"),
        ({"alerts": "connecting-to-device"}, "offline"),
        ({"disabled": True}, "offline"),
    ],
)
def test_cups_words_for_trouble_become_ours(
    cups: FakeCups, state: dict[str, Any], why: str
) -> None:
    cups.set(**state)
    condition = look(by_cups())
    assert (condition.state, condition.why) == ("not_ready", why)
    cups.set(alerts="media-low-warning", disabled=False)
    assert look(by_cups()) == Condition(near_end=True)


def test_a_slip_that_stays_in_the_queue_is_taken_back(
    cups: FakeCups, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or it would come out after all, when somebody repairs the printer."""
    monkeypatch.setattr("printer.drivers.cups.AGAIN", 0.1)
    cups.set(leaves=False, alerts="media-empty-error")
    it, news = by_cups(handed_within=5), list[Condition]()
    it.options.handed_within = 1
    link = it.open()
    outcome = link.send(sheet(it.encode(PAGE), PAGE), news.append)
    assert (outcome.state, outcome.why) == ("unconfirmed", "paper_out")
    assert cups.cancelled == "kiosk-1"
    assert news == [Condition("not_ready", "paper_out")]


def test_an_unknown_queue_and_a_machine_without_cups_are_down(
    cups: FakeCups, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Down, match="missing"):
        by_cups(queue="other").open()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Down, match="cups"):
        by_cups().open()


def test_a_cups_that_hangs_is_down_not_waited_for(
    cups: FakeCups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("printer.drivers.cups.ANSWERS_WITHIN", 0.5)
    cups.set(silent=True)
    with pytest.raises(Down, match="silent"):
        by_cups().open()


def test_names_that_are_no_queue_are_refused() -> None:
    for bad in ("-h", "a b", "x;y"):
        with pytest.raises(ValueError):
            CupsOptions(queue=bad)
