"""What the board's tests may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from display.pages import pages
from tests.display.mornings import Morning, two_zones
from tests.display.screens import Scene, scene
from tests.web.houses import small_house


@pytest.fixture
def morning() -> Iterator[Morning]:
    with small_house(pages, settings=two_zones()) as h:
        yield Morning(h)


@pytest.fixture(scope="package")
def hall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A real hall and a browser."""
    with scene(tmp_path_factory.mktemp("board"), browser) as made:
        yield made
