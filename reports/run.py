"""Running a report: reads one unchanging picture of the read tables and finds what was asked.

Blocks, so it runs in a native thread or a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from languages import Languages
from queueing.plan import Plan
from reports import book, report, titles
from reports.frame import Asked, Found, plain, sayer
from reports.question import Question, check
from reports.reading import reading, rows_of


@dataclass(frozen=True)
class Answer:
    """A report found: everything its outputs need."""

    question: Question
    hall: str
    title: str
    definition: list[str]
    chosen: str  # the agency or service, in words; "" for all
    found: Found
    zone: Any
    made_at: int  # ms UTC
    say: Any


def run(url: str, plan: Plan, languages: Languages, question: Question, now: int) -> Answer:
    """The answer; `now` ms UTC. Raises BadQuestion, KeyError for an unknown report, or the
    driver's errors."""
    check(question, plan)
    made = report(question.name)
    say = sayer(languages, question.lang)
    title = titles(say)[question.name]

    def pick(text: dict[str, str]) -> str:
        return plain(languages.pick(question.lang, text))

    with reading(url, plan.hall_id) as store:
        rows = rows_of(store)
        read = (
            book.read(rows, plan.hall_id, plan.hours.zone, question.first, question.last,
                      made.FACTS)
            if made.FACTS
            else book.Book(plan.hours.zone)
        )  # fmt: skip
        asked = Asked(
            question.first, question.last, plan, say, pick, read, rows, now,
            question.lang == "vi", question.agency, question.service,
        )  # fmt: skip
        if made.FACTS and (question.agency or question.service):
            read.only("service", asked.fits)
        found = made.find(asked)
    chosen = ""
    if question.service is not None:
        chosen = asked.names("services")[question.service]
    elif question.agency is not None:
        chosen = asked.names("agencies")[question.agency]
    if found.plot is not None:
        found.plot.label = f"{title}. {found.takeaway}"
    return Answer(
        question, pick(plan.settings["hall"]["name"]), title, made.definition(say),
        chosen, found, plan.hours.zone, now, say,
    )  # fmt: skip
