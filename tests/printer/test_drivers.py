"""The contract every printer driver keeps: a new one in DRIVERS is run through this by itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import usb.core
from PIL import Image
from pydantic import ValidationError

from printer.drivers import DRIVERS, OPTIONS
from printer.drivers.driver import Down, Driver, Options, Outcome, Sheet
from printer.drivers.file import FileDriver, FileOptions
from printer.status import Condition
from tests.fakes.cups import FakeCups
from tests.fakes.printer import FakePrinter, SerialPrinter
from tests.fakes.usb import UsbBus
from tests.printer.slips import picture

PAGE = picture()


class Peer:
    """What stands at the other end in a test of a driver: its `options`, and `close`."""

    def __init__(self, kind: str, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.fake = FakePrinter()
        self.options: dict[str, Any] = {}
        if kind == "tcp":
            self.options = {"host": "127.0.0.1", "port": self.fake.port}
        elif kind in ("serial", "device"):
            self.fake.stop()
            self.fake = SerialPrinter(folder / "port")
            name = "port" if kind == "serial" else "device"
            self.options = {name: self.fake.device, **({"baud": 921600} if name == "port" else {})}
        elif kind == "usb":
            bus = UsbBus(self.fake)
            find = usb.core.find
            patch.setattr(usb.core, "find", lambda **wanted: find(backend=bus, **wanted))
            self.options = {"vendor": "04b8", "product": "0e15"}
        elif kind == "cups":
            patch.setenv("PATH", str(FakeCups(folder).folder), prepend=os.pathsep)
            self.options = {"queue": "kiosk"}


@pytest.fixture
def peer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Peer]]:
    made: list[Peer] = []

    def make(kind: str) -> Peer:
        made.append(Peer(kind, tmp_path, monkeypatch))
        return made[-1]

    yield make
    for it in made:
        it.fake.stop()


@pytest.fixture(params=sorted(DRIVERS))
def driver(request: pytest.FixtureRequest, tmp_path: Path, peer: Callable[[str], Peer]) -> Driver:
    kind = DRIVERS[request.param]
    return kind(kind.Options(**peer(request.param).options), 576, "p1", tmp_path)


def send(driver: Driver, job: int = 1) -> Outcome:
    link = driver.open()
    try:
        assert link.look() == Condition()
        sheet = (
            Sheet(job, "A025", PAGE, data=driver.encode(PAGE))
            if driver.draws
            else Sheet(job, "A025")
        )
        return link.send(sheet, lambda condition: None)
    finally:
        link.close()


def is_out(driver: Driver, outcome: Outcome) -> bool:
    """Printed, or as near to it as the driver can say."""
    if driver.confirms:
        return outcome.state == "printed"
    return (outcome.state, outcome.why) == ("unconfirmed", "cannot_confirm")


def test_it_says_how_it_wants_to_be_run(driver: Driver) -> None:
    for says in (driver.native, driver.native_line, driver.draws, driver.confirms):
        assert isinstance(says, bool)
    assert issubclass(driver.Options, Options)


def test_it_prints_one_slip_after_the_other(driver: Driver) -> None:
    for job in range(1, 4):
        assert is_out(driver, send(driver, job))


def test_it_prints_after_a_doubt(driver: Driver) -> None:
    driver.doubt()
    assert is_out(driver, send(driver))
    assert is_out(driver, send(driver))


def test_what_it_sends_needs_no_more_than_bytes_and_a_picture(driver: Driver) -> None:
    data = driver.encode(PAGE)
    assert isinstance(data, bytes)
    if data:
        assert data.startswith(b"\x1b@")


@pytest.mark.parametrize("name", sorted(DRIVERS))
def test_its_options_are_closed_described_and_survive_the_journal(
    name: str, peer: Callable[[str], Peer]
) -> None:
    model = OPTIONS[name]
    for field in model.model_fields.values():
        assert field.description, field
    given = peer(name).options
    made = model(**given)
    assert model(**made.model_dump()) == made
    assert "float" not in str({type(v).__name__ for v in made.model_dump().values()})
    with pytest.raises(ValidationError):
        model(**{**given, "unheard_of": 1})


@pytest.mark.parametrize("name", sorted(DRIVERS))
def test_it_knows_no_engine(name: str) -> None:
    import sys

    source = Path(sys.modules[DRIVERS[name].__module__].__file__ or "").read_text()
    assert "eventlet" not in source and "import threading" not in source


def test_files_hold_the_bytes_and_the_picture_and_only_the_last_are_kept(tmp_path: Path) -> None:
    it = FileDriver(FileOptions(keep=2), 576, "p1", tmp_path)
    for job in (1, 2, 3):
        assert send(it, job) == Outcome("printed")
    folder = tmp_path / "slips" / "p1"
    assert sorted(p.name for p in folder.iterdir()) == [
        "00000002-A025.bin", "00000002-A025.png", "00000003-A025.bin", "00000003-A025.png",
    ]  # fmt: skip
    assert (folder / "00000003-A025.bin").read_bytes() == it.encode(PAGE)
    assert Image.open(folder / "00000003-A025.png").tobytes() == PAGE.tobytes()


def test_a_folder_that_cannot_be_made_is_down(tmp_path: Path) -> None:
    (tmp_path / "slips").write_text("a file stands in the way")
    with pytest.raises(Down, match="folder"):
        FileDriver(FileOptions(), 576, "p1", tmp_path).open()


def test_a_file_that_cannot_be_written_is_a_failed_slip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = FileDriver(FileOptions(), 576, "p1", tmp_path)

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        outcome = send(it)
    assert (outcome.state, outcome.why) == ("failed", "folder")
    assert send(it).state == "printed"
