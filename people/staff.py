"""The staff: officers added, disabled, given passwords and a second step. All of it blocks."""

from __future__ import annotations

import json
import secrets
from typing import Any

import sqlalchemy as sa

from people import passwords, sealing, totp
from people.store import Officer, Store, Taken, Unknown, digest
from people.tables import logins, officers, recovery_codes
from queueing.who import PEOPLE

RECOVERY = 10  # codes for the day the phone is gone, each good once


class Staff(Store):
    """Through call_native, or from a command."""

    def add_officer(
        self, name: str, role: str, counters: list[str] | None, password: str,
        agencies: list[str] | None = None,
    ) -> Officer:  # fmt: skip
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
            "agencies": None if agencies is None else json.dumps(agencies),
            "password": passwords.hash(password),
        }  # fmt: skip
        try:
            with self._engine.begin() as db:
                db.execute(officers.insert().values(row))
        except sa.exc.IntegrityError:
            raise Taken(f"there is an officer called {name}") from None
        self.reload()
        return self._officers[name]

    def set_rights(
        self, name: str, role: str, counters: list[str] | None, agencies: list[str] | None
    ) -> None:
        """Another role, other counters and agencies; sessions go on. Raises Unknown, ValueError."""
        if role not in PEOPLE:
            raise ValueError(f"role {role}: unknown, allowed: {', '.join(PEOPLE)}")
        values = {
            "role": role,
            "counters": None if counters is None else json.dumps(counters),
            "agencies": None if agencies is None else json.dumps(agencies),
        }
        with self._engine.begin() as db:
            change = officers.update().where(self._is(name)).values(values)
            if db.execute(change).rowcount == 0:
                raise Unknown(f"no officer is called {name}")
        self.reload()

    def set_lists(self, name: str, first: list[str] | None, second: list[str]) -> None:
        """Lists that follow the officer from counter to counter, from the next opening on; None:
        the counter's hold. Raises Unknown."""
        text = None if first is None else json.dumps({"first": first, "second": second})
        with self._engine.begin() as db:
            change = officers.update().where(self._is(name)).values(lists=text)
            if db.execute(change).rowcount == 0:
                raise Unknown(f"no officer is called {name}")
        self.reload()

    def disable(self, name: str) -> None:
        """The officer can't log in any more and all their sessions end. Raises Unknown."""
        self._change(name, disabled_at=self._now())

    def set_password(self, name: str, password: str) -> None:
        """Ends all their sessions, lets a disabled one in again. Raises Unknown, ValueError."""
        passwords.check(password)
        self._change(
            name, password=passwords.hash(password), password_at=self._now(), disabled_at=None
        )

    def is_password(self, name: str, password: str) -> bool:
        """Of an officer who may log in. An unknown name takes as long as a wrong password."""
        row = self._row(name)
        good = passwords.fits(row.password if row else NOBODYS, password)
        return good and row is not None and row.disabled_at is None

    # the second step

    def begin_totp(self, name: str) -> str:
        """A new secret, in base32, to be confirmed by one of its codes. Raises Unknown."""
        secret = totp.new_secret()
        with self._engine.begin() as db:
            change = officers.update().where(self._is(name))
            if db.execute(change.values(totp_draft=sealing.seal(secret))).rowcount == 0:
                raise Unknown(f"no officer is called {name}")
        return secret

    def confirm_totp(self, name: str, code: str, keep: str | None = None) -> list[str] | None:
        """Switches the second step on if the code is the draft's; gives the recovery codes, which
        are shown once. The other sessions end, `keep` is a token. None: the code is wrong."""
        row = self._row(name)
        secret = sealing.unseal(row.totp_draft) if row is not None and row.totp_draft else None
        step = totp.step_of(secret, code, self._wall()) if secret else None
        if step is None:
            return None
        codes = [_recovery_code() for _ in range(RECOVERY)]
        with self._engine.begin() as db:
            # the draft as it was read: two confirming at once do not both get codes
            mine = self._is(name) & (officers.c.totp_draft == row.totp_draft)
            change = officers.update().where(mine)
            if not db.execute(
                change.values(totp=row.totp_draft, totp_draft=None, totp_step=step)
            ).rowcount:
                return None
            self._forget_codes(db, name)
            kept = [{"hall_id": self._hall, "name": name, "hash": digest(plain(c))} for c in codes]
            db.execute(recovery_codes.insert(), kept)
            others = (logins.c.hall_id == self._hall) & (logins.c.name == name)
            db.execute(logins.delete().where(others, logins.c.hash != digest(keep or "")))
        self.reload()
        return codes

    def drop_totp(self, name: str) -> None:
        """Off again: a lost phone. All their sessions end. Raises Unknown."""
        self._change(name, totp=None, totp_draft=None, totp_step=None)
        with self._engine.begin() as db:
            self._forget_codes(db, name)

    def is_code(self, name: str, code: str) -> bool:
        """A code of the phone or a recovery code, not used before; it is used now."""
        row = self._row(name)
        if row is None or row.totp is None:
            return False
        code = plain(code)
        secret = sealing.unseal(row.totp)
        step = totp.step_of(secret, code, self._wall()) if secret else None
        with self._engine.begin() as db:
            if step is not None:
                newer = officers.c.totp_step.is_(None) | (officers.c.totp_step < step)
                change = officers.update().where(self._is(name) & newer)
                return bool(db.execute(change.values(totp_step=step)).rowcount)
            one = (recovery_codes.c.hall_id == self._hall) & (recovery_codes.c.name == name)
            used = recovery_codes.delete().where(one, recovery_codes.c.hash == digest(code))
            return bool(db.execute(used).rowcount)

    def recovery_left(self, name: str) -> int:
        """How many recovery codes are unused."""
        count = sa.select(sa.func.count()).select_from(recovery_codes)
        one = (recovery_codes.c.hall_id == self._hall) & (recovery_codes.c.name == name)
        with self._engine.connect() as db:
            return int(db.execute(count.where(one)).scalar_one())

    def _forget_codes(self, db: Any, name: str) -> None:
        one = (recovery_codes.c.hall_id == self._hall) & (recovery_codes.c.name == name)
        db.execute(recovery_codes.delete().where(one))

    def _is(self, name: str) -> Any:
        return (officers.c.hall_id == self._hall) & (officers.c.name == name)

    def _row(self, name: str) -> Any:
        with self._engine.connect() as db:
            return db.execute(officers.select().where(self._is(name))).first()

    def _change(self, name: str, **values: Any) -> None:
        """Changes the officer's row; their sessions end. Raises Unknown."""
        with self._engine.begin() as db:
            if db.execute(officers.update().where(self._is(name)).values(**values)).rowcount == 0:
                raise Unknown(f"no officer is called {name}")
            db.execute(logins.delete().where(logins.c.hall_id == self._hall, logins.c.name == name))
        self.reload()


def plain(code: str) -> str:
    """As typed → as kept: no spaces or hyphens, capitals."""
    return code.replace(" ", "").replace("-", "").upper()


def _recovery_code() -> str:
    """ABCDE-FGHJK: 50 random bits, without letters that look alike."""
    letters = "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


NOBODYS = passwords.hash(secrets.token_urlsafe(16))
