"""Commands about people: `enrol`, `user add | rights | list | lists | …`."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from people.people import Officer, People, Taken, Unknown
from queueing.who import PEOPLE, THE_HALL

ADMIN = THE_HALL  # who acts on the command line is whoever may read the database


def add_parsers(commands: Any) -> None:
    """The sub-commands' arguments."""
    enrol = commands.add_parser("enrol", help="a new key for a device of config.yaml")
    enrol.add_argument("device")
    enrol.add_argument(
        "--keep-old", action="store_true",
        help="the old key lives until the new one is used, 5 minutes at most",
    )  # fmt: skip
    user = commands.add_parser("user", help="officers").add_subparsers(dest="act", required=True)
    add = user.add_parser("add")
    add.add_argument("name")
    add.add_argument("--role", required=True, choices=PEOPLE)
    add.add_argument("--counters", help="ids separated by commas; all without")
    add.add_argument("--agencies", help="ids separated by commas: all counters of theirs")
    add.add_argument("--password-stdin", action="store_true", required=True)
    lists = user.add_parser("lists", help="services that follow an officer to any counter")
    lists.add_argument("name")
    for one in (add, lists):
        one.add_argument("--services", help="first list: services and groups, separated by commas")
        one.add_argument("--second", help="second list, the same way")
    rights = user.add_parser("rights", help="another role, other counters and agencies")
    rights.add_argument("name")
    rights.add_argument("--role", required=True, choices=PEOPLE)
    rights.add_argument("--counters", help="ids separated by commas; all without")
    rights.add_argument("--agencies", help="ids separated by commas: all counters of theirs")
    user.add_parser("list")
    for act in ("disable", "password", "totp-reset"):
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
            return enrol(args.device, people, journal, settings, keep_old=args.keep_old)
        return user(args, people, journal, settings)
    except (ValueError, Taken, Unknown) as error:
        print(f"{error}", file=sys.stderr)
        return 1


def enrol(
    device: str, people: People, journal: Any, settings: dict[str, Any], *, keep_old: bool = False
) -> int:
    kinds = devices(settings)
    if device not in kinds:
        raise ValueError(
            f"{device}: no such device in config.yaml; there are {', '.join(sorted(kinds))}"
        )
    key = people.enrol(device, kinds[device], keep_old=keep_old)
    tell(journal, lambda hall, now: hall.device_enrolled(ADMIN, now, device, kinds[device]))
    print(key)
    return 0


def user(args: argparse.Namespace, people: People, journal: Any, settings: dict[str, Any]) -> int:
    if args.act == "list":
        for officer in people.officers():
            state = "disabled" if officer.disabled_at is not None else "active"
            print(f"{officer.name}\t{officer.role}\t{rights(officer)}\t{state}")
        return 0
    name = args.name
    if args.act == "disable":
        people.disable(name)
        tell(journal, lambda hall, now: hall.officer_disabled(ADMIN, now, name))
        return 0
    if args.act == "totp-reset":
        people.drop_totp(name)
        tell(journal, lambda hall, now: hall.officer_totp_changed(ADMIN, now, name, False))
        return 0
    if args.act == "lists":
        set_lists(args, people, journal, settings)
        return 0
    if args.act == "rights":
        counters = chosen("--counters", args.counters, settings["counters"])
        agencies = chosen("--agencies", args.agencies, settings["agencies"])
        people.set_rights(name, args.role, counters, agencies)
        tell(
            journal,
            lambda hall, now: hall.officer_rights_changed(
                ADMIN, now, name, args.role, counters, agencies
            ),
        )
        return 0
    password = sys.stdin.readline().rstrip("\r\n")
    if args.act == "password":
        people.set_password(name, password)
        tell(journal, lambda hall, now: hall.officer_password_changed(ADMIN, now, name))
        return 0
    counters = chosen("--counters", args.counters, settings["counters"])
    agencies = chosen("--agencies", args.agencies, settings["agencies"])
    for option, text in (("--services", args.services), ("--second", args.second)):
        chosen(option, text, [*settings["services"], *settings["service_groups"]])
    people.add_officer(name, args.role, counters, password, agencies)
    tell(
        journal,
        lambda hall, now: hall.officer_added(ADMIN, now, name, args.role, counters, agencies),
    )
    if args.services is not None or args.second is not None:
        set_lists(args, people, journal, settings)
    return 0


def set_lists(
    args: argparse.Namespace, people: People, journal: Any, settings: dict[str, Any]
) -> None:
    """An officer's own lists; neither named: the counter's hold again."""
    rows = [*settings["services"], *settings["service_groups"]]
    first, second = chosen("--services", args.services, rows), chosen("--second", args.second, rows)
    if first is None and second is not None:
        first = []
    people.set_lists(args.name, first, second or [])
    tell(
        journal,
        lambda hall, now: hall.officer_lists_changed(ADMIN, now, args.name, first, second or []),
    )


def chosen(option: str, text: str | None, rows: list[dict[str, Any]]) -> list[str] | None:
    """The ids of an option; None without. Raises ValueError for those the config does not know."""
    if text is None:
        return None
    ids = [id.strip() for id in text.split(",") if id.strip()]
    unknown = set(ids) - {row["id"] for row in rows}
    if unknown:
        raise ValueError(f"{option}: unknown: {', '.join(sorted(unknown))}")
    return ids


def rights(officer: Officer) -> str:
    """all, or counters, then agencies as agency:ID."""
    if officer.counters is None and officer.agencies is None:
        return "all"
    agencies = (f"agency:{id}" for id in sorted(officer.agencies or ()))
    return ",".join([*sorted(officer.counters or ()), *agencies])


def tell(journal: Any, act: Any) -> None:
    journal.do(act, caller="command:", route="")


devices = People.devices_of
