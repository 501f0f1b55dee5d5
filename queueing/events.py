"""Events: what has happened in the hall, one after the other; the only thing that changes it.

Each kind's data are listed in KINDS. Times in data are milliseconds since 1970 UTC; no floats.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Event:
    """One thing that happened. `seq` counts from 1 without gaps in a hall, `at` is ms UTC.

    `ticket` is the seq of the TicketIssued it began with: a ticket's id. `personal` holds free text
    and identity by field name; the journal keeps it apart, and `data["personal"]` then holds the
    salted hash of each.
    """

    seq: int
    at: int
    kind: str
    ticket: int | None = None
    counter: str | None = None
    officer: str | None = None
    device: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, str] = field(default_factory=dict)


KINDS: dict[str, str] = {
    # the hall
    "SettingsChanged": "settings: the checked config, whole, without secrets; text: the file it "
    "came from; why: in the words of who changed it (both where set)",
    "DayOpened": "date: local, YYYY-MM-DD; alerts: those open, whole; told: seq; "
    "clock_off: ms or null; "
    "paper: mm used of each printer's roll, where its loading is known; "
    "put_off: the numbers put off, whole; messages: those that still hang on boards, whole",
    "DayClosed": "date",
    "ClockJumped": "by: ms the clock was moved",
    "ClockConfirmed": "by: ms the clock was moved",
    # tickets; leg counts from 1; rank: effective time in ms, the order within a line
    "TicketIssued": "number, series, n, service, class, ground, needs, language, printer, slot, "
    "ref (reference time), rank, counts_from (a wait's beginning), ahead, "
    "estimate: null or p50, p80 in seconds as told, raw: p10, p50, p80, p90 as foretold, "
    "lease: of a number out of a block, seq of its NumbersLeased, then: services of the same visit "
    "still to come, at_counter: true where it was served without a ticket, "
    "precedence: the id of a number put off to today, "
    "channel: assisted|mobile, where staff took it for somebody; "
    "personal: person (keyed hash), note",
    "ServiceChanged": "service, number, series, n, old_number, rank, printer, estimate",
    "PriorityGranted": "class, ground, rank, reason",
    "TicketCancelled": "state: it was in",
    "TicketCalled": "leg, rule: urgent|own|first|overflow|second|hand|at_counter, hand, reason, "
    "line: service|counter|officer, zone, finished: seq of the finish that came with it, or of the "
    "going on after it, or null",
    "TicketRecalled": "leg, times, zone",
    "ServingStarted": "leg, called: seq of the call that came with it, where one did",
    "TicketFinished": "leg, outcome, services, start_recorded, inaccurate, "
    "service_ms: what averages take, capped; null if it never started",
    "TicketContinued": "leg: the new one, service, then, ref, rank, finished: seq of the finish",
    "TicketMarkedNoShow": "leg, by_hall: true where the hall marked it by itself",
    "TicketReturned": "leg, ref, rank",
    "TicketHeld": "leg, state: it was in, until: the time promised, or null",
    "TicketResumed": "leg, zone, finished: as in TicketCalled",
    "TicketTransferred": "leg: the new one, service, to_counter, to_officer, back, ref, rank; "
    "personal: note",
    "TicketExpired": "state: it was in",
    "TicketPutOff": "state: it was in, day: the local date on which it goes first instead",
    "NoteWritten": "personal: note; empty: taken away",
    "MoveUndone": "undone: seq of the event taken back, kind: its kind",
    # counters
    "CounterOpened": "first, second: the session's own lists, where it has any",
    "CounterClosed": "",
    "CounterPaused": "reason",
    "CounterUnpaused": "",
    "CounterTakenOver": "from: the officer who was there, first, second: as in CounterOpened",
    # services
    "ServiceClosed": "service, reason",
    "ServiceReopened": "service",
    # kiosks
    "KioskLocked": "kiosk, reason",
    "KioskUnlocked": "kiosk",
    "TicketsStopped": "reason",
    "TicketsResumed": "",
    # boards; zone: null for the whole hall's
    "MessageSet": "zone, urgent, texts: language → words, until: ms",
    "MessageEnded": "zone, urgent",
    "ZoneMuted": "zone, until: ms",
    "ZoneUnmuted": "zone",
    "DisplayTested": "display",
    # blocks of numbers: handwritten, or a kiosk's reserve
    "NumbersLeased": "series, first: its n, numbers: as written on the slips; kiosk, holder: whose "
    "reserve they are (where they are one)",
    "NumberSet": "lease: seq of its NumbersLeased, numbers, state: void",
    # ratings
    "ServiceRated": "leg, score, reasons, channel: pad|page; personal: comment",
    # paper; a job's id is the seq of the TicketIssued, ServiceChanged or ReprintAsked it began with
    "ReprintAsked": "printer",
    "PrintStarted": "job, printer",
    "PrintConfirmed": "job, printer, mm: of paper, where it is known",
    "PrintFailed": "job, printer, why",
    "PrintUnconfirmed": "job, printer, why, mm: of paper it would have taken, where it is known",
    "PrintDiverted": "job, printer: the other one, from: the one that is not ready",
    "PaperLoaded": "printer",
    # people and devices
    "OfficerAdded": "name, role, counters, agencies (where there are any)",
    "OfficerListsChanged": "name, first, second: services and groups; null: the counter's lists",
    "OfficerDisabled": "name",
    "OfficerPasswordChanged": "name",
    "OfficerRightsChanged": "name, role, counters, agencies (where there are any)",
    "OfficerTotpChanged": "name, on: the second step at login",
    "OfficerLoggedOut": "name",
    "DeviceEnrolled": "id, kind",
    "DeviceRevoked": "id",
    # alerts
    "AlertRaised": "alert, about, level: info|warning|critical, detail",
    "AlertCleared": "alert, about",
    "AlertAcknowledged": "alert, about",
    "AlertEscalated": "alert, about, to: the role that should see to it now",
    "AlertsTold": "upto: seq of the last alert event that the webhook's receiver has",
    # what a manager asked and did
    "WhatIfChosen": "what: open|close|move|stop|longer, counter, to, service (those that are meant)"
    ", starts: ms, services: those whose waits it moves, before, after: p50, p80 in s, cleared in "
    "ms, sure: of a hundred plays, those with a mean wait shorter by more than 5 min",
    "WhatIfOutcome": "chosen: seq of its WhatIfChosen, services, p50: in s, of the waits that "
    "ended since, null without any, n: how many",
}
