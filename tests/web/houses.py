"""A house for handler tests: real rules, real web, people and journal in a file of their own.
Threading mode, Flask's and Flask-SocketIO's test clients.

    with small_house(kiosk.pages.pages, counter.pages.pages) as h:
        reply = h.post("/tickets", {"service": "khai-sinh"}, as_=h.device("k1", "kiosk"))
"""

from __future__ import annotations

import functools
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import argon2

import engine
from journal import Journal
from people import People, passwords
from queueing.who import Who
from tests.fakes.clock import FakeClock
from tests.halls import small_hall
from web.app import make_app
from web.house import House
from web.live import Live
from web.pages import pages as web_pages


class SmallHouse:
    """What a handler test needs: `app`, `house`, clients, keys, time."""

    def __init__(self, stations: tuple[Any, ...], folder: Path, settings: dict[str, Any],
                 now: int, bench: bool) -> None:  # fmt: skip
        self.engine = engine.make("threading")
        self.clock = FakeClock(now)
        (folder / "hall.db").write_bytes(migrated())
        url = f"sqlite:///{folder}/hall.db"
        self.settings = settings
        self.journal = Journal(url, "test", self.engine, self.clock, settings=settings)
        self.people = People(url, "test", self.journal.now).open()
        self.house = House(self.journal, self.people, self.engine, bench=bench)
        self.app = make_app(self.house, [fn(self.house) for fn in (web_pages, *stations)])
        self.app.testing = False
        self.live = Live(self.app, self.house)
        self.journal.listen("topics", self.house.topics.hear)
        self.client = self.app.test_client()
        self._keys: dict[str, str] = {}

    @property
    def hall(self) -> Any:
        """The hall as committed."""
        return self.journal.live

    def stop(self, why: str | None) -> None:
        """The journal stops, for that reason; None: it goes on."""
        self.journal._tail.broken = why

    def close(self) -> None:
        self.journal.close()
        self.people.close()

    def device(self, id: str, kind: str) -> str:
        """A device's key."""
        if id not in self._keys:
            self._keys[id] = self.people.enrol(id, kind)
        return self._keys[id]

    def officer(self, name: str, role: str = "officer", counters: list[str] | None = None) -> str:
        """A session's token of an officer, made if need be."""
        if self.people.officer(name) is None:
            self.people.add_officer(name, role, counters, "mat-khau-dai-123")
        found = self.people.login(name, "mat-khau-dai-123")
        assert found
        return found[0]

    def tick(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def post(self, path: str, body: Any = None, *, as_: str | None = None, key: str | None = None,
             **options: Any) -> Any:  # fmt: skip
        return self.ask("POST", path, body, as_=as_, key=key, **options)

    def get(self, path: str, *, as_: str | None = None, **options: Any) -> Any:
        return self.ask("GET", path, as_=as_, **options)

    def ask(self, method: str, path: str, body: Any = None, *, as_: str | None = None,
            key: str | None = None, **options: Any) -> Any:  # fmt: skip
        """A path without a leading /api, /kiosk … is under /api/v1."""
        headers = dict(options.pop("headers", {}))
        if as_:
            headers["Authorization"] = f"Bearer {as_}"
        if key:
            headers["Idempotency-Key"] = key
        if isinstance(body, bytes):
            options["data"] = body
        elif body is not None:
            options["json"] = body
        full = path if options.pop("raw", False) else f"/api/v1{path}"
        return self.client.open(full, method=method, headers=headers, **options)

    def page(self, path: str, cookie: str | None = None, **options: Any) -> Any:
        """An HTML page with that credential as this browser's cookie."""
        client = self.app.test_client()
        if cookie:
            name = "hall_person" if cookie.startswith("hs_") else "hall_d_test"
            client.set_cookie(name, cookie)
        return client.get(path, **options)

    def socket(self, token: str | None) -> Any:
        """A Flask-SocketIO test client on /live."""
        return self.live.sio.test_client(self.app, namespace="/live", auth={"token": token})

    def flush(self) -> None:
        """Sends every picture that changed, now."""
        for watched in self.house.topics._watched.values():
            for picture in watched.values():
                picture.sent = -1e9
        self.house.topics.flush()

    def do(self, act: Callable[..., Any]) -> Any:
        """A verb by the rules directly: act(hall, now)."""
        return self.journal.do(act, caller="test", route="test")


NOON = 1_795_323_600_000  # 2026-11-22 12:00 in Asia/Ho_Chi_Minh


@functools.cache
def migrated() -> bytes:
    """All tables, empty: made once, copied for each test."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/hall.db"
        Journal(url, "test", engine.make("threading"), FakeClock()).close()
        People(url, "test", lambda: 0).open().close()
        return settled(Path(folder, "hall.db"))


def settled(file: Path) -> bytes:
    """A closed database's whole content."""
    db = sqlite3.connect(file)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return file.read_bytes()


QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def quick_passwords() -> Iterator[None]:
    """Passwords stored meanwhile are hashed in no time; a server verifies them as quickly."""
    slow, passwords.HASHER = passwords.HASHER, QUICK
    try:
        yield
    finally:
        passwords.HASHER = slow


@contextmanager
def small_house(
    *stations: Any, settings: dict[str, Any] | None = None, now: int = NOON, bench: bool = True,
) -> Iterator[SmallHouse]:  # fmt: skip
    secret = os.environ.get("HALL_SECRET")
    os.environ["HALL_SECRET"] = "a secret for tests only"
    try:
        # what is still being written when a house closes need not be there for the folder to go
        with quick_passwords(), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            house = SmallHouse(stations, Path(folder), settings or small_hall(), now, bench)
            try:
                yield house
            finally:
                house.close()
    finally:
        os.environ.pop("HALL_SECRET")
        if secret is not None:
            os.environ["HALL_SECRET"] = secret


__all__ = ["NOON", "SmallHouse", "Who", "small_house"]
