"""Files: a report as JSON, CSV, XLSX or PDF; the same numbers in all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reports.drawing import svg

if TYPE_CHECKING:
    from reports.run import Answer  # and numpy with it, which the server does not need

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
}


def write(answer: Answer, format: str) -> bytes:
    """The file's bytes. KeyError for a format that is none."""
    return _BOOKS[format]([answer]) if format in _BOOKS else _WRITERS[format](answer)


def write_all(answers: list[Answer], format: str) -> bytes:
    """Several reports as one XLSX or PDF; one as any. KeyError for a format that cannot."""
    if len(answers) == 1:
        return write(answers[0], format)
    return _BOOKS[format](answers)


def to_json(answer: Answer) -> dict[str, Any]:
    """Seconds, percents and ISO times, rows by the columns' ids."""
    asked = answer.question
    return {
        "name": asked.name, "title": answer.title, "hall": answer.hall, "from": asked.first,
        "to": asked.last, "agency": asked.agency, "service": asked.service,
        "made_at": _time(answer.made_at), "definition": answer.definition,
        "takeaway": answer.found.takeaway,
        "tables": [
            {
                "id": table.id, "title": table.title,
                "columns": [{"id": c.id, "title": c.title, "kind": c.kind} for c in table.columns],
                "rows": [
                    {c.id: _time(v) if c.kind == "time" else v
                     for c, v in zip(table.columns, row, strict=True)}
                    for row in table.rows
                ],
            }
            for table in answer.found.tables
        ],
    }  # fmt: skip


def _time(ms: int | None) -> str | None:
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")[:19] + "Z"


def _json(answer: Answer) -> bytes:
    return json.dumps(to_json(answer), ensure_ascii=False, allow_nan=False).encode()


def _csv(answer: Answer) -> bytes:
    from reports import csv_file

    return csv_file.write(answer)


def _xlsx(answers: list[Answer]) -> bytes:
    from reports import xlsx_file  # 0.3 s to import

    return xlsx_file.write(answers)


def _pdf(answers: list[Answer]) -> bytes:
    from reports import pdf_file  # 0.3 s to import

    return pdf_file.write(answers)


def _svg(answer: Answer) -> bytes:
    return svg(answer.found.plot).encode() if answer.found.plot is not None else b""


_WRITERS = {"json": _json, "csv": _csv, "svg": _svg}
_BOOKS = {"xlsx": _xlsx, "pdf": _pdf}
