"""The frame of every report: what was asked, and what was found as tables, a plot and a sentence.

A report is a module with `definition(_)` (sentences printed with it), `FACTS` (columns of the
daybook it reads) and `find(asked) -> Found`; `_` says a message in the reader's language.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from languages import Languages
from queueing.plan import Plan
from reports.drawing import Drawing

if TYPE_CHECKING:
    from reports.book import Book  # and numpy with it, which the server does not need

Say = Callable[[str], str]

# kind of a column -> what its values are. None in any of them: nothing to say
KINDS = {
    "text": "words",
    "count": "whole number",
    "seconds": "whole seconds",
    "share": "percent, one decimal",
    "score": "one decimal",
    "time": "ms UTC; shown in the hall's zone, ISO in files",
}
UNITS = {"seconds": "s", "share": "%"}


@dataclass(frozen=True)
class Column:
    """`id` is the key in JSON and never translated."""

    id: str
    title: str
    kind: str = "count"


@dataclass
class Table:
    """Rows have one value a column, rounded as its kind says: every output shows that number."""

    id: str
    title: str
    columns: list[Column]
    rows: list[list[Any]] = field(default_factory=list)
    most: int = 400  # rows shown on the page and on paper; files have them all

    def add(self, *values: Any) -> None:
        self.rows.append([settle(c.kind, v) for c, v in zip(self.columns, values, strict=True)])


@dataclass
class Found:
    """What a report found: a sentence made from the data, tables, a plot."""

    takeaway: str
    tables: list[Table]
    plot: Drawing | None = None


@dataclass
class Asked:
    """What was asked: local dates `first` to `last`, both included, perhaps one agency or service.

    `book` holds the legs of those days, `rows(statement)` asks a read table.
    """

    first: str
    last: str
    plan: Plan
    say: Say
    pick: Callable[[dict[str, str]], str]
    book: Book
    rows: Callable[[Any], list[Any]]
    now: int  # ms UTC
    comma: bool = False  # 12,5 and 1.000 as in Vietnamese
    agency: str | None = None
    service: str | None = None

    def names(self, section: str) -> dict[str, str]:
        """id -> name of a section of the settings in force."""
        return {row["id"]: self.pick(row["name"]) for row in self.plan.settings[section]}

    def number(self, value: float | None) -> str:
        """As a sentence says it: whole numbers without a decimal."""
        if value is None:
            return "–"
        kind = "count" if value == int(value) else "score"
        return show(
            Column("", "", kind), int(value) if kind == "count" else value, None, self.comma
        )

    def minutes(self, seconds: float) -> str:
        """As an axis says a time: not to be taken for one of the clock."""
        _ = self.say
        if seconds % 60:
            return _("{n} s").format(n=self.number(seconds))
        if seconds % 3600 or not seconds:
            return _("{n} min").format(n=self.number(seconds / 60)) if seconds else "0"
        return _("{n} h").format(n=self.number(seconds / 3600))

    @property
    def day(self) -> str:
        """The last date, in words."""
        return day_words(self.last, self.comma)

    @property
    def cut(self) -> str:
        """Said below a plot that shows {n} of {all} rows."""
        _ = self.say
        return _("The first {n} of {all}; the table has them all.")

    def span(self) -> tuple[int, int]:
        """The days asked for, from midnight to midnight; ms UTC."""
        hours = self.plan.hours
        end = date.fromisoformat(self.last) + timedelta(days=1)
        return hours.at(date.fromisoformat(self.first), time()), hours.at(end, time())

    @staticmethod
    def json(text: str) -> Any:
        return json.loads(text)

    def fits(self, service: str | None) -> bool:
        """Is the service one of those asked for?"""
        if self.service is not None:
            return service == self.service
        if self.agency is not None:
            plan = self.plan.services.get(service or "")
            return plan is not None and plan.agency == self.agency
        return True

    def counter_fits(self, id: str) -> bool:
        """Is the counter one of those asked for?"""
        counter = self.plan.counters.get(id)
        if self.service is not None:
            return counter is not None and self.service in (*counter.first, *counter.second)
        if self.agency is not None:
            return counter is not None and counter.agency == self.agency
        return True


def settle(kind: str, value: Any) -> Any:
    """The value as every output shows it. Seconds come as ms, shares as 0…1."""
    if value is None:
        return None
    if kind == "text":
        return plain(str(value))
    if kind == "seconds":
        return (int(value) + 500) // 1000
    if kind == "share":
        return half_up(float(value) * 100)
    if kind == "score":
        return half_up(float(value))
    return int(value)


def half_up(value: float) -> float:
    """One decimal, halves away from zero as on paper (0.25 → 0.3)."""
    scaled = int(abs(value) * 10 + 0.5 + 1e-9)
    return scaled / 10 if value >= 0 else -scaled / 10


def plain(text: str) -> str:
    """One line of visible text: control characters and line ends become spaces."""
    if text.isprintable():  # none of those that are taken out below is
        return " ".join(unicodedata.normalize("NFC", text).split())
    kept = (
        " " if unicodedata.category(ch) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(ch) in _TURNS else ch
        for ch in unicodedata.normalize("NFC", text)
    )  # fmt: skip
    return " ".join("".join(kept).split())


_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def show(column: Column, value: Any, zone: Any, comma: bool) -> str:
    """A value as people read it; `comma`: as in Vietnamese, 12,5."""
    if value is None:
        return "–"
    kind = column.kind
    if kind == "text":
        return str(value)
    if kind == "seconds":
        return span(value)
    if kind == "time":
        return datetime.fromtimestamp(value / 1000, zone).strftime("%d/%m %H:%M")
    if kind == "count":
        return f"{value:,}".replace(",", "." if comma else ",")
    text = f"{value:,.1f}"
    if comma:
        text = text.translate({ord(","): ".", ord("."): ","})
    return f"{text} %" if kind == "share" else text


def day_words(day: str, comma: bool) -> str:
    """A local date; `comma`: as in Vietnamese, 22/11/2026."""
    return date.fromisoformat(day).strftime("%d/%m/%Y") if comma else day


def span(seconds: int) -> str:
    """12:05, or 1:02:05 from an hour on."""
    sign, seconds = ("−", -seconds) if seconds < 0 else ("", seconds)
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    return f"{sign}{hours}:{m:02d}:{s:02d}" if hours else f"{sign}{m}:{s:02d}"


def heading(column: Column) -> str:
    """Its title with the unit that files need."""
    unit = UNITS.get(column.kind)
    return f"{column.title} ({unit})" if unit else column.title


def sayer(languages: Languages, lang: str) -> Say:
    """`_` of a language."""
    return lambda message: languages.say(lang, message)
