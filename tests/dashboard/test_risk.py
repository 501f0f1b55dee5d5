"""Risk: who must be looked at first, and how many counters would do."""

from __future__ import annotations

from dashboard import risk


def test_grades_by_the_worst_wait() -> None:
    target = 1800
    for worst, grade in ((1801, "high"), (1800, "watch"), (901, "watch"), (900, "calm")):
        assert risk.grade(3, 1, worst, target) == grade
    assert risk.grade(0, 1, 9999, target) == "none"
    assert risk.grade(1, 0, 0, target) == "stuck"


def test_the_worst_wait_is_the_longest_of_what_was_and_what_comes() -> None:
    assert risk.worst(0, 500, 300, 2, 900) == 0
    assert risk.worst(4, 500, 300, 2, None) == 600, "4 × 5 min over 2 counters"
    assert risk.worst(4, 700, 300, 2, None) == 700
    assert risk.worst(4, 500, 300, 2, 1200) == 1200, "an estimate knows better than the sum"
    assert risk.worst(4, 500, 300, 0, None) == 1200


def test_counters_needed() -> None:
    assert risk.needed(0, 300, 1800) == 0
    assert risk.needed(1, 300, 1800) == 1
    assert risk.needed(6, 300, 1800) == 1
    assert risk.needed(7, 300, 1800) == 2


def test_the_days_own_mean_counts_once_there_are_enough() -> None:
    assert risk.service_time(9 * 120_000, 9, 8) == 480
    assert risk.service_time(10 * 120_000, 10, 8) == 120
