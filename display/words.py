"""The words on the boards: every label in the hall's first two languages, large and small."""

from __future__ import annotations

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
        "left": _("on the left"),
        "right": _("on the right"),
        "ahead": _("straight ahead"),
        "back": _("behind you"),
        "up": _("upstairs"),
        "down": _("downstairs"),
    }


def voice(languages: Languages) -> dict[str, str]:
    """What the page that tries the voice says after something was done."""
    _ = languages.say
    name = languages.names[0]
    return {
        "playing": _(name, "Playing"),
        "done": _(name, "Played to the end"),
        "stopped": _(name, "Stopped"),
    }
