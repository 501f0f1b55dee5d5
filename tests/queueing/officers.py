"""What officers try at their counters, alone and in the usual sequences."""

from __future__ import annotations

from typing import Any

from tests.queueing.acts import (
    COUNTERS,
    OFFICERS,
    SERVICES,
    Act,
    Dice,
    cancel,
    counter_where,
    return_,
    somebody,
    ticket_in,
)  # fmt: skip
from tests.queueing.driver import Driver


def open_(d: Driver, dice: Dice) -> None:
    counters = frozenset(COUNTERS[:3]) if dice.upto(7) == 0 else None
    name = dice.of((*OFFICERS, None)) if dice.upto(5) == 0 else dice.of(OFFICERS)
    role = "officer" if dice.upto(9) else "reception"
    d.do("open", d.rules.Who(role, officer=name, counters=counters, **own_lists(dice)),
         counter_any(d, dice), *dice.of(((), (), (), (["khai-sinh"],), (["sao-y"], ["ket-hon"]),
         (["gone"],))))  # fmt: skip


def own_lists(dice: Dice) -> dict[str, Any]:
    """Some officers have lists that follow them."""
    return dict(dice.of(({}, {}, {"first": ("ho-tich",), "second": ("so-do", "khai-sinh")},
                         {"first": ("sao-y",)}, {"first": ("gone",)}, {"first": ()})))  # fmt: skip


def counter_any(d: Driver, dice: Dice) -> str:
    return str(dice.of((*COUNTERS, *COUNTERS, *COUNTERS, "9")))


def take_over(d: Driver, dice: Dice) -> None:
    counter = counter_where(d, dice, "", "called", "serving")
    d.do(
        "take_over",
        d.rules.Who("officer", officer=dice.of((*OFFICERS, "dung")), **own_lists(dice)),
        counter,
    )


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
    kw: dict[str, Any] = {}
    if dice.upto(2) == 0:
        kw = dice.of(({"next_service": dice.of(SERVICES)}, {"next_service": "gone"}, {"end": True},
                      {"next_service": "sao-y", "end": True}))  # fmt: skip
    d.do("finish", somebody(d, dice, counter), counter, dice.of((None, "done")), services, **kw)


def serve(d: Driver, dice: Dice) -> None:
    """Somebody without a ticket at a counter that may be free, served, sometimes by mistake."""
    counter = counter_where(d, dice, "")
    first, second = d.oracle.lists(counter)
    service = dice.of([*sorted(first | second), *SERVICES, "gone"])
    who, reason = somebody(d, dice, counter), dice.of(("hỏi nhanh", "hỏi nhanh", "hỏi nhanh", ""))
    d.do("serve", who, counter, service, reason)
    if dice.upto(2) == 0:
        d.now += dice.of((3, 8, 11)) * 1000
        d.do("undo", who, counter)


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


start = at_counter("start", "called")
recall = at_counter("recall", "called")
no_show = at_counter("no_show", "called")
hold = at_counter("hold", "called", "serving")
