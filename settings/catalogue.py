"""The catalogue of procedures: a CSV beside config.yaml, what the kiosk's search finds."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from settings.mistake import Mistake, one_of
from settings.models.words import _line

COLUMNS = ["code", "name", "service"]


def read(
    path: Path, name: str, services: dict[str, int], whole: bool
) -> tuple[list[dict[str, str]], list[Mistake]]:
    """Rows {code, name, service}, and what is wrong, line by line. `name` is how config.yaml calls
    the file; `whole`: all services are known, so one that is not there is a mistake."""
    rows: list[dict[str, str]] = []
    mistakes: list[Mistake] = []

    def wrong(line: int, place: str, text: str) -> None:
        mistakes.append(Mistake(name, line, place, text))

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        wrong(1, "(file)", "is not UTF-8; save it as 'CSV UTF-8'")
        return rows, mistakes
    except OSError as error:
        wrong(
            1, "(file)", f"cannot be read: {error.strerror}; allowed: a CSV file beside config.yaml"
        )
        return rows, mistakes
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    seen: dict[str, int] = {}
    try:
        for cells in reader:
            line = reader.line_num
            if line == 1 or not rows and not seen and cells == COLUMNS:
                if cells != COLUMNS:
                    wrong(
                        line, "(header)", f"is {','.join(cells)[:60]}; allowed: code,name,service"
                    )
                    return rows, mistakes
                continue
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != 3:
                wrong(line, f"#{line}", f"has {len(cells)} columns; allowed: code,name,service")
                continue
            row = dict(zip(COLUMNS, cells, strict=True))
            place = row["code"].strip() or f"#{line}"
            bad = False
            for column in COLUMNS:
                try:
                    row[column] = _line(row[column][:400] if column == "name" else row[column])
                except ValueError as error:
                    if column != "name" or len(row["name"]) <= 200:
                        wrong(line, f"{place}.{column}", str(error))
                        bad = True
            if bad:
                continue
            if row["code"] in seen:
                text = f"'{row['code']}' is here twice, first on line {seen[row['code']]}; keep one"
                wrong(line, f"{place}.code", text)
                continue
            seen[row["code"]] = line
            if whole and row["service"] not in services:
                wrong(line, f"{place}.service", one_of(row["service"], services, "in services"))
                continue
            rows.append(row)
    except csv.Error as error:
        wrong(reader.line_num, "(file)", f"is no CSV: {error}; check the quotes")
    return rows, mistakes
