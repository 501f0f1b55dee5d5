"""The command `simulate`: made-up days into an empty journal, ending yesterday."""

from __future__ import annotations

import argparse
import gc
import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tqdm import tqdm

from demo.days import begin, working_days
from demo.simulation import Simulation
from journal.bulk import Bulk, NotEmpty
from queueing.plan import Plan

COMMANDS = ("simulate",)


def add_parsers(commands: Any) -> None:
    """The sub-command's arguments."""
    simulate = commands.add_parser(
        "simulate", help="whole made-up days through the real rules, into an empty --data folder"
    )
    simulate.add_argument("--days", type=int, required=True, help="working days, ending yesterday")
    simulate.add_argument("--seed", type=int, default=1, help="the same seed, the same days")
    simulate.add_argument("--visits", type=int, help="on an average day; else what it can serve")
    simulate.add_argument("--printing", action="store_true", help="with the printers' events")
    # given before the command or after it
    simulate.add_argument("--data", type=Path, default=argparse.SUPPRESS, help="an empty folder")


def run(args: argparse.Namespace, url: str, checked: Any) -> int:
    """Simulates; 0, or 1 with a sentence on stderr."""
    if args.days < 1 or (args.visits is not None and args.visits < 1):
        print("simulate: --days and --visits are 1 or more", file=sys.stderr)
        return 1
    if args.data is None:
        print("simulate: needs --data, an empty folder", file=sys.stderr)
        return 1
    settings = checked.data
    plan = Plan.read(settings)
    yesterday = datetime.now(plan.hours.zone).date() - timedelta(days=1)
    gc.disable()  # nothing of a day is cyclic; looking for it would take a third of the time
    try:
        days = working_days(plan, yesterday, args.days)
        with Bulk(url, plan.hall_id) as bulk:
            midnight = datetime.min.time()
            begin(bulk.hall, bulk.add, settings, plan.hours.at(days[0], midnight))
            simulation = Simulation(
                bulk.hall, bulk.add, Random(args.seed), args.visits, args.printing
            )
            tqdm.monitor_interval = 0  # no thread beside us
            progress = tqdm(days, unit="day", disable=None, file=sys.stderr)
            for day in progress:
                simulation.day(day)
                bulk.commit()
                progress.set_postfix(visits=simulation.visits, refresh=False)
    except (NotEmpty, ValueError) as error:
        print(f"simulate: {error}", file=sys.stderr)
        return 1
    finally:
        gc.enable()
    print(
        f"{len(days)} days, {days[0]} to {days[-1]}: {simulation.visits} visits, "
        f"{bulk.hall.seq} events in {url}"
    )
    return 0
