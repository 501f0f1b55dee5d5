"""A small hall with a booth."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.halls import small_hall
from tests.web import booth
from tests.web.houses import SmallHouse, small_house


@pytest.fixture
def hall() -> Iterator[SmallHouse]:
    kiosks = small_hall()["kiosks"]
    settings = small_hall(kiosks=[kiosks[0], {**kiosks[0], "id": "k2"}])
    with small_house(booth.pages, settings=settings) as house:
        yield house


@pytest.fixture
def guarded() -> Iterator[SmallHouse]:
    """The same with rate limits."""
    with small_house(booth.pages, bench=False) as house:
        yield house
