"""The audit in words: each event in one sentence, who did what, where. Personal texts stay out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dashboard import alert_words, words

Say = Callable[[str], str]
Named = Callable[[str, Any], str]  # (section of the settings, id) -> its name

GROUPS = {
    "tickets": ("TicketIssued", "ServiceChanged", "TicketCancelled", "TicketReturned",
                "TicketExpired", "TicketPutOff", "NoteWritten"),
    "calls": ("TicketCalled", "TicketRecalled", "TicketMarkedNoShow"),
    "serving": ("ServingStarted", "TicketFinished", "TicketContinued", "TicketHeld",
                "TicketResumed", "TicketTransferred", "MoveUndone"),
    "priority": ("PriorityGranted",),
    "counters": ("CounterOpened", "CounterClosed", "CounterPaused", "CounterUnpaused",
                 "CounterTakenOver"),
    "offers": ("ServiceClosed", "ServiceReopened", "KioskLocked", "KioskUnlocked",
               "TicketsStopped", "TicketsResumed", "NumbersLeased", "NumberSet"),
    "boards": ("MessageSet", "MessageEnded", "ZoneMuted", "ZoneUnmuted", "DisplayTested"),
    "ratings": ("ServiceRated",),
    "printing": ("ReprintAsked", "PrintStarted", "PrintConfirmed", "PrintFailed",
                 "PrintUnconfirmed", "PrintDiverted", "PaperLoaded"),
    "people": ("OfficerAdded", "OfficerDisabled", "OfficerPasswordChanged", "OfficerRightsChanged",
               "OfficerListsChanged", "OfficerTotpChanged", "OfficerLoggedOut"),
    "devices": ("DeviceEnrolled", "DeviceRevoked"),
    "alerts": ("AlertRaised", "AlertCleared", "AlertAcknowledged", "AlertEscalated", "AlertsTold"),
    "hall": ("SettingsChanged", "DayOpened", "DayClosed", "ClockJumped", "ClockConfirmed",
             "WhatIfChosen", "WhatIfOutcome"),
}  # fmt: skip


def groups(_: Say) -> dict[str, str]:
    """What can be asked for, in words."""
    return {
        "tickets": _("Tickets"), "calls": _("Calls"), "serving": _("Serving and moves"),
        "priority": _("Priority granted"), "counters": _("Counters opened and closed"),
        "offers": _("Services, kiosks, number blocks"), "boards": _("Boards and messages"),
        "ratings": _("Ratings"), "printing": _("Printing"), "people": _("People and rights"),
        "devices": _("Devices' keys"), "alerts": _("Alerts"), "hall": _("Settings, day, clock"),
    }  # fmt: skip


def sentences(_: Say) -> dict[str, str]:
    """Each kind of event as a sentence; {…} is filled in from the event."""
    return {
        "SettingsChanged": _("{who} changed the settings."),
        "DayOpened": _("The day {date} began."),
        "DayClosed": _("{who} closed the day {date}."),
        "ClockJumped": _("The clock jumped by {by} ms."),
        "ClockConfirmed": _("{who} confirmed the clock ({by} ms)."),
        "TicketIssued": _("{who} gave out {number} for {service}."),
        "TicketIssued priority": _("{who} gave out {number} for {service}, {class}: {ground}."),
        "ServiceChanged": _("{who} changed {old_number} to {number} for {service}."),
        "PriorityGranted": _("{who} made {number} {class}: {ground}. Reason: {reason}."),
        "TicketCancelled": _("{who} cancelled {number}."),
        "TicketCalled": _("{who} called {number} to {counter}."),
        "TicketCalled hand": _("{who} picked {number} by hand to {counter}. Reason: {reason}."),
        "TicketRecalled": _("{who} called {number} to {counter} again."),
        "ServingStarted": _("{who} began to serve {number} at {counter}."),
        "TicketFinished": _("{who} finished {number} at {counter}."),
        "TicketContinued": _("{who} went on with {number} for {service} at {counter}."),
        "TicketMarkedNoShow": _("{who} marked {number} absent at {counter}."),
        "TicketReturned": _("{who} put {number} back in line."),
        "TicketHeld": _("{who} set {number} aside at {counter}."),
        "TicketResumed": _("{who} called {number} back to {counter}."),
        "TicketTransferred": _("{who} passed {number} on from {counter} to {to}."),
        "TicketExpired": _("{number} was still open when the day ended."),
        "TicketPutOff": _("{who} put {number} off to another day."),
        "NoteWritten": _("{who} wrote a note on {number}."),
        "MoveUndone": _("{who} took the last move of {number} at {counter} back."),
        "CounterOpened": _("{who} opened {counter}."),
        "CounterClosed": _("{who} closed {counter}."),
        "CounterPaused": _("{who} paused {counter}. Reason: {reason}."),
        "CounterUnpaused": _("{who} went on at {counter}."),
        "CounterTakenOver": _("{who} took {counter} over from {from}."),
        "ServiceClosed": _("{who} closed {service} at the kiosks. Reason: {reason}."),
        "ServiceReopened": _("{who} opened {service} at the kiosks again."),
        "KioskLocked": _("{who} locked the kiosk {kiosk}. Reason: {reason}."),
        "KioskUnlocked": _("{who} unlocked the kiosk {kiosk}."),
        "TicketsStopped": _("{who} stopped giving tickets today. Reason: {reason}."),
        "TicketsResumed": _("{who} let tickets be given again."),
        "MessageSet": _("{who} put a message on the boards of {zone}."),
        "MessageEnded": _("{who} took the message off the boards of {zone}."),
        "ZoneMuted": _("{who} muted {zone}."),
        "ZoneUnmuted": _("{who} let {zone} speak again."),
        "DisplayTested": _("{who} tested the board {display}."),
        "NumbersLeased": _("{who} put the numbers {first} to {last} aside for slips by hand."),
        "NumberSet": _("{who} voided the numbers {first} to {last}."),
        "ServiceRated": _("Service of {number} at {counter} was rated {score}."),
        "ReprintAsked": _("{who} had {number} printed again on {printer}."),
        "PrintStarted": _("The slip {number} was begun on {printer}."),
        "PrintConfirmed": _("The slip {number} was printed on {printer}."),
        "PrintFailed": _("The slip {number} was not printed on {printer}: {why}."),
        "PrintUnconfirmed": _("The slip {number} may not have been printed on {printer}: {why}."),
        "PrintDiverted": _("The slip {number} goes to {printer} in the place of {from}."),
        "PaperLoaded": _("{who} put a new roll into {printer}."),
        "OfficerAdded": _("{who} added the officer {name} as {role}."),
        "OfficerDisabled": _("{who} disabled the officer {name}."),
        "OfficerPasswordChanged": _("{who} gave the officer {name} a new password."),
        "OfficerRightsChanged": _("{who} changed the rights of the officer {name}: {role}."),
        "OfficerListsChanged": _("{who} changed which services {name} calls."),
        "OfficerTotpChanged": _("{who} changed the second step at login of {name}."),
        "OfficerLoggedOut": _("{who} logged out."),
        "DeviceEnrolled": _("{who} gave the device {id} a key."),
        "DeviceRevoked": _("{who} took the key of the device {id} away."),
        "AlertRaised": _("Alert: {alert}, about {about}."),
        "AlertCleared": _("The alert is over: {alert}, about {about}."),
        "AlertAcknowledged": _("{who} sees to the alert {alert} about {about}."),
        "AlertEscalated": _("Nobody saw to the alert {alert} about {about}: {to} was told."),
        "AlertsTold": _("The alerts up to {upto} were told to the outside."),
        "WhatIfChosen open": _("{who} decided after a forecast: open {place}."),
        "WhatIfChosen close": _("{who} decided after a forecast: close {place}."),
        "WhatIfChosen move": _("{who} decided after a forecast: officer from {place} to {to}."),
        "WhatIfChosen stop": _("{who} decided after a forecast: no more tickets for {service}."),
        "WhatIfChosen": _("{who} decided after a forecast: one more hour."),
        "WhatIfOutcome": _("After decision {chosen}: half of {n} waits lasted {p50} s at most."),
        "other": _("{who}: {kind}."),
    }  # fmt: skip


def classes(_: Say) -> dict[str, str]:
    return {"regular": _("regular"), "priority": _("priority"), "urgent": _("urgent")}


class Teller:
    """Tells events in one language. `named` gives the name of a thing of the settings."""

    def __init__(self, say: Say, named: Named) -> None:
        self._sentences, self._classes = sentences(say), classes(say)
        self._hall, self._named, self._none = say("The hall"), named, say("none given")
        self._alerts = alert_words.titles(say)
        self._reasons = words.script(say)["pauses"]

    def who(self, event: dict[str, Any]) -> str:
        """The person, else the device, else the hall itself."""
        return event["officer"] or (
            self._named("devices", event["device"]) if event["device"] else self._hall
        )

    def tell(self, event: dict[str, Any]) -> str:
        kind, data = event["kind"], event["data"]
        if kind == "TicketCalled" and data.get("hand"):
            kind += " hand"
        elif kind == "TicketIssued" and data.get("class", "regular") != "regular":
            kind += " priority"
        elif kind == "WhatIfChosen" and data.get("what") != "longer":
            kind += f" {data.get('what')}"
        said = self._sentences.get(kind) or self._sentences["other"]
        return re.sub(r"\{(\w+)\}", lambda hole: self._value(hole[1], event, data), said)

    def _value(self, hole: str, event: dict[str, Any], data: dict[str, Any]) -> str:
        named = self._named
        if hole in ("who", "kind"):
            return self.who(event) if hole == "who" else event["kind"]
        if hole == "number":
            return str(data.get("number") or event["number"] or "?")
        if hole == "counter":
            return named("counters", event["counter"])
        if hole == "class":
            return self._classes.get(data.get("class", ""), "?")
        if hole == "to" and event["kind"] == "TicketTransferred":
            counter, officer = data.get("to_counter"), data.get("to_officer")
            place = named("counters", counter) if counter else named("services", data["service"])
            return str(officer or place)
        if hole == "place" or (hole == "to" and event["kind"] == "WhatIfChosen"):
            return named("counters", data["counter" if hole == "place" else "to"])
        if hole in ("first", "last"):
            numbers = data.get("numbers") or ["?"]
            return str(numbers[0 if hole == "first" else -1])
        if hole == "alert":
            return self._alerts.get(data["alert"], data["alert"])
        value = data.get(hole)
        if hole == "reason":
            value = self._reasons.get(value, value)
        section = {"service": "services", "ground": "grounds", "zone": "zones",
                   "printer": "devices", "kiosk": "devices", "display": "devices",
                   "id": "devices"}.get(hole)  # fmt: skip
        if value is None or value == "":
            return self._none
        return named(section, value) if section else str(value)
