"""The reports' routes: who may, which form, what is refused; and the page in a browser."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

import reports.pages
from queueing.who import Who
from reports import REPORTS
from tests.counter.browser import OpenDesk, accessible, at, shot
from tests.dashboard.test_scope import taxes_too
from tests.reports.golden import DAY, settings
from tests.web.houses import SmallHouse, small_house
from tests.web.test_agencies import officer

WEEK = f"from=2026-11-16&to={DAY}"


@pytest.fixture
def house() -> Iterator[SmallHouse]:
    with small_house(reports.pages.pages, settings=settings()) as h:
        yield h


def test_a_manager_reads_each_report_in_each_form(house: SmallHouse) -> None:
    manager = house.officer("quan", "manager")
    for name in REPORTS:
        told = house.get(f"/reports/{name}?{WEEK}", as_=manager)
        assert told.status_code == 200 and told.json["name"] == name
        assert (told.json["from"], told.json["to"]) == ("2026-11-16", DAY)
        for format, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
            reply = house.get(f"/reports/{name}?{WEEK}&format={format}", as_=manager)
            assert reply.status_code == 200 and reply.data.startswith(begins)
            kept = reply.headers["Content-Disposition"]
            assert kept == f'attachment; filename="{name}-2026-11-16-{DAY}.{format}"'
            assert reply.headers["X-Content-Type-Options"] == "nosniff"


def came(told: dict[str, Any]) -> int:
    """The tickets of the arrivals' report."""
    return sum(row["tickets"] for row in told["tables"][0]["rows"])


def test_an_agencys_manager_reads_of_that_agency_alone(tmp_path: Path) -> None:
    with small_house(reports.pages.pages, settings=taxes_too()) as house:
        for service in ("khai-sinh", "sao-y", "sao-y"):
            house.do(lambda h, now, s=service: h.issue(Who("kiosk", device="k1"), now, service=s))
        taxes = officer(house, "to", "manager", None, ["thue"])
        for asked in ("", "&agency=thue", "&service=sao-y"):
            told = house.get(f"/reports/arrivals?{WEEK}{asked}", as_=taxes).json
            assert told["agency"] == "thue" and came(told) == 2
        everybodys = house.officer("quan", "manager")
        assert came(house.get(f"/reports/arrivals?{WEEK}", as_=everybodys).json) == 3
        for other in ("&agency=ubnd", "&service=khai-sinh", "&agency=thue&service=so-do"):
            for path in (f"/reports/waits?{WEEK}{other}", f"/reports/waits?format=pdf{other}"):
                assert house.get(path, as_=taxes).status_code == 403, path
        assert house.get("/reports/daily/2026-11-22.pdf", as_=taxes).status_code == 403
        page = house.page(f"/reports?{WEEK}", taxes).text
        assert "Thuế" in page and "so-do" not in page and 'value="ubnd"' not in page
        nobodys = officer(house, "khong", "manager", None, [])
        assert house.get(f"/reports/waits?{WEEK}", as_=nobodys).status_code == 403


def test_without_dates_it_is_the_week_up_to_the_last_day(house: SmallHouse) -> None:
    told = house.get("/reports/waits", as_=house.officer("quan", "manager")).json
    assert (told["from"], told["to"]) == ("2026-11-16", DAY)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/reports/nothing", 404, "unknown_report"),
        ("/reports/estimates", 404, "unknown_report"),
        ("/reports/waits?from=2026-11-23&to=2026-11-22", 400, "bad_request"),
        ("/reports/waits?from=gestern", 400, "bad_request"),
        ("/reports/waits?to=9999-99-99", 400, "bad_request"),
        ("/reports/waits?format=exe", 400, "bad_request"),
        ("/reports/waits?agency=nobody", 400, "bad_request"),
        ("/reports/waits?service=none", 400, "bad_request"),
        ("/reports/daily/2026-11-22.pdf", 404, "unknown_report"),
        ("/reports/daily/..%2Fhall.db", 404, None),
        ("/reports/daily/hall.db", 404, "unknown_report"),
    ],
)
def test_bad_input_is_said_to_be_bad(
    house: SmallHouse, path: str, status: int, code: str | None
) -> None:
    reply = house.get(path, as_=house.officer("quan", "manager"))
    assert reply.status_code == status
    assert code is None or reply.json["code"] == code


def test_the_page_shows_the_numbers_that_the_files_have(browser: Browser, tmp_path: Path) -> None:
    desk = OpenDesk(tmp_path, rooms=(reports.pages,), services=settings()["services"])
    try:
        desk.open("lan", "1")
        for _ in range(3):
            desk.issue("khai-sinh")
        desk.issue("so-do")
        for _ in range(2):
            desk.later(125)
            desk.do("lan", "/counters/1/call-next")
            desk.do("lan", "/counters/1/start")
            desk.later(240)
            desk.do("lan", "/counters/1/finish")
        with at(browser, desk, "quan", "/reports", width=1280) as page:
            expect(page.locator("#title")).to_have_text("Thời gian chờ")
            expect(page.locator("#takeaway")).to_contain_text("trong 2 lần chờ")
            expect(page.locator(".report-plot svg")).to_be_visible()
            accessible(page, "waits")
            shot(page, "reports")
            shown = page.locator("table[data-table=service] tbody tr").evaluate_all(
                "rows => rows.map((r) => [...r.cells].map((c) => c.dataset.value ?? c.innerText))"
            )
            with page.expect_download() as saved:
                page.get_by_role("link", name="CSV").click()
            text = Path(saved.value.path()).read_bytes()[3:].decode()
            lines = list(csv.reader(io.StringIO(text.split("\r\n\r\n")[1])))
            assert [[c if c != "–" else "" for c in row] for row in shown] == [
                [c.removeprefix("'") for c in line] for line in lines[1:]
            ]
            with page.expect_download() as saved:
                page.get_by_role("link", name="XLSX").click()
            sheet = load_workbook(io.BytesIO(Path(saved.value.path()).read_bytes())).worksheets[2]
            assert sheet.cell(2, 1).value == shown[0][0]
            page.locator("#name").select_option("counters_day")
            page.get_by_role("button", name="Xem").click()
            expect(page.locator("#title")).to_have_text("Một ngày ở các quầy")
            accessible(page, "the counters' day")
            page.locator("#from").fill("2026-11-30")
            page.get_by_role("button", name="Xem").click()
            expect(page.get_by_role("alert")).to_contain_text("from")
            accessible(page, "a bad question")
        with at(browser, desk, "quan", "/reports?name=satisfaction", width=360) as page:
            expect(page.locator("#title")).to_have_text("Mức độ hài lòng")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            accessible(page, "on a phone")
            shot(page, "reports-phone")
    finally:
        desk.close()
