"""The staffing advice at the door: who reads which part of it, as page and files with the same
numbers; what is refused; how it is asked for."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import dashboard.pages
import reports.pages
from reports.estimates.kept_advice import KeptAdvice
from tests.dashboard.test_scope import taxes_too
from tests.reports.test_staffing import FRIDAY, advised, past_days, plan
from tests.web.houses import SmallHouse, small_house
from tests.web.test_agencies import officer

WEEK = "2026-11-23"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SmallHouse]:
    with small_house(dashboard.pages.pages, reports.pages.pages, settings=taxes_too()) as h:
        h.house.folder = tmp_path
        yield h


@pytest.fixture(scope="module")
def advice() -> dict[str, Any]:
    """As it is worked out for a hall whose Mondays are too much for one counter."""
    found = advised(plan(), past_days(plan(), civil=5, monday=3))
    return {**found, "after": FRIDAY.isoformat()}


def keep(house: SmallHouse, advice: dict[str, Any], week: str = WEEK) -> Path:
    """Puts an advice where the estimates' process does."""
    folder = KeptAdvice(house.house, lambda: False).folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{week}.json").write_text(json.dumps({**advice, "week": week}))
    return folder


def test_before_there_is_one_the_page_says_so_and_files_are_refused(house: SmallHouse) -> None:
    boss = officer(house, "sep", "manager", None, None)
    page = house.get("/staffing", as_=boss, raw=True)
    assert page.status_code == 200 and "Chưa có đề xuất nào" in page.get_data(True)
    reply = house.get("/staffing", as_=boss)
    assert (reply.status_code, reply.json["code"]) == (404, "unknown_week")
    assert house.get("/staffing/progress", as_=boss).json == {
        "running": False, "made": None, "done": 0, "of": 1
    }  # fmt: skip
    reply = house.post("/staffing", as_=boss)
    assert (reply.status_code, reply.json["code"]) == (409, "not_known_yet")


def test_page_and_files_have_the_numbers_of_the_advice(
    house: SmallHouse, advice: dict[str, Any]
) -> None:
    keep(house, advice)
    boss = officer(house, "sep", "manager", None, None)
    told = house.get("/staffing?lang=en", as_=boss).json
    monday = next(t for t in told["tables"] if t["id"] == WEEK)
    rows = advice["days"][0]["parts"][""]
    assert [r["advised"] for r in monday["rows"]] == [r["advised"] for r in rows]
    assert [r["visitors"] for r in monday["rows"]] == [r["visitors"]["mid"] for r in rows]
    assert [r["p80_usual"] for r in monday["rows"]] == [r["p80"]["usual"]["mid"] for r in rows]
    over = sum(
        row["p80"]["usual"]["mid"] > 1800 for day in advice["days"] for row in day["parts"][""]
    )
    assert f"30 min in {over} of 40 half-hours" in told["takeaway"]
    changes = next(t for t in told["tables"] if t["id"] == "changes")["rows"]
    assert changes[0]["change"].startswith("+") and changes[0]["day"].startswith("Monday 23/11")

    text = house.get("/staffing?format=csv", as_=boss).data[3:].decode()
    lines = [line for line in csv.reader(io.StringIO(text)) if line and ":" in line[0]]
    assert [line[5] for line in lines[:8]] == [str(r["advised"]) for r in rows]
    book = load_workbook(io.BytesIO(house.get("/staffing?format=xlsx", as_=boss).data))
    sheet = book.worksheets[2]
    assert [sheet.cell(2 + i, 6).value for i in range(8)] == [r["advised"] for r in rows]
    pdf = house.get("/staffing?format=pdf", as_=boss)
    assert pdf.data.startswith(b"%PDF")
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="staffing-{WEEK}.pdf"'
    page = house.get("/staffing", as_=boss, raw=True).get_data(True)
    assert "Thứ Hai 23/11" in page and "<svg" in page and "Kết quả giả định" in page
    for row in rows:
        assert f'data-value="{row["p80"]["usual"]["mid"]}"' in page


def test_who_looks_after_an_agency_reads_its_part_alone(
    house: SmallHouse, advice: dict[str, Any]
) -> None:
    other = json.loads(json.dumps(advice))
    for day in other["days"]:
        day["parts"]["thue"] = day["parts"].pop("ubnd")
        day["kinds"][0]["agency"] = "thue"
    keep(house, other)
    taxes = officer(house, "to", "supervisor", None, ["thue"])
    police = officer(house, "ca", "manager", None, ["ubnd"])
    told = house.get("/staffing", as_=taxes).json
    assert told["agency"] == "thue"
    assert house.get("/staffing?agency=ubnd", as_=taxes).status_code == 403
    assert house.get("/staffing", as_=police).status_code == 404, "nothing is theirs"
    page = house.get("/staffing", as_=police, raw=True)
    assert page.status_code == 200 and "<svg" not in page.get_data(True)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("week=2026-11-30", 404), ("week=..%2Fhall", 404), ("week=x", 404), ("week=progress", 404),
        ("agency=nobody", 400), ("format=exe", 400), ("week=2026-11-23&agency=ubnd", 200),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused(
    house: SmallHouse, advice: dict[str, Any], query: str, status: int
) -> None:
    keep(house, advice)
    boss = officer(house, "sep", "manager", None, None)
    assert house.get(f"/staffing?{query}", as_=boss).status_code == status
    if "format" not in query:
        assert house.get(f"/staffing?{query}", as_=boss, raw=True).status_code == status


def test_too_short_a_past_is_said_to_be_too_short(
    house: SmallHouse, advice: dict[str, Any]
) -> None:
    short = {**advice, "known": False, "seen": 4, "days": []}
    keep(house, short)
    boss = officer(house, "sep", "manager", None, None)
    page = house.get("/staffing", as_=boss, raw=True).get_data(True)
    assert "mới có 4 trong 10 ngày" in page and "report-files" not in page


def test_each_closed_day_one_process_asks_once_and_the_work_is_seen(
    house: SmallHouse, advice: dict[str, Any]
) -> None:
    asked: list[str] = []
    kept = KeptAdvice(house.house, lambda: bool(asked.append("x")) or True)
    boss = officer(house, "sep", "manager", None, None)
    assert house.post("/staffing", as_=boss).status_code == 202 and asked == ["x"]
    desk = house.officer("re", "reception")
    kept.round()
    assert asked == ["x"], "no day was closed yet"
    house.do(lambda h, now: h.roll_day(now))
    house.do(lambda h, now: h.close_day(_hall(), now))
    kept.round()
    assert asked == ["x", "x"] and desk
    folder = keep(house, {**advice, "after": house.hall.last_day})
    kept.round()
    assert asked == ["x", "x"], "that day's was made"
    (folder / "progress.json").write_text(
        json.dumps({"at": int(time.time()), "done": 30, "of": 120})
    )
    told = house.get("/staffing/progress", as_=boss).json
    assert (told["running"], told["done"], told["of"]) == (True, 30, 120) and told["made"]
    assert house.post("/staffing", as_=boss).status_code == 202
    assert asked == ["x", "x"], "it is under way already"
    (folder / "progress.json").write_text(json.dumps({"at": 1, "done": 30, "of": 120}))
    assert house.get("/staffing/progress", as_=boss).json["running"] is False, "it died"


def _hall() -> Any:
    from queueing.who import THE_HALL

    return THE_HALL
