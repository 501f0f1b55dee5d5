"""The calls still to be spoken, in their order, and how briefly. Pure: lists in, lists out.

The same rules as the board's page follows; a call is what the hall's `announce` carries:
{seq, at, call: {number, counter, zone, again}, words, short, spare, repeat}.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Call = dict[str, Any]
BEHIND = 3  # more calls than these waiting: number and counter only
TOO_OLD = 20_000  # ms: not spoken after a connection, or the sound, comes back
WHOLE = 20  # a picture with fewer calls shows all of the day
CHIME = "chime"


def name(call: Call) -> str:
    """The same call has the same, however often it is heard of."""
    return f"{call['seq']}@{call['at']}"


def with_call(queue: list[Call], call: Call) -> list[Call]:
    """The queue with a new call in its place. A recall is dropped when a later call of the same
    number, or to the same counter, makes it untrue or needless; a first call never is."""
    if any(name(other) == name(call) for other in queue):
        return queue
    everything = sorted([*queue, call], key=lambda it: it["seq"])
    return [it for it in everything if not (it["call"]["again"] and _outdone(it, everything))]


def _outdone(it: Call, everything: list[Call]) -> bool:
    here = it["call"]
    return any(
        later["seq"] > it["seq"]
        and (
            later["call"]["number"] == here["number"] or later["call"]["counter"] == here["counter"]
        )
        for later in everything
    )


def without_undone(queue: list[Call], picture: dict[str, Any], at: int) -> list[Call]:
    """Without calls that were taken back: a picture made after them (`at`, ms) shows them not."""
    shown = {call["number"] for call in picture["now"]}
    whole = len(picture["now"]) < WHOLE
    oldest = -1 if whole else min(call["seq"] for call in picture["now"])
    return [
        it
        for it in queue
        if it["at"] > at or it["seq"] < oldest or it["call"]["number"] in shown
    ]  # fmt: skip


def brief(left: int) -> bool:
    """Is the voice so far behind that it must be? `left`: calls waiting behind this one."""
    return left > BEHIND


def playable(
    call: Call, short: bool, has: Callable[[str, str], bool]
) -> tuple[dict[str, list[str]], str]:
    """(language -> clips, way): in the hall's own way, else digit by digit, else the chime."""
    ways = ("short", "spare") if short else ("words", "spare")
    first = next(iter(call["words"]), "vi")
    for way in ways:
        lists = call.get(way) or {}
        whole = {
            language: keys
            for language, keys in lists.items()
            if all(has(language, key) for key in keys)
        }
        if first in whole:
            return whole, way
    return {first: [CHIME]}, CHIME
