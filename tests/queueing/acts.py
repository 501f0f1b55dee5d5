"""Acts: what people and devices try in a hall, sensible and not, one function a verb.

Each takes a driver and dice; Hypothesis and a seeded generator both play them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from copy import deepcopy
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
    """Two sessions a day, two policies, quota, a short range of numbers, limits, a call pad."""
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
    if kind in (10, 11, 12, 13):
        kw["printer"] = "p1"
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


def open_(d: Driver, dice: Dice) -> None:
    counters = frozenset(COUNTERS[:3]) if dice.upto(7) == 0 else None
    name = dice.of((*OFFICERS, None)) if dice.upto(5) == 0 else dice.of(OFFICERS)
    role = "officer" if dice.upto(9) else "reception"
    d.do("open", d.rules.Who(role, officer=name, counters=counters), counter_any(d, dice))


def counter_any(d: Driver, dice: Dice) -> str:
    return str(dice.of((*COUNTERS, *COUNTERS, *COUNTERS, "9")))


def take_over(d: Driver, dice: Dice) -> None:
    counter = counter_where(d, dice, "", "called", "serving")
    d.do("take_over", d.rules.Who("officer", officer=dice.of((*OFFICERS, "dung"))), counter)


def close(d: Driver, dice: Dice) -> None:
    counter = counter_where(d, dice, *dice.of((("",), ("",), ("called", "serving"))))
    d.do("close", somebody(d, dice, counter), counter)


def pause(d: Driver, dice: Dice) -> None:
    counter = counter_where(d, dice, "")
    d.do("pause", somebody(d, dice, counter), counter, "nghỉ")


def unpause(d: Driver, dice: Dice) -> None:
    paused = [c.id for c in d.hall.counters.values() if c.state == "paused"]
    counter = dice.of(paused) if paused and dice.upto(9) else counter_any(d, dice)
    d.do("unpause", somebody(d, dice, counter), counter)


def call_next(d: Driver, dice: Dice) -> None:
    counter = counter_where(d, dice, "", "", "called", "serving")
    d.do("call_next", somebody(d, dice, counter), counter)


def call(d: Driver, dice: Dice) -> None:
    counter = counter_where(d, dice, "")
    id = ticket_in(d, dice, "waiting", "no_show")
    if dice.upto(1):
        id = ticket_in(d, dice, "no_show")
    reason = dice.of(("bà bầu", "bà bầu", "bà bầu", ""))
    d.do("call", somebody(d, dice, counter), counter, id, reason)


def at_counter(verb: str, *states: str) -> Act:
    def act(d: Driver, dice: Dice) -> None:
        counter = counter_where(d, dice, *states)
        d.do(verb, somebody(d, dice, counter), counter)

    act.__name__ = verb
    return act


def finish(d: Driver, dice: Dice) -> None:
    counter = counter_where(d, dice, "serving", "serving", "called")
    services = dice.of(((), (), ("sao-y",), ("gone",)))
    d.do("finish", somebody(d, dice, counter), counter, dice.of((None, "done")), services)


def resume(d: Driver, dice: Dice) -> None:
    id = ticket_in(d, dice, "on_hold")
    at = d.hall.tickets.get(id)
    counter = counter_where(d, dice, "")
    if at is not None and at.counter and dice.upto(2):
        counter = at.counter
    d.do("resume", somebody(d, dice, counter), counter, id)


def transfer(d: Driver, dice: Dice) -> None:
    counter = counter_where(d, dice, "called", "serving")
    kw: dict[str, Any] = {"back": dice.upto(3) == 0}
    n = dice.upto(9)
    if n < 3:
        kw["service"] = dice.of((*SERVICES, "gone"))
    elif n < 6:
        kw["to_counter"] = counter_where(d, dice, "", "called", "serving")
    elif n < 9:
        kw["to_officer"] = dice.of(list(d.oracle.sessions.values()) or OFFICERS)
        if n == 8:
            kw["to_officer"] = dice.of((*OFFICERS, "dung"))
            kw["service"] = dice.of(SERVICES)
    if n == 0:
        kw["to_counter"] = kw["to_officer"] = dice.of(COUNTERS)
    if dice.upto(1):
        kw["note"] = "thiếu bản sao"
    d.do("transfer", somebody(d, dice, counter), counter, **kw)


def undo(d: Driver, dice: Dice) -> None:
    moved = [c.id for c in d.hall.counters.values() if c.last_move is not None]
    counter = dice.of(moved) if moved and dice.upto(9) else counter_any(d, dice)
    d.do("undo", somebody(d, dice, counter), counter)


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
    n = dice.upto(5)
    boss = d.rules.Who("supervisor", officer="sep")
    if n < 3:
        level = dice.of(("info", "warning", "critical", "loud"))
        d.do("raise_alert", d.the_hall, "paper", about, level, dice.of((None, "hết giấy")))
    elif n == 3:
        d.do("clear_alert", d.the_hall, "paper", about)
    else:
        d.do("acknowledge_alert", dice.of((boss, boss, d.the_hall)), "paper", about)


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


def clock(d: Driver, dice: Dice) -> None:
    if dice.upto(1):
        d.do("clock_jumped", d.the_hall, dice.of((5000, -3600_000)))
    else:
        role = dice.of(("supervisor", "supervisor", "officer"))
        d.do("confirm_clock", d.rules.Who(role, officer="sep"), 5000)


def settings(d: Driver, dice: Dice) -> None:
    """The hall is set up anew in mid-day: other head starts, policies, counters, services."""
    new = deepcopy(d.hall.plan.settings)
    n = dice.of((0, 1, 2, 3, 4, 4, 5, 5, 5, 6, 6, 7))
    if n == 0:
        new["policy"]["head_start_priority"] = dice.of((600, 1200, 2400))
    elif n == 1:
        new["policy"]["name"] = dice.of(("effective_time", "fifo", "strict"))
    elif n == 2:
        new["service_groups"][dice.upto(2)]["policy"] = dice.of((None, "fifo", "strict"))
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
    else:
        new["policy"]["overflow"] = dice.of((300, 1200))
    d.do("change_settings", d.the_hall, new)


def close_day(d: Driver, dice: Dice) -> None:
    d.do("close_day", d.rules.Who(dice.of(("manager", "officer", "officer")), officer="to"))


def move_on(d: Driver, dice: Dice) -> None:
    """A counter works as it should: call, start, finish, with the time that takes."""
    counter = counter_where(d, dice, "", "called", "serving")
    name = d.oracle.sessions.get(counter)
    if name is None:
        d.do("open", d.rules.Who("officer", officer=dice.of(OFFICERS)), counter)
        return
    who = d.rules.Who("officer", officer=name)
    for verb in ("call_next", "start", "finish")[: 1 + dice.upto(2)]:
        d.do(verb, who, counter)
        d.now += dice.of((2, 30, 200, 4000)) * 1000 if verb == "start" else 3000


def absent(d: Driver, dice: Dice) -> None:
    """Called, waited for, marked; then perhaps back."""
    counter = counter_where(d, dice, "called", "")
    who = d.rules.Who("officer", officer=d.oracle.sessions.get(counter, "an"))
    d.do("call_next", who, counter)
    d.now += dice.of((5, 25, 45)) * 1000
    d.do("no_show", who, counter)
    if dice.upto(1):
        d.now += dice.of((20, 300, 900)) * 1000
        dice.of((return_, return_, call, cancel))(d, dice)


def absent_again(d: Driver, dice: Dice) -> None:
    """Came back once, is called, is not there, and wants to come back once more."""
    counter = counter_where(d, dice, "")
    boss = d.rules.Who("supervisor", officer="sep")
    back = [t.id for t in d.hall.tickets.values() if t.returned and t.state == "waiting"]
    if back:
        id = dice.of(back)
        d.do("call", boss, counter, id, "gọi lại")
        d.now += 30_000
        d.do("no_show", boss, counter)
        d.do("return_", boss, id)


def sent_and_shut(d: Driver, dice: Dice) -> None:
    """Sent to a counter, or to its officer, which then closes."""
    here, there = counter_where(d, dice, "called", "serving"), counter_where(d, dice, "")
    boss = d.rules.Who("supervisor", officer="sep")
    to = {"to_counter": there}
    if dice.upto(1) and there in d.oracle.sessions:
        to = {"to_officer": d.oracle.sessions[there]}
    d.do("transfer", boss, here, **to)
    d.do("close", boss, there)


def gives_up(d: Driver, dice: Dice) -> None:
    """Set aside for a missing paper, and gone."""
    counter = counter_where(d, dice, "called", "serving")
    d.do("hold", d.rules.Who("officer", officer=d.oracle.sessions.get(counter, "an")), counter)
    d.do("cancel", d.rules.Who("reception", officer="re"), ticket_in(d, dice, "on_hold"))


def set_aside(d: Driver, dice: Dice) -> None:
    """Sent to copy a paper, back, and served to the end."""
    counter = counter_where(d, dice, "serving", "called")
    at = d.hall.counters.get(counter)
    id = at.ticket if at is not None else None
    who = d.rules.Who("officer", officer=d.oracle.sessions.get(counter, "an"))
    for verb in ("hold", "resume", "start", "finish"):
        d.do(verb, who, counter, *((id,) if verb == "resume" else ()))
        d.now += dice.of((4, 60, 700)) * 1000


def long_away(d: Driver, dice: Dice) -> None:
    """The clock says that a month has passed, and nobody has confirmed it."""
    d.now += 31 * 86400_000
    d.do("open", d.rules.Who("officer", officer="an"), "1")
    d.do("issue", d.rules.Who("kiosk", device="k1"), service=dice.of(SERVICES))
    d.do("confirm_clock", d.rules.Who("supervisor", officer="sep"), 0)
    morning(d)


start = at_counter("start", "called")
recall = at_counter("recall", "called")
no_show = at_counter("no_show", "called")
hold = at_counter("hold", "called", "serving")

# who or what acts -> act -> how often
ACTS: dict[str, dict[Act, int]] = {
    "time": {wait: 14, much_later: 1, too_early_or_late: 1},
    "citizens": {issue: 8, several: 5, greedy: 1, return_: 3, rate: 5, cancel: 1},
    "officers": {
        call_next: 8, start: 5, finish: 5, move_on: 6, recall: 2, no_show: 3, absent: 4,
        gives_up: 1, absent_again: 2, sent_and_shut: 1, set_aside: 2, hold: 4, resume: 5,
        transfer: 6, undo: 7, call: 4, open_: 3, close: 3, pause: 1, unpause: 2, take_over: 1,
    },
    "desk": {change_service: 3, grant: 4, cancel: 2, reprint: 1, return_: 2, close_service: 1,
             reopen_service: 1},
    "house": {printing: 5, alerts: 3, people: 1, clock: 1, settings: 3, close_day: 1, long_away: 1},
}  # fmt: skip
# how often each of them acts
SHARES = {"time": 3, "citizens": 4, "officers": 9, "desk": 2, "house": 2}
EVERYBODY = [who for who, share in SHARES.items() for _ in range(share)]


def play(driver: Driver, dice: Dice, who: str) -> None:
    acts = ACTS[who]
    dice.of([act for act, often in acts.items() for _ in range(often)])(driver, dice)


def walk(driver: Driver, seed: int, steps: int) -> None:
    """Some days at random, the same for the same seed."""
    dice = SeededDice(seed)
    morning(driver)
    for _ in range(steps):
        play(driver, dice, dice.of(EVERYBODY))
