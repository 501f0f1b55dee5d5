"""The data dictionary: every event, table, column, report and metric, as docs/data-dictionary.md.

python -m reports.dictionary > docs/data-dictionary.md
"""

from __future__ import annotations

from sqlalchemy import Table

from journal import daybook, tables
from queueing.events import KINDS
from queueing.ticket import MOVES, State
from reports import REPORTS, report, titles

# what the read tables' columns mean, where the name does not say it all
MEANINGS = {
    "hall_id": "the hall, first in every key",
    "id": "seq of the TicketIssued it began with; of devices: the id in config.yaml",
    "ticket": "tickets.id",
    "day": "local date YYYY-MM-DD",
    "number": "as printed; unique in hall and day",
    "series": "group or service:ID whose range of numbers it is",
    "n": "the number without letters",
    "class": "regular, priority, urgent",
    "ground": "why priority: an id of config.yaml's grounds",
    "kiosk": "the device it came from; null: reception",
    "slot": "an appointment's time, ms UTC",
    "legs": "how many legs so far; of days: how many rows each column has",
    "leg": "counts from 1 within a ticket",
    "no": "counts from 1 within a ticket",
    "returned": "came back once after a no-show",
    "outcome": "how it ended",
    "kind": "of intervals: waiting, walking, serving, held; of shifts: open, pause",
    "counts_from": "of a wait: from the later of slot and opening; else began_at",
    "rule": "of a walk: by which rule it was called",
    "hand": "called by hand, out of order",
    "inaccurate": "the finish was forgotten, or lay beyond hall.service_cap",
    "recalls": "of a walk: how often the leg was called again so far",
    "promised_p50": "of a first wait: seconds told at the issue",
    "promised_p80": "of a first wait: seconds told at the issue",
    "job": "seq of the event the slip began with",
    "why": "why it failed or is not clear",
    "reprint": "marked BẢN IN LẠI",
    "channel": "pad or page",
    "score": "1 to rating.levels, the best last",
    "reasons": "JSON list of ids of rating.reasons",
    "state": "see states below; of devices: enrolled, revoked; of print_jobs: its own",
    "level": "info, warning, critical",
    "alert": "which",
    "about": "a device, a service, a counter, the hall",
    "base": "ms UTC from which the day's times count",
    "labels": "JSON: label -> names; an index of 1 is the first",
    "reason": "of a pause",
}
# facts of `days`, in the words of journal/daybook.py
FACTS = {
    "service": "index into labels.service", "counter": "index; 0: none",
    "officer": "index; 0: none",
    "klass": "index: the class", "leg": "counts from 1", "issued": "ms after base",
    "entered": "ms after base: when the wait began to count", "wait": "ms to the first call",
    "took": "ms served without hold", "held": "ms on hold",
    "flags": "bits 1 finished, 2 transferred, 4 no-show, 8 held, 16 by hand, 32 returned, "
    "64 inaccurate, 128 cancelled, 256 expired, 512 served without a ticket",
    "recalls": "calls after the first", "p50": "s promised", "p80": "s promised",
    "pad": "score, 0: none", "page": "score, 0: none", "pad_ms": "ms from finish to press",
    "reasons": "bit n: the n-th of labels.reasons",
}  # fmt: skip
METRICS = {
    "hall_waiting": "people in line, by service",
    "hall_longest_wait_seconds": "of who waits now, by service",
    "hall_tickets_total": "tickets of the open day, by service and what happened",
    "hall_waits_total": "waits ended by a first call, by service",
    "hall_wait_seconds_total": "sum of those waits, by service",
    "hall_services_total": "services finished, by service",
    "hall_service_seconds_total": "sum of their time, by service",
    "hall_counters": "counters by state",
    "hall_alerts": "open alerts by level",
}


def page() -> str:
    """The whole page as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        "Made by `python -m reports.dictionary > docs/data-dictionary.md`; a test compares them. "
        "Times are ms since 1970 UTC unless a line says otherwise; ids are those of config.yaml.",
        "",
        "Files: `python -m reports.export --jsonl FILE` writes every event as a line, "
        "`--xes FILE` a trace a visit (IEEE 1849); `GET /api/v1/reports/NAME` the reports.",
        "",
        "## Events",
        "",
        "| kind | data |",
        "|---|---|",
        *(f"| `{kind}` | {escaped(data)} |" for kind, data in KINDS.items()),
        "",
        "States of a ticket: " + ", ".join(f"`{s}`" for s in State) + ". "
        "Verbs: " + ", ".join(f"`{m}`" for m in MOVES) + ".",
        "",
        "## Read tables",
    ]
    for table in tables.READ_TABLES:
        lines += [
            "",
            f"### `{table.name}`",
            "",
            "| column | type | | meaning |",
            "|---|---|---|---|",
        ]
        lines += [row(table, column.name) for column in table.columns]
    lines += [
        "",
        "## Reports",
        "",
        "`GET /api/v1/reports/NAME?from=&to=&format=json|csv|xlsx|pdf`.",
    ]
    for name in REPORTS:
        said = report(name).definition(str)
        lines += ["", f"### `{name}`: {titles(str)[name]}", "", *said]
    lines += ["", "## Metrics", "", "Beside those of the server itself, at `/metrics`. "
              "`docs/grafana/hall.json` draws them.", "", "| name | what |", "|---|---|",
              *(f"| `{name}` | {what} |" for name, what in METRICS.items())]  # fmt: skip
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Words in a table of Markdown's."""
    return text.replace("|", "\\|")


def row(table: Table, name: str) -> str:
    """A column's line. KeyError for a fact of `days` that has no words."""
    column = table.c[name]
    packed = table is tables.days and name in daybook.FACTS
    if packed:
        size = daybook.FACTS[name]
        kind = f"{size} byte{'s' if size > 1 else ''} a leg"
        meaning = FACTS[name]
    else:
        kind, meaning = str(column.type).lower(), MEANINGS.get(name, "")
    key = "key" if column.primary_key else "may be null" if column.nullable else ""
    return f"| `{name}` | {kind} | {key} | {meaning} |"


if __name__ == "__main__":
    print(page(), end="")
