"""A walk: some days at random, everybody acting as often as they would."""

from __future__ import annotations

from tests.queueing.acts import (
    Act,
    Dice,
    SeededDice,
    cancel,
    change_service,
    close_service,
    grant,
    greedy,
    issue,
    morning,
    much_later,
    rate,
    reopen_service,
    reprint,
    return_,
    several,
    too_early_or_late,
    wait,
)  # fmt: skip
from tests.queueing.driver import Driver
from tests.queueing.housekeeping import absent as marked_absent
from tests.queueing.housekeeping import (
    alerts,
    boards,
    clock,
    close_day,
    goes_first,
    long_away,
    people,
    printing,
    put_off,
    settings,
)  # fmt: skip
from tests.queueing.officers import (
    absent,
    absent_again,
    call,
    call_next,
    close,
    finish,
    gives_up,
    hold,
    move_on,
    no_show,
    open_,
    pause,
    recall,
    resume,
    sent_and_shut,
    serve,
    set_aside,
    start,
    take_over,
    transfer,
    undo,
    unpause,
)  # fmt: skip

# who or what acts -> act -> how often
ACTS: dict[str, dict[Act, int]] = {
    "time": {wait: 14, much_later: 1, too_early_or_late: 1},
    "citizens": {issue: 8, several: 5, greedy: 1, return_: 3, rate: 5, cancel: 1},
    "officers": {
        call_next: 8, start: 5, finish: 5, move_on: 6, recall: 2, no_show: 3, absent: 4,
        gives_up: 1, absent_again: 2, sent_and_shut: 1, set_aside: 2, hold: 4, resume: 5,
        transfer: 6, undo: 7, call: 4, serve: 2, open_: 3, close: 3,
        pause: 1, unpause: 2, take_over: 1,
    },
    "desk": {change_service: 3, grant: 4, cancel: 2, reprint: 1, return_: 2, close_service: 1,
             reopen_service: 1},
    "house": {printing: 5, alerts: 3, boards: 2, people: 1, clock: 1, settings: 3, close_day: 1,
              long_away: 1, put_off: 1, goes_first: 1, marked_absent: 2},
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
