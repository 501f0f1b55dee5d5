"""Running a report: reads one unchanging picture of the read tables and finds what was asked.

Blocks, so it runs in a native thread or a process of its own.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from journal.store import Store, open_store
from languages import Languages
from queueing.plan import Plan
from reports import book, report
from reports.frame import Asked, Found, plain, sayer

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


@contextmanager
def reading(url: str, hall_id: str) -> Iterator[Store]:
    """One unchanging picture of a hall's tables, read-only."""
    store = open_store(url, hall_id, "reports")
    store.connect_reading()
    try:
        yield store
    finally:
        store.close()


def rows_of(store: Store) -> Any:
    """`rows(statement)`: runs a SELECT on it."""

    def rows(statement: Any) -> list[Any]:
        sql, values = store.sql.compiled(statement)
        return store.rows(sql, values)

    return rows


def run(url: str, plan: Plan, languages: Languages, question: Question, now: int) -> Answer:
    """The answer; `now` ms UTC. Raises BadQuestion, KeyError for an unknown report, or the
    driver's errors."""
    check(question, plan)
    made = report(question.name)
    say = sayer(languages, question.lang)

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
        found.plot.label = f"{made.title(say)}. {found.takeaway}"
    return Answer(
        question, pick(plan.settings["hall"]["name"]), made.title(say), made.definition(say),
        chosen, found, plan.hours.zone, now, say,
    )  # fmt: skip


def give_back() -> None:
    """Hands the memory of a year's arrays back to the machine; without this the C library keeps
    some 60 MB of it in a thread's heap. Nothing where the C library is another."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        pass
