"""Commands about people: `enrol`, `user add | list | disable | password`."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from people.people import People, Taken, Unknown
from queueing.who import PEOPLE, THE_HALL

ADMIN = THE_HALL  # who acts on the command line is whoever may read the database


def add_parsers(commands: Any) -> None:
    """The sub-commands' arguments."""
    enrol = commands.add_parser("enrol", help="a new key for a device of config.yaml")
    enrol.add_argument("device")
    user = commands.add_parser("user", help="officers").add_subparsers(dest="act", required=True)
    add = user.add_parser("add")
    add.add_argument("name")
    add.add_argument("--role", required=True, choices=PEOPLE)
    add.add_argument("--counters", help="ids separated by commas; all without")
    add.add_argument("--password-stdin", action="store_true", required=True)
    user.add_parser("list")
    for act in ("disable", "password"):
        one = user.add_parser(act)
        one.add_argument("name")
        if act == "password":
            one.add_argument("--password-stdin", action="store_true", required=True)


def run(args: argparse.Namespace, people: People, journal: Any, settings: dict[str, Any]) -> int:
    """Does one of them; 0, or 1 with a sentence on stderr. The rows come first, then the event
    that makes a running server look: if that fails, saying it again does no harm."""
    if journal.live.plan is None:
        tell(journal, lambda hall, now: hall.change_settings(ADMIN, now, settings))
    try:
        if args.command == "enrol":
            return enrol(args.device, people, journal, settings)
        return user(args, people, journal, settings)
    except (ValueError, Taken, Unknown) as error:
        print(f"{error}", file=sys.stderr)
        return 1


def enrol(device: str, people: People, journal: Any, settings: dict[str, Any]) -> int:
    kinds = devices(settings)
    if device not in kinds:
        raise ValueError(
            f"{device}: no such device in config.yaml; there are {', '.join(sorted(kinds))}"
        )
    key = people.enrol(device, kinds[device])
    tell(journal, lambda hall, now: hall.device_enrolled(ADMIN, now, device, kinds[device]))
    print(key)
    return 0


def user(args: argparse.Namespace, people: People, journal: Any, settings: dict[str, Any]) -> int:
    if args.act == "list":
        for officer in people.officers():
            counters = "all" if officer.counters is None else ",".join(sorted(officer.counters))
            state = "disabled" if officer.disabled_at is not None else "active"
            print(f"{officer.name}\t{officer.role}\t{counters}\t{state}")
        return 0
    name = args.name
    if args.act == "disable":
        people.disable(name)
        tell(journal, lambda hall, now: hall.officer_disabled(ADMIN, now, name))
        return 0
    password = sys.stdin.readline().rstrip("\r\n")
    if args.act == "password":
        people.set_password(name, password)
        tell(journal, lambda hall, now: hall.officer_password_changed(ADMIN, now, name))
        return 0
    counters = None
    if args.counters is not None:
        counters = [c.strip() for c in args.counters.split(",") if c.strip()]
        unknown = set(counters) - {row["id"] for row in settings["counters"]}
        if unknown:
            raise ValueError(f"--counters: unknown: {', '.join(sorted(unknown))}")
    people.add_officer(name, args.role, counters, password)
    tell(journal, lambda hall, now: hall.officer_added(ADMIN, now, name, args.role, counters))
    return 0


def tell(journal: Any, act: Any) -> None:
    journal.do(act, caller="command:", route="")


def devices(settings: dict[str, Any]) -> dict[str, str]:
    """Every device of the config that can have a key: id -> kind (a role of queueing.who)."""
    pads = {"rating": "rating_pad", "call": "call_pad"}
    return {
        **{row["id"]: "kiosk" for row in settings["kiosks"]},
        **{row["id"]: "display" for row in settings["displays"]},
        **{row["id"]: "printer" for row in settings["printers"]},
        **{row["id"]: pads[row["kind"]] for row in settings["pads"]},
    }
