"""Acts: what people and devices try in a hall, sensible and not, one function a verb.

Each takes a driver and dice; Hypothesis and a seeded generator both play them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from tests.halls import small_hall
from tests.queueing.driver import MONDAY, Driver

SERVICES = ("khai-sinh", "ket-hon", "so-do", "sao-y")
COUNTERS = ("1", "2", "3", "4")
OFFICERS = ("an", "binh", "chi")
ELDERLY = "nguoi-cao-tuoi"


class Dice(Protocol):
    def of(self, things: Sequence[Any]) -> Any: ...

    def upto(self, n: int) -> int: ...


Act = Callable[[Driver, Dice], None]


class SeededDice:
    def __init__(self, seed: int | str) -> None:
        self.random = random.Random(seed)

    def of(self, things: Sequence[Any]) -> Any:
        return things[int(self.random.random() * len(things))]

    def upto(self, n: int) -> int:
        """0 to n."""
        return int(self.random.random() * (n + 1))


def busy_hall() -> dict[str, Any]:
    """Two sessions a day, three policies, quota, a short range of numbers, limits, a call pad."""
    week = {
        d: ["07:30-11:30", "13:30-17:00"] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    }
    settings = small_hall(
        hours={"week": week, "close_day_at": "19:00"},
        pads=[{"id": "pad1", "kind": "call", "counter": "1"},
              {"id": "stars1", "kind": "rating", "counter": "1"}],
    )  # fmt: skip
    settings["service_groups"][1]["policy"] = "strict"
    settings["service_groups"][2]["series"]["last"] = 9
    settings["service_groups"][2]["policy"] = "ratio"
    settings["service_groups"][2]["ratio"] = 1
    settings["services"][2]["quota"] = 8
    settings["kiosks"][0]["per_hour"] = 8
    settings["kiosks"].append({**settings["kiosks"][0], "id": "k2", "services": ["ho-tich"]})
    settings["grounds"].append(
        {**settings["grounds"][0], "id": "the-uu-tien", "grant": ["officer"]}
    )
    return settings


def kiosk(d: Driver, dice: Dice) -> Any:
    return d.rules.Who("kiosk", device=dice.of(("k1", "k1", "k1", "k2", "k9")))


def officer(d: Driver, dice: Dice, counter: str | None = None) -> Any:
    """Nearly always the one at that counter."""
    there = d.oracle.sessions.get(counter or "")
    name = there if there and dice.upto(9) else dice.of(OFFICERS)
    return d.rules.Who("officer", officer=name)


def somebody(d: Driver, dice: Dice, counter: str) -> Any:
    """Who may act at a counter, and sometimes one who may not."""
    n = dice.upto(19)
    if n == 0:
        return d.rules.Who("reception", officer="re")
    if n == 1:
        return d.rules.Who("call_pad", device="pad1")
    if n < 4:
        return d.rules.Who("supervisor", officer="sep")
    return officer(d, dice, counter)


def staff(d: Driver, dice: Dice) -> Any:
    n = dice.upto(5)
    if n < 2:
        return d.rules.Who("reception" if dice.upto(9) else "manager", officer="re")
    return d.rules.Who("supervisor", officer="sep") if n < 4 else officer(d, dice)


def ticket_in(d: Driver, dice: Dice, *states: str) -> int:
    """Mostly one in such a state, sometimes any, rarely none at all."""
    fit = [id for id, t in d.hall.tickets.items() if t.state in states]
    n = dice.upto(19)
    if fit and n > 1:
        return int(dice.of(fit))
    if n == 0 or not d.hall.tickets:
        return 999_999
    return int(dice.of(list(d.hall.tickets)))


def counter_where(d: Driver, dice: Dice, *states: str) -> str:
    """A counter whose ticket is in such a state ("": an open one without), or any."""
    fit = []
    for c in d.hall.counters.values():
        if c.session is not None:
            state = str(d.hall.tickets[c.ticket].state) if c.ticket is not None else ""
            if state in states:
                fit.append(c.id)
    if fit and dice.upto(9):
        return str(dice.of(fit))
    return str(dice.of((*COUNTERS, "9")) if dice.upto(3) == 0 else dice.of(COUNTERS))


# -- acts ---------------------------------------------------------------------------------------


def morning(d: Driver) -> None:
    """The next morning, shortly after the opening, with three counters open."""
    day = 86400_000
    opening = MONDAY + (d.now - MONDAY) // day * day
    d.now = opening + day if opening < d.now else opening
    for name, counter in zip(OFFICERS, COUNTERS, strict=False):
        d.do("open", d.rules.Who("officer", officer=name), counter)


def wait(d: Driver, dice: Dice) -> None:
    if d.hall.clock_doubtful(d.now):
        d.do("confirm_clock", d.rules.Who("supervisor", officer="sep"), 0)
    if (d.hall.day is None or len(d.oracle.sessions) < 2) and dice.upto(2):
        morning(d)
    d.now += dice.of((0, 1, 3, 8, 25, 40, 90, 400, 1300)) * 1000 + dice.upto(999)


def much_later(d: Driver, dice: Dice) -> None:
    """Lunch, evening, tomorrow; once in a while a clock that can't be right."""
    hours = dice.of((1, 1, 2, 4, 13, 24 * 40 if dice.upto(3) == 0 else 2))
    d.now += hours * 3600_000
    d.roll()


def issue(d: Driver, dice: Dice) -> None:
    who = kiosk(d, dice) if dice.upto(3) else staff(d, dice)
    kw: dict[str, Any] = {"service": dice.of((*SERVICES, *SERVICES, *SERVICES, "gone"))}
    kind = dice.upto(19)
    if kind < 5:
        kw.update(klass="priority", ground=ELDERLY)
    elif kind == 5:
        kw.update(dice.of((
            {"klass": "urgent", "ground": "khan-cap"}, {"klass": "priority"},
            {"ground": ELDERLY}, {"klass": "priority", "ground": "khan-cap"},
            {"klass": "priority", "ground": "none"}, {"needs": ("gold",)}, {"klass": "vip"},
            {"slot": 5}, {"printer": "p9"}, {"klass": "priority", "ground": "the-uu-tien"},
        )))  # fmt: skip
    elif kind < 9:
        kw["slot"] = d.now + (dice.upto(80) - 40) * 60_000
    if kind == 9:
        kw["person"] = dice.of(("p1", "p2"))
    if kind in (14, 15, 16):
        others = [s for s in SERVICES if s != kw["service"]]
        kw["then"] = dice.of((others[:1], others[1:3], others[:1], [kw["service"]], ["gone"]))
    if kind in (10, 11, 12, 13):
        kw["printer"] = "p1"
    if kind in (17, 18):
        kw["forecast"] = dice.upto(600) * 60
    d.do("issue", who, **kw)


def greedy(d: Driver, dice: Dice) -> None:
    """One person, as many tickets as he can get."""
    for _ in range(3):
        d.now += 5000
        service = dice.of(SERVICES[:3])
        d.do("issue", d.rules.Who("kiosk", device="k1"), service=service, person="greedy")


def several(d: Driver, dice: Dice) -> None:
    """People at the opening, or one at the kiosk who takes a handful."""
    for _ in range(1 + dice.upto(4)):
        d.now += 700
        d.do("issue", d.rules.Who("reception", officer="re"), service=dice.of(SERVICES))
    if dice.upto(9) == 0:
        for _ in range(9):
            d.do("issue", d.rules.Who("kiosk", device="k1"), service=dice.of(SERVICES[:2]))


def too_early_or_late(d: Driver, dice: Dice) -> None:
    """After the last session, or before dawn."""
    midnight = MONDAY - 450 * 60_000
    at = midnight + (d.now - midnight) // 86400_000 * 86400_000 + dice.of((18, 29)) * 3600_000
    d.now = max(d.now, at)
    d.do("issue", d.rules.Who("kiosk", device="k1"), service=dice.of(SERVICES))


def change_service(d: Driver, dice: Dice) -> None:
    id = ticket_in(d, dice, "waiting")
    who = staff(d, dice)
    if dice.upto(1) == 0:
        from_kiosk = [t.id for t in d.hall.tickets.values() if t.kiosk and t.state == "waiting"]
        id = dice.of(from_kiosk) if from_kiosk else id
        at = d.hall.tickets.get(id)
        who = d.rules.Who("kiosk", device=at.kiosk if at and at.kiosk else "k2")
        if dice.upto(5) == 0:
            who = kiosk(d, dice)
    d.do("change_service", who, id, dice.of(SERVICES))


def grant(d: Driver, dice: Dice) -> None:
    who, id = staff(d, dice), ticket_in(d, dice, "waiting")
    n = dice.upto(7)
    if n < 3:
        d.do("grant", who, id, "priority", ELDERLY)
    elif n == 3:
        d.do("grant", who, id, "priority", dice.of(("the-uu-tien", "khan-cap", "none", None)))
    elif n == 4:
        d.do("grant", who, id, "regular", None)
    else:
        d.do("grant", who, id, "urgent", "khan-cap", dice.of(("ốm nặng", "ốm nặng", None)))


def cancel(d: Driver, dice: Dice) -> None:
    id = ticket_in(d, dice, "waiting", "on_hold", "no_show")
    who = staff(d, dice)
    if dice.upto(2) == 0:
        who = d.rules.Who("citizen", ticket=id if dice.upto(3) else 1)
    d.do("cancel", who, id)


def return_(d: Driver, dice: Dice) -> None:
    id = ticket_in(d, dice, "no_show")
    d.do("return_", staff(d, dice) if dice.upto(2) else kiosk(d, dice), id)


def close_service(d: Driver, dice: Dice) -> None:
    who = d.rules.Who(dice.of(("supervisor", "supervisor", "officer")), officer="sep")
    d.do("close_service", who, dice.of((*SERVICES, "gone")), dice.of(("hỏng máy", "đông", "")))


def reopen_service(d: Driver, dice: Dice) -> None:
    closed = list(d.hall.closed_services) or SERVICES
    d.do("reopen_service", d.rules.Who("supervisor", officer="sep"), dice.of(closed))


def rate(d: Driver, dice: Dice) -> None:
    kw: dict[str, Any] = {"score": 1 + dice.upto(5), "reasons": dice.of(((), ("cho-lau",), ("?",)))}
    done = [c for c in d.hall.counters.values() if c.finished is not None]
    if dice.upto(1) and done:
        here = dice.of(done)
        d.now += dice.of((0, 3, 10, 40)) * 1000
        kw.update(counter=here.id, leg=here.finished.leg + (dice.upto(9) == 0))
        if dice.upto(1):
            kw["ticket"] = here.finished.ticket if dice.upto(2) else 1
        pad = "stars1" if dice.upto(3) else "stars9"
        for _ in range(1 + dice.upto(1)):
            role = "rating_pad" if dice.upto(4) else "officer"
            d.do("rate", d.rules.Who(role, device=pad), **kw)
        return
    id = ticket_in(d, dice, "finished")
    whose = id if dice.upto(5) else 1
    legs = len(d.hall.tickets[id].legs) if id in d.hall.tickets else 1
    kw.update(ticket=id, leg=1 + dice.upto(legs), comment="cảm ơn")
    for _ in range(1 + dice.upto(1)):
        d.do("rate", d.rules.Who("citizen", ticket=whose), **kw)


def reprint(d: Driver, dice: Dice) -> None:
    id = ticket_in(d, dice, "waiting", "called")
    d.do("reprint", staff(d, dice), id, dice.of((None, "p1", "p1", "p9")))
