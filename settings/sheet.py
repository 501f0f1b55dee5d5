"""A sheet somebody exported: CSV in whatever encoding and with whatever separator, or XLSX."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from dataclasses import dataclass

MOST_ROWS = 50_000
MOST_BYTES = 200 * 1024 * 1024  # of an XLSX unpacked: a bomb is refused before it is read
SEPARATORS = ",;\t|"
NUMBER = "{:.6f}"  # 1.000010 as a spreadsheet keeps it: a number, its last nought lost


class NotASheet(ValueError):
    """No table with a header can be read from it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are (line, cells) without the header; lines count from 1 with the header as line 1."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read(data: bytes) -> Sheet:
    """Blocks for about a second a 10,000 rows of XLSX. Raises NotASheet."""
    rows = _xlsx(data) if data[:4] == b"PK\x03\x04" else _csv(data)
    while rows and not any(cell.strip() for cell in rows[0][1]):
        rows.pop(0)
    if len(rows) < 2:
        raise NotASheet("there is no header with rows below it")
    if len(rows) > MOST_ROWS:
        raise NotASheet(f"there are {len(rows)} rows; allowed: {MOST_ROWS}")
    return Sheet([tidy(cell) for cell in rows[0][1]], rows[1:])


def tidy(text: str) -> str:
    """Composed (NFC), without invisible characters, one space between words."""
    text = unicodedata.normalize("NFC", text)
    kept = (c for c in text if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in kept).split())


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif data[:400].count(0) > len(data[:400]) // 4:
        encodings = ["utf-16-le" if data[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotASheet("the letters are in no encoding known here; save it as 'CSV UTF-8' or XLSX")


def _csv(data: bytes) -> list[tuple[int, list[str]]]:
    text = _text(data).lstrip("\ufeff")
    if "\0" in text:
        raise NotASheet("this is no text")
    head = text.lstrip().split("\n", 1)[0]
    if head.startswith("sep=") and len(head.strip()) == 5:  # what Excel writes in front
        separator, text = head[4], text.lstrip().split("\n", 1)[-1]
    else:
        separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, line = [], 0
    try:
        for cells in reader:
            rows.append((line + 1, cells))
            line = reader.line_num
    except csv.Error as error:
        raise NotASheet(f"line {reader.line_num}: {error}") from error
    return rows


def _xlsx(data: bytes) -> list[tuple[int, list[str]]]:
    import openpyxl  # only who imports one waits for it

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(info.file_size for info in packed.infolist()) > MOST_BYTES:
                raise NotASheet("it is too large unpacked")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = []
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if line > MOST_ROWS + 1:
                raise NotASheet(f"there are more than {MOST_ROWS} rows")
            rows.append((line, [_cell(cell) for cell in cells]))
        return rows
    except NotASheet:
        raise
    except Exception as error:  # a damaged file fails in as many ways as there are parts in it
        raise NotASheet("this XLSX cannot be read; save it anew, or as CSV UTF-8") from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) >= 10 else NUMBER.format(value)
    return str(value)
