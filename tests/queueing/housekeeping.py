"""What the house itself goes through: paper, alerts, people, clock, settings, the day's end."""

from __future__ import annotations

from copy import deepcopy

from tests.queueing.acts import COUNTERS, SERVICES, Dice, busy_hall, morning
from tests.queueing.driver import Driver


def printing(d: Driver, dice: Dice) -> None:
    """The printer's worker tells how far it has come."""
    verb = dice.of(("print_started", "print_started", "print_confirmed", "print_failed",
                    "print_unconfirmed"))  # fmt: skip
    due = "queued" if verb == "print_started" else "started"
    fit = [j.id for j in d.hall.jobs.values() if j.state == due]
    job = dice.of(fit) if fit and dice.upto(9) else dice.of([*d.hall.jobs, 424242])
    why = ("hết giấy",) if verb in ("print_failed", "print_unconfirmed") else ()
    role = "printer" if dice.upto(9) else "kiosk"
    d.do(verb, d.rules.Who(role, device="p1"), job, *why)


def alerts(d: Driver, dice: Dice) -> None:
    about = dice.of(("p1", "k1"))
    n = dice.upto(7)
    boss = d.rules.Who("supervisor", officer="sep")
    if n > 5:
        who = dice.of((d.the_hall, d.the_hall, boss))
        if n == 6:
            to = dice.of(("supervisor", "manager"))
            d.do("escalate_alert", who, "paper", about, to)
        else:
            d.do("tell_alerts", who, d.hall.seq - dice.upto(20))
    elif n < 3:
        level = dice.of(("info", "warning", "critical", "loud"))
        d.do("raise_alert", d.the_hall, "paper", about, level, dice.of((None, "hết giấy")))
    elif n == 3:
        d.do("clear_alert", d.the_hall, "paper", about)
        d.do("choose_what_if", dice.of((boss, d.the_hall)), {"what": "open", "counter": "1"})
        d.do("note_what_if", dice.of((boss, d.the_hall)), 1, ["khai-sinh"], 600, 3)
    else:
        d.do("acknowledge_alert", dice.of((boss, boss, d.the_hall)), "paper", about)


def boards(d: Driver, dice: Dice) -> None:
    """Messages hung up and taken down, a zone's voice muted, a board tried."""
    role = dice.of(("supervisor", "supervisor", "manager", "officer"))
    who = d.rules.Who(role, officer="sep")
    zone, urgent = dice.of((None, "z1", "z1", "nowhere")), dice.upto(3) == 0
    n = dice.upto(6)
    if n < 2:
        texts = dice.of(({"vi": "Nghỉ trưa"}, {"vi": "Nghỉ", "en": "Closed"}, {"en": "no"},
                         {"vi": "x" * 201}))  # fmt: skip
        until = d.now + dice.of((60_000, 3_600_000, 86_400_000, -1))
        d.do("set_message", who, texts, until, zone, urgent)
    elif n == 2:
        d.do("end_message", who, zone, urgent)
    elif n == 3:
        d.do("mute_zone", who, zone or "z1", d.now + dice.of((60_000, 600_000, 0)))
    elif n == 4:
        d.do("unmute_zone", who, zone or "z1")
    else:
        d.do("test_display", who, dice.of(("tv1", "tv1", "tv9")))


def people(d: Driver, dice: Dice) -> None:
    admin = d.rules.Who("admin", officer="quan")
    n = dice.upto(4)
    if n == 0:
        d.do("device_enrolled", admin, "k1", "kiosk")
    elif n == 1:
        d.do("device_revoked", admin, "k1")
    elif n == 2:
        d.do("officer_added", admin, "dung", "officer", dice.of((None, {"2", "1"})))
    elif n == 3:
        d.do("officer_disabled", admin, "dung")
    else:
        d.do("officer_password_changed", admin, "dung")
        d.do("officer_totp_changed", admin, "dung", False)
        d.do("officer_logged_out", admin)


def clock(d: Driver, dice: Dice) -> None:
    if dice.upto(1):
        d.do("clock_jumped", d.the_hall, dice.of((5000, -3600_000)))
    else:
        role = dice.of(("supervisor", "supervisor", "officer"))
        d.do("confirm_clock", d.rules.Who(role, officer="sep"), 5000)


def settings(d: Driver, dice: Dice) -> None:
    """The hall is set up anew in mid-day: other head starts, policies, counters, services."""
    new = deepcopy(d.hall.plan.settings)
    n = dice.of((0, 1, 2, 3, 4, 4, 5, 5, 5, 6, 6, 7, 8, 8))
    if n == 0:
        new["policy"]["head_start_priority"] = dice.of((600, 1200, 2400))
    elif n == 1:
        new["policy"]["name"] = dice.of(("effective_time", "fifo", "strict", "ratio"))
    elif n == 2:
        new["service_groups"][dice.upto(2)]["policy"] = dice.of((None, "fifo", "strict", "ratio"))
    elif n == 3:
        new["counters"][1]["second"] = dice.of(([], ["dat-dai"], ["chung-thuc"]))
    elif n == 4:
        whole = busy_hall()["counters"]
        gone = dice.of(COUNTERS) if len(new["counters"]) == len(whole) else None
        new["counters"] = [c for c in whole if c["id"] != gone]
    elif n == 5:
        whole = busy_hall()["services"]
        gone = dice.of(SERVICES) if len(new["services"]) == len(whole) else None
        new["services"] = [s for s in whole if s["id"] != gone]
    elif n == 6:
        new["hall"]["on_next"] = dice.of(("finish", "refuse"))
        new["hall"]["officer_may_pick"] = bool(dice.upto(1))
        new["hall"]["without_ticket"] = bool(dice.upto(1))
        new["hall"]["no_show_after"] = dice.of((None, 60, 300))
    elif n == 8:
        required = new["hall"]["outcome"] == "required"
        new["hall"]["outcome"] = "optional" if required else "required"
    else:
        new["policy"]["overflow"] = dice.of((300, 1200))
    d.do("change_settings", d.the_hall, new)


def put_off(d: Driver, dice: Dice) -> None:
    """In the evening: who is left is put off, all or some, and comes back in the morning."""
    boss = d.rules.Who(dice.of(("supervisor", "supervisor", "officer")), officer="sep")
    some = [t.id for t in d.hall.tickets.values() if t.state in ("waiting", "on_hold")][:3]
    which = dice.of((None, some, some, [999_999], list(d.hall.tickets)[:2]))
    d.do("put_off", boss, which, dice.of((None, None, "p1", "p9")))
    if dice.upto(1):
        morning(d)
        goes_first(d, dice)


def absent(d: Driver, dice: Dice) -> None:
    """The hall looks by itself for those who were called and have not come."""
    d.now += dice.of((0, 61, 301)) * 1000
    d.do("mark_absent", d.the_hall)


def goes_first(d: Driver, dice: Dice) -> None:
    """Somebody comes with the number of yesterday; one tries it twice, or with any number."""
    rights = [p.number for p in d.hall.put_off_rights.values()] or ["A001"]
    who = d.rules.Who("reception" if dice.upto(9) else "kiosk", officer="re")
    for number in (dice.of(rights), dice.of((*rights, "Z999"))):
        d.do("check_in_first", who, number, dice.of((None, None, "p1", "p9")))


def close_day(d: Driver, dice: Dice) -> None:
    d.do("close_day", d.rules.Who(dice.of(("manager", "officer", "officer")), officer="to"))


def long_away(d: Driver, dice: Dice) -> None:
    """The clock says that a month has passed, and nobody has confirmed it."""
    d.now += 31 * 86400_000
    d.do("open", d.rules.Who("officer", officer="an"), "1")
    d.do("issue", d.rules.Who("kiosk", device="k1"), service=dice.of(SERVICES))
    d.do("confirm_clock", d.rules.Who("supervisor", officer="sep"), 0)
    morning(d)


def alone(d: Driver, dice: Dice) -> None:
    """A kiosk gives numbers of its own reserve and tells the hall afterwards, or forgets to."""
    new = deepcopy(d.hall.plan.settings)
    new["kiosks"][0]["reserve"] = 3 + dice.upto(5)
    d.do("change_settings", d.the_hall, new)
    kiosk, desk = d.rules.Who("kiosk", device="k1"), d.rules.Who("reception", officer="re")
    for holder in ("", "kính", "kính", "máy mới"):
        d.do("reserve_numbers", kiosk, holder)
    d.do("reserve_numbers", desk, "kính")
    d.do("reserve_numbers", d.rules.Who("kiosk", device="k9"), "kính")
    for service in SERVICES:
        series = d.hall.plan.services[service].series.id
        for number in d.hall.reserve_of("k1", "kính").get(series, ())[: dice.upto(4)]:
            d.now += 1000 * dice.upto(300)
            who = dice.of((kiosk, kiosk, kiosk, desk))
            for _ in range(1 + dice.upto(1)):
                d.do("use_reserved", who, number, service, d.now - 1000 * dice.upto(3600))
            d.do("void_numbers", desk, [number])
        d.do("issue", kiosk, service=service)
        d.do("reserve_numbers", kiosk, "kính")


def outage(d: Driver, dice: Dice) -> None:
    """The kiosks are locked and stopped, and slips written by hand are entered or void; what may
    not be is tried as well. For a driver without its oracle, which knows nothing of blocks."""
    morning(d)
    boss, desk = d.rules.Who("supervisor", officer="sep"), d.rules.Who("reception", officer="re")
    kiosk, service = d.rules.Who("kiosk", device="k1"), dice.of(SERVICES)
    d.do("lock_kiosk", boss, "k1", "kẹt giấy")
    d.do("issue", kiosk, service=service)
    d.do("unlock_kiosk", boss, "k1")
    d.do("stop_tickets", boss, "đã đủ số")
    d.do("issue", kiosk, service=service)
    d.do("resume_tickets", boss)
    d.do("lease_numbers", desk, service, 1 + dice.upto(40))
    d.do("lease_numbers", desk, service, 5)
    for number in list(d.hall.leased):
        d.now += 1000 * dice.upto(300)
        n = dice.upto(5)
        if n < 3:
            d.do("enter_number", desk, number, service, d.now - 1000 * dice.upto(3600))
        elif n == 3:
            d.do("void_numbers", desk, [number])
        d.do("issue", desk, service=dice.of(SERVICES))
    d.do("enter_number", desk, "Z999", service, d.now)
    alone(d, dice)
    d.do("close_day", d.rules.Who("manager", officer="to"))
