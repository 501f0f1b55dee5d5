"""People: officers, device keys and logins in memory, and their rows on disk.

Everybody asked about on the loop is in memory. What touches the database blocks: call it through
`engine.call_native`, or from a command.
"""

from __future__ import annotations

from typing import Any

from people import totp
from people.keys import KEY
from people.pairing import Pairings
from people.sessions import SESSION, Sessions, TotpNeeded
from people.store import Login, Officer, Taken, Unknown, digest
from queueing.who import Who


class People(Sessions, Pairings):
    """Who they are. `Taken`, `TotpNeeded`: what it raises, for those who are handed it."""

    Taken, TotpNeeded = Taken, TotpNeeded

    def who(self, token: str) -> Who | None:
        """The one behind a device's key or a session's token, None if it is not good (any more)."""
        if token.startswith(KEY):
            return self.of_key(digest(token))
        if token.startswith(SESSION):
            return self.of_login(digest(token))
        return None

    def seen(self, token: str, address: str | None, active: bool) -> Any:
        """Somebody asked; `active`: not merely a page that looks by itself. Gives what is to be
        called natively, with the token, now and then: or None."""
        if token.startswith(KEY):
            return self.keep_met if self.met(token, address) else None
        return self.keep_seen if active and self.stir(token) else None

    totp_address = staticmethod(totp.address)

    @staticmethod
    def devices_of(settings: dict[str, Any]) -> dict[str, str]:
        """Every device of the config that can have a key: id -> kind (a role of queueing.who)."""
        pads = {"rating": "rating_pad", "call": "call_pad"}
        return {
            **{row["id"]: "kiosk" for row in settings["kiosks"]},
            **{row["id"]: "display" for row in settings["displays"]},
            **{row["id"]: "printer" for row in settings["printers"]},
            **{row["id"]: pads[row["kind"]] for row in settings["pads"]},
        }


__all__ = ["Login", "Officer", "People", "Taken", "Unknown"]
