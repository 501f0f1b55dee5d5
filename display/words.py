"""The words on the boards: every label in the hall's first two languages, large and small."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from languages import Languages


def board(languages: Languages) -> dict[str, list[str]]:
    """Label -> its words in the hall's first two languages. English ids, so that gettext finds
    them; a board has no reader of its own whose language could be asked."""

    def _(text: str) -> list[str]:
        return [languages.say(name, text) for name in languages.names[:2]]

    return {
        "calling": _("Now calling"),
        "to_counter": _("Go to counter"),
        "to_place": _("Go to"),
        "counter": _("Counter"),
        "again": _("Called again"),
        "recent": _("Recently called"),
        "waiting": _("Waiting"),
        "next": _("Next"),
        "none": _("No number has been called yet"),
        "lost": _("Connection lost"),
        "ask": _("Please ask at the help desk"),
        "sound": _("Click to allow sound"),
        "urgent": _("Urgent notice"),
        "muted": _("Voice off until"),
        "test": _("Test picture"),
        "last": _("Last called"),
        "left": _("on the left"),
        "right": _("on the right"),
        "ahead": _("straight ahead"),
        "back": _("behind you"),
        "up": _("upstairs"),
        "down": _("downstairs"),
    }


def boards(_: Callable[[str], str]) -> dict[str, Any]:
    """The words of boards.js. {…} is filled in there."""
    return {
        "everywhere": _("The whole hall"), "until": _("hangs until {time}"),
        "by": _("by {officer}, {time}"), "urgent": _("Urgent notice"),
        "message": _("Message of the day"), "down": _("Take down"),
        "muted": _("Voice off until {time}"), "speaks": _("Voice on"), "mute": _("Mute {n} min"),
        "unmute": _("Voice on again"), "test": _("Try it"), "testing": _("Being tried"),
        "silent": _("picture only"), "voiced": _("picture and voice"), "done": _("Done."),
        "failed": _("This did not work: {why}"), "stale": _("Connection lost"),
    }  # fmt: skip


def leds(_: Callable[[str], str]) -> dict[str, Any]:
    """The words of leds.js. {…} is filled in there."""
    return {
        "counter": _("Counter {id}"), "address": _("Address {n}"), "guest": _("not in config.yaml"),
        "dark": _("dark"), "unsure": _("not known"), "test": _("Test"), "out": _("sent"),
        "in": _("heard"), "failed": _("This did not work. Please try again."),
        "began": _("The boards are being tried."), "stale": _("Connection lost"),
        "states": {
            "ok": _("Answers"), "down": _("Down"), "not_ready": _("Refuses"),
            "unknown": _("No answer expected"),
            "line_down": _("Line down"), "open": _("Line open"),
        },
        "counts": {
            "frames": _("frames sent"), "answers": _("answers"), "missed": _("missed answers"),
            "refused": _("refusals"), "echoes": _("own echoes"), "junk": _("bytes of noise"),
            "opened": _("times opened"),
        },
        "why": {
            "missing": _("not plugged in"), "gone": _("disconnected"),
            "taken": _("held by another program"), "forbidden": _("no permission"),
            "refused": _("connection refused"),
            "unreachable": _("out of reach"),
        },
    }  # fmt: skip


def voice(languages: Languages) -> dict[str, str]:
    """What the page that tries the voice says after something was done."""
    _ = languages.say
    name = languages.names[0]
    return {
        "playing": _(name, "Playing"),
        "done": _(name, "Played to the end"),
        "stopped": _(name, "Stopped"),
    }
