"""Importing: rows of a sheet become procedures or services, each refused one with its reason."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from settings.mistake import one_of
from settings.models.words import ID
from settings.sheet import Sheet, tidy

LONGEST = 2000  # letters of a procedure's name; the longest real one has 1,192
KINDS = ("submit", "collect", "other")
# what a column is for -> how its header may be called, folded
HEADS = {
    "code": ("code", "ma", "ma tthc", "ma thu tuc", "ma so"),
    "name": ("name", "ten", "ten tthc", "ten thu tuc", "ten thu tuc hanh chinh", "thu tuc",
             "ten dich vu", "dich vu"),
    "service": ("service", "ma dich vu"),
    "field": ("field", "linh vuc", "co quan"),
    "id": ("id",),
    "name_en": ("name_en", "english", "ten tieng anh"),
    "group": ("group", "nhom", "nhom dich vu", "linh vuc"),
    "minutes": ("minutes", "phut", "so phut"),
    "kind": ("kind", "loai"),
    "quota": ("quota", "so phieu"),
}  # fmt: skip
WANTED = {
    "procedures": ("code", "name", "service", "field"),
    "services": ("id", "name", "name_en", "group", "minutes", "kind", "quota"),
}
# written in capitals among small letters as well
ABBREVIATIONS = ("UBND", "HĐND", "BHXH", "BHYT", "BHTN", "CCCD", "CMND", "PCCC", "GCN", "QSDĐ",
                 "TTHC", "ODA", "FDI", "HIV", "VNeID")  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """`taken`: the rows as the hall keeps them; `refused`: (line, the row's first cells, why);
    `blank` lines; `changed`: how many names were put right (capitals, spaces, letters)."""

    taken: list[dict[str, str | int]] = field(default_factory=list)
    refused: list[tuple[int, list[str], str]] = field(default_factory=list)
    blank: int = 0
    changed: int = 0


def fold(text: str) -> str:
    """Without diacritics and case, for finding a header or an id."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in text if not unicodedata.combining(c)).strip()


def guess(what: str, header: list[str]) -> dict[str, int | None]:
    """Which column is which, by the header."""
    names = [fold(cell) for cell in header]
    return {
        use: next((names.index(name) for name in HEADS[use] if name in names), None)
        for use in WANTED[what]
    }


def sentence(name: str) -> str:
    """A name written ALL IN CAPITALS, as a sentence."""
    if not name.isupper() or len(name) < 6:
        return name
    small = name.lower()
    for word in ABBREVIATIONS:
        small = re.sub(rf"\b{re.escape(word.lower())}\b", word, small)
    return small[:1].upper() + small[1:]


def procedures(
    sheet: Sheet, columns: dict[str, int | None], lead: dict[str, str], rest: str | None,
    services: list[str],
) -> Outcome:  # fmt: skip
    """Rows {code, name, service}. A row's service is its own column's, else `lead` of its field,
    else `rest`; one that leads nowhere is refused."""
    out = Outcome()
    seen: dict[str, int] = {}
    for line, cells in sheet.rows:
        cell = _cells(cells, columns)
        if not any(c.strip() for c in cells):
            out.blank += 1
            continue
        code, name, said = tidy(cell("code")), tidy(cell("name")), tidy(cell("service"))
        service = said or lead.get(tidy(cell("field"))) or rest
        why = None
        if not code:
            why = "the code is empty"
        elif len(code) > 200:
            why = f"the code is {len(code)} letters long; allowed: at most 200"
        elif not name:
            why = "the name is empty"
        elif len(name) > LONGEST:
            why = f"the name is {len(name)} letters long; allowed: at most {LONGEST}"
        elif code in seen:
            why = f"'{code[:60]}' is here twice, first on line {seen[code]}"
        elif service is None:
            why = f"leads to no service: the field '{tidy(cell('field'))[:60]}' is given none"
        elif service not in services:
            why = one_of(service[:60], services, "in services")
        if why is not None:
            out.refused.append((line, cells, why))
            continue
        seen[code] = line
        better = sentence(name)
        out.changed += better != cell("name")
        out.taken.append({"code": code, "name": better, "service": str(service)})
    return out


def services(
    sheet: Sheet, columns: dict[str, int | None], groups: list[str], known: list[str]
) -> Outcome:
    """New rows for the section services. `known`: ids of services and groups there are."""
    out = Outcome()
    seen: dict[str, int] = {}
    for line, cells in sheet.rows:
        cell = _cells(cells, columns)
        if not any(c.strip() for c in cells):
            out.blank += 1
            continue
        name, group, kind = tidy(cell("name")), tidy(cell("group")), tidy(cell("kind"))
        id = tidy(cell("id")) or re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40].strip("-")
        minutes, quota = tidy(cell("minutes")), tidy(cell("quota"))
        why = None
        if not name:
            why = "the name is empty"
        elif len(name) > 200:
            why = f"the name is {len(name)} letters long; allowed: at most 200"
        elif not ID.fullmatch(id):
            why = f"'{id[:60]}' is no id; allowed: a–z, 0–9 and hyphens inside"
        elif id in known:
            why = f"'{id}' is in the settings already"
        elif id in seen:
            why = f"'{id}' is here twice, first on line {seen[id]}"
        elif group not in groups:
            why = one_of(group[:60], groups, "in service_groups")
        elif kind and kind not in KINDS:
            why = one_of(kind[:60], KINDS, "a kind")
        else:
            why = _number("minutes", minutes, 240) or _number("quota", quota, 9999)
        if why is not None:
            out.refused.append((line, cells, why))
            continue
        seen[id] = line
        better, english = sentence(name), tidy(cell("name_en"))[:200]
        out.changed += better != cell("name")
        row: dict[str, object] = {"id": id, "name": {"vi": better, "en": english} if english
                                  else better, "group": group}  # fmt: skip
        row.update({"kind": kind} if kind else {})
        row.update({k: int(v) for k, v in (("minutes", minutes), ("quota", quota)) if v})
        out.taken.append(row)  # type: ignore[arg-type]
    return out


def table(rows: list[dict[str, str | int]]) -> str:
    """Procedures as the file the hall reads: code,name,service."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", "name", "service"])
    writer.writerows([row["code"], row["name"], row["service"]] for row in rows)
    return out.getvalue()


def report(header: list[str], outcome: Outcome) -> str:
    """The refused rows as CSV for a spreadsheet, which computes nothing of it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["line", "why", *map(harmless, header)])
    for line, cells, why in outcome.refused:
        writer.writerow([line, harmless(why), *map(harmless, cells)])
    return "\ufeff" + out.getvalue()


def harmless(cell: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else cell


def _cells(cells: list[str], columns: dict[str, int | None]) -> Callable[[str], str]:
    def cell(use: str) -> str:
        at = columns.get(use)
        return cells[at] if at is not None and 0 <= at < len(cells) else ""

    return cell


def _number(what: str, text: str, most: int) -> str | None:
    if text and not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        return f"{what}: '{text[:40]}' is no whole number; allowed: 1 to {most}"
    return None
