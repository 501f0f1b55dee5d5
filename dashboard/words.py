"""The dashboard in words: what its script shows, in the page's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard import alert_words

Say = Callable[[str], str]


def script(_: Say) -> dict[str, Any]:
    """The words of dashboard.js. {name} is filled in there."""
    return {
        "minutes": _("{n} min"),
        "hours": _("{h} h {n} min"), "hours_about": _("{n} h"),
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
        "muted": _("{zone}: voice off until {time}"),
        "acknowledge": _("I see to it"),
        "acknowledge_all": _("I see to all {n}"),
        "alike": _("and {n} more of this kind"),
        "over": _("It is over"),
        "acknowledged": _("{officer} sees to it"),
        "closed_service": _("Not offered: {why}"),
        "devices_rest": _("{ok} working, {bad} in trouble, {unknown} without news yet."),
        "failed": _("That did not work: {why}"),
        "expired": _("Your login has ended. Log in again."),
        "day_waiting": _("{n} people are waiting now."),
        "alerts": alert_words.titles(_), "advice": alert_words.advice(_),
        "figures": alert_words.details(_), "roles": alert_words.roles(_),
        "since": _("since {at}, {n}"), "taken": _("taken by {officer}"),
        "owner": _("for: {role}"), "gone_up": _("gone up to: {role}"),
        "up_in": _("goes up in {n}"),
        "range": _("{low}–{high} min"), "range_hours": _("{low}–{high} h"),
        "open_needed": _("{open} of {needed}"),
        "sound": {
            "off": _("Sound off"), "on": _("Sound on"), "waits": _("Sound: press a key to allow"),
        },
        "backup": {
            "at": _("Last backup: {at}."), "never": _("No backup has been made yet."),
            "unknown": _("The hall does not know of its backups: storage.backups names no folder "
                         "that the dumps are put into."),
        },
        "webhook": {
            "off": _("Nobody outside is told of alerts."),
            "no_secret": _("The webhook has no secret: nobody outside is told."),
            "ok": _("Alerts are told to {host}."),
            "elsewhere": _("Alerts are told to {host}."),
            "failing": _("{host} does not take alerts ({why}); {n} are waiting."),
            "tried": _("The test arrived in {ms} ms."),
            "failed": _("The test did not arrive: {why}."),
            "whys": {
                "dns": _("its name is not known"), "refused": _("connection refused"),
                "tls": _("no trusted certificate"), "timeout": _("no answer"),
                "unreachable": _("out of reach"),
            },
        },
        "day": {
            "none": _("Nobody has been called yet today."),
            "worst": _("Worst around {at}: half were called within {p50} min, nine in ten within "
                       "{p90} min, with {waiting} in line and {open} counters open."),
            "now": _("Now: half within {p50} min, nine in ten within {p90} min, {waiting} in line, "
                     "{open} counters open."),
            "quiet": _("Nobody was called in the last 15 minutes, {waiting} in line, {open} "
                       "counters open."),
            "at": _("{at}: {what}"),
            "p50": _("half (P50)"), "p90": _("nine in ten (P90)"),
            "waiting": _("in line"), "open": _("counters open"),
        },
        "wall": {
            "services": _("Waiting · longest · counters open of needed"),
            "devices": _("Devices in trouble"),
            "rest": _("and {n} more services"),
            "page": _("{n}/{all}"), "calm": _("No alerts."), "nothing": _("All is calm."),
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
            "never": _("none has ever been made"),
        },
    }  # fmt: skip
