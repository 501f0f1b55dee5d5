"""Boards: messages that hang on them, zones whose voice is silent for a while, boards tried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.refusal import Refusal
from queueing.state import Message
from queueing.who import Who

LONGEST = 200  # characters of a message in one language
LATEST = 31 * 86_400_000  # ms ahead that a message may end
SILENT = 4 * 3_600_000  # ms a zone's voice may be muted
TRIED = 15_000  # ms a board shows its test picture
SETS = ("supervisor", "manager", "hall")


class Boards(HallState):
    def set_message(
        self, who: Who, now: int, texts: dict[str, str], until: int, zone: str | None = None,
        urgent: bool = False,
    ) -> list[Event]:  # fmt: skip
        """A sentence on the boards of a zone, or of the whole hall, until `until` (ms UTC). It
        takes the place of the last one there; an urgent one is kept apart and goes before all else.
        `texts`: language → words; the hall's first language is needed."""
        plan = self._may_set(who, zone)
        spoken = plan.settings["languages"]
        if not texts.get(spoken[0]) or set(texts) - set(spoken):
            raise Refusal("bad_request", f"texts: words in {', '.join(spoken)}, the first needed")
        if any(not 1 <= len(words) <= LONGEST for words in texts.values()):
            raise Refusal("bad_request", f"texts: 1 to {LONGEST} characters each")
        if not now < until <= now + LATEST:
            raise Refusal("bad_request", "until: after now, within 31 days")
        data = {"zone": zone, "urgent": urgent, "texts": texts, "until": until}
        return [self.event(now, "MessageSet", data, who=who)]

    def end_message(
        self, who: Who, now: int, zone: str | None = None, urgent: bool = False
    ) -> list[Event]:  # fmt: skip
        """Takes a message down before its time; [] if none hangs there."""
        self._may_set(who, zone)
        message = self.messages.get((zone or "", urgent))
        if message is None or message.until <= now:
            return []
        return [self.event(now, "MessageEnded", {"zone": zone, "urgent": urgent}, who=who)]

    def mute_zone(self, who: Who, now: int, zone: str, until: int) -> list[Event]:
        """No call of the zone is spoken until then (ms UTC); what is shown goes on."""
        self._may_set(who, zone, "admin")
        if not now < until <= now + SILENT:
            raise Refusal("bad_request", "a voice is muted for up to 4 hours")
        return [self.event(now, "ZoneMuted", {"zone": zone, "until": until}, who=who)]

    def unmute_zone(self, who: Who, now: int, zone: str) -> list[Event]:
        """[] if it speaks."""
        self._may_set(who, zone, "admin")
        if self.muted_until(zone, now) is None:
            return []
        return [self.event(now, "ZoneUnmuted", {"zone": zone}, who=who)]

    def test_display(self, who: Who, now: int, display: str) -> list[Event]:
        """One board shows its test picture and, where it speaks, says so; calls go before it."""
        plan = self._may_set(who, None, "admin")
        row = next((row for row in plan.settings["displays"] if row["id"] == display), None)
        if row is None:
            raise Refusal("unknown_display", f"no display {display[:40]!r}")
        if row["speaks"] and self.muted_until(row["zone"], now) is not None:
            raise Refusal("illegal_move", f"zone {row['zone']} is muted", state="muted")
        return [self.event(now, "DisplayTested", {"display": display}, who=who)]

    # -- asking ---------------------------------------------------------------------------------

    def message(self, zone: str, now: int, urgent: bool = False) -> Message | None:
        """What hangs in a zone: its own before the hall's."""
        found = (self.messages.get((place, urgent)) for place in (zone, ""))
        return next((m for m in found if m is not None and m.until > now), None)

    def muted_until(self, zone: str, now: int) -> int | None:
        """Ms UTC; None: the zone speaks."""
        until = self.muted.get(zone, 0)
        return until if until > now else None

    def tested(self, display: str, now: int) -> tuple[int, int] | None:
        """(seq, until) of the test that a board shows now."""
        seq, at = self.tests.get(display, (0, 0))
        return (seq, at + TRIED) if now < at + TRIED else None

    def _may_set(self, who: Who, zone: str | None, *others: str) -> Any:
        plan = self.settled()
        if who.role not in (*SETS, *others):
            raise Refusal("not_allowed", f"a {who.role} does not do this to boards")
        if zone is not None and all(row["id"] != zone for row in plan.settings["zones"]):
            raise Refusal("unknown_zone", f"no zone {zone[:40]!r}")
        return plan


def _set(hall: HallState, event: Event) -> None:
    data = event.data
    hall.messages[data["zone"] or "", data["urgent"]] = Message(
        data["zone"], data["urgent"], data["texts"], event.at, data["until"], event.officer
    )


def _ended(hall: HallState, event: Event) -> None:
    hall.messages.pop((event.data["zone"] or "", event.data["urgent"]), None)


def _muted(hall: HallState, event: Event) -> None:
    hall.muted[event.data["zone"]] = event.data["until"]


def _unmuted(hall: HallState, event: Event) -> None:
    hall.muted.pop(event.data["zone"], None)


def _tested(hall: HallState, event: Event) -> None:
    hall.tests[event.data["display"]] = (event.seq, event.at)


APPLY: dict[str, Callable[[HallState, Event], None]] = {
    "MessageSet": _set,
    "MessageEnded": _ended,
    "ZoneMuted": _muted,
    "ZoneUnmuted": _unmuted,
    "DisplayTested": _tested,
}
