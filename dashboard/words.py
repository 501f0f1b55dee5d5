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
        "summary": _("Services that need attention: {names} ({n} in all)."),
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
        "devices_rest": _("{ok} working, {bad} in trouble, {unknown} without news yet."),
        "failed": _("That did not work: {why}"),
        "expired": _("Your login has ended. Log in again."),
        "day_waiting": _("{n} people are waiting now."),
        "alerts": {
            "printer": _("Printer needs a hand"), "device_down": _("Printer out of reach"),
            "paper_near_end": _("Paper near its end"), "print_failed": _("Slip not printed"),
            "print_unconfirmed": _("Slip may not have come out"), "disk": _("Disk nearly full"),
            "plain_http": _("Pages without encryption"),
            "device_twice": _("One key at two addresses"),
            "certificate": _("Certificate ends soon"), "clock": _("The clock jumped"),
            "long_wait": _("Waiting over an hour"), "device_gone": _("Device silent for a minute"),
            "idle_counter": _("Free counter, people waiting"),
            "bad_ratings": _("3 bad ratings within 15 minutes"),
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
            "led_bus": _("LED line"), "led_board": _("LED board"),
            "rating_pad": _("Rating pad"),
            "call_pad": _("Call pad"), "other": _("Device"),
        },
        "device": {
            "ok": _("Working"), "down": _("Down"), "not_ready": _("Not ready"),
            "unconfirmed": _("Unconfirmed"), "unknown": _("No news yet"),
        },
        "levels": {"critical": _("Urgent"), "warning": _("Warning"), "info": _("Notice")},
        "errors": {
            "paper_out": _("no paper"), "paper_near_end": _("paper near its end"),
            "cover_open": _("cover open"), "cutter": _("cutter jammed"), "error": _("fault"),
            "offline": _("offline"), "stalled": _("stalled"), "folder": _("folder not writable"),
            "refused": _("connection refused"), "unreachable": _("out of reach"),
            "silent": _("no answer"), "rubbish": _("answers make no sense"),
            "closed": _("connection closed"), "options": _("wrong options"),
            "settings": _("wrong settings"), "gone": _("disconnected"),
            "missing": _("not plugged in"), "taken": _("held by another program"),
            "forbidden": _("no permission"), "no_answer": _("no answer"),
            "never_answers": _("never answers"), "line_down": _("its line is down"),
            "refused_function": _("refuses the function"),
            "refused_register": _("refuses the register"),
            "refused_value": _("refuses the value"), "refused_failed": _("reports a fault"),
            "refused_busy": _("is busy"), "agent_gone": _("its PC is silent"),
        },
    }  # fmt: skip
