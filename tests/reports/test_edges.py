"""Days without anybody, with one ticket, still open; questions that can't be answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

from journal.verify import verify
from queueing.who import THE_HALL
from reports import REPORTS, files
from reports.figures import spread, wilson
from reports.question import BadQuestion
from tests.halls import small_hall
from tests.postgres import Postgres
from tests.reports.golden import AN, BOSS, DAY, KIOSK, MANAGER, Golden, make, rows


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Golden]:
    golden = Golden(f"sqlite:///{tmp_path}/hall.db")
    yield golden
    golden.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty one."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/hall.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def hall_on_both(database: str) -> Iterator[Golden]:
    golden = Golden(database)
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


def test_a_day_without_anybody(hall_on_both: Golden) -> None:
    hall = hall_on_both
    said = everything(hall, "xlsx", "pdf")
    assert said["waits"] == "Nobody was called in this time."
    assert said["satisfaction"] == "Nobody has rated a visit in this time."
    assert said["arrivals"] == "No ticket was taken in this time."
    assert said["counters_day"] == f"No counter was open on {DAY}."
    assert rows(hall.ask("waits"), "all") == [
        {"all": "All", "n": 0, "p50": None, "p80": None, "p90": None, "longest": None,
         "within_target": None, "not_called": 0},
    ]  # fmt: skip


def test_one_ticket_while_the_day_is_open_and_after(hall_on_both: Golden) -> None:
    hall = hall_on_both
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


def utc(day: str, clock: str) -> int:
    return int(datetime.fromisoformat(f"{day}T{clock}Z").timestamp() * 1000)


@pytest.mark.parametrize(
    ("day", "before", "night", "morning", "open_hours"),
    [
        # midnight is 22:00 UTC the day before; at 01:00 UTC it is 02:00 for the second time
        ("2026-10-25", "2026-10-24T22", 2, 7, 25),
        # midnight is 23:00 UTC the day before; at 01:00 UTC it is 03:00: there is no 02:30
        ("2026-03-29", "2026-03-28T23", 3, 6, 23),
    ],
)
def test_a_night_in_which_the_clocks_are_put_back_or_forward(
    database: str, day: str, before: str, night: int, morning: int, open_hours: int
) -> None:
    """A hall open around the clock in Berlin. A ticket at 00:30, called at 00:30 UTC, finished an
    hour later; one at 01:45 UTC; one at 08:00."""
    config = small_hall()
    config["hall"]["timezone"] = "Europe/Berlin"
    config["hall"]["service_cap"] = 7200
    midnight = utc(before[:10], before[11:] + ":00:00")
    golden = Golden(database, config, start=midnight + 900_000)

    def till(ms: int) -> None:
        golden.clock.advance(ms=ms - golden.journal.now())

    def visit(issued: int, called: int, finished: int) -> None:
        till(issued)
        golden.do("issue", KIOSK, service="khai-sinh")
        till(called)
        golden.do("call_next", AN, "1")
        golden.do("start", AN, "1")
        till(finished)
        golden.do("finish", AN, "1")

    try:
        golden.do("open", AN, "1")
        visit(midnight + 1_800_000, utc(day, "00:30:00"), utc(day, "01:30:00"))
        golden.do("raise_alert", THE_HALL, "device_gone", "k1", "warning", "")
        visit(utc(day, "01:45:00"), utc(day, "02:00:00"), utc(day, "02:10:00"))
        till(utc(day, "02:30:00"))
        golden.do("clear_alert", THE_HALL, "device_gone", "k1")
        eight = utc(day, f"{morning:02d}:00:00")
        visit(eight, eight + 300_000, eight + 360_000)
        waited = (utc(day, "00:30:00") - midnight) // 1000 - 1800

        def right() -> None:
            def ask(name: str, table: str) -> list[dict[str, object]]:
                return rows(golden.ask(name, day, day), table)

            assert [(r["hour"], r["n"], r["p50"]) for r in ask("waits", "hour")] == [
                ("00:00–00:59", 1, waited),
                (f"{night:02d}:00–{night:02d}:59", 1, 900),
                ("08:00–08:59", 1, 300),
            ]
            (sunday,) = ask("arrivals", "weekday")
            assert (sunday["tickets"], sunday["h00"], sunday[f"h{night:02d}"]) == (3, 1.0, 1.0)
            assert sunday["h08"] == 1.0
            assert ask("service_times", "all")[0]["longest"] == 3600
            (counter,) = ask("throughput", "counter")
            assert counter["serving"] == 3600 + 600 + 60
            (seat,) = ask("counters_day", "counter")
            assert seat["serving"] == 3600 + 600 + 60

        right()
        till(midnight + open_hours * 3_600_000 - 1_800_000)
        golden.do("close", AN, "1")
        golden.do("close_day", MANAGER)
        right()
        (seat,) = rows(golden.ask("counters_day", day, day), "counter")
        # from 00:15 to 23:30 by the clock on the wall, an hour more or less by a watch
        assert seat["open"] == open_hours * 3600 - 900 - 1800
        golden.clock.advance(3600)
        device = rows(golden.ask("availability", day, day), "device")[0]
        # open until 23:59
        assert device["down"] == 3600
        assert device["available"] == round(100 - 100 * 3600 / (open_hours * 3600 - 60), 1)
        for name in REPORTS:
            for form in ("csv", "xlsx", "pdf"):
                assert files.write(golden.ask(name, day, day), form)
    finally:
        golden.close()


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
