"""What people type, led to what they mean: recall among the first five, and the time of a query.

Over the national catalogue where it lies beside the project, else over the committed one. The ratio
compares a query with reading every name once for the words as typed, what a plain search would do.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from pathlib import Path

from kiosk.search import Row, Search
from kiosk.spelling import fold, sayings
from tests.kiosk.typed import TYPED, Typed, right

REAL = Path(__file__).parents[2] / "shared/data/procedures.csv"
OWN = Path(__file__).parents[1] / "catalogue/procedures.csv"
ROUNDS, SHOWN = 5, 5


def rows() -> list[Row]:
    """The catalogue's rows; the national one has no services, its fields stand for them."""
    path = REAL if REAL.exists() else OWN
    with path.open(newline="", encoding="utf-8-sig") as file:
        return [
            Row(r.get("service") or r["field"], (r["name"],), r["code"])
            for r in csv.DictReader(file)
        ]


def rank(search: Search, typed: Typed) -> int | None:
    """The place of the first right row, from 1; None: not among the first twenty."""
    found = search.find(typed.query, 20)
    return next((n for n, row in enumerate(found, 1) if right(typed, row.names[0])), None)


def quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> None:
    catalogue = rows()
    begun = time.perf_counter()
    search = Search(catalogue, sayings())
    index = time.perf_counter() - begun
    folded = [fold(row.names[0]) for row in search.rows]
    kinds: dict[str, list[tuple[Typed, int | None]]] = {}
    spent, processor, plain = [], [], []
    asked = [t for t in TYPED if any(right(t, row.names[0]) for row in search.rows)]
    for typed in asked:
        kinds.setdefault(typed.kind, []).append((typed, rank(search, typed)))
        for _ in range(ROUNDS):
            begun, at_work = time.perf_counter(), time.thread_time()
            search.find(typed.query, 30)
            spent.append((time.perf_counter() - begun) * 1000)
            processor.append((time.thread_time() - at_work) * 1000)
            begun = time.perf_counter()
            words = fold(typed.query).split()
            [name for name in folded if all(word in name for word in words)]
            plain.append((time.perf_counter() - begun) * 1000)
    print(f"{len(search.rows)} names, {len(asked)} queries; index made in {index * 1000:.0f} ms\n")
    print("| typed | queries | first | among the first five | missed |")
    print("|---|---|---|---|---|")
    for kind, found in [*kinds.items(), ("all", sum(kinds.values(), []))]:
        top = sum(n == 1 for _, n in found)
        five = sum(n is not None and n <= SHOWN for _, n in found)
        missed = ", ".join(t.query for t, n in found if n is None or n > SHOWN)
        share = f"{five} ({five / len(found):.0%})"
        print(f"| {kind} | {len(found)} | {top} | {share} | {missed if kind != 'all' else ''} |")
    print("\n| a query | p50 | p99 | longest |")
    print("|---|---|---|---|")
    for name, values in (
        ("search", spent),
        ("search, of the processor", processor),  # what a busy machine adds left out
        ("plain scan", plain),
    ):
        figures = [quantile(values, share) for share in (0.5, 0.99, 1)]
        print(f"| {name} | {' | '.join(f'{ms:.2f} ms' for ms in figures)} |")
    ratio = quantile(spent, 0.99) / quantile(plain, 0.99)
    print(f"\np99 against the plain scan's: {ratio:.2f}")


if __name__ == "__main__":
    main()
