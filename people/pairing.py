"""Pairing: a browser shows a one-time code, an admin who sees it says which device that is.

The browser holds a claim (a cookie), the screen shows the code; only hashes of both are kept. The
key is made when the browser collects it, so it lies nowhere in between. All of it blocks.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from people.keys import Keys
from people.staff import plain
from people.store import MINUTE, Unknown, digest
from people.tables import pairings

LETTERS = "ACDEFGHJKMNPQRTVWXY34679"  # none that looks like another
LENGTH = 8  # 36 bits, for 10 minutes and 5 tries
GOOD_FOR = 10 * MINUTE  # ms
TRIES = 5
PER_ADDRESS = 5  # that wait at once; the oldest goes first
MOST = 200


class WrongCode(Exception):
    """Not the code on that screen; `left` tries are left."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} tries left")
        self.left = left


@dataclass(frozen=True, slots=True)
class Pairing:
    """A browser that waits. Times ms UTC; `wish`: the page it wanted; `device`: once approved."""

    id: str
    asked_at: int
    ends_at: int
    tries: int
    address: str | None
    wish: str | None
    device: str | None


class Pairings(Keys):
    """Through call_native."""

    def ask_pairing(
        self, address: str | None, wish: str | None, claim: str | None
    ) -> tuple[str, str]:
        """(code for the screen, claim for the cookie). `claim`: of an earlier one, which ends."""
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        id, new = secrets.token_hex(8), secrets.token_urlsafe(32)
        now, mine = self._now(), pairings.c.hall_id == self._hall
        with self._engine.begin() as db:
            gone = pairings.c.asked_at <= now - GOOD_FOR
            db.execute(pairings.delete().where(mine, gone))
            db.execute(pairings.delete().where(pairings.c.claim == digest(claim or "")))
            for most, which in ((PER_ADDRESS, pairings.c.address == address), (MOST, True)):
                waiting = pairings.select().where(mine, which).order_by(pairings.c.asked_at)
                rows = db.execute(waiting).all()
                for row in rows[: max(0, len(rows) - most + 1)]:
                    db.execute(pairings.delete().where(pairings.c.id == row.id))
            db.execute(
                pairings.insert().values(
                    id=id, hall_id=self._hall, code=digest(id + code), claim=digest(new),
                    asked_at=now, tries=0, address=address, wish=wish,
                )
            )  # fmt: skip
        return code, new

    def pairings(self) -> list[Pairing]:
        """Those that wait, the oldest first."""
        since = self._now() - GOOD_FOR
        mine = (pairings.c.hall_id == self._hall) & (pairings.c.asked_at > since)
        with self._engine.connect() as db:
            rows = db.execute(
                pairings.select().where(mine, pairings.c.tries < TRIES).order_by("asked_at")
            ).all()
        return [
            Pairing(r.id, r.asked_at, r.asked_at + GOOD_FOR, r.tries, r.address, r.wish, r.device)
            for r in rows
        ]

    def approve(self, id: str, code: str, device: str, kind: str, by: str) -> None:
        """Raises WrongCode, Unknown (over, used up, approved)."""
        since = self._now() - GOOD_FOR
        open_ = (
            (pairings.c.id == id) & (pairings.c.hall_id == self._hall)
            & (pairings.c.asked_at > since) & pairings.c.device.is_(None)
        )  # fmt: skip
        with self._engine.begin() as db:
            # counted before it is compared: guesses at the same moment count too
            tried = pairings.update().where(open_, pairings.c.tries < TRIES)
            if db.execute(tried.values(tries=pairings.c.tries + 1)).rowcount == 0:
                raise Unknown("no such pairing waits")
            row = db.execute(pairings.select().where(pairings.c.id == id)).one()
            right = secrets.compare_digest(row.code, digest(id + plain(code)))
            if right:
                change = pairings.update().where(pairings.c.id == id)
                db.execute(change.values(device=device, kind=kind, approved_by=by))
        if not right:
            raise WrongCode(TRIES - row.tries)

    def collect(self, claim: str) -> tuple[str, str, str, str] | None:
        """(key, device, kind, who approved it), once; None: nobody has yet. Raises Unknown."""
        since, mine = self._now() - GOOD_FOR, pairings.c.claim == digest(claim)
        with self._engine.begin() as db:
            row = db.execute(
                pairings.select().where(mine, pairings.c.hall_id == self._hall)
            ).first()
            if row is None or row.asked_at <= since or (row.tries >= TRIES and not row.device):
                raise Unknown("this pairing is over")
            if row.device is None:
                return None
            if db.execute(pairings.delete().where(mine)).rowcount == 0:
                raise Unknown("this pairing is over")
        return self.enrol(row.device, row.kind), row.device, row.kind, row.approved_by
