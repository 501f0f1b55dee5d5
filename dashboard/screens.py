"""Screens: kiosks, displays, tablets. They are pages; what is asked of them goes by socket."""

from __future__ import annotations

import json
from typing import Any

from web.devices import Hands

BACK = 20.0  # s a page gets to load itself again; a citizen at the kiosk is not interrupted
LOOK = 0.25  # s
KINDS = {"kiosks": "kiosk", "displays": "display"}


class Screens:
    """Takes on every device of the settings that is a page, now and as settings change."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._mine: set[str] = set()

    def start(self) -> Screens:
        with self._house.engine.turn():
            self._house.journal.listen("screens", self._hear)
            if self._house.live.plan is not None:
                self.settle()
        return self

    def _hear(self, event: Any, hall: Any) -> None:
        if event.kind == "SettingsChanged":
            self.settle()

    def settle(self) -> None:
        """The rows of now."""
        settings, kinds = self._house.settings, {}
        for section, kind in KINDS.items():
            kinds.update({row["id"]: kind for row in settings[section]})
        kinds.update(
            {
                pad["id"]: "rating_pad"
                for pad in settings["pads"]
                if pad["kind"] == "rating" and not pad.get("port")
            }
        )
        for id in self._mine - set(kinds):
            self._house.devices.let_go(id)
        for id, kind in kinds.items():
            self._house.devices.take_on(id, self._hands(id, kind))
        self._mine = set(kinds)

    def _hands(self, id: str, kind: str) -> Hands:
        return Hands(kind, lambda: {"sockets": len(self.sids(id))}, lambda: self.reload(id))

    def sids(self, id: str) -> set[str]:
        """The sockets of a device."""
        live = self._house.live_sockets
        if live is None:
            return set()
        return {
            client.sid
            for client in list(live.clients.values())
            if any(who.device == id for _, who in client.proofs)
        }

    def reload(self, id: str) -> str:
        """Has the page load itself again, as soon as nobody uses it: done once it is back, gone if
        nobody is there, no_answer after 20 s."""
        before = self.sids(id)
        if not before:
            return "gone"
        # a page loads itself again when it hears of a version that is not its own
        self._house.live_sockets.send("hello", json.dumps({"version": ""}), before)
        clock = self._house.engine.now_monotonic
        until = clock() + BACK
        while clock() < until:
            self._house.engine.sleep(LOOK)
            if self.sids(id) - before:
                return "done"
        return "no_answer"
