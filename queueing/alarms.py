"""Alarms: an officer calls colleagues without a sound; somebody says that he comes; it is over.

An alarm is the alert "help" about a counter, its detail the officer's name. It is heard by staff
only, and needs neither an open day nor a clock that is right.
"""

from __future__ import annotations

from queueing.events import Event
from queueing.notices import Notices
from queueing.refusal import Refusal
from queueing.who import Who

HELP = "help"
HELPERS = ("officer", "supervisor", "reception", "manager", "admin")


class Alarms(Notices):
    def raise_alarm(self, who: Who, now: int, counter: str) -> list[Event]:
        """[] if that counter's is raised already."""
        here = self.known_counter(counter)
        if who.role not in ("officer", "supervisor") or who.officer is None:
            raise Refusal("not_allowed", f"a {who.role} does not sit at a counter")
        sits = here.session is not None and here.session.officer == who.officer
        if not sits and who.counters is not None and counter not in who.counters:
            raise Refusal("not_your_counter", f"counter {counter} is not yours")
        if (HELP, counter) in self.alerts:
            return []
        return self.raise_alert(who, now, HELP, counter, "critical", who.officer)

    def answer_alarm(self, who: Who, now: int, counter: str) -> list[Event]:
        """Says that `who` sees to it. [] if somebody has; nobody answers the own one."""
        self._may_help(who)
        alarm = self.alerts.get((HELP, counter))
        if alarm is not None and alarm.detail == who.officer:
            raise Refusal("not_allowed", "a colleague has to answer")
        return self.acknowledge_alert(who, now, HELP, counter)

    def end_alarm(self, who: Who, now: int, counter: str) -> list[Event]:
        """Over: by who raised it, who answered, or a supervisor. [] if there is none."""
        self._may_help(who)
        alarm = self.alerts.get((HELP, counter))
        if alarm is None:
            return []
        theirs = who.officer in (alarm.detail, alarm.acknowledged_by)
        if not theirs and who.role not in ("supervisor", "manager", "admin"):
            raise Refusal("not_allowed", "somebody else called, somebody else came")
        return self.clear_alert(who, now, HELP, counter)

    @staticmethod
    def _may_help(who: Who) -> None:
        if who.role not in HELPERS or who.officer is None:
            raise Refusal("not_allowed", f"a {who.role} does not come to help")
