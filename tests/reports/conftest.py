"""The golden day on both stores, made once a store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import Postgres
from tests.reports.golden import Golden, make


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def golden_on_both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Golden]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('golden')}/hall.db"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.new_database()
    golden = make(url)
    yield golden
    golden.close()


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Golden]:
    """On SQLite, where the store makes no difference."""
    golden = make(f"sqlite:///{tmp_path_factory.mktemp('golden-day')}/hall.db")
    yield golden
    golden.close()
