"""The journal's commands: `verify`, `backup FILE`, `restore FILE`. None of them needs a server."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from tqdm import tqdm

from journal.backup import CannotBackUp, backup, restore
from journal.checking import check_journal
from journal.opening import Damaged
from journal.verify import verify

COMMANDS = ("verify", "backup", "restore")


def add_parsers(commands: Any) -> None:
    """The sub-commands' arguments."""
    commands.add_parser("verify", help="the hash chain, the invariants, the read tables rebuilt")
    for name, words in (
        ("backup", "copies the database beside a running server"),
        ("restore", "puts a backup in the database's place; no server may run"),
    ):
        commands.add_parser(name, help=words).add_argument("file")


def run(args: argparse.Namespace, url: str, checked: Any) -> int:
    """Does one of them; 0, or 1 with what is wrong on stderr."""
    try:
        if args.command == "verify":
            return _verify(url, checked.data["hall"]["id"])
        if args.command == "backup":
            with tqdm(unit="page", disable=None, file=sys.stderr) as bar:
                backup(url, args.file, lambda left, total: _show(bar, total - left, total))
            print(f"backed up to {args.file}")
            return 0
        kept = restore(url, args.file)
        print(f"restored {args.file}" + (f"; the old database is kept as {kept}" if kept else ""))
        return 0
    except (CannotBackUp, Damaged, OSError) as error:
        print(f"{args.command}: {error}", file=sys.stderr)
        return 1


def _verify(url: str, hall_id: str) -> int:
    with tqdm(unit="event", disable=None, file=sys.stderr) as bar:
        verdict = verify(url, hall_id, progress=lambda seq, last: _show(bar, seq, last))
    if verdict.bad_seq is not None:
        print(f"bad seq {verdict.bad_seq}: {verdict.why}")
        return 1
    for difference in verdict.differences:
        print(difference)
    broken = [] if verdict.differences else check_journal(url, hall_id)
    for finding in broken:
        print(f"{finding.invariant} at {finding.seq}: {finding.what}")
    if verdict.holds and not broken:
        print(f"the journal holds: {verdict.events} events")
        return 0
    return 1


def _show(bar: Any, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)
