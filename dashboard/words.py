"""The dashboard in words: what its script shows, in the page's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Say = Callable[[str], str]


def script(_: Say) -> dict[str, Any]:
    """The words of dashboard.js. {name} is filled in there."""
    return {
        "minutes": _("{n} min"),
        "under_a_minute": _("under 1 min"),
        "none": "–",
        "of": _("{n} of {all}"),
        "share": _("{n} · {percent}"),
        "summary": _("{n} services need attention: {names}."),
        "summary_calm": _("Nobody waits longer than the target of {n} min."),
        "summary_nobody": _("Nobody is waiting."),
        "more": _("and {n} more"),
        "open": _("Open"),
        "closed": _("Closed"),
        "stale": _("No connection to the server for {n} s. What you see may be old."),
        "stopped": _("The hall cannot write anything down right now: {why}"),
        "clock": _("The computer's clock differs from the hall's by {n}."),
        "acknowledge": _("I see to it"),
        "acknowledged": _("{officer} sees to it"),
        "closed_service": _("Not offered: {why}"),
        "no_alerts": _("No alerts."),
        "failed": _("That did not work: {why}"),
        "expired": _("Your login has ended. Log in again."),
        "day_waiting": _("{n} people are waiting now."),
        "alerts": {
            "device_down": _("Device down"), "paper_near_end": _("Paper near its end"),
            "print_failed": _("A slip was not printed"),
            "plain_http": _("Pages without encryption"),
            "print_unconfirmed": _("A slip may not have come out"), "disk": _("Disk nearly full"),
            "clock": _("The clock jumped"), "journal": _("The journal"),
            "printer": _("Printer"), "device": _("Device"), "display": _("Display"),
        },
        "risk": {
            "stuck": _("No counter"), "high": _("High"), "watch": _("Watch"), "calm": _("Calm"),
            "none": "–",
        },
        "why": {"hall_closed": _("Outside hours"), "clock_not_confirmed": _("Clock not confirmed")},
        "states": {
            "closed": _("Closed"), "paused": _("On a break"), "free": _("Free"),
            "called": _("Calling"), "serving": _("Serving"),
        },
        "pauses": {
            "break": _("Short break"), "dossiers": _("Handling dossiers"),
            "meeting": _("Meeting"), "fault": _("Computer or network fault"),
        },
        "kinds": {
            "kiosk": _("Kiosk"), "display": _("Display"), "printer": _("Printer"),
            "led_bus": _("LED line"), "rating_pad": _("Rating pad"),
            "call_pad": _("Call pad"), "other": _("Device"),
        },
        "device": {
            "ok": _("Working"), "down": _("Down"), "not_ready": _("Not ready"),
            "unconfirmed": _("Unconfirmed"), "unknown": _("No news yet"),
        },
        "levels": {"critical": _("Urgent"), "warning": _("Warning"), "info": _("Notice")},
        "errors": {
            "paper_end": _("no paper"), "paper_near_end": _("paper near its end"),
            "cover_open": _("cover open"), "offline": _("offline"), "timeout": _("no answer"),
            "cutter": _("cutter jammed"), "gone": _("disconnected"),
        },
    }  # fmt: skip
