"""Printers on all kinds of lines in one running hall, both engines: every slip comes out, and the
hall answers meanwhile."""

from __future__ import annotations

import time
from copy import deepcopy
from pathlib import Path

import pytest
import requests

from tests.fakes.printer import FakePrinter, SerialPrinter
from tests.fakes.rfc2217 import SerialServer
from tests.halls import small_hall, text
from tests.server import Server
from tests.stories.cast import Kiosk
from tests.stories.founding import found

SLIPS = 2  # of each printer


@pytest.mark.parametrize("engine", ["eventlet", "threading"])
def test_every_line_prints_its_slips(tmp_path: Path, engine: str) -> None:
    with (
        FakePrinter() as tcp, FakePrinter() as served, SerialPrinter(tmp_path / "tty") as tty,
    ):  # fmt: skip
        far = SerialServer(served)
        rows = {
            "p-tcp": ("tcp", {"host": "127.0.0.1", "port": tcp.port}),
            "p-tty": ("serial", {"port": tty.port_name, "baud": 115200}),
            "p-far": ("serial", {"port": far.url, "baud": 115200}),
        }
        printers = [
            {"id": id, "name": text(id), "driver": driver, "width": 576, "options": options}
            for id, (driver, options) in rows.items()
        ]
        one = small_hall()["kiosks"][0]
        kiosks = [
            {**deepcopy(one), "id": f"k-{id}", "printer": id, "per_hour": None} for id in rows
        ]
        hall = found(tmp_path / "hall", printers=printers, kiosks=kiosks)
        server = Server(hall.config, data=hall.data, engine=engine, args=("--bench",))
        try:
            for _ in range(SLIPS):
                for id in rows:
                    Kiosk(server.url, hall.keys[f"k-{id}"]).take_ticket("khai-sinh")
            papers = {"p-tcp": tcp, "p-tty": tty, "p-far": served}
            until = time.monotonic() + 60
            slowest = 0.0
            while any(len(fake.slips) < SLIPS for fake in papers.values()):
                counts = {id: len(fake.slips) for id, fake in papers.items()}
                assert time.monotonic() < until, counts
                asked = time.monotonic()
                assert requests.get(f"{server.url}/healthz", timeout=5).ok
                slowest = max(slowest, time.monotonic() - asked)
                time.sleep(0.1)
            assert slowest < 1.0, "a line held the hall up"
            assert all(len(fake.slips) == SLIPS for fake in papers.values())
        finally:
            server.stop()
