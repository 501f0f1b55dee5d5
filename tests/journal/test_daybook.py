"""The daybook: a closed day packed for the reports, and the read tables made anew."""

from __future__ import annotations

import json
from array import array

import sqlalchemy as sa

from journal import daybook, tables
from journal.opening import prepare
from journal.verify import verify
from queueing.who import THE_HALL, Who
from tests.fakes.clock import FakeClock
from tests.journal.acts import AN, BOSS, act, issue
from tests.journal.conftest import Opener
from tests.journal.test_verify import engine_of, execute

FACTS = [c.name for c in tables.days.c][4:]


def a_day(opened: Opener, url: str, clock: FakeClock) -> tuple[object, int]:
    """Two visits, 60 s between any two moves; one is served and one expires. The first's id."""
    journal = opened(url)
    act(journal, "open", AN, "1")
    first = issue(journal, estimate={"p50": 60, "p80": 120}).body["id"]
    for verb in ("call_next", "recall", "start", "finish", "pause", "unpause"):
        clock.advance(60)
        act(journal, verb, AN, "1", *(["giải lao"] if verb == "pause" else []))
    issue(journal, "so-do")
    act(journal, "raise_alert", THE_HALL, "printer", "p1", "warning")
    clock.advance(30)
    act(journal, "clear_alert", THE_HALL, "printer", "p1")
    act(journal, "close_day", BOSS)
    return journal, first


def read(url: str, table: sa.Table) -> list[dict]:
    with engine_of(url).connect() as connection:
        return [dict(r) for r in connection.execute(sa.select(table)).mappings()]


def column(row: dict, fact: str) -> list[int]:
    return array(daybook.CODES[daybook.FACTS[fact]], bytes(row[fact])).tolist()


def test_a_day_is_packed_when_it_closes(opened: Opener, url: str, clock: FakeClock) -> None:
    a_day(opened, url, clock)
    (row,) = read(url, tables.days)
    labels = json.loads(row["labels"])
    assert row["legs"] == 2 and labels["service"] == ["khai-sinh", "so-do"]
    assert column(row, "service") == [1, 2]
    assert column(row, "wait") == [60_000, daybook.NONE]
    assert column(row, "took") == [60_000, daybook.NONE]
    assert column(row, "recalls") == [1, 0]
    assert column(row, "p50") == [60, daybook.NONE] and column(row, "p80") == [120, daybook.NONE]
    assert column(row, "flags") == [daybook.FINISHED, daybook.EXPIRED]
    assert column(row, "counter") == [1, 0]


def test_a_rating_after_the_closing_is_packed_too(
    opened: Opener, url: str, clock: FakeClock
) -> None:
    journal, first = a_day(opened, url, clock)
    citizen = Who("citizen", ticket=first)
    act(journal, "rate", citizen, score=1, reasons=["cho-lau"], ticket=first, leg=1)
    (row,) = read(url, tables.days)
    assert column(row, "page") == [1, 0] and column(row, "reasons") == [1, 0]
    assert json.loads(row["labels"])["reasons"] == ["cho-lau"]


def test_who_sat_where_and_what_was_wrong(opened: Opener, url: str, clock: FakeClock) -> None:
    a_day(opened, url, clock)
    shifts = {r["kind"]: r for r in read(url, tables.shifts)}
    assert shifts["open"]["officer"] == "an" and shifts["pause"]["reason"] == "giải lao"
    assert shifts["pause"]["ended_at"] - shifts["pause"]["began_at"] == 60_000
    assert shifts["open"]["ended_at"] - shifts["open"]["began_at"] == 390_000
    (wrong,) = read(url, tables.alerts)
    assert wrong["cleared_at"] - wrong["raised_at"] == 30_000


def test_emptied_read_tables_are_filled_again_from_the_events(
    opened: Opener, url: str, clock: FakeClock
) -> None:
    journal, _ = a_day(opened, url, clock)
    journal.close()
    before = {t.name: read(url, t) for t in tables.READ_TABLES}
    execute(url, *(f"DELETE FROM {name}" for name in ("intervals", "shifts", "alerts", "days")))
    assert not verify(url, "test").holds
    prepare(url)
    assert verify(url, "test").holds
    after = {t.name: read(url, t) for t in tables.READ_TABLES}
    assert {n: len(r) for n, r in after.items()} == {n: len(r) for n, r in before.items()}
