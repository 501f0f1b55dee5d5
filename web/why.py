"""Why: one sentence on whose turn it is, for the citizen and the officer, from the rules' facts."""

from __future__ import annotations

from typing import Any

from languages import Languages

NAMED = 3  # who went before, by number; the rest is counted


def _(message: str) -> str:
    """Marks a message for the catalogues."""
    return message


# why somebody who came later was called before (queueing.explain), as part of a list
BECAUSE = {
    "hand": _("picked by hand"),
    "at_counter": _("served at the counter without a ticket"),
    "urgent": _("urgent"),
    "own": _("sent on to that counter"),
    "precedence": _("had been put off the day before"),
    "returned": _("had been called before"),
    "priority": _("priority"),
    "slot": _("appointment"),
    "transferred": _("sent on from another counter"),
    "overflow": _("served by a counter that helps out"),
    "second": _("served by a counter that helps out"),
    "first": _("called at another counter"),
}
# why this one (a call's rule)
RULES = {
    "urgent": _("Urgent: goes before everybody."),
    "own": _("Was sent to this counter or to you."),
    "first": _("Whose turn it is in this counter's first list, by the hall's rule."),
    "overflow": _("Has waited too long in a line this counter helps out with."),
    "second": _("Nobody waits in the first list: helping out."),
    "hand": _("Picked by hand."),
    "at_counter": _("Served at the counter without a ticket."),
}


def sentence(facts: dict[str, Any], languages: Languages, language: str) -> str:
    """`facts` as Hall.explain gives them: why not yet, or by which rule, and who went before."""
    say = languages.say
    code, ahead = facts["code"], facts["ahead"]
    if code == "ahead":
        one = say(language, "1 person is before you.")
        first = one if ahead == 1 else say(language, "%(n)d people are before you.", n=ahead)
    elif code == "next":
        first = say(language, "You are next in this line.")
    elif code == "no_counter":
        first = say(language, "No counter for this service is open at the moment.")
    elif facts["rule"] in RULES:
        first = say(language, RULES[facts["rule"]])
    else:
        first = say(language, "This ticket does not wait any more.")
    return f"{first} {_passed(facts, languages, language)}".strip()


def _passed(facts: dict[str, Any], languages: Languages, language: str) -> str:
    count = facts["passed"]
    if not count:
        return languages.say(language, "Nobody who came later was called before.")
    last = facts["by"][-NAMED:]
    named = ", ".join(
        f"{row['number']} ({languages.say(language, BECAUSE[row['because']])})" for row in last
    )
    if count == 1:
        return languages.say(language, "Came later and was called before: %(named)s.", named=named)
    return languages.say(
        language, "%(n)d came later and were called before, the last of them %(named)s.",
        n=count, named=named,
    )  # fmt: skip
