"""The page of device keys, and the roles, in words, in the page's language."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], str]


def script(_: Say) -> dict[str, object]:
    """The words of keys.js. {name} is filled in there."""
    return {
        "code": _("Code on its screen"),
        "device": _("This is the device"),
        "choose": _("Choose…"),
        "approve": _("Approve"),
        "approved": _("Approved as {device}; its page fetches its key now."),
        "waiting": _("A browser at {address} asks since {time}; it wants {wish}."),
        "renew": _("New key"),
        "revoke": _("Revoke"),
        "sure": _("Take away the key of {device}? Its page ends at once."),
        "never": _("never"),
        "none": _("no key"),
        "no": _("no"),
        "fading": _("ends soon"),
        "gone": _("not in the settings any more"),
        "wrong_code": _("This is not the code on that screen. {n} tries are left."),
        "unknown_pairing": _("This pairing is over. The screen shows a new code."),
        "unknown_device": _("There is no such device in the settings."),
        "not_there": _("No page of this device is open now."),
        "no_answer": _("The hall does not answer."),
        "other": _("This did not work. Please try again."),
        "kinds": {
            "kiosk": _("kiosk"), "display": _("display"), "rating_pad": _("rating pad"),
            "call_pad": _("call pad"), "printer": _("printer"),
        },
    }  # fmt: skip


def roles(_: Say) -> dict[str, str]:
    """queueing.who.PEOPLE in words."""
    return {
        "reception": _("reception"), "officer": _("officer"), "supervisor": _("supervisor"),
        "manager": _("manager"), "admin": _("admin"), "province": _("province"),
    }  # fmt: skip
