"""Wait estimates are good enough, on halls whose ways they were never told."""

from __future__ import annotations

import pytest

from reports.estimates.scores import tables
from tests.reports.gates import judge, shortfalls
from tests.reports.madeup import HALLS


def test_a_small_hall_passes_the_gates_and_its_evaluation_can_be_read() -> None:
    outcome = judge(HALLS[0], days=19, judged=5, tickets=50)
    assert shortfalls([outcome]) == []
    assert len(outcome.told) > 150
    text = "\n".join(tables(outcome.told))
    for words in ("simulation", "naive", "LES", "HOL", "mean10", "regression", "pinball",
                  "class priority", "ahead 1–2", "foretold P50 > 2 min"):  # fmt: skip
        assert words in text


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_all_made_up_halls_pass_the_gates() -> None:
    assert shortfalls([judge(truth) for truth in HALLS]) == []
