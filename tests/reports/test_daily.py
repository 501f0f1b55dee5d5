"""The daily report: made after closing, by one process, tried again, kept for so long."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

import reports.pages
from reports import REPORTS, pdf_file
from reports.daily import Daily, folder_of
from tests.halls import small_hall
from tests.reports.golden import AN, DAY, KIOSK, MANAGER
from tests.web.houses import SmallHouse, small_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SmallHouse]:
    settings = small_hall(storage={"reports": str(tmp_path / "daily"), "report_days": 2})
    with small_house(reports.pages.pages, settings=settings) as h:
        yield h


def a_day(house: SmallHouse) -> None:
    house.do(lambda hall, now: hall.open(AN, now, "1"))
    house.do(lambda hall, now: hall.issue(KIOSK, now, service="khai-sinh"))
    house.tick(300)
    house.do(lambda hall, now: hall.call_next(AN, now, "1"))
    house.do(lambda hall, now: hall.close_day(MANAGER, now))


def test_a_closed_day_becomes_a_pdf_and_an_xlsx_once(house: SmallHouse) -> None:
    daily = Daily(house.house)
    assert daily.look() == [], "no day is closed yet"
    a_day(house)
    assert daily.look() == [DAY]
    assert daily.look() == [], "it is there"
    folder = folder_of(house.house)
    assert sorted(p.name for p in folder.iterdir()) == [f"{DAY}.pdf", f"{DAY}.xlsx"]
    paper = pypdfium2.PdfDocument((folder / f"{DAY}.pdf").read_bytes())
    assert len(paper) >= len(REPORTS), "each report begins a page"
    book = load_workbook(folder / f"{DAY}.xlsx")
    assert len(book.sheetnames) == len(set(book.sheetnames)) > len(REPORTS)


def test_the_manager_finds_it_on_the_page_and_nobody_else(house: SmallHouse) -> None:
    a_day(house)
    Daily(house.house).look()
    manager, officer = house.officer("quan", "manager"), house.officer("lan")
    assert f"{DAY}.pdf" in house.page("/reports", manager).text
    listed = house.get("/reports", as_=manager).json
    assert [row["file"] for row in listed["daily"]] == [f"{DAY}.xlsx", f"{DAY}.pdf"]
    assert [row["name"] for row in listed["reports"]] == list(REPORTS)
    reply = house.get(f"/reports/daily/{DAY}.pdf", as_=manager)
    assert reply.status_code == 200 and reply.data.startswith(b"%PDF")
    assert zipfile.is_zipfile(io.BytesIO(house.get(f"/reports/daily/{DAY}.xlsx", as_=manager).data))
    assert house.get(f"/reports/daily/{DAY}.pdf", as_=officer).status_code == 403


def test_what_failed_is_made_at_the_next_look(
    house: SmallHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_day(house)
    daily = Daily(house.house)
    with monkeypatch.context() as patch:
        patch.setattr(pdf_file, "FONTS", Path("/nowhere"))
        with pytest.raises(OSError, match="font"):
            daily.look()
    assert daily.look() == [DAY]


def test_old_ones_go(house: SmallHouse) -> None:
    folder = folder_of(house.house)
    folder.mkdir(parents=True)
    for day in ("2026-11-19", "2026-11-20", "2026-11-21"):
        (folder / f"{day}.pdf").write_bytes(b"%PDF")
    (folder / "mine.txt").write_text("not ours")
    a_day(house)
    Daily(house.house).look()
    left = sorted(p.name for p in folder.iterdir())
    assert left == ["2026-11-21.pdf", f"{DAY}.pdf", f"{DAY}.xlsx", "mine.txt"]


def test_days_that_were_missed_are_made_one_a_look_the_newest_first(house: SmallHouse) -> None:
    a_day(house)
    house.tick(24 * 3600)
    a_day(house)
    daily = Daily(house.house)
    assert daily.look() == ["2026-11-23"]
    assert daily.look() == [DAY]
    assert daily.look() == []
