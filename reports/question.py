"""A question to the reports, and whether it can be answered: known without a report's machinery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from queueing.plan import Plan

LONGEST = 3 * 366  # days asked for at once


@dataclass(frozen=True)
class Question:
    """Which report, of which local dates (both included), in which language, of whom."""

    name: str
    first: str
    last: str
    lang: str
    agency: str | None = None
    service: str | None = None


class BadQuestion(ValueError):
    """What was asked can't be answered; the text says what is wrong."""


def check(question: Question, plan: Plan) -> None:
    """Raises BadQuestion."""
    days = []
    for name, text in (("from", question.first), ("to", question.last)):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise BadQuestion(f"{name}: a date YYYY-MM-DD is needed") from None
        if day.isoformat() != text:
            raise BadQuestion(f"{name}: a date YYYY-MM-DD is needed")
        if not 1990 <= day.year <= 2200:
            raise BadQuestion(f"{name}: a year from 1990 to 2200 is needed")
        days.append(day)
    if days[0] > days[1]:
        raise BadQuestion("from: lies after to")
    if (days[1] - days[0]).days >= LONGEST:
        raise BadQuestion("to: at most three years at once")
    agencies = {row["id"] for row in plan.settings["agencies"]}
    if question.agency is not None and question.agency not in agencies:
        raise BadQuestion("agency: is unknown")
    if question.service is not None and question.service not in plan.services:
        raise BadQuestion("service: is unknown")
