"""The speaker: turns each call, once committed, into an announcement for its zone's display."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

from display.voice.announce import Spoken, Voice, own_words, spoken_counter

log = logging.getLogger("display")
ROOT = Path(__file__).parents[1]
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
            self._plan = plan
            self._voice = Voice(plan.settings, folder=self._house.folder)
            self._house.engine.spawn(self._make_own_words, self._voice)
        return self._voice

    def _make_own_words(self, voice: Voice) -> None:
        """Makes clips of the counters' names in a process of its own: speaking is heavy work."""
        names = [c.name or {} for c in self._plan.counters.values()]
        for language in voice.languages:
            texts = voice.own_words(names, language)
            if not texts or self._house.folder is None:
                continue
            folder = own_words(self._house.folder, language)
            command = [sys.executable, "-m", "display.voice", "say", language, str(folder)]
            made = self._house.engine.call_native(
                lambda command=command, texts=texts: subprocess.run(
                    command, input="\n".join(texts), text=True, capture_output=True, cwd=ROOT
                )
            )
            if made.returncode:
                log.error("voice: no clips of the counters' names: %s", made.stderr[-500:])
            elif self._voice is voice:
                self._plan = None  # opened anew at the next call

    def hear(self, event: Any, hall: Any) -> None:
        """Called for every event in order; speaks for those that made a call."""
        if not hall.calls or hall.calls[-1].seq != event.seq:
            return
        call = hall.calls[-1]
        if self._house.now() - call.at > TOO_OLD:
            return
        name = hall.plan.counters[call.counter].name or {}
        ticket = hall.tickets.get(call.ticket)
        # a ticket called back from hold is called as if for the first time: nothing was said lately
        said = self.voice().announce(
            Spoken(
                call.number, spoken_counter(call.counter, name.get("vi", "")), call.again,
                priority=ticket is not None and ticket.klass == "priority", names=name,
            )
        )  # fmt: skip
        muted = hall.muted_until(call.zone, call.at) is not None
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
            **({"muted": True} if muted else {}),
        )
