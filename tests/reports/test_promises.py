"""Promises kept and broken: whole columns are judged by what one citizen was shown."""

from __future__ import annotations

import numpy as np

from queueing.promise import bounds
from reports.promises import shown


def test_a_column_is_rounded_as_what_a_citizen_is_shown() -> None:
    pairs = [(p50, p50 + more) for p50 in range(0, 4000, 61) for more in (0, 1, 60, 299, 300, 1800)]
    p50, p80 = (np.array(column, dtype=np.int64) * 1000 for column in zip(*pairs, strict=True))
    assert shown(p50, p80).tolist() == [bounds(*pair)[1] * 1000 for pair in pairs]
