"""What all folders' tests may ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import postgres as a_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[a_postgres.Postgres]:
    """One PostgreSQL server for the whole run; started only if a test asks for it."""
    yield from a_postgres.running()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run: a second beside it is refused by Playwright."""
    expect.set_options(timeout=10_000)  # ms for what should take one: two cores for everybody
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM")
            or shutil.which("chromium-headless-shell")
            or "/usr/bin/chromium",
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
        )
        yield chromium
        chromium.close()
