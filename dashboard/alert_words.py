"""Alerts in words: what is wrong and what to do, a sentence each, for the page and the webhook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Say = Callable[[str], str]
SECTIONS = ("services", "counters", "kiosks", "displays", "printers", "led_buses", "zones")


def titles(_: Say) -> dict[str, str]:
    """alert -> what is wrong."""
    return {
        "printer": _("Printer needs a hand"), "device_down": _("Printer out of reach"),
        "paper_near_end": _("Paper near its end"), "print_failed": _("Slip not printed"),
        "print_unconfirmed": _("Slip may not have come out"), "disk": _("Disk nearly full"),
        "plain_http": _("Pages without encryption"),
        "device_twice": _("One key at two addresses"),
        "certificate": _("Certificate ends soon"), "clock": _("The clock jumped"),
        "promise_over": _("New tickets wait longer than the target"),
        "long_wait": _("Somebody waits far too long"), "device_gone": _("Device silent"),
        "idle_counter": _("Free counter, people waiting"),
        "bad_ratings": _("Several bad ratings in a short time"),
        "past_closing": _("The last ones would be called after closing"),
        "backup_old": _("The last backup is too old"),
        "webhook": _("Alerts do not get through to outside"),
        "help": _("A colleague calls for help"),
        "anchors": _("The journal does not fit its anchors, or none can be written"),
        "backup": _("No backup could be made"),
        "media_broken": _("A picture or film cannot be shown on a board"),
        "login_refused": _("Somebody guesses passwords"),
    }  # fmt: skip


def advice(_: Say) -> dict[str, str]:
    """alert -> what to do."""
    return {
        "printer": _("Go to the printer; its page says what it lacks."),
        "device_down": _("Look at the printer's power and cable."),
        "paper_near_end": _("Put in a new roll before this one is used up."),
        "print_failed": _("Reprint the slip, or write the number down for the citizen."),
        "print_unconfirmed": _("Look at the printer; reprint only if nothing came out."),
        "disk": _("Make room on the server's disk, or the hall will stop."),
        "plain_http": _("Switch https on, as the operating manual says."),
        "device_twice": _("Close the stray page, or take the key away at /keys."),
        "certificate": _("Renew it on the server: hall_server.py tls."),
        "clock": _("Set the server's clock right, then confirm it here."),
        "promise_over": _("Open another counter for this service, or move an officer there."),
        "long_wait": _("Find out why nobody calls them, and have a counter call this service."),
        "device_gone": _("Look at its power and network; put up a sign if it stays silent."),
        "idle_counter": _("Ask the officer to call the next one, or to pause the counter."),
        "bad_ratings": _("Go there, and ask citizens and officers what is wrong."),
        "past_closing": _("Open counters, stop this service's tickets, or arrange overtime."),
        "backup_old": _("Make a backup: hall_server.py backup FILE; then mend the schedule."),
        "webhook": _("Look at its address, its receiver and the internet connection."),
        "help": _("Go there at once."),
        "anchors": _("Run hall_server.py verify, and keep the database as it is."),
        "backup": _("Look at the backups' disk: is it there, has it room?"),
        "media_broken": _("Replace the file in the board's folder, or take it out."),
        "login_refused": _("Find the computer with this address; it is slowed down meanwhile."),
    }  # fmt: skip


def details(_: Say) -> dict[str, str]:
    """alert -> its figures, {name} to be filled in from the alert's detail."""
    marks = _("{minutes} min, the mark is {limit} min")
    return {
        "promise_over": marks, "long_wait": marks, "idle_counter": _("{minutes} min free"),
        "bad_ratings": _("{n} bad ratings"), "backup_old": _("{hours} h ago"),
        "past_closing": _("{n} waiting, {minutes} min after closing"),
    }  # fmt: skip


def roles(_: Say) -> dict[str, str]:
    """role -> who that is."""
    return {
        "reception": _("Reception"), "supervisor": _("Supervisor"), "manager": _("Manager"),
        "admin": _("Technician"),
    }  # fmt: skip


def named(house: Any, lang: str, about: str) -> str:
    """What an alert is about, by its name in the settings; "" for the hall itself."""
    settings = house.settings
    if about == settings["hall"]["id"]:
        return ""
    for section in SECTIONS:
        for row in settings[section]:
            if row["id"] == about:
                return str(house.languages.pick(lang, row["name"]))
    for pad in settings["pads"]:
        if pad["id"] == about:
            kind = "Rating pad" if pad["kind"] == "rating" else "Call pad"
            said = str(house.languages.say(lang, kind))
            return f"{said} · {named(house, lang, pad['counter'])}"
    return about


def sentence(house: Any, lang: str, alert: str, about: str, detail: Any) -> str:
    """What is wrong, with what, and what to do."""

    def _(message: str) -> str:
        return str(house.languages.say(lang, message))

    words = [titles(_).get(alert, alert), named(house, lang, about)]
    figures = details(_).get(alert)
    if figures is not None and isinstance(detail, dict):
        for name, value in detail.items():
            figures = figures.replace(f"{{{name}}}", str(value))
        words.append(figures)
    what = " · ".join(word for word in words if word)
    todo = advice(_).get(alert)
    return f"{what}. {todo}" if todo else what
