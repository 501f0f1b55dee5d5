"""The helper's PIN: what staff beside a kiosk type to close a service or print a slip again."""

from __future__ import annotations

import hmac

from queueing.who import Who
from web.problem import Problem

TRIES = 5
LOCKED = 300_000  # ms after the last of five wrong tries


class HelperPin:
    """One PIN for the hall's kiosks (HALL_HELPER_PIN), None: no kiosk may. Counts wrong tries."""

    def __init__(self, pin: str | None) -> None:
        self._pin = pin or None
        self._wrong: dict[str, list[int]] = {}  # device -> times of wrong tries, ms

    def check(self, who: Who, pin: str | None, now: int) -> None:
        """Lets people pass; a kiosk only with the right PIN. Problem 403, 429 after five tries."""
        if who.role != "kiosk":
            return
        if self._pin is None:
            raise Problem(403, "not_allowed", "No helper's PIN is set in this hall.")
        tries = [at for at in self._wrong.get(who.device or "", []) if now - at < LOCKED]
        if len(tries) >= TRIES:
            wait = max(1, (tries[0] + LOCKED - now) // 1000)
            raise Problem(
                429, "too_many", "Too many wrong PINs at this kiosk.", {"Retry-After": str(wait)}
            )
        if pin is None or not hmac.compare_digest(pin.encode(), self._pin.encode()):
            self._wrong[who.device or ""] = [*tries, now]
            raise Problem(403, "wrong_pin", "The helper's PIN is missing or wrong.")
        self._wrong.pop(who.device or "", None)
