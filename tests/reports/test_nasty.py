"""F25 for the reports: markup, formulas, line ends and turns of direction in every name and in what
people write stay words, on the page, in every file and in the headers."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdfium2
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

import reports.pages
from queueing.who import Who
from reports import REPORTS, files, shown
from tests.counter.browser import OpenDesk, at
from tests.halls import small_hall, text
from tests.reports.golden import DAY, KIOSK, Golden, settings
from tests.web.houses import SmallHouse, small_house

TAG = "<img src=x onerror=\"document.title='owned'\"></svg><script>document.title='owned'</script>"
LINES = "\r\nSet-Cookie: owned=1\r\n\r\n"
TURN = "\u202ecod.exe\u202c \u2066x\u2069"
OFFICER = f'=cmd|"/C calc"!A1{TURN}'
COMMENT = f'=HYPERLINK("http://x","y"){TAG}{LINES}{TURN}\x07\x1b[31m'


def nasty(word: str) -> dict[str, str]:
    return text(f"{word}{TAG}{LINES}{TURN}")


def nasty_hall() -> dict[str, Any]:
    """Names that no config may have, as an old journal might."""
    hall = small_hall(pads=[{"id": "r1", "kind": "rating", "counter": "1", "port": None}])
    hall["hall"]["name"] = nasty("=1+1")
    for section, word in (
        ("agencies", "@SUM(1)"), ("services", "=1+1"), ("counters", "+1"), ("kiosks", "-1"),
    ):  # fmt: skip
        for row in hall[section]:
            row["name"] = nasty(f"{word}{row['id']}")
    for row in hall["rating"]["reasons"]:
        row["name"] = nasty("\t=2")
    return hall


def visits(do: Callable[..., int]) -> None:
    """Ten rated visits and somebody who waits."""
    an = Who("officer", officer=OFFICER)
    do("open", an, "1")
    do("raise_alert", Who("hall"), "device_gone", "k1", "warning", TAG)
    for n in range(11):
        told = {"p50": 60, "p80": 120}
        ticket = do("issue", KIOSK, service="khai-sinh", estimate=told)
        if n == 10:
            break
        do("call_next", an, "1")
        do("start", an, "1")
        do("finish", an, "1")
        do("rate", Who("citizen", ticket=ticket), score=1, reasons=["cho-lau"], comment=COMMENT,
           ticket=ticket, leg=1)  # fmt: skip
    do("pause", an, "1", f"=3{TAG}{TURN}")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Golden]:
    golden = Golden(f"sqlite:///{tmp_path_factory.mktemp('nasty')}/hall.db", nasty_hall())
    golden.at("08:00")
    visits(golden.do)
    golden.at("08:10")
    yield golden
    golden.close()


def unseen(words: str) -> list[str]:
    """The characters that act without being seen."""
    turns = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return [ch for ch in words if unicodedata.category(ch) in ("Cc", "Zl", "Zp")
            or unicodedata.bidirectional(ch) in turns]  # fmt: skip


def test_the_names_are_as_nasty_as_they_should_be(hall: Golden) -> None:
    said = files.write(hall.ask("satisfaction"), "json").decode()
    assert "HYPERLINK" in said and "cmd|" in said and "<img" in said
    assert "\\r" not in said and unseen(said) == []
    assert unseen(COMMENT) != [] and "\u202e" in unseen(TURN) and "\u2066" in unseen(TURN)


@pytest.mark.parametrize("name", REPORTS)
def test_they_stay_words_in_every_file(hall: Golden, name: str) -> None:
    answer = hall.ask(name)
    comma_separated = files.write(answer, "csv").decode()
    rows = list(csv.reader(io.StringIO(comma_separated.removeprefix("\ufeff"), newline="")))
    acting = [c for row in rows for c in row if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [c for c in acting if not re.fullmatch(r"-\d+(\.\d)?", c)] == [], (
        "a number may be below 0"
    )
    assert len(rows) == comma_separated.count("\r\n"), "no cell has a line end"
    assert unseen(comma_separated.replace("\r\n", "").removeprefix("\ufeff")) == []

    body = files.write(answer, "xlsx")
    book = load_workbook(io.BytesIO(body))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert unseen("".join(str(cell.value) for cell in cells)) == []
    formulas = [c for c in cells if isinstance(c.value, str) and c.value[0] in "=+-@" and c.row > 1]
    assert all(cell.quotePrefix for cell in formulas if cell.parent is not book.worksheets[0])
    for part in zipfile.ZipFile(io.BytesIO(body)).namelist():
        assert "hyperlink" not in part and "external" not in part.lower()

    paper = files.write(answer, "pdf")
    for acts in (b"/URI", b"/JavaScript", b"/Launch", b"/EmbeddedFile"):
        assert acts not in paper
    pages = pypdfium2.PdfDocument(paper)
    said = "".join(page.get_textpage().get_text_bounded() for page in pages)
    assert unseen(re.sub(r"[\r\n\x02]", "", said)) == []

    picture = ElementTree.fromstring(files.write(answer, "svg"))
    for mark in picture.iter():
        assert mark.tag.rpartition("}")[2] in {
            "svg", "defs", "pattern", "path", "rect", "line", "text", "title",
        }  # fmt: skip
        assert not [key for key in mark.attrib if key.startswith("on") or "href" in key]
    assert unseen(shown.write(answer).decode()) == []


@pytest.fixture
def house() -> Iterator[SmallHouse]:
    with small_house(reports.pages.pages, settings=settings()) as h:
        yield h


@pytest.mark.parametrize("bad", ["%0d%0aSet-Cookie:%20owned=1", "%E2%80%AEcod", "<img>", '"; x="'])
@pytest.mark.parametrize("where", ["from", "to", "agency", "service", "format"])
def test_no_header_is_made_of_what_was_asked(house: SmallHouse, bad: str, where: str) -> None:
    boss = house.officer("quan", "manager")
    asked = {"from": DAY, "to": DAY, "format": "csv", where: bad}
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    reply = house.get(f"/reports/waits?{query}", as_=boss)
    assert reply.status_code == 400 and "Set-Cookie" not in reply.headers
    assert reply.mimetype == "application/problem+json"
    page = house.page(f"/reports?name=waits&{query}", boss)
    assert page.status_code == 200 and "<img>" not in page.text and '"; x="' not in page.text


def test_they_stay_words_on_the_page(browser: Browser, tmp_path: Path) -> None:
    own = nasty_hall()
    sections = {key: own[key] for key in ("hall", "agencies", "services", "counters", "kiosks",
                                          "rating", "pads")}  # fmt: skip
    desk = OpenDesk(tmp_path, rooms=(reports.pages,), **sections)

    def do(verb: str, who: Who, *args: Any, **more: Any) -> int:
        reply = desk.journal.do(
            lambda hall, now: getattr(hall, verb)(who, now, *args, **more),
            lambda hall, events: (200, {"ticket": events[-1].ticket if events else None}),
            caller="test", route=verb,
        )  # fmt: skip
        return reply.body["ticket"]

    try:
        visits(do)
        with at(browser, desk, "quan", "/reports") as page:
            asked: list[str] = []
            page.on("dialog", lambda dialog: asked.append(dialog.message))
            page.on("request", lambda request: asked.append(request.url)
                    if request.url.endswith("/x") else None)  # fmt: skip
            for name in REPORTS:
                page.goto(f"/reports?name={name}")
                expect(page.locator("#title")).to_be_visible()
                assert "owned" != page.title() and page.locator("main img").count() == 0
                assert page.locator("main script, main [onerror], main a[href^=http]").count() == 0
                words = page.locator("main").inner_text()
                assert unseen(re.sub(r"[\n\t]", "", words)) == []
                if name == "satisfaction":
                    assert 'HYPERLINK("http://x","y")<img src=x onerror=' in words
            assert asked == []
    finally:
        desk.close()
