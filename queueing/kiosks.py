"""Kiosks: locked by staff from afar, and the hall that gives no more numbers today."""

from __future__ import annotations

from collections.abc import Callable

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.refusal import Refusal
from queueing.who import Who


class Kiosks(HallState):
    def lock_kiosk(self, who: Who, now: int, kiosk: str, reason: str) -> list[Event]:
        """It gives no numbers and sends people to the help desk, until unlocked or the day ends."""
        self._may_lock(who, now, kiosk)
        if not reason:
            raise Refusal("bad_request", "locking a kiosk needs a reason")
        if kiosk in self.locked_kiosks:
            raise Refusal("illegal_move", f"{kiosk} is locked already", state="locked")
        return [self.event(now, "KioskLocked", {"kiosk": kiosk, "reason": reason}, who=who)]

    def unlock_kiosk(self, who: Who, now: int, kiosk: str) -> list[Event]:
        self._may_lock(who, now, kiosk)
        if kiosk not in self.locked_kiosks:
            raise Refusal("illegal_move", f"{kiosk} is not locked", state="unlocked")
        return [self.event(now, "KioskUnlocked", {"kiosk": kiosk}, who=who)]

    def stop_tickets(self, who: Who, now: int, reason: str) -> list[Event]:
        """No more numbers at the kiosks today; reception still may. Who waits is called."""
        self._may_stop(who, now)
        if not reason:
            raise Refusal("bad_request", "stopping needs a reason")
        if self.stopped is not None:
            raise Refusal("illegal_move", "numbers are stopped already", state="stopped")
        return [self.event(now, "TicketsStopped", {"reason": reason}, who=who)]

    def resume_tickets(self, who: Who, now: int) -> list[Event]:
        self._may_stop(who, now)
        if self.stopped is None:
            raise Refusal("illegal_move", "numbers are not stopped", state="given")
        return [self.event(now, "TicketsResumed", {}, who=who)]

    def check_kiosk(self, kiosk: str) -> None:
        """Refuses a kiosk that is locked, or every one once numbers are stopped."""
        if kiosk in self.locked_kiosks:
            raise Refusal("kiosk_locked", "locked by staff", reason=self.locked_kiosks[kiosk])
        if self.stopped is not None:
            raise Refusal("stopped_for_today", "no more numbers today", reason=self.stopped)

    def _may_lock(self, who: Who, now: int, kiosk: str) -> None:
        plan = self.at_work(now)
        if who.role not in ("supervisor", "kiosk", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not lock kiosks")
        if kiosk not in plan.kiosks:
            raise Refusal("unknown_kiosk", f"no kiosk {kiosk[:40]!r}")
        if who.role == "kiosk" and who.device != kiosk:
            raise Refusal("not_allowed", "that is another kiosk")

    def _may_stop(self, who: Who, now: int) -> None:
        self.at_work(now)
        if who.role not in ("supervisor", "manager", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not stop the numbers")


def _locked(hall: HallState, event: Event) -> None:
    hall.locked_kiosks[event.data["kiosk"]] = event.data["reason"]


def _unlocked(hall: HallState, event: Event) -> None:
    hall.locked_kiosks.pop(event.data["kiosk"], None)


def _stopped(hall: HallState, event: Event) -> None:
    hall.stopped = event.data["reason"]


def _resumed(hall: HallState, event: Event) -> None:
    hall.stopped = None


APPLY: dict[str, Callable[[HallState, Event], None]] = {
    "KioskLocked": _locked,
    "KioskUnlocked": _unlocked,
    "TicketsStopped": _stopped,
    "TicketsResumed": _resumed,
}
