"""What the kiosk's tests share: a hall that can be asked, and one open to browsers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kiosk.served import ServedHouse, hall


@pytest.fixture
def house() -> Iterator[ServedHouse]:
    """The small hall of tests/halls.py over a real journal."""
    with hall() as served:
        yield served
