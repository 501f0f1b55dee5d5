"""People: officers, device keys and logins in memory, and their rows on disk.

Everybody asked about on the loop is in memory. What touches the database blocks: call it through
`engine.call_native`, or from a command.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from people import passwords
from people.tables import device_keys, logins, migrate, officers
from queueing.who import DEVICES, PEOPLE, Who

log = logging.getLogger("people")
KEY, SESSION = "hk_", "hs_"  # how a device's key and a session's token begin
STRANGE = 30_000  # ms
HOURS_12 = 12 * 3600 * 1000  # ms: a login ends whatever happens


class Unknown(Exception):
    """No officer or device of that name."""


class Taken(Exception):
    """An officer of that name exists."""


@dataclass(frozen=True, slots=True)
class Officer:
    """One person. `counters` they may open (None: all); times ms UTC."""

    name: str
    role: str
    counters: frozenset[str] | None
    added_at: int
    password_at: int
    disabled_at: int | None

    def who(self) -> Who:
        return Who(self.role, officer=self.name, counters=self.counters)


@dataclass(frozen=True, slots=True)
class Login:
    """A session. `ends_at`, ms UTC, is absolute."""

    hash: str
    name: str
    ends_at: int


def digest(token: str) -> str:
    """SHA-256; a key is 256 random bits, so neither salt nor stretching adds anything."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class People:
    """Who they are. `url` is a SQLAlchemy URL, the journal's; `now()` gives ms UTC."""

    def __init__(self, url: str, hall_id: str, now: Callable[[], int]) -> None:
        self._hall = hall_id
        self._now = now
        where = sa.make_url(url)
        if where.drivername == "postgresql":
            where = where.set(drivername="postgresql+psycopg2")
        self._engine = sa.create_engine(
            where, poolclass=NullPool,
            connect_args={"timeout": 10} if where.get_backend_name() == "sqlite" else {},
        )  # fmt: skip
        self._officers: dict[str, Officer] = {}
        self._devices: dict[str, tuple[str, Who]] = {}  # key's hash -> (hash, who)
        self._logins: dict[str, Login] = {}
        self._strange: dict[str, int] = {}  # hashes of unknown sessions -> when they were asked for

    def open(self) -> People:
        """Migrates and reads all. Blocks."""
        migrate(self._engine)
        self.reload()
        return self

    # asked on the loop: memory only

    def who(self, token: str) -> Who | None:
        """The one behind a device's key or a session's token, None if it is not good (any more)."""
        if token.startswith(KEY):
            found = self._devices.get(digest(token))
            return found[1] if found else None
        if token.startswith(SESSION):
            return self.of_login(digest(token))
        return None

    def maybe_new(self, token: str) -> bool:
        """Might another process of this hall have made this session? Asked once, then not again
        for a while: `fetch` costs a look at the database."""
        if not token.startswith(SESSION):
            return False
        hash, now = digest(token), self._now()
        if hash in self._logins or now - self._strange.get(hash, -STRANGE) < STRANGE:
            return False
        if len(self._strange) > 1000:
            self._strange.clear()
        self._strange[hash] = now
        return True

    def of_login(self, hash: str) -> Who | None:
        login = self._logins.get(hash)
        if login is None or login.ends_at <= self._now():
            return None
        officer = self._officers.get(login.name)
        if officer is None or officer.disabled_at is not None:
            return None
        return officer.who()

    def officer(self, name: str) -> Officer | None:
        return self._officers.get(name)

    def officers(self) -> list[Officer]:
        return sorted(self._officers.values(), key=lambda o: o.name)

    def enrolled(self) -> dict[str, str]:
        """Device id -> kind, of the devices that have a key."""
        return {who.device or "": who.role for _, who in self._devices.values()}

    # blocking: through call_native, or from a command

    def reload(self) -> None:
        """Reads all from the database; drops what has ended."""
        now = self._now()
        with self._engine.begin() as db:
            db.execute(
                logins.delete().where(logins.c.hall_id == self._hall, logins.c.ends_at <= now)
            )
            people = {
                row.name: Officer(
                    row.name, row.role,
                    None if row.counters is None else frozenset(json.loads(row.counters)),
                    row.added_at, row.password_at, row.disabled_at,
                )
                for row in db.execute(officers.select().where(officers.c.hall_id == self._hall))
            }  # fmt: skip
            devices = {
                row.hash: (row.hash, Who(row.kind, device=row.device))
                for row in db.execute(
                    device_keys.select().where(device_keys.c.hall_id == self._hall)
                )
            }
            sessions = {
                row.hash: Login(row.hash, row.name, row.ends_at)
                for row in db.execute(logins.select().where(logins.c.hall_id == self._hall))
            }
        self._officers, self._devices, self._logins = people, devices, sessions

    def fetch(self, token: str) -> Who | None:
        """Looks for a session that another process made."""
        hash = digest(token)
        with self._engine.connect() as db:
            row = db.execute(
                logins.select().where(logins.c.hash == hash, logins.c.hall_id == self._hall)
            ).first()
        if row is None:
            return None
        if row.name not in self._officers:
            self.reload()
        self._logins[hash] = Login(hash, row.name, row.ends_at)
        return self.of_login(hash)

    def login(self, name: str, password: str) -> tuple[str, Officer] | None:
        """A new session's token, or None: name or password wrong, or disabled (not told apart)."""
        with self._engine.connect() as db:
            row = db.execute(
                sa.select(officers.c.password, officers.c.disabled_at).where(
                    officers.c.hall_id == self._hall, officers.c.name == name
                )
            ).first()
        # an unknown name takes as long as a wrong password
        good = passwords.fits(row.password if row else NOBODYS, password)
        if not good or row is None or row.disabled_at is not None:
            return None
        token, now = SESSION + secrets.token_urlsafe(32), self._now()
        login = Login(digest(token), name, now + HOURS_12)
        with self._engine.begin() as db:
            db.execute(
                logins.insert().values(
                    hash=login.hash, hall_id=self._hall, name=name, began_at=now,
                    ends_at=login.ends_at,
                )
            )  # fmt: skip
        if name not in self._officers:
            self.reload()
        self._logins[login.hash] = login
        return token, self._officers[name]

    def logout(self, token: str) -> None:
        hash = digest(token)
        with self._engine.begin() as db:
            db.execute(logins.delete().where(logins.c.hash == hash))
        self._logins.pop(hash, None)

    def add_officer(
        self, name: str, role: str, counters: list[str] | None, password: str
    ) -> Officer:
        """Raises Taken, or ValueError for a role, name or password that won't do."""
        if role not in PEOPLE:
            raise ValueError(f"role {role}: unknown, allowed: {', '.join(PEOPLE)}")
        if not 0 < len(name) <= 60 or not name.isprintable() or name != name.strip():
            raise ValueError("a name has 1 to 60 printable characters")
        passwords.check(password)
        now = self._now()
        row = {
            "hall_id": self._hall, "name": name, "role": role, "added_at": now, "password_at": now,
            "counters": None if counters is None else json.dumps(counters),
            "password": passwords.hash(password),
        }  # fmt: skip
        try:
            with self._engine.begin() as db:
                db.execute(officers.insert().values(row))
        except sa.exc.IntegrityError:
            raise Taken(f"there is an officer called {name}") from None
        self.reload()
        return self._officers[name]

    def disable(self, name: str) -> None:
        """The officer can't log in any more and all their sessions end. Raises Unknown."""
        self._change(name, disabled_at=self._now())

    def set_password(self, name: str, password: str) -> None:
        """Ends all their sessions, lets a disabled one in again. Raises Unknown, ValueError."""
        passwords.check(password)
        self._change(
            name, password=passwords.hash(password), password_at=self._now(), disabled_at=None
        )

    def _change(self, name: str, **values: Any) -> None:
        mine = (officers.c.hall_id == self._hall) & (officers.c.name == name)
        with self._engine.begin() as db:
            if db.execute(officers.update().where(mine).values(**values)).rowcount == 0:
                raise Unknown(f"no officer is called {name}")
            db.execute(logins.delete().where(logins.c.hall_id == self._hall, logins.c.name == name))
        self.reload()

    def enrol(self, device: str, kind: str) -> str:
        """A new key for a device, shown once; its old key dies."""
        if kind not in DEVICES:
            raise ValueError(f"kind {kind}: unknown, allowed: {', '.join(DEVICES)}")
        key = KEY + secrets.token_urlsafe(32)
        mine = (device_keys.c.hall_id == self._hall) & (device_keys.c.device == device)
        with self._engine.begin() as db:
            db.execute(device_keys.delete().where(mine))
            db.execute(
                device_keys.insert().values(
                    hall_id=self._hall, device=device, kind=kind, hash=digest(key),
                    enrolled_at=self._now(),
                )
            )  # fmt: skip
        self.reload()
        return key

    def revoke(self, device: str) -> None:
        """The device's key dies. Raises Unknown."""
        mine = (device_keys.c.hall_id == self._hall) & (device_keys.c.device == device)
        with self._engine.begin() as db:
            if db.execute(device_keys.delete().where(mine)).rowcount == 0:
                raise Unknown(f"{device} has no key")
        self.reload()

    def close(self) -> None:
        self._engine.dispose()


NOBODYS = passwords.hash(secrets.token_urlsafe(16))
