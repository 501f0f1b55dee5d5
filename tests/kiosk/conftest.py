"""What the kiosk's tests share: a hall that can be asked, and its pages in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from kiosk.picture import TIMES
from tests.kiosk.glass import Glass
from tests.kiosk.halls import province
from tests.kiosk.served import ServedHouse, hall


@pytest.fixture
def house() -> Iterator[ServedHouse]:
    """The small hall of tests/halls.py over a real journal."""
    with hall() as served:
        yield served


@pytest.fixture
def province_hall() -> Iterator[ServedHouse]:
    """The provincial hall, open to browsers; its printer is ready."""
    with hall(province()) as served:
        served.serve()
        served.house.devices.set("p1", "ok")
        yield served


@pytest.fixture
def glass(
    browser: Browser, province_hall: ServedHouse, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Glass]]:
    """Opens a kiosk's page: glass(), glass("k2", 1920, 1080). A script's error fails the test."""
    monkeypatch.setitem(TIMES, "ghost", 0.05)
    opened: list[Glass] = []

    def open_glass(kiosk: str = "k1", width: int = 1080, height: int = 1920, **more: Any) -> Glass:
        opened.append(Glass(browser, province_hall, kiosk, width, height, **more))
        return opened[-1]

    yield open_glass
    for one in opened:
        one.close()
    assert [error for one in opened for error in one.errors] == []
