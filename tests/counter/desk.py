"""A hall's web app over a real journal, with a clock that tests move, and everybody who asks."""

from __future__ import annotations

import functools
import itertools
import os
import tempfile
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

import counter.pages
import dashboard.pages
import kiosk.pages
import rating.pages
import web.pages
from engine.threads import ThreadingEngine
from journal import Journal
from languages import Languages
from people import People, passwords
from tests.fakes.clock import SUNDAY_MORNING, FakeClock
from tests.halls import small_hall
from tests.web.houses import QUICK, migrated, settled
from web.app import make_app
from web.house import House

# name, role, counters; everybody's password is the same
STAFF: list[tuple[str, str, list[str] | None]] = [
    ("lan", "officer", None),
    ("minh", "officer", None),
    ("hoa", "officer", ["3"]),
    ("truong", "supervisor", None),
    ("tiep", "reception", None),
    ("quan", "manager", None),
    ("admin", "admin", None),
    ("tinh", "province", None),
]
PADS = [
    {"id": "goi-1", "kind": "call", "counter": "1", "port": None},
    {"id": "danh-gia-1", "kind": "rating", "counter": "1", "port": None},
    {"id": "danh-gia-2", "kind": "rating", "counter": "2", "port": None},
]
DEVICES = [("k1", "kiosk"), ("goi-1", "call_pad"), ("danh-gia-1", "rating_pad"),
           ("danh-gia-2", "rating_pad"), ("tv1", "display")]  # fmt: skip

PASSWORD = "mat-khau-dai-123"
WORDS = Languages()


@functools.cache
def staffed() -> tuple[bytes, dict[str, str]]:
    """A hall's database with STAFF logged in and DEVICES enrolled, made once and copied for each
    desk; and everybody's token."""
    tokens = {}
    slow, passwords.HASHER = passwords.HASHER, QUICK
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "hall.db")
        file.write_bytes(migrated())
        people = People(f"sqlite:///{file}", "test", lambda: SUNDAY_MORNING).open()
        for name, role, counters in STAFF:
            people.add_officer(name, role, counters, PASSWORD)
            found = people.login(name, PASSWORD)
            assert found
            tokens[name] = found[0]
        for device, kind in DEVICES:
            tokens[device] = people.enrol(device, kind)
        people.close()
        passwords.HASHER = slow
        return settled(file), tokens


class Desk:
    """One hall. `post` and `get` ask as one of STAFF or DEVICES and give the response."""

    def __init__(
        self, folder: Path, clock: Any = None, rooms: tuple[Any, ...] = (), **sections: Any
    ) -> None:
        os.environ.setdefault("HALL_SECRET", "a secret of the tests, 32 bytes long")
        self.clock = clock or FakeClock()
        self.engine = ThreadingEngine()
        self.settings = small_hall(**{"pads": PADS, **sections})
        file = folder / "hall.db"
        database, tokens = staffed()
        self.tokens = dict(tokens)  # a test may log somebody in anew
        file.write_bytes(database)
        url = f"sqlite:///{file}"
        self.journal = Journal(url, "test", self.engine, self.clock, self.settings)
        self.people = People(url, "test", self.journal.now).open()
        self.house = House(self.journal, self.people, self.engine, WORDS, bench=True)
        stations = (web.pages, kiosk.pages, counter.pages, rating.pages, dashboard.pages, *rooms)
        self.app = make_app(self.house, [station.pages(self.house) for station in stations])
        self.client: FlaskClient = self.app.test_client()
        self._keys = itertools.count(1)

    def headers(self, who: str | None, key: str | None = None) -> dict[str, str]:
        out = {"Idempotency-Key": key or f"key-{next(self._keys)}"}
        if who is not None:
            out["Authorization"] = f"Bearer {self.tokens[who]}"
        return out

    def post(self, who: str | None, path: str, body: Any = None, key: str | None = None) -> Any:
        return self.client.post(
            f"/api/v1{path}", json=body if body is not None else {}, headers=self.headers(who, key)
        )

    def get(self, who: str | None, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers(who))

    def page(self, who: str | None, path: str) -> Any:
        return self.client.get(path, headers=self.headers(who))

    def issue(self, service: str = "khai-sinh", **more: Any) -> dict[str, Any]:
        """A ticket from the kiosk."""
        reply = self.post("k1", "/tickets", {"service": service, **more})
        assert reply.status_code == 201, reply.text
        return reply.json

    def open(self, who: str = "lan", at: str = "1") -> None:
        reply = self.post(who, f"/counters/{at}/open")
        assert reply.status_code == 200, reply.text

    def do(self, who: str, path: str, body: Any = None) -> Any:
        """A verb that must succeed: its JSON, None for 204."""
        reply = self.post(who, path, body)
        assert reply.status_code in (200, 201, 204), reply.text
        return reply.json if reply.status_code != 204 else None

    def picture(self, at: str = "1") -> dict[str, Any]:
        return self.get("truong", f"/counters/{at}").json

    def stop(self, why: str | None) -> None:
        """The journal stops, for that reason; None: it goes on."""
        self.journal._tail.broken = why

    def close(self) -> None:
        self.journal.close()
        self.people.close()


def refused(reply: Any, status: int, code: str, **more: Any) -> None:
    """Asserts a refusal's status, form, code and further members."""
    assert reply.status_code == status, (reply.status_code, reply.text)
    assert reply.mimetype == "application/problem+json"
    assert reply.json["code"] == code, reply.json
    assert reply.json["status"] == status
    for name, value in more.items():
        assert reply.json[name] == value, reply.json
