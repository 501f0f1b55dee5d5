"""The data dictionary stays true: it is what the code says now."""

from __future__ import annotations

from pathlib import Path

from journal import daybook, tables
from reports import dictionary, meters
from tests.web.houses import small_house

PAGE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == dictionary.page(), (
        "python -m reports.dictionary > docs/data-dictionary.md"
    )


def test_each_packed_fact_and_each_meter_has_its_words() -> None:
    assert set(dictionary.FACTS) == set(daybook.FACTS)
    assert {c.name for c in tables.days.c} >= set(daybook.FACTS)
    with small_house() as h:
        families = {
            f.name + ("_total" if f.type == "counter" else "") for f in meters.queue(h.house)
        }
    assert families == set(dictionary.METRICS)
