"""Hours: sessions that follow each other, holidays and closures that are days of the calendar."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from settings.draft import Draft
from settings.mistake import near
from settings.models.hall import WEEKDAYS


def check_days(draft: Draft) -> None:
    hall, hours = draft.maps.get("hall"), draft.maps.get("hours")
    if hall is not None:
        try:
            ZoneInfo(hall.timezone)
        except (KeyError, OSError, ValueError):  # not found; a folder of zones; no such name
            draft.wrong(("hall", "timezone"), _no_zone(hall.timezone))
    if hours is None:
        return
    last = "00:00"
    for day in WEEKDAYS:
        sessions = getattr(hours.week, day)
        before = None
        for at, session in enumerate(sessions):
            start, end = session.split("-")
            last = max(last, end)
            if before is not None and start < before.split("-")[1]:
                text = f"{session} begins before {before} has ended; allowed: one after the other"
                draft.wrong(("hours", "week", day, at), text)
            before = session
    if last == "00:00" and not draft.mistakes:
        draft.wrong(("hours", "week"), "the hall never opens; allowed: at least one session")
    if hours.close_day_at < last:
        text = (
            f"{hours.close_day_at} is before the last session ends ({last}); allowed: "
            f"{last} or later"
        )
        draft.wrong(("hours", "close_day_at"), text)
    seen: dict[str, int] = {}
    for at, holiday in enumerate(hours.holidays):
        path = ("hours", "holidays", at, "date")
        if holiday.date in seen:
            text = f"{holiday.date} is here twice, first on line {seen[holiday.date]}; keep one"
            draft.wrong(path, text)
        seen.setdefault(holiday.date, draft.line(path))
    for at, closure in enumerate(hours.closures):
        if closure.to < closure.from_:
            text = f"{closure.to} is before {closure.from_}; allowed: the same day or later"
            draft.wrong(("hours", "closures", at, "to"), text)


def _no_zone(name: str) -> str:
    guess = "".join(f"; did you mean '{zone}'?" for zone in near(name, available_timezones()))
    return f"'{name}' is no time zone{guess or ';'} allowed: such as Asia/Ho_Chi_Minh"
