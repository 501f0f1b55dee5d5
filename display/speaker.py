"""The speaker: turns each call, once committed, into an announcement for its zone's display."""

from __future__ import annotations

from typing import Any

from display.voice.announce import Voice, spoken_counter

TOO_OLD = 20_000  # ms: what a server that slept finds in the journal is no longer called out


class Speaker:
    """Listens to the journal. The voice is made anew when the settings are."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._plan: Any = None
        self._voice: Voice | None = None

    def voice(self) -> Voice:
        plan = self._house.live.plan
        if self._voice is None or plan is not self._plan:
            self._plan, self._voice = plan, Voice(plan.settings)
        return self._voice

    def hear(self, event: Any, hall: Any) -> None:
        """Called for every event in order; speaks for those that made a call."""
        if not hall.calls or hall.calls[-1].seq != event.seq:
            return
        call = hall.calls[-1]
        if self._house.now() - call.at > TOO_OLD:
            return
        name = hall.plan.counters[call.counter].name or {}
        # a ticket called back from hold is called as if for the first time: nothing was said lately
        said = self.voice().announce(
            call.number, spoken_counter(call.counter, name.get("vi", "")), call.again
        )
        self._house.announce(
            call.zone,
            call.seq,
            call.at,
            {
                "number": call.number,
                "counter": call.counter,
                "zone": call.zone,
                "again": call.again,
            },
            said.words,
            short=said.short,
            spare=said.spare,
            repeat=said.repeat,
        )
