"""SIGKILL at a random moment, again and again, clients at work, a slip in flight: F4, F14."""

from __future__ import annotations

import os
import random
import statistics
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
import zxingcpp

from demo.fake_printer import FakePrinter
from tests.halls import text
from tests.server import Server
from tests.stories.cast import Kiosk, Officer, Program, Refused
from tests.stories.founding import Founded, found, many_counters
from tests.stories.judging import events_of, judge

CLIENTS = 8  # half of them kiosks, half officers
READY = 5.0  # seconds


class Clients:
    """Eight clients that keep a record of what they asked and what they were told."""

    def __init__(self, url: str, hall: Founded, seed: int) -> None:
        self.url, self.hall = url, hall
        self.stop = threading.Event()
        self.told: list[tuple[str, dict[str, Any]]] = []  # (verb, the reply that came)
        self.unknown: list[tuple[str, Program, str, Any, str]] = []  # no reply came
        self.lock = threading.Lock()
        self.threads = [
            threading.Thread(target=self._live, args=(i, random.Random(seed * 100 + i)))
            for i in range(CLIENTS)
        ]
        for thread in self.threads:
            thread.start()

    def _live(self, i: int, dice: random.Random) -> None:
        if i % 2 == 0:
            kiosk = Kiosk(self.url, self.hall.keys["k1"])
            services = ["khai-sinh", "so-do", "sao-y"]
            while not self.stop.is_set():
                body = {"service": dice.choice(services)}
                if not self._ask("issue", kiosk, "/tickets", body):
                    return
                time.sleep(dice.random() * 0.03)
        else:
            counter = str(i)
            officer = Officer(self.url, self.hall.tokens[self.hall.officers[counter]], counter)
            while not self.stop.is_set():
                for verb in ("call-next", "start", "finish"):
                    if not self._ask(verb, officer, f"/counters/{counter}/{verb}", {}):
                        return

    def _ask(self, verb: str, program: Program, path: str, body: Any) -> bool:
        """False when the server is gone."""
        key = str(uuid.uuid4())
        try:
            reply = program.post(path, body, key)
        except Refused as refused:
            assert refused.status in (409, 503), refused
            return refused.status == 409
        except requests.RequestException:
            with self.lock:
                self.unknown.append((verb, program, path, body, key))
            return False
        if reply is not None:
            with self.lock:
                self.told.append((verb, reply))
        return True

    def join(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(15)
            assert not thread.is_alive(), "a client hangs"


def live_through(
    hall: Founded, printer: FakePrinter, engine: str, kills: int, say: Callable[[str], None]
) -> None:
    """So many lives of the server, each cut short; what was told is kept, what was not is asked
    again under the same key and then told once."""
    dice = random.Random(f"{engine}{kills}")
    told: list[tuple[str, dict[str, Any]]] = []
    again: list[tuple[str, Program, str, Any, str]] = []
    settled = 0
    took = []
    for life in range(kills + 1):
        begun = time.monotonic()
        server = Server(hall.config, data=hall.data, engine=engine, args=("--bench",))
        took.append(time.monotonic() - begun)
        try:
            for verb, program, path, body, key in again:
                program.url = server.url
                try:
                    first = program.post(path, body, key)
                    assert program.post(path, body, key) == first, "one key, one reply"
                    if first is not None:
                        told.append((verb, first))
                except Refused as refused:
                    assert refused.status == 409, refused
                settled += 1
            if life == 0:
                for counter, name in hall.officers.items():
                    Officer(server.url, hall.tokens[name], counter).do("open")
            if life == kills:
                _is_there(told, Program(server.url, hall.tokens["chi-huy"]))
                server.stop()
                break
            clients = Clients(server.url, hall, life)
            time.sleep(0.1 + dice.random() * 0.5)
            server.kill9()
            clients.join()
            told += clients.told
            again = clients.unknown
        finally:
            server.kill9()
        say(f"{engine}: {life + 1} of {kills} kills, {len(told)} replies, {settled} asked again")
    assert len(told) > kills and settled > 0
    assert statistics.median(took) < READY, f"ready again too late: {took}"


def _is_there(told: list[tuple[str, dict[str, Any]]], boss: Program) -> None:
    """I2 by the wire: every ticket that was acknowledged is there, under its number."""
    numbers = {reply["id"]: reply["number"] for _, reply in told}
    for ticket in random.Random(1).sample(sorted(numbers), min(200, len(numbers))):
        assert boss.get(f"/tickets/{ticket}")["number"] == numbers[ticket]


def everything_holds(hall: Founded, printer: FakePrinter) -> None:
    """The journal is sound; no slip was printed without having been begun, none twice."""
    judge(hall)
    events = events_of(hall)
    begun = [e.data["job"] for e in events if e.kind == "PrintStarted"]
    ended = {
        e.data["job"]
        for e in events
        if e.kind in ("PrintConfirmed", "PrintFailed", "PrintUnconfirmed")
    }
    assert len(begun) == len(set(begun)) > 0
    # the last one may have been in flight when the hall was closed for good
    assert set(begun[:-1]) <= ended, "a slip that was begun is settled after the restart"
    # a slip cut short by a kill may come out as a piece of paper; a whole one has its code
    codes = [c.text for slip in printer.slips for c in zxingcpp.read_barcodes(slip.picture())]
    assert 0 < len(codes) == len(set(codes)) <= len(begun), "no slip comes out twice"
    unconfirmed = [e for e in events if e.kind == "PrintUnconfirmed"]
    assert unconfirmed, "no kill hit a slip in flight: the test tries nothing"


def kill(tmp_path: Path, engine: str, kills: int) -> None:
    with FakePrinter(speed=4000) as printer:
        hall = found(
            tmp_path,
            people={"chi-huy": "supervisor"},
            counters=many_counters(CLIENTS),
            printers=[
                {
                    "id": "p1",
                    "name": text("Máy in"),
                    "driver": "tcp",
                    "options": {"host": "127.0.0.1", "port": printer.port},
                    "width": 576,
                }
            ],
        )
        live_through(hall, printer, engine, kills, print)
        everything_holds(hall, printer)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("engine", "kills"), [("eventlet", 6), ("threading", 4)])
def test_ten_kills_lose_and_double_nothing(tmp_path: Path, engine: str, kills: int) -> None:
    kill(tmp_path, engine, kills)


@pytest.mark.soak
@pytest.mark.parametrize(("engine", "kills"), [("eventlet", 400), ("threading", 100)])
def test_five_hundred_kills_lose_and_double_nothing(
    tmp_path: Path, engine: str, kills: int
) -> None:
    kill(tmp_path, engine, int(os.environ.get("HALL_KILLS", kills)))
