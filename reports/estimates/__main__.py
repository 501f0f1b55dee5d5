"""How good the estimates would have been: `python -m reports.estimates --from DAY --to DAY`.

Replays the journal; every prediction rests on what was written down by then. Prints Markdown.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

from journal.store import MISTAKE
from journal.stores import open_store
from queueing.events import Event
from reports.estimates.beginning import beginning
from reports.estimates.replay import replay
from reports.estimates.scores import tables
from settings import load

LEARN = 60  # days by the calendar before the first, to learn from
TICKETS = 200  # foretold a day where nothing else is said: the rest would tell the same


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="reports.estimates", description=__doc__.split("\n")[0])
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
    parser.add_argument("--config", type=Path, default=Path("config.yaml"))
    parser.add_argument("--data", type=Path, help="folder of the data, instead of the config's")
    parser.add_argument("--all", action="store_true", help="every ticket, not a share of them")
    args = parser.parse_args()
    if args.last < args.first:
        parser.error("--to lies before --from")
    return args


def main() -> int:
    args = arguments()
    checked = load(args.config)
    if checked.mistakes or checked.data is None:
        print(checked.report(), file=sys.stderr)
        return 1
    url = f"sqlite:///{args.data.resolve()}/hall.db" if args.data else checked.database
    store = open_store(url, checked.data["hall"]["id"], "estimates")
    try:
        store.connect_reading()
        events, after = beginning(store, args.first - timedelta(days=LEARN))
        events = [*events, *(e for part in store.events(after, store.head().seq) for e in part)]
    except Exception as error:
        trouble = store.trouble(error)
        if trouble.kind == MISTAKE:
            raise
        print(f"reports.estimates: {trouble.why}", file=sys.stderr)
        return 1
    finally:
        store.close()
    thin = 1.0 if args.all else min(1.0, TICKETS / max(a_day(events), 1))
    first, last = args.first.isoformat(), args.last.isoformat()
    told = replay(events, first, last, thin=thin, over=over)
    if not told:
        print(f"no ticket was foretold from {first} to {last}", file=sys.stderr)
        return 1
    if thin < 1:
        print(f"A sample of one ticket in {1 / thin:.1f}; --all takes every one.\n")
    for line in tables(told):
        print(line)
    return 0


def over(day: str) -> None:
    """Says how far it is."""
    print(f"{day} replayed", file=sys.stderr)


def a_day(events: list[Event]) -> float:
    """Tickets an ordinary day."""
    days = sum(e.kind == "DayOpened" for e in events)
    return sum(e.kind == "TicketIssued" for e in events) / max(days, 1)


if __name__ == "__main__":
    sys.exit(main())
