"""The import of a catalogue: read, looked at, written, checked, taken up by the search.

Beside the time by the clock stands the processor's: on a machine that others use they differ.

Over the national catalogue where it lies beside the project, else over the committed one; as CSV
and as XLSX. Every row's field leads to a service, as after a technician's choice on the page.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from kiosk.search import Search
from kiosk.services import rows
from kiosk.spelling import sayings
from queueing.plan import Plan
from settings import importing, load, sheet
from settings.edit import edited

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared/data/procedures.csv"
OWN = ROOT / "catalogue/procedures.csv"
TARGET = 10.0  # s for all of it


Table = list[tuple[str, float, float]]  # what, s by the clock, s of the processor


def timed(table: Table, what: str, work: Callable[[], Any]) -> Any:
    begun, at_work = time.perf_counter(), time.process_time()
    out = work()
    table.append((what, time.perf_counter() - begun, time.process_time() - at_work))
    return out


def as_xlsx(data: bytes) -> bytes:
    book = openpyxl.Workbook()
    for _, cells in [(1, (found := sheet.read(data)).header), *found.rows]:
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def measure(name: str, data: bytes, folder: Path) -> None:
    table: Table = []
    config = folder / "config.yaml"
    shutil.copy(ROOT / "config.yaml", config)
    services = [row["id"] for row in load(config, None).raw["services"]]
    read = timed(table, "read", lambda: sheet.read(data))
    columns = importing.guess("procedures", read.header)
    taken = timed(
        table, "look, row by row",
        lambda: importing.procedures(read, columns, {}, services[0], services),
    )  # fmt: skip
    (folder / "new.csv").write_text(importing.table(taken.taken), encoding="utf-8")
    edit = {"op": "set", "path": ["hall", "procedures"], "value": "new.csv"}
    text = timed(table, "into the draft", lambda: edited(config.read_text(encoding="utf-8"), edit))
    checked = timed(table, "check", lambda: load(config, None, text=text))
    assert checked.data is not None, checked.report()
    plan = Plan.read(checked.data)
    timed(table, "search's index", lambda: Search(rows(plan), sayings()))
    whole, work = sum(s for _, s, _ in table), sum(s for _, _, s in table)
    print(f"{name}: {len(read.rows)} rows, {len(taken.taken)} taken, {len(taken.refused)} refused, "
          f"{taken.changed} names put right")  # fmt: skip
    for what, seconds, busy in [*table, ("all", whole, work)]:
        print(f"  {what:<18} {seconds:6.2f} s, processor {busy:6.2f} s")
    print(f"  target: all in {TARGET:.0f} s of work: {'met' if work < TARGET else 'MISSED'}")


def main() -> None:
    data = (REAL if REAL.exists() else OWN).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "catalogue", Path(folder, "catalogue"))
        measure("CSV", data, Path(folder))
        measure("XLSX", as_xlsx(data), Path(folder))
