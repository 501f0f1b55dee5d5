"""The learn page in words, in the page's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard import words

Say = Callable[[str], str]


def script(_: Say) -> dict[str, Any]:
    """The words of pads.js. {name} is filled in there."""
    common = words.script(_)
    return {
        **{k: common[k] for k in ("errors", "expired", "failed", "stale")},
        "listening": _("Listening at {baud} baud. Press each key of the pad, one after the other."),
        "down": _("The line cannot be opened: {why}. It is tried again by itself."),
        "opening": _("The line is being opened…"),
        "ended": _("Listening has ended. Press “Listen” to go on."),
        "in_use": _("This line belongs to {pads}: its keys keep doing what they mean."),
        "first": _("first"),
        "after": _("after {n} ms"),
        "use": _("Use this"),
        "why": {
            "stx": _("STX … ETX, as many makers send"), "bus": _("pads with addresses on one line"),
            "ff68": _("FF 68 … 16 with a checksum"), "single": _("one byte a key"),
            "same": _("the same beginning and end every time"),
            "checksum": _("a checksum that was right every time"),
        },
        "no_pattern": _("No pattern yet. Press at least two different keys."),
        "found": _("{n} presses found, {junk} bytes left over, {bad} wrong checksums."),
        "bad_pattern": _("This pattern cannot be used: {why}"),
        "key": _("Key"),
        "times": _("{n} times"),
        "just": _("Key {key} was pressed just now."),
        "meaning": _("Meaning of key {key}"),
        "nothing": _("– not used –"),
        "copied": _("Copied."),
        "missing": _("Still missing: {what}."),
        "parts": {"id": _("the pad's id"), "counter": _("the counter"), "frame": _("a pattern"),
                  "keys": _("the meaning of at least one key"), "port": _("a line"),
                  "address": _("the pad's address")},
        "verbs": {
            "next": _("next"), "recall": _("call again"), "start": _("start serving"),
            "finish": _("finish"), "no_show": _("did not come"), "hold": _("set aside"),
            "transfer": _("send back"), "undo": _("undo"),
        },
        "score": _("score {n}"),
        "codes": {
            "port_taken": _("That line is in use by another device or program of the hall."),
            "too_many": _("Too many lines are listened to. Wait ten minutes."),
            "bad_request": _("This is no port. Allowed: /dev/…, socket://host:port, rfc2217://…"),
        },
    }  # fmt: skip
