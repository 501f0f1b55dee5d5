"""Arrivals: how many tickets an hour of the week brings."""

from __future__ import annotations

import numpy as np

from reports.frame import Asked, Column, Found, Say, Table
from reports.grouping import weekday_names
from reports.plots import heat

FACTS = ("service", "leg", "issued")


def definition(_: Say) -> list[str]:
    return [
        _("Tickets taken in that hour, on a mean day of that weekday."),
        _("Days without a ticket are not counted."),
        _("A visit counts once, at its issue; hours of the hall's own time."),
    ]


def find(asked: Asked) -> Found:
    _ = asked.say
    book = asked.book
    first = book["leg"] == 1
    cell = book.weekday[first].astype(np.uint16) * 24 + book.local_hour("issued")[first]
    counts = np.bincount(cell, minlength=168)[:168].reshape(7, 24)
    open_days = np.bincount(np.array(book.weekdays, dtype=np.uint8), minlength=7)
    hours = [h for h in range(24) if counts[:, h].any()]
    hours = list(range(hours[0], hours[-1] + 1)) if hours else []
    names = weekday_names(_)
    table = Table(
        "weekday", _("Tickets an hour"),
        [
            Column("weekday", _("Weekday"), "text"), Column("days", _("Days")),
            Column("tickets", _("Tickets")), Column("per_day", _("Tickets a day"), "score"),
            *(Column(f"h{h:02d}", f"{h:02d}:00", "score") for h in hours),
        ],
    )  # fmt: skip
    for day in range(7):
        n = int(open_days[day])
        if n:
            total = int(counts[day].sum())
            table.add(names[day], n, total, total / n, *(int(counts[day, h]) / n for h in hours))
    plot = heat(
        [(r[0], r[4:]) for r in table.rows],
        [f"{h}h" for h in hours],
        _short,
        _("Tickets an hour, on a mean day of that weekday"),
    )
    return Found(_takeaway(asked, table, hours, names, counts, open_days), [table], plot)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def _takeaway(asked: Asked, table: Table, hours: list[int], names: list[str], counts, days) -> str:  # type: ignore[no-untyped-def]
    _, number = asked.say, asked.number
    if not table.rows:
        return _("No ticket was taken in this time.")
    mean = counts / np.maximum(days, 1)[:, None]
    day, hour = (int(v) for v in np.unravel_index(mean.argmax(), mean.shape))
    busiest = max(table.rows, key=lambda row: row[3])
    said = _(
        "The fullest hour is {day} from {hour}:00: {n} tickets; the fullest day {most}: {all}."
    )
    n = table.rows[[r[0] for r in table.rows].index(names[day])][4 + hours.index(hour)]
    return said.format(
        day=names[day], hour=hour, n=number(n), most=busiest[0], all=number(busiest[3])
    )
