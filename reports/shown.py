"""A report as the page shows it: everything as text, so that the server need not reckon."""

from __future__ import annotations

import json
from typing import Any

from reports.drawing import svg
from reports.frame import Column, show
from reports.run import Answer


def write(answer: Answer) -> bytes:
    """JSON of title, chosen, takeaway, definition, svg and tables with rows of (as shown, raw)."""
    comma = answer.question.lang == "vi"
    plot = answer.found.plot
    page = {
        "title": answer.title, "chosen": answer.chosen, "takeaway": answer.found.takeaway,
        "definition": answer.definition,
        "svg": svg(plot) if plot is not None and plot.marks else "",
        "tables": [
            {
                "id": table.id, "title": table.title,
                "columns": [(c.title, c.kind != "text") for c in table.columns],
                "rows": [
                    [(show(c, v, answer.zone, comma), raw(c, v))
                     for c, v in zip(table.columns, row, strict=True)]
                    for row in table.rows[: table.most]
                ],
                "more": max(0, len(table.rows) - table.most),
            }
            for table in answer.found.tables
        ],
    }  # fmt: skip
    return json.dumps(page, ensure_ascii=False).encode()


def raw(column: Column, value: Any) -> str:
    """The number as files have it, for a cell's `data-value`; "" for words."""
    return "" if value is None or column.kind == "text" else str(value)
