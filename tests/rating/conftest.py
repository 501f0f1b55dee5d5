"""The desk of the rating pads' tests, closed and open to browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counter.browser import OpenDesk
from tests.counter.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Asked by Flask's test client; its clock stands still."""
    desk = Desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Served on a port; its clock runs."""
    desk = OpenDesk(tmp_path)
    yield desk
    desk.close()
