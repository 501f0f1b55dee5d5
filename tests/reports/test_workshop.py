"""The process that makes reports: what it cannot make it says, and it goes when nobody asks."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

import reports.pages
from reports import workshop
from reports.question import BadQuestion, Question
from tests.reports.golden import DAY
from tests.web.houses import SmallHouse, small_house

ASKED = Question("waits", DAY, DAY, "en")


@pytest.fixture
def house() -> Iterator[SmallHouse]:
    with small_house(reports.pages.pages) as h:
        yield h
        h.house.rooms["workshop"].stop()


def test_an_error_is_told_and_an_idle_process_goes(
    house: SmallHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = house.house.rooms["workshop"].start()
    with pytest.raises(BadQuestion, match="to: a date"):
        made.make([Question("waits", DAY, "gestern", "en")], "page")
    assert made.pid is None, "what can be refused here takes no process"
    (page,) = made.make([ASKED], "page")
    assert b"Nobody was called in this time." in page
    first = made.pid
    with pytest.raises(workshop.NotMade, match="KeyError"):
        made.make([ASKED], "exe")
    (table, paper) = made.make([ASKED], "csv", "pdf")
    assert table.startswith(b"\xef\xbb\xbf") and paper.startswith(b"%PDF")
    assert made.pid == first, "an error is no end"
    made._look()
    assert made.pid == first, "it was asked a moment ago"
    monkeypatch.setattr(workshop, "IDLE", 0.0)
    made._look()
    assert made.pid is None, "the idle process went"
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    (again,) = made.make([ASKED], "page")
    assert again == page and made.pid != first
