"""Days without anybody, with one ticket, still open; questions that can't be answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

from journal.verify import verify
from reports import REPORTS, files
from reports.figures import spread, wilson
from reports.question import BadQuestion
from tests.reports.golden import AN, BOSS, DAY, KIOSK, MANAGER, Golden, make, rows


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Golden]:
    golden = Golden(f"sqlite:///{tmp_path}/hall.db")
    yield golden
    golden.close()


def everything(golden: Golden, *formats: str) -> dict[str, str]:
    """Each report in each form; its sentence."""
    said = {}
    for name in REPORTS:
        answer = golden.ask(name)
        for format in ("json", "csv", *formats):
            assert files.write(answer, format)
        said[name] = answer.found.takeaway
    return said


def test_a_day_without_anybody(hall: Golden) -> None:
    said = everything(hall, "xlsx", "pdf")
    assert said["waits"] == "Nobody was called in this time."
    assert said["satisfaction"] == "Nobody has rated a visit in this time."
    assert said["arrivals"] == "No ticket was taken in this time."
    assert said["counters_day"] == f"No counter was open on {DAY}."
    assert rows(hall.ask("waits"), "all") == [
        {"all": "All", "n": 0, "p50": None, "p80": None, "p90": None, "longest": None,
         "within_target": None, "not_called": 0},
    ]  # fmt: skip


def test_one_ticket_while_the_day_is_open_and_after(hall: Golden) -> None:
    hall.at("07:30")
    hall.do("open", AN, "1")
    hall.do("issue", KIOSK, service="khai-sinh")
    hall.at("07:35")
    hall.do("call_next", AN, "1")
    hall.do("start", AN, "1")
    hall.at("07:45")
    hall.do("finish", AN, "1")
    said = everything(hall)
    wait = rows(hall.ask("waits"), "all")[0]
    assert (wait["n"], wait["p50"], wait["p90"], wait["longest"]) == (1, 300, 300, 300)
    assert rows(hall.ask("service_times"), "all")[0]["p80"] == 600
    counter = rows(hall.ask("throughput"), "counter")[0]
    # open since 07:30, served ten of fifteen minutes
    assert (counter["open"], counter["use"]) == (900, 66.7)
    hall.at("07:46")
    hall.do("close_day", MANAGER)
    assert everything(hall) == {
        **said,
        "counters_day": said["counters_day"].replace("67 %", "63 %"),  # 600 of 960 s by now
        "throughput": said["throughput"].replace("66.7 %", "62.5 %"),
    }


def test_days_are_put_together(hall: Golden) -> None:
    for day in (0, 1):
        hall.at("07:30", day)
        hall.do("open", AN, "1")
        for _ in range(day + 1):
            hall.do("issue", KIOSK, service="khai-sinh")
        hall.at("07:40", day)
        hall.do("call_next", AN, "1")
        hall.do("start", AN, "1")
        hall.at("08:00", day)
        hall.do("close_day", MANAGER)
    both = rows(hall.ask("throughput", DAY, "2026-11-23"), "day")
    assert [(r["day"], r["tickets"], r["expired"]) for r in both] == [
        (DAY, 1, 0), ("2026-11-23", 2, 1)
    ]  # fmt: skip
    assert rows(hall.ask("throughput", "2026-11-23", "2026-11-23"), "day") == both[1:]
    weekdays = rows(hall.ask("waits", DAY, "2026-11-23"), "weekday")
    assert [(r["weekday"], r["n"]) for r in weekdays] == [("Monday", 1), ("Sunday", 1)]


@pytest.mark.parametrize(
    ("first", "last", "more", "said"),
    [
        ("2026-11-23", "2026-11-22", {}, "from: lies after to"),
        ("22/11/2026", "2026-11-22", {}, "from: a date"),
        ("20261122", "2026-11-22", {}, "from: a date"),
        ("2026-11-22", "2026-02-30", {}, "to: a date"),
        ("0001-01-01", "2026-11-22", {}, "from: a year"),
        ("2020-01-01", "2026-11-22", {}, "to: at most three years"),
        ("2026-11-22", "2026-11-22", {"agency": "x"}, "agency: is unknown"),
        ("2026-11-22", "2026-11-22", {"service": "x"}, "service: is unknown"),
    ],
)
def test_a_bad_question_says_what_is_wrong(
    golden: Golden, first: str, last: str, more: dict[str, str], said: str
) -> None:
    with pytest.raises(BadQuestion, match=said):
        golden.ask("waits", first, last, **more)


def test_quantiles_are_those_of_numpy_and_wilson_is_scipys() -> None:
    random = np.random.default_rng(1)
    values = random.integers(0, 1_000_000, 5000).astype(np.uint32)
    groups = random.integers(0, 7, 5000).astype(np.uint8)
    for i, s in enumerate(spread(values, groups, 8)):
        mine = values[groups == i]
        if i == 7:
            assert s.n == 0 and s.p50 is None
            continue
        due = [int(np.percentile(mine, q, method="inverted_cdf")) for q in (50, 80, 90)]
        assert (s.n, [s.p50, s.p80, s.p90], s.most) == (len(mine), due, mine.max())
    for k, n in ((0, 3), (1, 2), (7, 10), (900, 1000), (5, 5)):
        due = binomtest(k, n).proportion_ci(method="wilson")
        assert wilson(k, n) == pytest.approx((due.low, due.high))


def test_ratings_too_good_to_be_true_are_pointed_at() -> None:
    from reports.satisfaction import _look

    def look(*figures: object) -> str:
        return _look(str, *figures)  # type: ignore[arg-type]

    assert look(20, 20, 20, 5000, 20) == "all best marks, nearly everybody rated"
    assert look(20, 40, 20, 5000, 20) == "", "half of them rated"
    assert look(20, 20, 19, 900, 20) == "pressed within a second"
    assert look(9, 9, 9, 100, 9) == "", "too few to say anything"


def test_who_is_served_without_a_ticket_did_not_wait(hall: Golden) -> None:
    hall.at("07:30")
    hall.do("open", AN, "1")
    hall.do("serve", BOSS, "1", "khai-sinh", "chỉ hỏi một câu")
    hall.at("07:34")
    hall.do("finish", AN, "1")
    assert rows(hall.ask("waits"), "all")[0]["n"] == 0
    assert rows(hall.ask("service_times"), "all")[0]["mean"] == 240
    told = rows(hall.ask("deviations"), "all")[0]
    assert (told["at_once"], told["by_hand"], told["called"]) == (1, 0, 0)


def test_a_comment_goes_on_its_date_and_its_mark_stays(tmp_path: Path) -> None:
    golden = make(f"sqlite:///{tmp_path}/hall.db")
    try:
        answer = golden.ask("satisfaction")
        assert len(rows(answer, "comment")) == 1
        golden.at("08:00", 29)
        golden.do("issue", KIOSK, service="khai-sinh")
        golden.at("08:00", 31)
        golden.do("issue", KIOSK, service="khai-sinh")
        later = golden.ask("satisfaction")
        assert rows(later, "comment") == []
        assert rows(later, "all") == rows(answer, "all")
        assert verify(golden.url, "test").holds, "the chain holds without the text"
    finally:
        golden.close()
