"""The webhook's letters: what is told to outside of an alert, and how it is signed. Pure; written
down for receivers in docs/webhook.md.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from dashboard.alert_words import named, sentence
from dashboard.rules import owner
from web.wire import time_json

KINDS = {
    "AlertRaised": "raised", "AlertAcknowledged": "acknowledged", "AlertEscalated": "escalated",
    "AlertCleared": "cleared",
}  # fmt: skip
OWN = "webhook"  # the alert about the webhook itself: not told through it
FIRST, LAST = 2, 300  # s to the next try
OLD = 24 * 3_600_000  # ms: older news is not told any more
KEPT = 500  # alerts whose last telling is remembered


def letter(house: Any, event: Any, level: str | None) -> dict[str, Any]:
    """The body for one alert event; `level` where the event does not say it and it is known."""
    data, hall = event.data, house.settings["hall"]
    alert, about, detail = data["alert"], data["about"], data.get("detail")
    languages = house.languages.names
    return {
        "id": f"{hall['id']}-{event.seq}", "event": KINDS[event.kind], "at": time_json(event.at),
        "hall": {"id": hall["id"], "name": hall["name"]}, "seq": event.seq, "alert": alert,
        "about": about, "about_name": {n: named(house, n, about) for n in languages},
        "level": data.get("level", level), "owner": owner(alert), "to": data.get("to"),
        "by": event.officer, "detail": detail,
        "text": {n: sentence(house, n, alert, about, detail) for n in languages},
    }  # fmt: skip


def trial(house: Any, now: int, by: str) -> dict[str, Any]:
    """The body of a test: the same members."""
    hall = house.settings["hall"]
    text = {
        n: house.languages.say(n, "This is a test of the hall's alerts.")
        for n in house.languages.names
    }
    return {
        "id": f"{hall['id']}-test-{now}", "event": "test", "at": time_json(now),
        "hall": {"id": hall["id"], "name": hall["name"]}, "seq": None, "alert": "test",
        "about": hall["id"], "about_name": dict.fromkeys(text, ""), "level": "info",
        "owner": None, "to": None, "by": by, "detail": None, "text": text,
    }  # fmt: skip


def packed(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def headers(secret: str, body: bytes, name: str, id: str, seconds: int) -> dict[str, str]:
    """Signed: HMAC-SHA256 over `<timestamp>.<body>`, so that neither can be changed and an old
    letter can be told by its time."""
    signed = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return {
        "Content-Type": "application/json", "User-Agent": "hall-webhook/1",
        "X-Hall-Event": name, "X-Hall-Delivery": id, "X-Hall-Timestamp": str(seconds),
        "X-Hall-Signature": f"sha256={signed.hexdigest()}",
    }  # fmt: skip


def pause(failures: int) -> float:
    """Seconds before the next try after so many that failed: 2, 4, 8 … 300."""
    return float(min(FIRST * 2 ** min(failures - 1, 20), LAST))


class Flutter:
    """Other stations' alerts may come and go by the minute: the same one is told again only after
    the cool-down, or when it is worse; its going is told if its coming was. One that stays without
    having been told is told when it goes up (AlertEscalated is always told)."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], tuple[int, str]] = {}  # when it was last told, how bad
        self._hushed: set[tuple[str, str]] = set()

    def level(self, event: Any) -> str | None:
        """The alert's level when it was last told."""
        known = self._told.get((event.data["alert"], event.data["about"]))
        return known[1] if known else None

    def tells(self, event: Any, cool: int) -> bool:
        """Is it told? `cool` seconds."""
        key = (event.data["alert"], event.data["about"])
        if key[0] == OWN:
            return False
        if event.kind == "AlertRaised":
            last = self._told.get(key)
            if last is not None and last[1] == event.data["level"]:
                if event.at - last[0] < cool * 1000:
                    self._hushed.add(key)
                    return False
            self._hushed.discard(key)
            self._told.pop(key, None)
            self._told[key] = (event.at, event.data["level"])
            while len(self._told) > KEPT:
                self._told.pop(next(iter(self._told)))
        elif event.kind == "AlertCleared" and key in self._hushed:
            self._hushed.discard(key)
            return False
        return True
