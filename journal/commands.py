"""The journal's commands: `verify`, `backup`, `restore`, `anchors`. None of them needs a server."""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import Any

from tqdm import tqdm

from journal.anchored import check_anchors
from journal.anchors import Anchors
from journal.backup import CannotBackUp, Restored, backup, restore
from journal.checking import check_journal
from journal.locks import open_locks
from journal.opening import Damaged
from journal.places import Places, places
from journal.signing import VARIABLE, NoKey, find, new_signer, write
from journal.verify import verify

COMMANDS = ("verify", "backup", "restore", "anchors")


def add_parsers(commands: Any) -> None:
    """The sub-commands' arguments."""
    check = commands.add_parser("verify", help="the hash chain, the anchors, the tables rebuilt")
    check.add_argument("--key", help="the public key of the anchors, where there is no other")
    copy = commands.add_parser("backup", help="copies the database beside a running server")
    copy.add_argument("file")
    back = commands.add_parser("restore", help="puts a backup in the database's place, no server")
    back.add_argument("file")
    back.add_argument("--tail", action="store_true", help="with what happened since, if readable")
    back.add_argument("--printed", default="", help="the newest slips found: A057,B012")
    keys = commands.add_parser("anchors", help="the key that signs how far the journal had come")
    keys.add_argument("do", choices=("public", "rotate"))


def run(args: argparse.Namespace, url: str, checked: Any) -> int:
    """Does one of them; 0, or 1 with what is wrong on stderr."""
    hall_id = checked.data["hall"]["id"]
    where = places(args.data or checked.folder / "data", checked.data["storage"])
    try:
        if args.command == "verify":
            return _verify(url, hall_id, where, args.key)
        if args.command == "backup":
            with tqdm(unit="page", disable=None, file=sys.stderr) as bar:
                backup(url, args.file, lambda left, total: _show(bar, total - left, total))
            print(f"backed up to {args.file}")
            return 0
        if args.command == "anchors":
            return _anchors(args.do, url, hall_id, where)
        printed = [number for number in args.printed.split(",") if number]
        _say(args.file, restore(url, args.file, where, tail=args.tail, printed=printed))
        return 0
    except (CannotBackUp, Damaged, NoKey, OSError) as error:
        print(f"{args.command}: {error}", file=sys.stderr)
        return 1


def _say(file: str, done: Restored) -> None:
    """What a restore did, and what is left to people."""
    kept = f"; the old database is kept as {done.kept}" if done.kept else ""
    print(f"restored {file}{kept}")
    for hall, found in done.halls.items():
        if found.taken:
            print(f"{hall}: {found.taken} events since the backup were taken over")
        if found.left:
            print(f"{hall}: {found.left} events since the backup were left out (--tail takes them)")
        for first, last in found.numbers:
            print(f"{hall}: {first} to {last} are not given out again today; reception enters "
                  "the slips still in the hall")  # fmt: skip
        if not found.known:
            print(f"{hall}: which numbers were given out since is not known: "
                  "restore again with --printed A057,… of the newest slips")  # fmt: skip
        if found.staff:
            print(f"{hall}: people and devices are as in the backup; to be done again: "
                  + "; ".join(found.staff))  # fmt: skip
    for note in done.notes:
        print(note)


def _anchors(do: str, url: str, hall_id: str, where: Places) -> int:
    signer = find(where.key)
    if do == "public":
        print(signer.public)
        return 0
    new, given = new_signer(), bool(os.environ.get(VARIABLE))
    locks = open_locks(url, hall_id)
    try:
        if given and not locks.alone():
            print(f"anchors: stop the server first, it knows only {VARIABLE}", file=sys.stderr)
            return 1
        keep = (lambda: None) if given else (lambda: write(where.key, new, replace=True))
        Anchors(where.anchors).rotate(signer, new, time.time_ns() // 1_000_000, keep)
    finally:
        locks.close()
    if given:
        print(f"{VARIABLE} is from now on {new.seed}")
    print(f"the public key is from now on {new.public}")
    return 0


def _verify(url: str, hall_id: str, where: Places, key: str | None) -> int:
    with tqdm(unit="event", disable=None, file=sys.stderr) as bar:
        verdict = verify(url, hall_id, progress=lambda seq, last: _show(bar, seq, last))
    if verdict.bad_seq is not None:
        print(f"bad seq {verdict.bad_seq}: {verdict.why}")
        return 1
    found = check_anchors(url, hall_id, where, key)
    if found.bad_seq is not None:
        print(f"bad seq {found.bad_seq}: {found.why}")
    for said in (*found.wrong, *verdict.differences):
        print(said)
    broken = [] if verdict.differences or not found.holds else check_journal(url, hall_id)
    for finding in broken:
        print(f"{finding.invariant} at {finding.seq}: {finding.what}")
    for note in found.notes:
        print(note)
    if verdict.holds and found.holds and not broken:
        print(f"the journal holds: {verdict.events} events, {found.anchors} anchors")
        return 0
    return 1


def _show(bar: Any, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)
