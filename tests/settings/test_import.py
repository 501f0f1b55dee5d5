"""Sheets as they come from offices, and what becomes of their rows."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import openpyxl
import pytest

from settings import importing, sheet
from settings.importing import Outcome

REAL = Path(__file__).parents[3] / "shared/data/procedures.csv"
ROWS = [
    ["Mã", "Tên thủ tục", "Lĩnh vực"],
    ["1.000010", "ĐĂNG KÝ KHAI SINH TẠI UBND CẤP XÃ", "Hộ tịch"],
    ["1.000020", unicodedata.normalize("NFD", "Cấp  giấy\u200b chứng nhận"), "Đất đai"],
    ["", "Không có mã", "Đất đai"],
    ["", "", ""],
    ["1.000010", "Lặp lại", "Hộ tịch"],
    ["1.000030", "", "Hộ tịch"],
    ["1.000040", "x" * 1192, "Hộ tịch"],
    ["1.000050", "x" * 2001, "Hộ tịch"],
    ["=1+1", "Không ai nhận", "Hải quan"],
]


def text(separator: str = ",") -> str:
    return "\r\n".join(separator.join(row) for row in ROWS)


def xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in ROWS:
        cells = [c.lstrip("=") or None for c in row]  # a formula would have no value yet
        book.active.append([float(c) if c and c.startswith("1.0000") else c for c in cells])
    book.save(out)
    return out.getvalue()


def taken(data: bytes) -> Outcome:
    read = sheet.read(data)
    columns = importing.guess("procedures", read.header)
    assert (columns["code"], columns["name"], columns["field"]) == (0, 1, 2)
    lead = {"Hộ tịch": "khai-sinh", "Đất đai": "so-do"}
    return importing.procedures(read, columns, lead, None, ["khai-sinh", "so-do"])


@pytest.mark.parametrize(
    "data",
    [
        text().encode(), text(";").encode("utf-8-sig"), text("\t").encode("utf-16"),
        ("sep=;\n" + text(";")).encode(), xlsx(),
    ],
    ids=["utf-8", "semicolons, BOM", "tabs, UTF-16", "sep=", "xlsx"],
)  # fmt: skip
def test_a_sheet_is_read_however_it_was_saved(data: bytes) -> None:
    found = taken(data)
    assert [row["code"] for row in found.taken] == ["1.000010", "1.000020", "1.000040"]
    assert found.taken[0]["name"] == "Đăng ký khai sinh tại UBND cấp xã"
    assert found.taken[1]["name"] == "Cấp giấy chứng nhận"
    assert found.taken[1]["service"] == "so-do" and len(found.taken[2]["name"]) == 1192
    said = {line: why for line, _, why in found.refused}
    first = min(said)
    assert found.blank == 1 and len(said) == 5
    assert said[first] == "the code is empty"
    assert "here twice, first on line" in said[first + 2]
    assert said[first + 3] == "the name is empty"
    assert "2001 letters" in said[first + 5] and "leads to no service" in said[first + 6]


def test_vietnamese_windows_letters_are_read() -> None:
    words = "Mã,Tên thủ tục,Lĩnh vực\n1,Đăng ký,Hộ tịch\n"
    data = b"".join(_cp1258(c) for c in words)
    read = sheet.read(data)
    assert read.header == ["Mã", "Tên thủ tục", "Lĩnh vực"]
    assert read.rows[0][1][1] != "Đăng ký" and sheet.tidy(read.rows[0][1][1]) == "Đăng ký"


def _cp1258(c: str) -> bytes:
    """As Windows writes it: the letter, then its tone."""
    try:
        return c.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", c)
        tone = next(p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323")
        letter = unicodedata.normalize("NFC", parts.replace(tone, ""))
        return (letter + tone).encode("cp1258")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"code",
        b"\0\0\0\0",
        b"PK\x03\x04 no zip",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_sheet_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(sheet.NotASheet):
        read = sheet.read(data)
        assert len(read.header) > 2


def test_the_report_computes_nothing_in_a_spreadsheet() -> None:
    found = taken(text().encode())
    report = importing.report(ROWS[0], found)
    assert report.startswith("\ufeffline,why,")
    assert "\n10,leads to no service" in report.replace("\r", "") and ",'=1+1," in report


def test_new_services_are_taken_with_an_id_of_their_name() -> None:
    data = "name,group,minutes\nCấp đổi thẻ,dat-dai,7\nX,nowhere,\nCấp đổi thẻ,dat-dai,x\n"
    read = sheet.read(data.encode())
    columns = importing.guess("services", read.header)
    found = importing.services(read, columns, ["dat-dai"], ["khai-sinh"])
    (row,) = found.taken
    assert row == {"id": "cap-doi-the", "name": "Cấp đổi thẻ", "group": "dat-dai", "minutes": 7}
    assert len(found.refused) == 2


@pytest.mark.skipif(not REAL.exists(), reason="the national catalogue is not beside the project")
def test_the_national_catalogue_is_taken_whole() -> None:
    read = sheet.read(REAL.read_bytes())
    columns = importing.guess("procedures", read.header)
    found = importing.procedures(read, columns, {}, "s", ["s"])
    assert (len(read.rows), len(found.taken), found.refused) == (5475, 5475, [])
    assert max(len(str(row["name"])) for row in found.taken) == 1192
    assert not [row for row in found.taken if str(row["name"]).isupper() and len(row["name"]) > 5]
