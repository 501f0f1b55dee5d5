"""A house in memory for handler tests: real rules, real web, people in a file, a journal that keeps
nothing. Threading mode, Flask's and Flask-SocketIO's test clients.

    with small_house(kiosk.pages.pages, counter.pages.pages) as h:
        reply = h.post("/tickets", {"service": "khai-sinh"}, as_=h.device("k1", "kiosk"))
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import argon2

import engine
from people import People, passwords
from queueing.who import THE_HALL, Who
from tests.halls import small_hall
from web.app import make_app
from web.house import House
from web.live import Live
from web.pages import pages as web_pages


class Reply:
    def __init__(self, status: int, body: Any, events: list[Any], replayed: bool = False) -> None:
        self.status, self.body, self.events, self.replayed = status, body, events, replayed


class KeyReused(Exception):
    pass


class JournalDown(Exception):
    pass


class MemoryJournal:
    """journal.Journal without a disk: does verbs at once, under the turn."""

    def __init__(self, settings: dict[str, Any], engine: Any, now: int) -> None:
        from queueing.hall import Hall

        self.engine, self.clock = engine, now
        self.live: Any = Hall()
        self.epoch, self.state, self.why = "epoch-1", "open", None
        self.all: list[Any] = []
        self._fns: list[Callable[..., Any]] = []
        self._batch: list[Callable[..., Any]] = []
        self._keys: dict[tuple[str, str, str], tuple[str, Reply]] = {}
        self.do(lambda hall, at: hall.change_settings(THE_HALL, at, settings))

    def now(self) -> int:
        return self.clock

    def listen(self, name: str, fn: Callable[..., Any]) -> None:
        self._fns.append(fn)

    def after_batch(self, name: str, fn: Callable[..., Any]) -> None:
        self._batch.append(fn)

    def events(self, after: int, limit: int) -> list[dict[str, Any]]:
        return [asdict(event) for event in self.all if event.seq > after][:limit]

    def own(self, name: str) -> bool:
        return True

    def health(self) -> dict[str, Any]:
        return {"low_disk": False, "free_bytes": 1 << 40}

    def do(
        self, act: Callable[..., Any], answer: Callable[..., Any] | None = None, *,
        caller: str = "hall:", route: str = "", key: str | None = None, body: bytes = b"",
    ) -> Reply:  # fmt: skip
        if self.state != "open":
            raise JournalDown(self.why)
        at, digest = (caller, route, key or ""), hashlib.sha256(body).hexdigest()
        if key and at in self._keys:
            if self._keys[at][0] != digest:
                raise KeyReused
            old = self._keys[at][1]
            return Reply(old.status, old.body, old.events, True)
        hall, now = self.live, self.now()
        if hall.plan is not None:
            self._apply(hall.roll_day(now))
        events = act(hall, now)
        # applied before the answer, shown after it, as the journal does
        for event in events:
            hall.apply(event)
        status, reply = answer(hall, events) if answer else (200, None)
        self.all += events
        for event in events:
            for fn in self._fns:
                fn(event, hall)
        for fn in self._batch:
            fn(hall)
        out = Reply(status, reply, events)
        if key and events:
            self._keys[at] = (digest, out)
        return out

    def _apply(self, events: list[Any]) -> None:
        for event in events:
            self.live.apply(event)
            self.all.append(event)
            for fn in self._fns:
                fn(event, self.live)


class SmallHouse:
    """What a handler test needs: `app`, `house`, clients, keys, time."""

    def __init__(self, stations: tuple[Any, ...], folder: Path, settings: dict[str, Any],
                 now: int, bench: bool) -> None:  # fmt: skip
        self.engine = engine.make("threading")
        self.journal = MemoryJournal(settings, self.engine, now)
        (folder / "people.db").write_bytes(migrated())
        self.people = People(f"sqlite:///{folder}/people.db", "test", self.journal.now)
        self.people.reload()
        self.house = House(self.journal, self.people, self.engine, bench=bench)
        self.app = make_app(self.house, [fn(self.house) for fn in (web_pages, *stations)])
        self.app.testing = False
        self.live = Live(self.app, self.house)
        self.journal.listen("topics", self.house.topics.hear)
        self.client = self.app.test_client()
        self._keys: dict[str, str] = {}

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
        self.journal.clock += int(seconds * 1000)

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
        return self.journal.do(act)


NOON = 1_795_323_600_000  # 2026-11-22 12:00 in Asia/Ho_Chi_Minh


@functools.cache
def migrated() -> bytes:
    """People's tables, empty: made once, copied for each test."""
    with tempfile.TemporaryDirectory() as folder:
        People(f"sqlite:///{folder}/people.db", "test", lambda: 0).open().close()
        return Path(folder, "people.db").read_bytes()


QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def small_house(
    *stations: Any, settings: dict[str, Any] | None = None, now: int = NOON, bench: bool = True,
) -> Iterator[SmallHouse]:  # fmt: skip
    secret = os.environ.get("HALL_SECRET")
    os.environ["HALL_SECRET"] = "a secret for tests only"
    slow, passwords.HASHER = passwords.HASHER, QUICK
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield SmallHouse(stations, Path(folder), settings or small_hall(), now, bench)
    finally:
        passwords.HASHER = slow
        os.environ.pop("HALL_SECRET")
        if secret is not None:
            os.environ["HALL_SECRET"] = secret


__all__ = ["NOON", "MemoryJournal", "SmallHouse", "Who", "small_house"]
