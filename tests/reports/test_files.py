"""The same numbers on the page and in every file, and nothing in them that acts (F25)."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook

from reports import REPORTS, files
from reports.csv_file import safe
from reports.drawing import svg
from reports.frame import plain, settle, show
from reports.run import Answer
from tests.reports.golden import Golden


def tables_of_csv(body: bytes) -> list[list[list[str]]]:
    """Tables of rows; an empty line stands between two."""
    assert body.startswith(b"\xef\xbb\xbf")
    tables: list[list[list[str]]] = [[]]
    for row in csv.reader(io.StringIO(body[3:].decode(), newline="")):
        if row:
            tables[-1].append(row)
        else:
            tables.append([])
    return tables


def number(value: Any) -> Any:
    return "" if value is None else value


@pytest.mark.parametrize("name", REPORTS)
def test_csv_and_xlsx_have_the_numbers_of_the_json(golden: Golden, name: str) -> None:
    answer = golden.ask(name)
    told = answer.found.tables
    in_csv = tables_of_csv(files.write(answer, "csv"))
    book = load_workbook(io.BytesIO(files.write(answer, "xlsx")))
    sheets = book.worksheets[1:]
    assert len(in_csv) == len(sheets) == len(told)
    for table, lines, sheet in zip(told, in_csv, sheets, strict=True):
        cells = list(sheet.iter_rows(min_row=2, values_only=True))
        assert len(lines) - 1 == len(cells) == len(table.rows)
        for row, line, cell in zip(table.rows, lines[1:], cells, strict=True):
            for column, value, text, typed in zip(table.columns, row, line, cell, strict=True):
                if column.kind == "time":
                    at = datetime.fromisoformat(text)
                    assert at.utcoffset() is not None and at.timestamp() * 1000 == value
                    assert typed == at.replace(tzinfo=None)
                elif column.kind == "text":
                    assert text == safe(value) and typed == (value or None)
                else:
                    assert text == str(number(value)) and typed == value


@pytest.mark.parametrize("name", REPORTS)
def test_the_paper_has_them_too(golden: Golden, name: str) -> None:
    answer = golden.ask(name)
    said = text_of(files.write(answer, "pdf"))
    assert spaceless(answer.found.takeaway) in said and spaceless(answer.title) in said
    for table in answer.found.tables:
        for row in table.rows[: table.most]:
            for column, value in zip(table.columns, row, strict=True):
                if column.kind != "text":
                    assert spaceless(show(column, value, answer.zone, False)) in said
    for sentence in answer.definition:
        assert spaceless(sentence) in said


def text_of(pdf: bytes) -> str:
    """All words on the paper, without spaces and line ends."""
    document = pypdfium2.PdfDocument(pdf)
    return spaceless("".join(page.get_textpage().get_text_bounded() for page in document))


def spaceless(text: str) -> str:
    return re.sub(r"[\s\u00ad\ufffe]|\x02", "", text)


def test_the_paper_is_mostly_white(golden: Golden) -> None:
    for page in pypdfium2.PdfDocument(files.write(golden.ask("waits"), "pdf")):
        grey = page.render(scale=0.5).to_pil().convert("L")
        dark = sum(grey.histogram()[:128])
        assert dark < 0.2 * grey.width * grey.height


def test_vietnamese_stands_on_the_paper(golden: Golden) -> None:
    said = text_of(files.write(golden.ask("satisfaction", lang="vi"), "pdf"))
    assert "Rấthàilòng" in said and "Thờigianchờlâu" in said and "Tạiquầy" in said


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_halls_own_rating_is_never_called_an_official_index(golden: Golden, lang: str) -> None:
    answer = golden.ask("satisfaction", lang=lang)
    said = files.write(answer, "json").decode() + text_of(files.write(answer, "pdf"))
    assert "SIPAS" not in said and "766" not in said
    own = {"vi": "không phải khảo sát hay chỉ số chính thức", "en": "no official index"}
    assert own[lang] in answer.definition[0]


def test_a_figure_of_both_channels_stands_beside_its_parts(golden: Golden) -> None:
    for table in golden.ask("satisfaction").found.tables[:5]:
        ids = [column.id for column in table.columns]
        for merged in ("satisfied", "points"):
            assert merged in ids and {f"pad_{merged}", f"page_{merged}"} <= set(ids)


# -- F25 -------------------------------------------------------------------------------------------


def nasty(golden: Golden) -> tuple[Answer, Answer]:
    """Waits, with a service whose name is a formula or a tag; satisfaction, with such a comment."""
    return golden.ask("waits", lang="vi"), golden.ask("satisfaction")


def test_no_cell_of_a_spreadsheet_is_a_formula(golden: Golden) -> None:
    for answer in (*nasty(golden), golden.ask("waits")):
        for lines in tables_of_csv(files.write(answer, "csv")):
            for row in lines:
                assert not [cell for cell in row if cell.startswith(("=", "+", "@", "-"))]
        book = load_workbook(io.BytesIO(files.write(answer, "xlsx")))
        kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds
    comment = tables_of_csv(files.write(nasty(golden)[1], "csv"))[-1][1][2]
    assert comment == '\'=HYPERLINK("http://x") <img src=x onerror=alert(1)>', "one line"


def test_no_name_becomes_a_tag_in_a_picture(golden: Golden) -> None:
    picture = svg(golden.ask("waits").found.plot)
    assert "<img" not in picture and "&lt;img src=x onerror=" in picture
    assert "<script" not in picture and "style=" not in picture


def test_lines_and_turns_of_direction_are_taken_out() -> None:
    assert plain("a\r\nb\u202ec\u0000d\u2028e") == "a b c d e"
    assert plain("Nguyễn Thị") == "Nguyễn Thị"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe(text) == "'" + text
    assert safe("a=b") == "a=b"


def test_values_are_rounded_once_and_half_up() -> None:
    assert [settle("seconds", ms) for ms in (499, 500, 1499, 1500)] == [0, 1, 1, 2]
    assert [settle("share", p) for p in (0.0005, 0.12345, 1)] == [0.1, 12.3, 100.0]
    assert [settle("score", v) for v in (0.25, 3.45, 3.44)] == [0.3, 3.5, 3.4]
