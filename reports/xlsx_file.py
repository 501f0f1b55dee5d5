"""XLSX: what the report says on the first sheet, each table on one of its own."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.frame import Column, Table, heading
from reports.run import Answer

FORMATS = {"count": "#,##0", "seconds": "#,##0", "share": "0.0", "score": "0.0",
           "time": "yyyy-mm-dd hh:mm:ss"}  # fmt: skip
BOLD = Font(bold=True)
SHADE = PatternFill("solid", fgColor="DFECF4")
WIDEST = 48


def write(answers: list[Answer]) -> bytes:
    """The workbook. Times are the hall's own."""
    book = Workbook()
    about = book.active
    assert about is not None
    _about(about, book, answers)
    for answer in answers:
        for table in answer.found.tables:
            title = table.title if len(answers) == 1 else f"{answer.title[:14]} {table.title}"
            sheet = book.create_sheet(_sheet_name(title, book))
            _table(sheet, table, answer.zone)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _about(about: Worksheet, book: Workbook, answers: list[Answer]) -> None:
    """What each report says and how it counts."""
    about.title = _sheet_name(answers[0].say("Report"), book)
    about.column_dimensions["A"].width = 100
    row = 0
    for answer in answers:
        asked = answer.question
        lines = [
            answer.hall, answer.title, f"{asked.first} – {asked.last}", answer.chosen,
            answer.found.takeaway, *answer.definition, " ",
        ]  # fmt: skip
        for text in filter(None, lines):
            row += 1
            cell = _put(about, row, 1, text)
            cell.font = BOLD if text is answer.title else Font()
            cell.alignment = Alignment(wrap_text=True)


def _table(sheet: Worksheet, table: Table, zone: Any) -> None:
    for j, column in enumerate(table.columns, 1):
        head = _put(sheet, 1, j, heading(column))
        head.font, head.fill = BOLD, SHADE
        head.alignment = Alignment(wrap_text=True, vertical="top")
        longest = max((len(str(r[j - 1])) for r in table.rows), default=0)
        width = min(WIDEST, max(11, longest + 2 if column.kind == "text" else 13))
        sheet.column_dimensions[get_column_letter(j)].width = width
    for i, row in enumerate(table.rows, 2):
        for j, (column, value) in enumerate(zip(table.columns, row, strict=True), 1):
            _value(sheet, i, j, column, value, zone)
    sheet.freeze_panes = "B2"


def _value(sheet: Worksheet, i: int, j: int, column: Column, value: Any, zone: Any) -> None:
    if value is None:
        return
    if column.kind == "text":
        _put(sheet, i, j, value)
        return
    if column.kind == "time":
        value = datetime.fromtimestamp(value / 1000, zone).replace(tzinfo=None, microsecond=0)
    sheet.cell(i, j, value).number_format = FORMATS[column.kind]


def _put(sheet: Worksheet, i: int, j: int, text: str) -> Any:
    """Text stays text, whatever it begins with."""
    cell = sheet.cell(i, j, text)
    cell.data_type = "s"
    return cell


def _sheet_name(title: str, book: Workbook) -> str:
    name = "".join(" " if ch in "[]:*?/\\'" else ch for ch in title)[:28].strip() or "1"
    taken = {s.lower() for s in book.sheetnames}
    n, out = 2, name
    while out.lower() in taken:
        out, n = f"{name} {n}", n + 1
    return out
