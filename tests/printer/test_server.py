"""Paper and pads at a running server, on both engines: TCP and a pseudo-terminal."""

from __future__ import annotations

import json
import sqlite3
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.fakes.pad import FakePad
from tests.fakes.printer import FakePrinter
from tests.printer.slips import read_qr
from tests.server import ROOT, Server

PASSWORD = "mat-khau-dai-123"


class Site:
    """A ward's hall with a network printer, a call pad and a rating pad at counter 2."""

    def __init__(self, folder: Path, engine: str) -> None:
        self.fake = FakePrinter(speed=8000)
        self.call, self.rate = FakePad(folder / "call"), FakePad(folder / "rate")
        config = (ROOT / "halls" / "ward.yaml").read_text()
        config = config.replace(
            "driver: screen",
            f"driver: tcp, options: {{host: 127.0.0.1, port: {self.fake.port}, reply_ms: 300}}",
        ).replace("  - {id: danh-gia-2, kind: rating, counter: 2}", self._pads())
        config = config.replace("hall:\n", "hall:\n  public_url: http://127.0.0.1:8000\n", 1)
        (folder / "hall.yaml").write_text(config)
        self.data = folder / "data"
        self.server = Server(folder / "hall.yaml", data=self.data, engine=engine, args=("--bench",))
        self.kiosk = {"Authorization": f"Bearer {self.server.enrol('kiosk')}"}
        self.server.add_user("hoa", "officer", PASSWORD)
        self.officer = {"Authorization": f"Bearer {self.login('hoa')}"}

    def _pads(self) -> str:
        frame = r"frame: '\x02(?P<key>[1-9])\x03'"
        return (
            f"  - {{id: nut-goi, kind: call, counter: 2, port: {self.call.device}, {frame}, "
            "keys: {31: next, 32: start, 33: finish}}\n"
            f"  - {{id: danh-gia-2, kind: rating, counter: 2, port: {self.rate.device}, {frame}, "
            "keys: {31: 1, 32: 2, 33: 3}}"
        )

    def login(self, name: str) -> str:
        body = {"name": name, "password": PASSWORD}
        return str(requests.post(f"{self.server.url}/api/v1/login", json=body).json()["token"])

    def post(self, path: str, body: Any = None, who: Any = None) -> Any:
        reply = requests.post(f"{self.server.url}/api/v1{path}", json=body or {}, headers=who)
        assert reply.ok, reply.text
        return reply.json() if reply.content else None

    def get(self, path: str, who: Any) -> Any:
        reply = requests.get(f"{self.server.url}/api/v1{path}", headers=who)
        assert reply.ok, reply.text
        return reply.json()

    def issue(self) -> dict[str, Any]:
        return dict(self.post("/tickets", {"service": "khai-sinh"}, self.kiosk))

    def ticket(self, id: int) -> dict[str, Any]:
        return dict(self.get(f"/tickets/{id}", self.kiosk))

    def close(self) -> None:
        try:
            self.server.stop()
        finally:
            self.fake.stop()
            self.call.unplug()
            self.rate.unplug()


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    it = Site(tmp_path_factory.mktemp("site"), request.param)
    yield it
    it.close()


def until(true: Any, within: float = 8.0) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_tap_becomes_paper_whose_code_leads_to_the_ticket(site: Site) -> None:
    ticket = site.issue()
    until(lambda: site.ticket(ticket["id"])["print"] == "printed")
    slip = site.fake.slips[-1]
    assert read_qr(slip.picture()) == f"http://127.0.0.1:8000{ticket['track_url']}"
    assert (slip.text, slip.unknown, slip.real_time) == (b"", [], 0)
    page = requests.get(site.server.url + ticket["track_url"])
    assert page.ok and ticket["number"] in page.text


def test_the_first_byte_follows_the_tap_at_once(site: Site) -> None:
    late = []
    for _ in range(8):
        before = len(site.fake.slips)
        tapped = time.monotonic()
        site.issue()
        late.append(site.fake.wait_for(before + 1)[-1].first_byte - tapped)
    assert statistics.median(late) < 0.5, late  # a loaded machine's; bench/ has the figures


def test_a_printer_in_trouble_delays_no_ticket_and_prints_when_it_is_well(site: Site) -> None:
    for fault, well in (
        ({"deaf": True}, {"deaf": False}),
        ({"cover_open": True}, {"cover_open": False}),
    ):
        site.fake.set(**fault)
        ids, slowest = [], 0.0
        for _ in range(5):
            tapped = time.monotonic()
            ids.append(site.issue()["id"])
            slowest = max(slowest, time.monotonic() - tapped)
            time.sleep(0.05)
        assert slowest < 0.5, fault
        site.fake.set(**well)
        until(lambda last=ids[-1]: site.ticket(last)["print"] == "printed", 20)
        assert {site.ticket(id)["print"] for id in ids} <= {"printed", "unconfirmed"}


def test_a_visit_by_call_pad_is_rated_by_rating_pad(site: Site) -> None:
    site.post("/counters/2/open", who=site.officer)
    site.call.press(b"\x021\x03")
    until(lambda: site.get("/counters/2", site.officer)["ticket"] is not None)
    ticket = site.get("/counters/2", site.officer)["ticket"]["id"]
    site.call.press(b"\x022\x03")
    until(lambda: site.ticket(ticket)["state"] == "serving")
    site.call.press(b"\x023\x03")
    until(lambda: site.ticket(ticket)["state"] == "finished")
    site.rate.press(b"\xff\x023\x03\x021\x03")

    def votes() -> list[Any]:
        with sqlite3.connect(f"file:{site.data}/hall.db?mode=ro", uri=True) as db:
            rows = db.execute("SELECT ticket_id, data FROM events WHERE kind = 'ServiceRated'")
            return [(id, json.loads(data)) for id, data in rows]

    until(votes)
    time.sleep(0.3)
    ((rated, vote),) = votes()
    assert (rated, vote["score"], vote["channel"]) == (ticket, 3, "pad")
