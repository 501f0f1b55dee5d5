"""CSV: a report's tables one below the other, for spreadsheets: BOM, ISO times, no formula."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from reports.frame import Column, heading
from reports.run import Answer

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """Text that a spreadsheet does not take for a formula: an apostrophe before it."""
    return "'" + text if text.startswith(FORMULA) else text


def write(answer: Answer) -> bytes:
    """The first table begins with its headings; each further one follows an empty line."""
    out = io.StringIO()
    writer = csv.writer(out)
    for i, table in enumerate(answer.found.tables):
        if i:
            out.write("\r\n")
        writer.writerow([safe(heading(column)) for column in table.columns])
        for row in table.rows:
            writer.writerow(
                [cell(c, v, answer.zone) for c, v in zip(table.columns, row, strict=True)]
            )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def cell(column: Column, value: Any, zone: Any) -> Any:
    if value is None:
        return ""
    if column.kind == "text":
        return safe(value)
    if column.kind == "time":
        return datetime.fromtimestamp(value / 1000, zone).isoformat(timespec="seconds")
    return value
