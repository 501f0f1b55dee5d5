"""Presses: keys of pads without a line of the hall's own, handed in by the agent of a PC.

The station whose pad it is says what a key means; here a press finds its station, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from pydantic import Field

from queueing.who import Who
from web import credentials
from web.api import Api, Body
from web.devices import Hands
from web.problem import Problem

KINDS = {"call_pad": "call", "rating_pad": "rating"}


class PressBody(Body):
    key: str = Field(pattern=r"^[A-Za-z0-9]{1,24}$")  # a KeyboardEvent.code, as in `keys`


@dataclass(slots=True)
class Counts:
    presses: int = 0
    bounced: int = 0
    unknown: int = 0  # a key without a meaning

    def json(self) -> dict[str, int]:
        return {"presses": self.presses, "bounced": self.bounced, "unknown": self.unknown}


@dataclass(slots=True)
class Keypad:
    """What is known of one pad: its last press, for keys that tremble and replies that got lost."""

    counts: Counts
    key: str = ""
    at: float = -1e9  # monotonic
    asked: str | None = None  # the press' Idempotency-Key


class Once:
    """The house, to a station's press: whatever it does is done once for the request's key."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self.body: Any = None  # the answer, of this time or of the first

    def __getattr__(self, name: str) -> Any:
        return getattr(self._house, name)

    def act(self, who: Who, act: Any, answer: Any = None) -> Any:
        _, key, raw = request.environ["hall.call"]
        reply = self._house.journal.do(
            act, lambda hall, events: (200, {"did": "done" if events else "nobody"}),
            caller=credentials.caller(who), route=request.environ["PATH_INFO"], key=key, body=raw,
        )  # fmt: skip
        self.body = reply.body
        return reply


def routes(bp: Blueprint, house: Any) -> None:
    api = Api(bp, house)
    keypads: dict[str, Keypad] = {}

    def keypad(who: Who) -> Keypad:
        id = who.device or ""
        if id not in keypads:
            made = keypads[id] = Keypad(Counts())
            house.devices.take_on(id, Hands(who.role, made.counts.json))
        return keypads[id]

    @api.post("/pads/press", roles=tuple(KINDS), body=PressBody)
    def press(who: Who, body: PressBody) -> dict[str, Any]:
        """A key of the pad that asks: done, refused, nobody (waits), bounced or unknown."""
        rows = house.live.plan.settings["pads"]
        row = next((row for row in rows if row["id"] == who.device), None)
        pressed = house.presses.get(KINDS[who.role])
        if row is None or pressed is None:
            raise Problem(404, "unknown_pad", f"There is no pad {(who.device or '')[:40]}.")
        pad, now = keypad(who), house.engine.now_monotonic()
        asked = request.environ["hall.call"][1]
        again = asked is not None and asked == pad.asked
        if not again and body.key == pad.key and (now - pad.at) * 1000 < row["debounce_ms"]:
            pad.counts.bounced += 1
            return {"did": "bounced"}
        pad.key, pad.at, pad.asked = body.key, now, asked
        meaning = row["keys"].get(body.key)
        if meaning is None:
            pad.counts.unknown += 1
            return {"did": "unknown"}
        if not again:
            pad.counts.presses += 1
        once = Once(house)
        did = pressed(once, row, str(meaning))
        return once.body if once.body is not None else {"did": did}
