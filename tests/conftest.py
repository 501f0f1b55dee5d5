"""What all folders' tests may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import postgres as a_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[a_postgres.Postgres]:
    """One PostgreSQL server for the whole run; started only if a test asks for it."""
    yield from a_postgres.running()
