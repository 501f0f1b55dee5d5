"""The store: officers, logins and keys in memory, read from their rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from engine.clock import WallClock
from people.tables import device_keys, logins, migrate, officers
from queueing.who import Who

MINUTE = 60_000  # ms
HOUR = 60 * MINUTE
SAVED = MINUTE  # ms between two writings of when somebody was seen


class Unknown(Exception):
    """No officer or device of that name."""


class Taken(Exception):
    """An officer of that name exists."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say about people; spans in ms."""

    idle: int = 30 * MINUTE
    session: int = 12 * HOUR
    totp: frozenset[str] = frozenset()  # roles that must take the second step
    counters_of: Mapping[str, frozenset[str]] = field(default_factory=dict)  # agency -> counters


@dataclass(frozen=True, slots=True)
class Officer:
    """One person. `counters` and `agencies` whose counters they may open (both None: all); times
    ms UTC; `totp`: the second step is on."""

    name: str
    role: str
    counters: frozenset[str] | None
    added_at: int
    password_at: int
    disabled_at: int | None
    agencies: frozenset[str] | None = None
    totp: bool = False
    first: tuple[str, ...] | None = None  # lists of their own, of services and groups
    second: tuple[str, ...] = ()

    def may_open(self, counters_of: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
        """The counters, those of the agencies among them; None: all."""
        if self.agencies is None:
            return self.counters
        of = (counters_of.get(agency, frozenset()) for agency in self.agencies)
        return (self.counters or frozenset()).union(*of)

    def who(self, counters_of: Mapping[str, frozenset[str]] | None = None) -> Who:
        may = self.may_open(counters_of or {})
        return Who(
            self.role, officer=self.name, counters=may, agencies=self.agencies,
            first=self.first, second=self.second,
        )  # fmt: skip


@dataclass(slots=True)
class Login:
    """A session. Times ms UTC; `ends_at` is absolute; `page`: it locks when nothing was done."""

    hash: str
    name: str
    ends_at: int
    page: bool
    seen_at: int
    saved_at: int = 0
    looked_at: int = 0


@dataclass(slots=True)
class Key:
    """A device's key. Times ms UTC; `ends_at`: it has a successor and dies then at the latest."""

    hash: str
    who: Who
    enrolled_at: int
    ends_at: int | None
    seen_at: int | None
    address: str | None
    saved_at: int = 0


def digest(token: str) -> str:
    """SHA-256; a key is 256 random bits, so neither salt nor stretching adds anything."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class Store:
    """`url` is a SQLAlchemy URL, the journal's; `now()` gives event time, `wall()` the machine's,
    which is a phone's as well: ms UTC."""

    def __init__(
        self, url: str, hall_id: str, now: Callable[[], int],
        wall: Callable[[], int] = WallClock.wall,
    ) -> None:  # fmt: skip
        self._hall = hall_id
        self._now = now
        self._wall = wall
        where = sa.make_url(url)
        if where.drivername == "postgresql":
            where = where.set(drivername="postgresql+psycopg2")
        self._engine = sa.create_engine(
            where, poolclass=NullPool,
            connect_args={"timeout": 10} if where.get_backend_name() == "sqlite" else {},
        )  # fmt: skip
        self.rules = Rules()
        self._officers: dict[str, Officer] = {}
        self._devices: dict[str, Key] = {}  # by the key's hash
        self._fading: set[str] = set()  # devices with a key that has a successor
        self._logins: dict[str, Login] = {}
        self._strange: dict[str, int] = {}  # hashes of unknown sessions -> when they were asked for

    def settle(self, settings: dict[str, Any]) -> None:
        """Takes the rules from the whole config, whose spans are seconds."""
        server = settings["server"]
        agencies: dict[str, set[str]] = {}
        for row in settings["counters"]:
            agencies.setdefault(row.get("agency"), set()).add(row["id"])
        self.rules = Rules(
            server.get("idle_lock", 30 * 60) * 1000, server.get("session", 12 * 3600) * 1000,
            frozenset(server.get("totp", ())),
            {agency: frozenset(counters) for agency, counters in agencies.items()},
        )  # fmt: skip

    def reload(self) -> None:
        """Reads all from the database; drops what has ended. Blocks."""
        now = self._now()
        with self._engine.begin() as db:
            for table in (logins, device_keys):
                ended = (table.c.hall_id == self._hall) & (table.c.ends_at <= now)
                db.execute(table.delete().where(ended))
            people = {
                row.name: Officer(
                    row.name, row.role, ids(row.counters), row.added_at, row.password_at,
                    row.disabled_at, ids(row.agencies), row.totp is not None, *lists(row.lists),
                )
                for row in db.execute(officers.select().where(officers.c.hall_id == self._hall))
            }  # fmt: skip
            devices = {
                row.hash: Key(
                    row.hash, Who(row.kind, device=row.device), row.enrolled_at, row.ends_at,
                    row.seen_at, row.address, row.seen_at or 0,
                )
                for row in db.execute(
                    device_keys.select().where(device_keys.c.hall_id == self._hall)
                )
            }  # fmt: skip
            sessions = {
                row.hash: login_of(row)
                for row in db.execute(logins.select().where(logins.c.hall_id == self._hall))
            }
        for hash, old in self._logins.items():  # seen here since it was last written down
            if hash in sessions:
                sessions[hash].seen_at = max(sessions[hash].seen_at, old.seen_at)
        for hash, key in self._devices.items():
            if hash in devices and key.seen_at is not None:
                if key.seen_at > (devices[hash].seen_at or 0):
                    devices[hash].seen_at, devices[hash].address = key.seen_at, key.address
        self._officers, self._devices, self._logins = people, devices, sessions
        self._fading = {k.who.device or "" for k in devices.values() if k.ends_at is not None}

    def open(self) -> Any:
        """Migrates and reads all. Blocks. Gives itself."""
        migrate(self._engine)
        self.reload()
        return self

    def close(self) -> None:
        self._engine.dispose()


def ids(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(json.loads(text))


def lists(text: str | None) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """(first, second) of an officer's row; None: the counter's lists hold."""
    if text is None:
        return None, ()
    row = json.loads(text)
    return tuple(row["first"]), tuple(row["second"])


def login_of(row: Any) -> Login:
    return Login(row.hash, row.name, row.ends_at, bool(row.page), row.seen_at, row.seen_at)
