"""Promises: rounded outward, changed seldom, kept or broken by what was shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.promise import bounds, kept_until, of_new, renew, said, told

NOW = 1_795_305_600_000
MIN = 60_000


@pytest.mark.parametrize(
    ("p50", "p80", "kind", "low", "high"),
    [
        (0, 0, "soon", 0, 5),
        (120, 299, "soon", 0, 5),
        (60, 301, "range", 0, 10),
        (890, 1501, "range", 10, 30),
        (900, 1500, "range", 15, 25),
        (3000, 3600, "range", 50, 60),
        (3000, 3601, "long", 50, 65),
    ],
)
def test_a_wait_is_told_in_the_form_that_fits_it(
    p50: int, p80: int, kind: str, low: int, high: int
) -> None:
    words = of_new(p50, p80, NOW)
    assert (words["kind"], words["low"], words["high"]) == (kind, low, high)


def test_a_very_long_wait_names_a_time_of_day() -> None:
    assert of_new(3000, 4000, NOW)["after"] == NOW + 50 * MIN


def test_before_the_opening_the_time_until_then_is_told_too() -> None:
    words = of_new(600, 900, NOW, NOW + 20 * MIN)
    assert (words["low"], words["high"]) == (30, 35)


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_rounding_never_promises_more_than_was_foretold(p50: int, more: int) -> None:
    low, high = bounds(p50, p50 + more)
    assert low <= p50 and p50 + more <= high and high - low >= 300
    assert low % 300 == high % 300 == 0


def test_a_bound_changes_only_when_it_moved_over_three_minutes_and_a_fifth() -> None:
    first = told(1200, 1800, NOW)
    assert renew(first, 1200, 1970, NOW) == first  # not three minutes
    assert renew(first, 1200, 2100, NOW) == first  # not a fifth
    changed = renew(first, 1200, 2400, NOW)
    assert (changed.low, changed.high) == (first.low, NOW + 40 * MIN)
    assert renew(first, 600, 1800, NOW).low == NOW + 10 * MIN


def test_as_time_goes_by_as_foretold_nothing_jumps() -> None:
    first = last = told(1200, 1800, NOW)
    for minute in range(1, 25):
        now = NOW + minute * MIN
        last = renew(last, max(1200 - minute * 60, 0), 1800 - minute * 60, now)
        assert last.high == first.high
        assert said(last, now)["high"] <= said(first, NOW)["high"]


def test_after_the_promise_has_passed_there_is_a_new_one() -> None:
    first = told(300, 600, NOW)
    late = NOW + 11 * MIN
    assert renew(first, 500, 800, late) == told(500, 800, late)


def test_a_promise_is_kept_until_what_was_shown_has_passed() -> None:
    assert kept_until({"p50": 890, "p80": 1501}, NOW) == NOW + 30 * MIN
    assert kept_until(None, NOW) is None
