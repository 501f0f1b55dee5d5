"""Export: the journal for other programs, as JSON lines or as an XES event log (IEEE 1849).

python -m reports.export --jsonl FILE | --xes FILE [--config config.yaml] [--data FOLDER]
                         [--from DAY] [--to DAY]
FILE `-` is the standard output. Free text and identity are not exported, only their salted hashes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import quoteattr

from sqlalchemy import func, select

from journal.store import Row, Store
from journal.tables import events
from queueing.plan import Plan
from reports.frame import plain
from reports.reading import reading, rows_of

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/></global>
<classifier name="Activity" keys="concept:name"/>
"""


def span(plan: Plan, first: str | None, last: str | None) -> tuple[int, int]:
    """The local days as ms UTC, both included. ValueError for what is no date."""
    hours = plan.hours
    begin = hours.at(date.fromisoformat(first), time()) if first else 0
    if last is None:
        return begin, 1 << 62
    return begin, hours.at(date.fromisoformat(last) + timedelta(days=1), time())


def chosen(store: Store, begin: int, end: int) -> Iterator[Row]:
    """The events of that time in order; they are read in slices."""
    rows = rows_of(store)
    mine = events.c.hall_id == store.hall_id
    first = rows(select(func.min(events.c.seq)).where(mine, events.c.at >= begin))[0][0]
    last = rows(select(func.max(events.c.seq)).where(mine, events.c.at < end))[0][0]
    if first is not None and last is not None:
        for part in store.read(first - 1, last):
            yield from part


def to_jsonl(rows: Iterable[Row], zone: Any, out: TextIO) -> int:
    """One event a line, keys as in docs/journal.md; how many."""
    n = 0
    for row in rows:
        n += 1
        line = row._asdict()
        line["at"] = _time(row.at, zone)
        line["data"] = json.loads(row.data)
        out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    return n


def to_xes(rows: Iterable[Row], hall: str, zone: Any, out: TextIO) -> int:
    """A trace a visit, its events in order; how many traces. A day is held in memory at a time."""
    out.write(HEAD + _string("concept:name", hall) + "\n")
    n, visits = 0, {}
    for row in rows:
        if row.kind == "DayOpened":
            n += _traces(visits, zone, out)
            visits = {}
        elif row.ticket is not None:
            visits.setdefault(row.ticket, []).append(row)
    n += _traces(visits, zone, out)
    out.write("</log>\n")
    return n


def _traces(visits: dict[int, list[Row]], zone: Any, out: TextIO) -> int:
    for ticket, rows in visits.items():
        first = json.loads(rows[0].data)
        day = datetime.fromtimestamp(rows[0].at / 1000, zone).date().isoformat()
        name = f"{day} {first.get('number', ticket)}"
        out.write("<trace>" + _string("concept:name", name) + _int("hall:ticket", ticket))
        for key in ("service", "class", "ground", "language"):
            if first.get(key):
                out.write(_string(f"hall:{key}", first[key]))
        for row in rows:
            out.write(_event(row, zone))
        out.write("</trace>\n")
    return len(visits)


def _event(row: Row, zone: Any) -> str:
    data = json.loads(row.data)
    parts = [
        _string("concept:name", row.kind), _string("lifecycle:transition", "complete"),
        f'<date key="time:timestamp" value="{_time(row.at, zone)}"/>', _int("hall:seq", row.seq),
    ]  # fmt: skip
    for key, value in (
        ("org:resource", row.officer), ("org:group", row.counter), ("hall:device", row.device),
        *((f"hall:{k}", data[k]) for k in ("service", "rule", "outcome", "channel") if k in data),
    ):  # fmt: skip
        if value is not None:
            parts.append(_string(key, str(value)))
    parts += [_int(f"hall:{k}", data[k]) for k in ("leg", "score") if isinstance(data.get(k), int)]
    return f"<event>{''.join(parts)}</event>"


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(plain(value))}/>"


def _int(key: str, value: int) -> str:
    return f"<int key={quoteattr(key)} value={quoteattr(str(value))}/>"


def _time(ms: int, zone: Any) -> str:
    return datetime.fromtimestamp(ms / 1000, zone).isoformat(timespec="milliseconds")


@contextmanager
def opened(path: str) -> Iterator[TextIO]:
    if path == "-":
        yield sys.stdout
    else:
        with Path(path).open("w", encoding="utf-8", newline="\n") as file:
            yield file


def main(arguments: list[str] | None = None) -> int:
    """Writes the file; 0, or 1 with a sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m reports.export", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--jsonl", metavar="FILE")
    what.add_argument("--xes", metavar="FILE")
    parser.add_argument("--config", default="config.yaml", type=Path)
    parser.add_argument("--data", type=Path, help="folder of the data, instead of the config's")
    parser.add_argument("--from", dest="first", metavar="DAY")
    parser.add_argument("--to", dest="last", metavar="DAY")
    args = parser.parse_args(arguments)
    from settings import load

    checked = load(args.config)
    if checked.mistakes:
        print(checked.report(), file=sys.stderr)
        return 1
    plan = Plan.read(checked.data)
    url = f"sqlite:///{args.data.resolve()}/hall.db" if args.data else checked.database
    try:
        begin, end = span(plan, args.first, args.last)
        zone = plan.hours.zone
        with reading(url, plan.hall_id) as store, opened(args.jsonl or args.xes) as out:
            rows = chosen(store, begin, end)
            if args.jsonl:
                print(f"{to_jsonl(rows, zone, out)} events", file=sys.stderr)
            else:
                name = plan.settings["hall"]["name"]["vi"]
                print(f"{to_xes(rows, name, zone, out)} visits", file=sys.stderr)
    except Exception as error:  # a sentence, not a stack trace, whatever the disk or database says
        print(f"export: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
