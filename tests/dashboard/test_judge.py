"""The judge, with a clock of numbers: no alert flutters, none comes back at once."""

from __future__ import annotations

from dashboard.judge import Judge, Reading, goes_to

KEY = ("promise_over", "so-do")


def reading(value: int, hold: int = 300) -> Reading:
    """Over 30, well below at 27 and less."""
    return Reading(*KEY, "warning", value > 30, value <= 27, hold, value)


class Hall:
    """What is raised, minute by minute."""

    def __init__(self, hold: int = 300) -> None:
        self.judge, self.now, self.hold = Judge(), 1_000_000, hold
        self.raised: set[tuple[str, str]] = set()
        self.told = 0

    def minutes(self, *values: int) -> list[bool]:
        out = []
        for value in values:
            come, go = self.judge.look(
                self.now, [reading(value, self.hold)], set(self.raised), calm=60, cool=600
            )
            self.told += len(come)
            self.raised = (self.raised | {it.key for it in come}) - set(go)
            out.append(bool(self.raised))
            self.now += 60_000
        return out


def test_it_must_be_over_for_as_long_as_it_asks() -> None:
    hall = Hall()
    assert hall.minutes(31, 31, 31, 31, 30, 31, 31, 31, 31, 31) == [False] * 10
    assert hall.minutes(31) == [True]


def test_it_goes_when_all_was_well_for_a_while_and_what_is_in_between_changes_nothing() -> None:
    hall = Hall(hold=0)
    assert hall.minutes(40, 29, 28, 29, 28) == [True] * 5
    assert hall.minutes(27, 28, 27) == [True] * 3, "well for less than the minute it takes"
    assert hall.minutes(27) == [False]


def test_one_that_went_does_not_come_back_for_a_while() -> None:
    hall = Hall(hold=0)
    hall.minutes(40, 20, 20)
    assert hall.minutes(*[40] * 9) == [False] * 9
    assert hall.minutes(40, 40) == [True, True]


def test_flapping_is_told_rarely() -> None:
    hall = Hall(hold=0)
    hall.minutes(*([40, 20, 20] * 100))
    assert hall.told <= 300 // 10 + 1
    assert len(hall.judge.over) + len(hall.judge.under) + len(hall.judge.went) <= 3


def test_what_is_not_read_any_more_goes_and_is_forgotten() -> None:
    judge = Judge()
    assert judge.look(0, [], {KEY}, calm=60, cool=600) == ([], [])
    assert judge.look(60_000, [], {KEY}, calm=60, cool=600) == ([], [KEY])
    judge.look(700_000, [], set(), calm=60, cool=600)
    assert (judge.over, judge.under, judge.went) == ({}, {}, {})


def test_whom_it_goes_up_to() -> None:
    every, at = 600, lambda minutes: minutes * 60_000
    assert [goes_to("reception", 0, at(m), every) for m in (9, 10, 19, 20, 500)] == [
        None, "supervisor", "supervisor", "manager", "manager",
    ]  # fmt: skip
    assert [goes_to("supervisor", 0, at(m), every) for m in (9, 10, 500)] == [
        None, "manager", "manager",
    ]  # fmt: skip
    assert goes_to("manager", 0, at(500), every) is None
    assert goes_to("admin", 0, at(500), 0) is None, "0: never"
