"""A house that prints: a real journal on disk, real threads, a fake printer on TCP."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import engine
from journal import Journal
from printer.spool import Spool, spool_of
from queueing.who import THE_HALL, Who
from tests.fakes.clock import FakeClock
from tests.fakes.printer import FakePrinter, SerialPrinter
from tests.halls import small_hall, text
from web.house import House

KIOSK = Who("kiosk", device="k1")
RECEPTION = Who("reception", officer="lan")


class Press:
    """One run of the hall with its printers. `stop` ends it as a clean shutdown would."""

    def __init__(self, folder: Path, rows: list[dict[str, Any]], clock: FakeClock) -> None:
        self.clock = clock
        eng = engine.make("threading")
        settings = small_hall(printers=rows)
        self.journal = Journal(f"sqlite:///{folder}/hall.db", "test", eng, clock, settings=settings)
        self.house = House(self.journal, None, eng, bench=True)
        self.house.folder = folder  # type: ignore[attr-defined]
        self.spool: Spool = spool_of(self.house)

    def start(self) -> Press:
        self.spool.start()
        return self

    def stop(self) -> None:
        self.spool.stop()
        self.journal.close()

    def do(self, act: Callable[[Any, int], Any]) -> Any:
        return self.house.act(THE_HALL, act)

    def issue(self, service: str = "khai-sinh", printer: str = "p1", **more: Any) -> int:
        """A ticket with a slip; its id is also its print job's."""
        reply = self.do(
            lambda hall, now: hall.issue(KIOSK, now, service=service, printer=printer, **more)
        )
        return int(reply.events[-1].seq)

    def reprint(self, ticket: int) -> int:
        reply = self.do(lambda hall, now: hall.reprint(RECEPTION, now, ticket))
        return int(reply.events[-1].seq)

    def job(self, id: int) -> tuple[str, str | None]:
        job = self.house.live.jobs[id]
        return job.state, job.why

    def becomes(self, id: int, state: str, within: float = 5.0) -> str | None:
        """Waits until the job is in that state; gives its why."""
        self.until(lambda: self.job(id)[0] == state, f"job {id} {state}", within)
        return self.job(id)[1]

    def device(self, id: str = "p1") -> tuple[str, str | None]:
        device = self.house.devices.get(id)
        return device.state, device.why

    def alerts(self) -> dict[str, Any]:
        return {name: alert.detail for (name, _), alert in self.house.live.alerts.items()}

    def until(self, true: Callable[[], bool], what: str, within: float = 5.0) -> None:
        deadline = time.monotonic() + within
        while not true():
            if time.monotonic() > deadline:
                now = f"{self.device()} {self.alerts()} {self.house.live.jobs}"
                raise AssertionError(f"not {what} after {within} s: {now}")
            time.sleep(0.005)

    def events(self, *kinds: str) -> list[tuple[str, int | None]]:
        rows = self.journal.events(0, 10_000)
        return [(r["kind"], r["data"].get("job")) for r in rows if r["kind"] in kinds]


def tcp_row(fake: FakePrinter, **options: Any) -> dict[str, Any]:
    given = {"host": "127.0.0.1", "port": fake.port, "reply_ms": 300, "confirm_within": 1}
    return {
        "id": "p1", "name": text("Máy in 1"), "driver": "tcp", "width": 576,
        "options": {**given, **options},
    }  # fmt: skip


def serial_row(fake: SerialPrinter, **options: Any) -> dict[str, Any]:
    given = {"port": fake.port_name, "baud": 921600, "reply_ms": 300, "confirm_within": 1}
    return {
        "id": "p1", "name": text("Máy in 1"), "driver": "serial", "width": 576,
        "options": {**given, **options},
    }  # fmt: skip


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    with FakePrinter() as printer:
        yield printer


@pytest.fixture
def open_press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Press]]:
    """open_press(row, …) -> a Press; several on one journal, one after the other."""
    monkeypatch.setitem(os.environ, "HALL_SECRET", "a secret for tests only")
    opened: list[Press] = []
    clock = FakeClock()

    def make(*rows: dict[str, Any], start: bool = True) -> Press:
        press = Press(tmp_path, list(rows), clock)
        opened.append(press)
        return press.start() if start else press

    yield make
    for press in opened:
        press.stop()


@pytest.fixture
def press(open_press: Callable[..., Press], fake: FakePrinter) -> Press:
    """A hall with one network printer."""
    return open_press(tcp_row(fake))


@pytest.fixture
def patience() -> None:
    """The waits of real life."""


@pytest.fixture(autouse=True)
def hurry(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter waits of the spool, but where the real ones are what is tested."""
    if "patience" not in request.fixturenames:
        monkeypatch.setattr("printer.worker.AGAIN", 0.2)
        monkeypatch.setattr("printer.report.DOWN_FOR_SURE", 0.5)
