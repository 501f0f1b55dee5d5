"""XLSX: what the report says on the first sheet, each table on one of its own."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from xlsxwriter import Workbook

from reports.csv_file import FORMULA
from reports.frame import Column, Table, heading
from reports.run import Answer

FORMATS = {"count": "#,##0", "seconds": "#,##0", "share": "0.0", "score": "0.0",
           "time": "yyyy-mm-dd hh:mm:ss"}  # fmt: skip
WIDEST = 48
LONGEST = 32_767  # characters of a cell, by the format
EPOCH = 25_569  # days from 1899-12-30 to 1970-01-01
QUARTER = 900_000  # ms


class Styles:
    """The looks that cells have in one workbook."""

    def __init__(self, book: Any) -> None:
        add = book.add_format
        self.text = add({"text_wrap": True, "valign": "top"})
        self.bold = add({"bold": True, "text_wrap": True})
        self.head = add({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DFECF4"})
        self.plain = add({})
        # edited by hand, such a text would become the formula that it looks like
        self.quoted = add({"quote_prefix": True})
        self.of = {kind: add({"num_format": text}) for kind, text in FORMATS.items()}


def write(answers: list[Answer]) -> bytes:
    """The workbook. Times are the hall's own."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    first = answers[0]
    made = datetime.fromtimestamp(first.made_at / 1000, first.zone).replace(tzinfo=None)
    book.set_properties({"title": first.title, "author": first.hall, "created": made})
    styles, names = Styles(book), set[str]()
    _about(book.add_worksheet(_sheet_name(first.say("Report"), names)), styles, answers)
    for answer in answers:
        for table in answer.found.tables:
            title = table.title if len(answers) == 1 else f"{answer.title[:14]} {table.title}"
            _table(book.add_worksheet(_sheet_name(title, names)), styles, table, answer.zone)
    book.close()
    return out.getvalue()


def _about(about: Any, styles: Styles, answers: list[Answer]) -> None:
    """What each report says and how it counts."""
    about.set_column(0, 0, 100)
    row = 0
    for answer in answers:
        asked = answer.question
        lines = [
            answer.hall, answer.title, f"{asked.first} – {asked.last}", answer.chosen,
            answer.found.takeaway, *answer.definition, " ",
        ]  # fmt: skip
        for text in filter(None, lines):
            style = styles.bold if text is answer.title else styles.text
            about.write_string(row, 0, text[:LONGEST], style)
            row += 1


def _table(sheet: Any, styles: Styles, table: Table, zone: Any) -> None:
    for j, column in enumerate(table.columns):
        sheet.write_string(0, j, heading(column)[:LONGEST], styles.head)
        longest = max((len(str(r[j])) for r in table.rows), default=0)
        width = min(WIDEST, max(11, longest + 2 if column.kind == "text" else 13))
        sheet.set_column(j, j, width)
    for j, column in enumerate(table.columns):
        _column(sheet, styles, j, column, [row[j] for row in table.rows], zone)
    sheet.freeze_panes(1, 1)


def _column(
    sheet: Any, styles: Styles, j: int, column: Column, values: list[Any], zone: Any
) -> None:
    """Text stays text, whatever it begins with."""
    if column.kind == "text":
        for i, value in enumerate(values, 1):
            if value:
                style = styles.quoted if value.startswith(FORMULA) else styles.plain
                sheet.write_string(i, j, value[:LONGEST], style)
        return
    if column.kind == "time":
        values = serials(values, zone)
    style = styles.of[column.kind]
    for i, value in enumerate(values, 1):
        if value is not None:
            sheet.write_number(i, j, value, style)


def serials(times: list[int | None], zone: Any) -> list[float | None]:
    """Times (ms UTC) as the format has them: days since 1899-12-30 by the hall's own clock. Clocks
    are put forward or back at a quarter of an hour, so it is asked once for each."""
    offsets: dict[int, int] = {}
    out: list[float | None] = []
    for ms in times:
        if ms is None:
            out.append(None)
            continue
        offset = offsets.get(ms // QUARTER)
        if offset is None:
            ahead = datetime.fromtimestamp(ms / 1000, zone).utcoffset() or timedelta()
            offset = offsets[ms // QUARTER] = int(ahead.total_seconds())
        out.append((ms // 1000 + offset) / 86_400 + EPOCH)
    return out


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 characters, none of those the format refuses, and new in this workbook."""
    name = "".join(" " if ch in "[]:*?/\\'" else ch for ch in title)[:28].strip() or "1"
    n, out = 2, name
    while out.lower() in taken:
        out, n = f"{name} {n}", n + 1
    taken.add(out.lower())
    return out
