"""The buses: a worker for every line with LED boards in the plan, told by the journal's events what
its boards should show.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

from display.bus import Bus
from display.led import want_of
from display.outages import Outages
from web.devices import Hands

log = logging.getLogger("display")
TOO_OLD = 20_000  # ms: a call found so late in the journal does not blink any more


class Buses:
    """All LED lines of a hall in this process. Which of them it serves, the journal's locks say."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._buses: dict[str, Bus] = {}
        self._outages = Outages(house, self._ids)
        self._running = False

    def start(self) -> Buses:
        self._running = True
        with self._house.engine.turn():
            self._house.journal.listen("led boards", self.hear)
            self._settle()
        self._outages.start()
        return self

    def stop(self) -> None:
        """Boards keep what they show: a hall that starts again finds its numbers."""
        self._running = False
        self._outages.stop()
        for bus in self._buses.values():
            bus.stop()

    def get(self, id: str) -> Bus:
        """KeyError: no such line here."""
        return self._buses[id]

    def all(self) -> list[Bus]:
        return list(self._buses.values())

    # -- what boards should show ------------------------------------------------------------------

    def hear(self, event: Any, hall: Any) -> None:
        """A listener of the journal: on the loop, in order."""
        if event.kind == "SettingsChanged":
            self._settle()
        elif event.kind in ("MessageSet", "MessageEnded"):
            for bus in self._buses.values():
                self._wish(bus, hall, None, None)
        elif event.counter is not None:
            call = hall.calls[-1] if hall.calls else None
            made = call is not None and call.seq == event.seq
            fresh = made and self._house.now() - call.at <= TOO_OLD
            for bus in self._buses.values():
                self._wish(bus, hall, event.counter, event.seq if fresh else 0 if made else None)

    def _wish(self, bus: Bus, hall: Any, counter: str | None, call: int | None) -> None:
        now = self._house.engine.now_monotonic()

        def wish(board: Any) -> None:
            if board.counter is not None:
                message = self._message(bus, hall, board.counter, now)
                want = want_of(
                    hall, board.counter, board.digits, bus.options, board.want, call, message
                )
                board.wish(want, now)

        bus.change(wish, counter)

    def _message(self, bus: Bus, hall: Any, counter: str, now: float) -> tuple[str, float] | None:
        """What hangs in the counter's zone, where the boards have letters: its words in the hall's
        first language, and until when."""
        place = hall.plan.counters.get(counter)
        lettered = bus.options.carries_letters and not bus.row["segments"]
        if place is None or not lettered or not bus.options.messages:
            return None
        at = self._house.now()
        message = hall.message(place.zone, at, True) or hall.message(place.zone, at)
        if message is None:
            return None
        first = self._house.languages.names[0]
        return message.texts.get(first, ""), now + (message.until - at) / 1000

    # -- which there are --------------------------------------------------------------------------

    def _ids(self) -> set[str]:
        rows = self._house.live.plan.settings["led_buses"] if self._house.live.plan else []
        boards = {f"{row['id']}:{board['address']}" for row in rows for board in row["boards"]}
        return {row["id"] for row in rows} | boards

    def _settle(self) -> None:
        """Workers as the plan names lines: new ones start, changed ones start anew."""
        if not self._running or self._house.live.plan is None:
            return
        rows = {row["id"]: row for row in self._house.live.plan.settings["led_buses"]}
        gone = {id: bus for id, bus in self._buses.items() if rows.get(id) != bus.row}
        for id, bus in gone.items():
            bus.stop()
            del self._buses[id]
            for device in (id, *(f"{id}:{board.address}" for board in bus.boards)):
                self._house.devices.let_go(device)
                self._outages.forget(device)
        # a line may go on under another name
        ports = {bus.row["port"]: bus for bus in gone.values()}
        for id, row in rows.items():
            if id not in self._buses:
                self._begin(id, row, ports.get(row["port"]))

    def _begin(self, id: str, row: dict[str, Any], before: Bus | None) -> None:
        try:
            bus = Bus(self._house, row, self._told)
        except Exception:  # what the check of config.yaml did not see: one line less, not all
            log.exception("led bus %s cannot be started", id)
            self._house.devices.set(id, "down", "options")
            return
        self._buses[id] = bus
        self._wish(bus, self._house.live, None, None)
        configured = [board.address for board in bus.boards]
        take_on = self._house.devices.take_on
        take_on(id, Hands("led_bus", lambda: asdict(bus.wire.counts), lambda: bus.test(configured)))
        for board in bus.boards:
            take_on(
                f"{id}:{board.address}",
                Hands(
                    "led_board", lambda b=board: asdict(b.counts),
                    lambda a=board.address: bus.test([a]),
                ),
            )  # fmt: skip
        self._house.engine.spawn(bus.run, before)

    def _told(self, id: str, state: str, why: str | None) -> None:
        with self._house.engine.turn():
            self._house.devices.set(id, state, why)
        self._outages.told(id, (why or state) if state == "down" else None)


def buses_of(house: Any) -> Buses:
    """The house's LED lines, made when first asked for."""
    if getattr(house, "led_buses", None) is None:
        house.led_buses = Buses(house)
    return house.led_buses
