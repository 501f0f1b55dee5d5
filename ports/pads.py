"""Pads: buttons on lines, from bytes to presses. What a press means is the station's business."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ports.frames import Frame
from ports.lines import Lines, lines_of
from ports.pad import Pad, read_pad

log = logging.getLogger("ports")
OWN_AGAIN = 2.0  # s until a line that another process owns is asked for again
LOOK = 1.0  # s: what a pad shows may change by time alone (a rating's window ends)
AGAIN = 30.0  # s: what a pad shows is sent again, for one that was off meanwhile
TRIAL = 10.0  # s to press a key in
# row, meaning -> the name of the reply to the pad, in its `replies`
Pressed = Callable[[dict[str, Any], str], str]
# hall, row, now -> the states a pad may show, the fittest first, and what a template may name
Shown = Callable[[Any, dict[str, Any], int], tuple[tuple[str, ...], dict[str, Any]]]


class Pads:
    """All pads of one kind. `pressed(row, meaning)` is called in the line's task and may wait; the
    name it gives (done, refused, nobody) picks the reply sent to the pad, if it has one. `shown`
    says what a pad should show; `hands` makes what web.devices takes on."""

    def __init__(
        self, house: Any, kind: str, pressed: Pressed, shown: Shown, hands: Callable[..., Any]
    ) -> None:
        self._house, self._kind = house, kind
        self._pressed, self._shown, self._hands = pressed, shown, hands
        self._lines: Lines = lines_of(house)
        self._pads: dict[str, Pad] = {}
        self._wake = house.engine.event()
        self._running = False

    def start(self) -> Pads:
        self._running = True
        with self._house.engine.turn():
            self._house.journal.listen(f"{self._kind} pads", self._hear_of_settings)
            self._house.journal.after_batch(f"{self._kind} pads", lambda hall: self._wake.set())
            self._settle()
        self._house.engine.spawn(self._show_forever)
        return self

    def stop(self) -> None:
        self._running = False
        self._wake.set()
        for id in list(self._pads):
            self._remove(id)

    def counts(self) -> dict[str, dict[str, int]]:
        """What each pad sent, and what was dropped."""
        return {id: pad.counters() for id, pad in self._pads.items()}

    # -- which pads there are ---------------------------------------------------------------------

    def _hear_of_settings(self, event: Any, hall: Any) -> None:
        if event.kind == "SettingsChanged":
            self._settle()

    def _settle(self) -> None:
        if not self._running or self._house.live.plan is None:
            return
        rows = {
            row["id"]: row
            for row in self._house.live.plan.settings["pads"]
            if row["kind"] == self._kind and row.get("port")
        }
        for id, pad in list(self._pads.items()):
            if rows.get(id) != pad.row:
                self._remove(id)
        for id, row in rows.items():
            if id not in self._pads:
                self._add(id, row)

    def _add(self, id: str, row: dict[str, Any]) -> None:
        try:
            pad = read_pad(row)
        except ValueError as error:  # the check of config.yaml did not see it
            log.error("pad %s: %s", id, error)
            self._house.devices.set(id, "down", "settings")
            return
        self._pads[id] = pad
        self._house.engine.spawn(self._own, pad)

    def _own(self, pad: Pad) -> None:
        """Listens once the line belongs to this process."""
        own = getattr(self._house.journal, "own", None)
        while own is not None and not own(f"line/{pad.row['port']}"):
            self._house.engine.sleep(OWN_AGAIN)
            if self._pads.get(pad.row["id"]) is not pad:
                return
        id = pad.row["id"]
        with self._house.engine.turn():
            if self._pads.get(id) is not pad:
                return
            pad.line = self._lines.listen(
                id, pad.row["port"], pad.row["baud"],
                lambda data, now: self._hear(pad, data, now),
                lambda state, why: self._told(pad, state, why),
            )  # fmt: skip
            self._house.devices.take_on(
                id, self._hands(f"{self._kind}_pad", pad.counters, lambda: self.try_out(id))
            )

    def _told(self, pad: Pad, state: str, why: str | None) -> None:
        with self._house.engine.turn():
            pad.shown = None  # it may have been off
            self._house.devices.set(pad.row["id"], state, why)
        self._wake.set()

    def _remove(self, id: str) -> None:
        pad = self._pads.pop(id)
        self._lines.forget(id, pad.row["port"])
        self._house.devices.let_go(id)

    # -- what they send ---------------------------------------------------------------------------

    def _hear(self, pad: Pad, data: bytes, now: float) -> None:
        for frame in pad.frames.feed(data, now):
            self._take(pad, frame, now)
        pad.send_due()

    def _take(self, pad: Pad, frame: Frame, now: float) -> None:
        if pad.address is not None and frame.address != pad.address:
            pad.counts.foreign += 1
            return
        key, at = pad.last
        pad.last = (frame.key, now)
        if frame.key == key and (now - at) * 1000 < pad.row["debounce_ms"]:
            pad.counts.bounced += 1  # still the same press, held or trembling
            return
        meaning = pad.keys.get(frame.key)
        if meaning is None:
            pad.counts.unknown += 1
            return
        pad.counts.presses += 1
        if pad.trial is not None and not pad.trial.done():
            pad.trial.set(meaning)  # pressed to try the pad: nobody is called by it
            pad.tell("done", {})
            return
        answer = self._press(pad, meaning)
        if answer in pad.replies:
            pad.tell(answer, self._look(pad)[1])

    def _press(self, pad: Pad, meaning: str) -> str:
        try:
            return self._pressed(pad.row, meaning)
        except (
            Exception
        ) as error:  # a hall that can't write, or worse: the press is lost, not the pad
            log.warning("pad %s: %s not done: %r", pad.row["id"], meaning, error)
            return "refused"

    # -- what they show ---------------------------------------------------------------------------

    def _look(self, pad: Pad) -> tuple[tuple[str, ...], dict[str, Any]]:
        with self._house.engine.turn():
            return self._shown(self._house.live, pad.row, self._house.now())

    def _show_forever(self) -> None:
        while self._running:
            self._wake.clear()
            for pad in list(self._pads.values()):
                if pad.shows and pad.line is not None:
                    try:
                        self._show(pad)
                    except Exception:
                        log.exception("pad %s: what it shows", pad.row["id"])
            self._wake.wait(LOOK)

    def _show(self, pad: Pad) -> None:
        states, values = self._look(pad)
        reply = next((pad.shows[state] for state in states if state in pad.shows), None)
        if reply is None:
            pad.shown = None  # what it shows stays until a state with a template comes
            return
        data, now = reply.made(values), self._house.engine.now_monotonic()
        if pad.shown is None or pad.shown[0] != data or now - pad.shown[1] > AGAIN:
            pad.due, pad.shown = data, (data, now)

    # -- trying one -------------------------------------------------------------------------------

    def try_out(self, id: str) -> str:
        """Lights the pad (its reply `test`, or `done`) and waits 10 s for a press, which does
        nothing else: done, no_press, or down. KeyError: no such pad here."""
        pad = self._pads[id]
        if self._house.devices.get(id).state != "ok":
            return "down"
        trial = pad.trial = self._house.engine.future()
        flash = pad.replies.get("test") or pad.replies.get("done")
        if flash is not None:
            pad.due = flash.made({"number": "8" * 9, "waiting": 10**9})
        try:
            trial.wait(TRIAL)
            return "done"
        except TimeoutError:
            return "no_press"
        finally:
            pad.trial, pad.shown = None, None
            self._wake.set()
