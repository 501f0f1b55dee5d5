"""Sessions: who is logged in, whose page has locked itself, who must take a second step first."""

from __future__ import annotations

import secrets

from people import passwords
from people.staff import NOBODYS, Staff
from people.store import SAVED, Login, Officer, digest, login_of
from people.tables import logins
from queueing.who import Who

SESSION = "hs_"  # how a session's token begins
STRANGE = 30_000  # ms until an unknown session is looked for again
LOOKED = 2_000  # ms until a locked one is: another process may have unlocked it
OK, LOCKED, TOTP_REQUIRED = "ok", "locked", "totp_required"


class TotpNeeded(Exception):
    """Name and password are right, and the second step is on."""


class Sessions(Staff):
    # asked on the loop: memory only

    def of_login(self, hash: str) -> Who | None:
        """Who may act by that session now."""
        state, who = self._standing(hash)
        return who if state == OK else None

    def held(self, token: str) -> tuple[str, Who] | None:
        """(LOCKED or TOTP_REQUIRED, who) of a session that is alive but may not act."""
        if not token.startswith(SESSION):
            return None
        state, who = self._standing(digest(token))
        return None if who is None or state == OK else (state, who)

    def _standing(self, hash: str) -> tuple[str, Who | None]:
        login, now = self._logins.get(hash), self._now()
        if login is None or login.ends_at <= now:
            return OK, None
        officer = self._officers.get(login.name)
        if officer is None or officer.disabled_at is not None:
            return OK, None
        who = officer.who(self.rules.counters_of)
        if login.page and now - login.seen_at >= self.rules.idle:
            return LOCKED, who
        if officer.role in self.rules.totp and not officer.totp:
            return TOTP_REQUIRED, who
        return OK, who

    def maybe_new(self, token: str) -> bool:
        """Might another process of this hall have made or unlocked this session? Asked once, then
        not again for a while: `fetch` costs a look at the database."""
        if not token.startswith(SESSION):
            return False
        hash, now = digest(token), self._now()
        login = self._logins.get(hash)
        if login is not None:
            if self._standing(hash)[0] != LOCKED or now - login.looked_at < LOOKED:
                return False
            login.looked_at = now
            return True
        if now - self._strange.get(hash, -STRANGE) < STRANGE:
            return False
        if len(self._strange) > 1000:
            self._strange.clear()
        self._strange[hash] = now
        return True

    def stir(self, token: str) -> bool:
        """The person did something: the lock's time begins anew. True: time to `keep_seen`."""
        login, now = self._logins.get(digest(token)), self._now()
        if login is None:
            return False
        login.seen_at = now
        if now - login.saved_at < SAVED:
            return False
        login.saved_at = now
        return True

    def officer(self, name: str) -> Officer | None:
        return self._officers.get(name)

    def officers(self) -> list[Officer]:
        return sorted(self._officers.values(), key=lambda o: o.name)

    # blocking: through call_native, or from a command

    def fetch(self, token: str) -> Who | None:
        """Looks for a session that another process made, or unlocked."""
        hash = digest(token)
        with self._engine.connect() as db:
            row = db.execute(
                logins.select().where(logins.c.hash == hash, logins.c.hall_id == self._hall)
            ).first()
        if row is None:
            self._logins.pop(hash, None)
            return None
        if row.name not in self._officers:
            self.reload()
        login, old = login_of(row), self._logins.get(hash)
        if old is not None:
            login.seen_at, login.looked_at = max(login.seen_at, old.seen_at), old.looked_at
        self._logins[hash] = login
        return self.of_login(hash)

    def keep_seen(self, token: str) -> None:
        """Writes down when somebody was last active, for other processes and after a restart."""
        login = self._logins.get(digest(token))
        if login is not None:
            with self._engine.begin() as db:
                mine = logins.update().where(logins.c.hash == login.hash)
                db.execute(mine.values(seen_at=login.seen_at))

    def login(
        self, name: str, password: str, totp: str | None = None, page: bool = False
    ) -> tuple[str, Officer] | None:
        """A new session's token, or None: name, password or code wrong, or disabled (not told
        apart). `page`: it locks when idle. Raises TotpNeeded when all but the code is right."""
        row = self._row(name)
        # an unknown name takes as long as a wrong password
        good = passwords.fits(row.password if row else NOBODYS, password)
        if not good or row is None or row.disabled_at is not None:
            return None
        if row.totp is not None:
            if not totp:
                raise TotpNeeded
            if not self.is_code(name, totp):
                return None
        token, now = SESSION + secrets.token_urlsafe(32), self._now()
        login = Login(digest(token), name, now + self.rules.session, page, now, now)
        with self._engine.begin() as db:
            db.execute(
                logins.insert().values(
                    hash=login.hash, hall_id=self._hall, name=name, began_at=now,
                    ends_at=login.ends_at, page=int(page), seen_at=now,
                )
            )  # fmt: skip
        if name not in self._officers:
            self.reload()
        self._logins[login.hash] = login
        return token, self._officers[name]

    def unlock(self, token: str, password: str) -> bool:
        """A locked session goes on, where it was."""
        login = self._logins.get(digest(token))
        if login is None or not self.is_password(login.name, password):
            return False
        login.seen_at = login.saved_at = self._now()
        with self._engine.begin() as db:
            mine = logins.update().where(logins.c.hash == login.hash)
            return bool(db.execute(mine.values(seen_at=login.seen_at)).rowcount)

    def logout(self, token: str) -> None:
        hash = digest(token)
        with self._engine.begin() as db:
            db.execute(logins.delete().where(logins.c.hash == hash))
        self._logins.pop(hash, None)
