"""Hours: when the hall is open, in its own time zone; sessions, holidays, one-off closures.

Everything outside is milliseconds UTC; everything inside is the hall's local date and time of day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Span:
    """One session of a day, ms UTC, start ≤ t < end."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hours:
    zone: ZoneInfo
    week: dict[str, tuple[tuple[time, time], ...]]
    holidays: dict[str, dict[str, str]]  # local date -> its name
    closures: tuple[tuple[str, str, dict[str, str]], ...]  # from date, to date (inclusive), reason
    tickets_before_opening: int  # minutes
    close_day_at: time
    # minutes past closing by which a kiosk's ticket should be called, else it gives none; None: any
    past_closing: int | None = None

    @classmethod
    def read(cls, row: dict[str, Any], zone: str) -> Hours:
        """The `hours` section: week: {mon: ["07:30-11:30", …]}, holidays, closures."""
        return cls(
            zone=ZoneInfo(zone),
            week={d: tuple(_session(s) for s in row["week"].get(d, [])) for d in WEEKDAYS},
            holidays={h["date"]: h["name"] for h in row["holidays"]},
            closures=tuple((c["from"], c["to"], c["reason"]) for c in row["closures"]),
            tickets_before_opening=row["tickets_before_opening"],
            close_day_at=time.fromisoformat(row["close_day_at"]),
            past_closing=row.get("past_closing"),
        )

    def local(self, at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, self.zone)

    def local_date(self, at: int) -> str:
        return self.local(at).strftime("%Y-%m-%d")

    def at(self, day: date, clock: time) -> int:
        """ms UTC of a local time; in a gap or fold of the zone the earlier offset holds."""
        return int(datetime.combine(day, clock, self.zone).timestamp()) * 1000

    def why_closed(self, day: date) -> dict[str, str] | None:
        """The words of a holiday or closure on that local date, None on an ordinary day."""
        key = day.isoformat()
        if key in self.holidays:
            return self.holidays[key]
        for first, last, reason in self.closures:
            if first <= key <= last:
                return reason
        return None

    def sessions(self, day: date) -> list[Span]:
        """The sessions of a local date, in order; none on a closed day."""
        if self.why_closed(day) is not None:
            return []
        return [
            Span(self.at(day, a), self.at(day, b)) for a, b in self.week[WEEKDAYS[day.weekday()]]
        ]

    def session_at(self, at: int) -> Span | None:
        """The session going on, or None."""
        return next(
            (s for s in self.sessions(self.local(at).date()) if s.start <= at < s.end), None
        )

    def gives_tickets(self, at: int) -> bool:
        """From `tickets_before_opening` minutes before the first session to the end of the last,
        lunch included: a morning ticket stays valid after lunch."""
        day = self.sessions(self.local(at).date())
        return bool(day) and day[0].start - self.tickets_before_opening * 60_000 <= at < day[-1].end

    def next_opening(self, at: int) -> int | None:
        """ms UTC of the next start of a session after `at`, looking 60 days ahead."""
        today = self.local(at).date()
        for ahead in range(61):
            for span in self.sessions(today + timedelta(days=ahead)):
                if span.start > at:
                    return span.start
        return None

    def opening_of(self, at: int) -> int | None:
        """Start of the first session of `at`'s local date: a wait before it is reported apart."""
        day = self.sessions(self.local(at).date())
        return day[0].start if day else None

    def day_closes(self, at: int) -> int:
        """ms UTC at which the day of `at` is closed."""
        return self.at(self.local(at).date(), self.close_day_at)


def _session(text: str) -> tuple[time, time]:
    a, b = text.split("-")
    return time.fromisoformat(a.strip()), time.fromisoformat(b.strip())
