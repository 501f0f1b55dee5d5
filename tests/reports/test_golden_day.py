"""Every report on the golden day, every figure reckoned by hand (tests/reports/golden.py)."""

from __future__ import annotations

from typing import Any

import pytest

from journal.verify import verify
from reports import REPORTS
from tests.reports.golden import DAY, Golden, rows

# (report, table, first cell of the row or None for the only row) -> the figures, with how they come
EXPECTED: list[tuple[str, str, str | None, dict[str, Any]]] = [
    # waits to the first call: A001 1800, A002 600, B001 2400 and 600. Sorted 600 600 1800 2400:
    # P50 the 2nd, P80 and P90 the 4th (ceil 3.2, 3.6). Target 1800: three of four. C001, C002 left.
    ("waits", "all", None, {"n": 4, "p50": 600, "p80": 2400, "p90": 2400, "longest": 2400,
                            "within_target": 75.0, "not_called": 2}),
    # 600 600 1800: P50 the 2nd, P80 the 3rd
    ("waits", "service", "Birth registration", {"n": 3, "p50": 600, "p80": 1800,
                                                "within_target": 100.0, "not_called": 0}),
    ("waits", "service", '<img src=x onerror="alert(1)">', {"n": 1, "p50": 2400,
                                                            "within_target": 0.0}),
    ("waits", "service", "Certified copies", {"n": 0, "p50": None, "within_target": None,
                                              "not_called": 2}),
    ("waits", "agency", "Ward committee", {"n": 4, "p80": 2400}),
    # joined at 8: 600, 1800; at 9 (09:00, 09:51): 2400, 600
    ("waits", "hour", "08:00–08:59", {"n": 2, "p50": 600, "p80": 1800, "within_target": 100.0}),
    ("waits", "hour", "09:00–09:59", {"n": 2, "p50": 600, "p80": 2400, "within_target": 50.0}),
    ("waits", "hour", "11:00–11:59", {"n": 0, "not_called": 1}),
    ("waits", "weekday", "Sunday", {"n": 4}),
    ("waits", "class", "Priority", {"n": 1, "p50": 600}),
    ("waits", "class", "Regular", {"n": 3, "p50": 1800, "p80": 2400}),
    # A002 480; A001 240 + 240 with 300 on hold between; B001 600, then 9 h, capped at 3600:
    # mean (480 + 480 + 600 + 3600) / 4 = 1290
    ("service_times", "all", None, {"n": 4, "mean": 1290, "p50": 480, "p80": 3600, "p90": 3600,
                                    "longest": 32400, "held": 1, "inaccurate": 1,
                                    "not_recorded": 0}),
    ("service_times", "counter", "Counter 3", {"n": 1, "mean": 600, "inaccurate": 0}),
    # counter 1 open 07:30–19:30; called 120 + 120 (to the no-show) + 60 + 60 + 60; serving
    # 480 + 240 + 240 + 32400; free what is left of 43200
    ("counters_day", "counter", "Counter 1", {"open": 43200, "pause": 0, "walking": 420,
                                              "serving": 33360, "idle": 9420}),
    # counter 3 open 09:00–19:10, paused half an hour, called 60, serving 600
    ("counters_day", "counter", "Counter 3", {"open": 36600, "pause": 1800, "walking": 60,
                                              "serving": 600, "idle": 34140}),
    # 480 + 480 + 3600 of 43200 is 10.56 %; 3 legs in 12 h are 0.25, on paper 0.3
    ("throughput", "counter", "Counter 1", {"sessions": 1, "open": 43200, "paused": 0, "served": 3,
                                            "serving": 4560, "use": 10.6, "per_hour": 0.3}),
    # 600 of 36600 − 1800 is 1.72 %; 1 leg in 9 h 40 min
    ("throughput", "counter", "Counter 3", {"open": 34800, "paused": 1800, "served": 1,
                                            "serving": 600, "use": 1.7, "per_hour": 0.1}),
    ("throughput", "day", DAY, {"tickets": 5, "served": 4, "cancelled": 1, "expired": 1}),
    # one of four called did not come, one was called by hand
    ("deviations", "all", None, {"legs": 6, "called": 4, "no_show": 1, "no_show_share": 25.0,
                                 "returned": 1, "transferred": 1, "held": 1, "recalls": 1,
                                 "by_hand": 1, "by_hand_share": 25.0, "cancelled": 1,
                                 "expired": 1}),
    ("deviations", "service", "Birth registration", {"legs": 3, "no_show_share": 33.3,
                                                     "by_hand": 0, "transferred": 0}),
    ("arrivals", "weekday", "Sunday", {"days": 1, "tickets": 5, "per_day": 5.0, "h08": 2.0,
                                       "h09": 1.0, "h10": 1.0, "h11": 1.0}),
    # told 300–600: A002 waited 600 (kept), A001 1800 (broken: 600 shown). Errors 300, 1500,
    # the middle of two by rank is the 1st. B001 was told nothing.
    ("promises", "all", None, {"promised": 2, "kept": 1, "kept_share": 50.0, "half_share": 0.0,
                               "broken": 1, "broken_share": 50.0, "error": 300, "error_size": 300,
                               "not_told": 1}),
    # 2 of 4 finished legs rated, 5 at the pad and 2 on the phone: (5 + 2) / 2 = 3.5 points. Wilson
    # of 1 of 2: middle (0.5 + 3.8415 / 4) / 2.9207 = 0.5, half 1.96 · √(0.125 + 0.2401) / 2.9207
    # = 0.4055
    ("satisfaction", "all", None, {"finished": 4, "rated": 2, "response": 50.0, "satisfied": 50.0,
                                   "low": 9.5, "high": 90.5, "points": 3.5, "pad": 1,
                                   "pad_satisfied": 100.0, "pad_points": 5.0, "page": 1,
                                   "page_satisfied": 0.0, "page_points": 2.0, "look": ""}),
    ("satisfaction", "mark", "5 Very satisfied", {"rated": 1, "share": 50.0, "pad": 1,
                                                  "pad_share": 100.0, "page": 0,
                                                  "page_share": 0.0}),
    ("satisfaction", "reason", "Long wait", {"named": 1, "share": 100.0}),
    # down 2160 s of the 72000 from midnight to 20:00, when it is asked
    ("availability", "device", "p1", {"outages": 1, "down": 2160, "longest": 2160,
                                      "available": 97.0}),
    ("availability", "device", "k1", {"outages": 0, "down": 0, "available": 100.0}),
]  # fmt: skip


def test_every_figure_is_what_a_hand_reckons(golden_on_both: Golden) -> None:
    answers = {name: golden_on_both.ask(name) for name in REPORTS}
    wrong = []
    for name, table, first, figures in EXPECTED:
        there = rows(answers[name], table)
        row = next((r for r in there if first in (None, next(iter(r.values())))), {})
        shown = {key: row.get(key, "missing") for key in figures}
        if shown != figures:
            wrong.append((name, table, first, shown))
    assert wrong == []
    assert verify(golden_on_both.url, "test").holds, "the read tables rebuilt are the same"


def test_every_report_is_in_the_table_of_the_golden_day() -> None:
    assert {name for name, *_ in EXPECTED} == set(REPORTS)


SENTENCES = {
    "waits": "Half of the 4 waits were at most 10:00, 80 % at most 40:00; 75 % kept the target.",
    "service_times": "Half of the 4 services took at most 8:00, 80 % at most 1:00:00; "
    "inaccurate: 1.",
    # 33360 + 600 of 43200 + 36600
    "counters_day": "2 counters were open on 2026-11-22, serving 43 % of the time; "
    "Counter 3 was free longest.",
    "throughput": "Tickets: 5, on a mean day 5 (days with tickets: 1). "
    "Counter 1 served in 10.6 % of its open time, the most of all.",
    "deviations": "Of 4 called, 25 % did not come and 25 % were called out of order. "
    "That is over the aim of 2 %.",
    "arrivals": "The fullest hour is Sunday from 8:00: 2 tickets; the fullest day Sunday: 5.",
    "promises": "50 % of 2 promises were kept, 50 % broken; half were at most 5:00 off.",
    "satisfaction": "50 % of 2 ratings were satisfied (95 %: 9.5–90.5 %); 50 % rated. "
    "At the pad 100 %, on the phone 0 %.",
    "availability": "3 of 4 devices were there all the time. The least available was p1: 97 %.",
}


@pytest.mark.parametrize("name", REPORTS)
def test_the_sentence_says_what_the_figures_say(golden: Golden, name: str) -> None:
    assert golden.ask(name).found.takeaway == SENTENCES[name]


def test_a_service_or_an_agency_can_be_asked_for(golden: Golden) -> None:
    one = rows(golden.ask("waits", service="khai-sinh"), "all")[0]
    assert (one["n"], one["p80"], one["not_called"]) == (3, 1800, 0)
    assert rows(golden.ask("waits", agency="ubnd"), "all")[0]["n"] == 4
    counters = rows(golden.ask("counters_day", service="so-do"), "counter")
    assert [row["counter"] for row in counters] == ["Counter 3"]


def test_an_officer_with_few_ratings_has_no_figures(golden: Golden) -> None:
    assert rows(golden.ask("satisfaction"), "officer") == []
