"""A site for each test that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.printer.agent.site import Given, Site


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    """A hall's data with keys and people, made once."""
    return Given.make(tmp_path_factory.mktemp("given"))


@pytest.fixture
def open_site(tmp_path: Path, given: Given) -> Iterator[Callable[..., Site]]:
    opened: list[Site] = []

    def make(**more: str) -> Site:
        opened.append(Site(tmp_path, given, **more))
        return opened[-1]

    yield make
    for site in opened:
        site.close()


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    return open_site()
