"""The officer's page in words: what its templates and its script show, in the page's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from counter import alarms
from web.why import RULES

Say = Callable[[str], str]

# What a verb without a body does, for the API's description.
VERBS = {
    "call_next": "Calls whose turn it is; the visit still at the counter is finished first.",
    "recall": "Calls the same number again.",
    "start": "The visitor is here: serving begins.",
    "undo": "Takes back the last move at this counter, within some seconds.",
    "no_show": "Called, did not come.",
    "close": "Closes the counter.",
    "unpause": "Goes on after a pause.",
    "take_over": "Takes the counter over from the officer there; the ticket stays.",
}


def outcomes(_: Say) -> list[tuple[str, str]]:
    """How a visit may end, for the finish with an outcome."""
    return [
        ("accepted", _("Dossier accepted")),
        ("result-given", _("Result handed over")),
        ("papers-missing", _("Papers missing, to come again")),
        ("advised", _("Guidance given")),
        ("elsewhere", _("Belongs to another office")),
    ]


def by_hand(_: Say) -> list[tuple[str, str]]:
    """Why somebody is called by hand. "came-back" is what the no-show list's button gives."""
    return [
        ("came-back", _("Came back after missing the call")),
        ("health", _("Health, age or a small child")),
        ("same-dossier", _("Belongs to a dossier just handled here")),
        ("mistake", _("To put a mistake right")),
        ("told-to", _("On the supervisor's word")),
    ]


def unticketed(_: Say) -> list[tuple[str, str]]:
    """Why somebody is served without a ticket."""
    return [
        ("question", _("A short question")),
        ("paper-brought", _("Brings a missing paper")),
        ("no-kiosk", _("Could not take a number")),
        ("frail", _("Health, age or a small child")),
        ("word", _("On the supervisor's word")),
    ]


def pauses(_: Say) -> list[tuple[str, str]]:
    return [
        ("break", _("Short break")),
        ("dossiers", _("Handling dossiers")),
        ("meeting", _("Meeting")),
        ("fault", _("Computer or network fault")),
        ("other", _("Another reason")),
    ]


def codes(_: Say) -> dict[str, str]:
    """What a refusal means to the officer."""
    return {
        "outcome_needed": _("Please say how the visit ended (⇧F)."),
        "quota_reached": _("The numbers of this service are used up."),
        "bad_request": _("That could not be understood. Please check what was entered."),
        "not_allowed": _("You may not do this."),
        "not_your_counter": _("Another officer works at this counter."),
        "illegal_move": _("That is not possible now."),
        "not_open": _("That counter is not open."),
        "counter_taken": _("Another officer has opened this counter."),
        "counter_busy": _("You still have another counter open. Close it first."),
        "hall_closed": _("The hall is closed for today."),
        "not_eligible": _("This number does not belong to this counter."),
        "too_late": _("Too late to undo."),
        "clock_not_confirmed": _("The clock has to be confirmed first; tell the supervisor."),
        "unknown_ticket": _("There is no such number waiting today."),
        "unknown_service": _("There is no such service."),
        "unknown_counter": _("There is no such counter."),
        "unknown_alert": _("It is over already."),
        "unknown_officer": _("That officer is at no counter now."),
        "journal_down": _("The hall cannot write anything down right now. Nothing was changed."),
        "no_answer": _("No answer from the server. Press again: nothing will be done twice."),
        "too_many": _("Too many presses. Wait a moment."),
        "expired": _("Your login has ended. What you were doing is kept."),
        "unknown": _("That did not work. Try again or tell the supervisor."),
    }


def script(_: Say) -> dict[str, Any]:
    """The words of counter.js. {name} is filled in there."""
    return {
        "codes": codes(_),
        "alarms": alarms.words(_),
        "sign_in": _("Log in again"),
        "next": _("Call the next number"),
        "free": _("Nobody here"),
        "acting": _("{me} for {officer}"),
        "finish_and_next": _("Finish {number}, call the next"),
        "next_who": _("Next: {number} · {service} · waiting {wait}"),
        "nobody": _("Nobody is waiting"),
        "rules": {rule: _(why) for rule, why in RULES.items()},
        "minutes": _("{n} min"),
        "under_a_minute": _("under 1 min"),
        "in_seconds": _("in {n} s"),
        "undo_what": _("{move} {number} · {n} s"),
        "facts": _("Waited {wait} · stay {leg} · called {calls}×"),
        "returned": _("Came back after a no-show"),
        "promised": _("until {time}"),
        "goes_back": _("Then back to {counter}"),
        "then": _("Then: {services}"),
        "ends_here": _("The visit ends here"),
        "as_planned": _("{service}, as planned"),
        "without_ticket": _("Without a ticket"),
        "speaks": _("Speaks {language}"),
        "second_list": _("(helping out)"),
        "own_line": _("Sent to this counter"),
        "to_you": _("for you"),
        "resume": _("Call back"),
        "back_to_line": _("Back in line"),
        "call_now": _("Call now"),
        "back_to": _("back to {counter}"),
        "stale": _("No connection to the server for {n} s. What you see may be old."),
        "stopped": _("The hall cannot write anything down right now. It goes on by itself."),
        "session": {
            "closed": _("Closed"), "other": _("Taken"), "paused": _("On a break"),
            "open": _("Open"), "follows": _("Open elsewhere"),
        },
        "states": {
            "waiting": _("waiting"), "called": _("called"), "serving": _("being served"),
            "on_hold": _("set aside"), "no_show": _("did not come"), "finished": _("finished"),
            "cancelled": _("cancelled"), "expired": _("expired"), "closed": _("closed"),
            "paused": _("on a break"), "open": _("open"),
        },
        "classes": {"priority": _("Priority"), "urgent": _("Urgent")},
        "needs": {
            "deaf": _("Deaf or hard of hearing: call by sight"),
            "blind": _("Blind or low vision: go to meet"),
            "wheelchair": _("Wheelchair"),
            "language": _("Needs an interpreter"),
        },
        "kinds": {
            "TicketCalled": _("the call of"), "ServingStarted": _("the start of"),
            "TicketFinished": _("the finish of"), "TicketMarkedNoShow": _("the no-show of"),
            "TicketHeld": _("setting aside"), "TicketResumed": _("calling back"),
            "TicketTransferred": _("the transfer of"),
        },
        "prompts": {
            "recall": _("{number} has not come yet. Call again? (R)"),
            "again": _("{number} has still not come. Call once more? (R)"),
            "no_show": _("{number} did not come. Mark as no-show? (N)"),
            "forgotten": _("{number} has been served for {wait}. Finished? (F)"),
            "someone": _("Someone is waiting: {number}, {wait}. (Space)"),
        },
        "gate": {
            "not_yours": _("You have no right to this counter. Choose yours above."),
            "closed": {
                "title": _("The counter is closed"),
                "words": _("Open it to begin your shift. Nobody is called here before."),
                "act": _("Open the counter"),
            },
            "other": {
                "title": _("{officer} works here now"),
                "words": _("You may take the counter over."),
                "with_ticket": _("You may take the counter over; {number} stays at it."),
                "act": _("Take over…"),
            },
            "follows": {
                "title": _("This counter is open in another tab"),
                "words": _("This tab follows along; nothing can be pressed in it."),
                "act": _("Work here instead"),
            },
            "paused": {
                "title": _("The counter is on a break"),
                "words": _("{reason} · for {wait}"),
                "act": _("Go on"),
            },
        },
        "sure": {
            "take_over": {
                "title": _("Take this counter over from {officer}?"),
                "words": _("Their shift here ends, yours begins. A visit under way stays."),
                "act": _("Take over"),
            },
            "close": {
                "title": _("Close this counter?"),
                "words": _("Your shift here ends. Who was sent to you joins the common line."),
                "act": _("Close the counter"),
            },
        },
        "said": {
            "called": _("{number} called"), "start": _("Serving {number}"),
            "finish": _("{number} finished"), "goes_on": _("{number} goes on to {service}"),
            "serve": _("Serving {number}, without a ticket"),
            "recall": _("{number} called again"),
            "no-show": _("{number} marked as no-show"), "hold": _("{number} set aside"),
            "resumed": _("{number} called back"), "returned": _("{number} is back in line"),
            "transferred": _("{number} transferred"), "undone": _("Taken back"),
            "opened": _("Counter open"), "unpaused": _("On we go"),
        },
        "pauses": dict(pauses(_)),
    }  # fmt: skip
