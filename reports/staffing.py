"""Staffing: the advice how many counters next week needs, as a report – from what is kept of it.

Worked out by reports/estimates/advice.py; here it is only said, drawn and set in tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from languages import Languages
from queueing.plan import Plan
from reports.frame import Column, Found, Table, plain, sayer, show
from reports.grouping import weekday_names
from reports.question import Question
from reports.run import Answer
from reports.staffing_plot import Panel, panels
from reports.staffing_words import definition, title

Json = dict[str, Any]


class Stretch(NamedTuple):
    """Half-hours of a day, first to last, in which as many counters of a kind come or go."""

    day: Json
    first: int
    last: int
    more: int
    counters: list[str]


def answer(
    plan: Plan, languages: Languages, doc: Json, part: str, lang: str, now: int
) -> Answer:  # fmt: skip
    """The advice for a part of the hall: "" for all of it, or an agency's id."""
    _ = sayer(languages, lang)
    said = Said(plan, languages, doc, part, lang)
    found = said.found()
    name = title(_)
    if found.plot is not None:
        found.plot.label = f"{name}. {found.takeaway}"
    chosen = ""
    for row in plan.settings["agencies"]:
        if row["id"] == part:
            chosen = plain(languages.pick(lang, row["name"]))
    days = [day["date"] for day in doc["days"]] or [doc["week"]]
    return Answer(
        Question("staffing", days[0], days[-1], lang, part or None),
        plain(languages.pick(lang, plan.settings["hall"]["name"])), name,
        definition(_, doc, said.moment) if doc["known"] else [], chosen, found, plan.hours.zone,
        now, _,
    )  # fmt: skip


class Said:
    """An advice in words of a language."""

    def __init__(self, plan: Plan, languages: Languages, doc: Json, part: str, lang: str) -> None:
        self.plan, self.doc, self.part = plan, doc, part
        self._ = sayer(languages, lang)
        self.comma = lang == "vi"

        def names(section: str) -> dict[str, str]:
            return {r["id"]: plain(languages.pick(lang, r["name"])) for r in plan.settings[section]}

        self.counters, self.groups = names("counters"), names("service_groups")
        self.weekdays = weekday_names(self._)
        self.known = [d for d in doc["days"] if d["known"] and part in d["parts"]]

    def moment(self, ms: int) -> str:
        return datetime.fromtimestamp(ms / 1000, self.plan.hours.zone).strftime("%d/%m/%Y %H:%M")

    def clock(self, ms: int) -> str:
        return datetime.fromtimestamp(ms / 1000, self.plan.hours.zone).strftime("%H:%M")

    def day(self, day: Json) -> str:
        on = date.fromisoformat(day["date"])
        return f"{self.weekdays[on.weekday()]} {on.strftime('%d/%m')}"

    def found(self) -> Found:
        if not self.doc["known"]:
            said = self._("Not known yet: {seen} of {needed} working days were seen so far.")
            return Found(said.format(seen=self.doc["seen"], needed=self.doc["needed"]), [])
        stretches = [s for day in self.known for s in self.stretches(day)]
        tables = [self._changes(stretches), *(self._table(day) for day in self.known)]
        tables.append(self._others())
        target = self.doc["target"]
        return Found(
            self._takeaway(stretches), tables,
            panels(self._, [self._panel(day) for day in self.known], target),
        )  # fmt: skip

    def stretches(self, day: Json) -> Iterator[Stretch]:
        """What changes on a day, the earliest first."""
        out = []
        blocks = day["blocks"]
        for kind in day["kinds"]:
            if self.part and kind["agency"] != self.part:
                continue
            pairs = list(zip(kind["usual"], kind["advised"], strict=True))
            b = 0
            while b < len(pairs):
                before, after = pairs[b]
                first, b = b, b + 1
                while (
                    b < len(pairs)
                    and pairs[b] == (before, after)
                    and (blocks[b - 1][1] == blocks[b][0])
                ):
                    b += 1
                if before != after:
                    low, high = sorted((before, after))
                    names = kind["counters"][low:high]
                    out.append(Stretch(day, first, b - 1, after - before, names))
        return iter(sorted(out, key=lambda s: (s.first, -s.more)))

    def names(self, ids: list[str]) -> str:
        return ", ".join(self.counters.get(id, id) for id in ids)

    def _changes(self, stretches: list[Stretch]) -> Table:
        """A row for all counters that come, or go, on a day for the same time."""
        _ = self._
        table = Table("changes", _("What to change"), [
            Column("day", _("Day"), "text"), Column("from", _("From"), "text"),
            Column("until", _("Until"), "text"),
            Column("change", _("Change"), "text"), Column("which", _("Which"), "text"),
            Column("services", _("For which services"), "text"),
        ])  # fmt: skip
        alike: dict[tuple[str, int, int, bool], list[Stretch]] = {}
        for s in stretches:
            alike.setdefault((s.day["date"], s.first, s.last, s.more < 0), []).append(s)
        for (_date, first, last, fewer), mine in alike.items():
            day = mine[0].day
            table.add(
                self.day(day), self.clock(day["blocks"][first][0]),
                self.clock(day["blocks"][last][1]),
                f"{'−' if fewer else '+'}{sum(abs(s.more) for s in mine)}",
                self.names([id for s in mine for id in s.counters]), self._services(mine),
            )  # fmt: skip
        return table

    def _services(self, stretches: list[Stretch]) -> str:
        """The groups of services that their counters serve first."""
        counters = [self.plan.counters.get(s.counters[0]) for s in stretches]
        groups = dict.fromkeys(
            self.plan.services[id].group
            for counter in counters
            for id in (counter.first if counter is not None else ())
            if id in self.plan.services
        )
        return "; ".join(self.groups.get(g, g) for g in groups)

    def _table(self, day: Json) -> Table:
        _ = self._
        between, minutes = _("eight in ten"), _("eight in ten, min")
        table = Table(day["date"], self.day(day), [
            Column("time", _("Time"), "text"), Column("visitors", _("Visitors")),
            Column("visitors_band", between, "text"), Column("usual", _("Usually open"), "score"),
            Column("usual_band", _("fewest–most"), "text"), Column("advised", _("Advised")),
            Column("p80_usual", _("P80, usually"), "seconds"),
            Column("p80_usual_band", minutes, "text"),
            Column("p80_advised", _("P80, as advised"), "seconds"),
            Column("p80_advised_band", minutes, "text"), Column("change", _("Change"), "text"),
        ])  # fmt: skip
        stretches = list(self.stretches(day))
        for b, row in enumerate(day["parts"][self.part]):
            p80 = row["p80"]
            now = [s for s in stretches if s.first <= b <= s.last]
            changes = [
                f"{sign} {self.names(ids)}"
                for sign, ids in (
                    ("+", [id for s in now if s.more > 0 for id in s.counters]),
                    ("−", [id for s in now if s.more < 0 for id in s.counters]),
                )
                if ids
            ]
            table.add(
                self.clock(day["blocks"][b][0]), row["visitors"]["mid"], _band(row["visitors"]),
                row["usual"]["mid"], _band(row["usual"]), row["advised"],
                *self._wait(p80["usual"]), *self._wait(p80["advised"]), "; ".join(changes),
            )  # fmt: skip
        return table

    @staticmethod
    def _wait(p80: Json | None) -> tuple[int | None, str | None]:
        if p80 is None:
            return None, None
        return p80["mid"] * 1000, f"{round(p80['low'] / 60)}–{round(p80['high'] / 60)}"

    def _others(self) -> Table:
        """The days that nothing is said of, and why."""
        _ = self._
        table = Table("others", _("Other days"), [
            Column("day", _("Day"), "text"), Column("why", _("Reason"), "text"),
        ])  # fmt: skip
        for day in self.doc["days"]:
            if day not in self.known:
                closed = day["closed"]
                why = _("Not known yet") if closed is None else _("Closed")
                if closed:
                    why = f"{why}: {closed.get('vi' if self.comma else 'en') or closed['vi']}"
                table.add(self.day(day), why)
        return table

    def _panel(self, day: Json) -> Panel:
        rows = day["parts"][self.part]
        return Panel(
            self.day(day),
            [(self.clock(start), start, end) for start, end in day["blocks"]],
            [(row["usual"]["mid"], row["advised"]) for row in rows],
            [
                tuple((row["p80"][side] or {"mid": None})["mid"] for side in ("usual", "advised"))
                for row in rows
            ],
        )

    # -- in one sentence -------------------------------------------------------------------------

    def _takeaway(self, stretches: list[Stretch]) -> str:
        _ = self._
        rows = [row for day in self.known for row in day["parts"][self.part]]
        target = self.doc["target"]
        broken = {
            side: sum((row["p80"][side] or {"mid": 0})["mid"] > target for row in rows)
            for side in ("usual", "advised")
        }
        if not rows:
            return _("Nothing is known of the days of this week yet.")
        minutes = target // 60
        if not broken["usual"] and not stretches:
            said = _("What is usually open keeps the target of {target} min in all {n} half-hours.")
            return said.format(target=minutes, n=len(rows))
        said = _("What is usually open breaks the target of {target} min in {u} of {n} half-hours, "
                 "the advice in {a}.").format(
            target=minutes, u=broken["usual"], n=len(rows), a=broken["advised"]
        )  # fmt: skip
        day, b = max(
            ((day, b) for day in self.known for b in range(len(day["blocks"]))),
            key=lambda at: self._gain(*at),
        )
        if self._gain(day, b) >= 60:
            row = day["parts"][self.part][b]
            said += " " + _("Most is gained on {day} at {at}: with {advised} counters instead of "
                            "{usual} eight in ten wait at most {after} min instead of {before}."
                            ).format(
                day=self.day(day), at=self.clock(day["blocks"][b][0]), advised=row["advised"],
                usual=self._number(row["usual"]["mid"]),
                after=round(row["p80"]["advised"]["mid"] / 60),
                before=round(row["p80"]["usual"]["mid"] / 60),
            )  # fmt: skip
        more, less = self._hours(1), self._hours(-1)
        if more or less:
            said += " " + _("In the week: {more} counter-hours more, {less} fewer.").format(
                more=self._number(more), less=self._number(less)
            )
        return said

    def _number(self, value: float) -> str:
        whole = value == int(value)
        column = Column("", "", "count" if whole else "score")
        return show(column, int(value) if whole else value, None, self.comma)

    def _gain(self, day: Json, b: int) -> int:
        p80 = day["parts"][self.part][b]["p80"]
        if p80["usual"] is None or p80["advised"] is None:
            return 0
        return int(p80["usual"]["mid"] - p80["advised"]["mid"])

    def _hours(self, sign: int) -> float:
        """Counter-hours that the advice has more (1) or fewer (-1) than is usual."""
        out = 0.0
        for day in self.known:
            for (start, end), row in zip(day["blocks"], day["parts"][self.part], strict=True):
                out += max((row["advised"] - row["usual"]["mid"]) * sign, 0) * (end - start)
        return round(out / 3_600_000, 1)


def _band(band: Json) -> str:
    return f"{band['low']}–{band['high']}"
