"""People on a database of their own, and a clock that is moved by hand."""

from __future__ import annotations

from pathlib import Path

import argon2
import pytest

from people import People, passwords

PASSWORD = "mat-khau-dai-123"


class Clock:
    now = 1_800_000_000_000

    def __call__(self) -> int:
        return self.now

    def minutes(self, n: float) -> None:
        self.now += int(n * 60_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def staff(tmp_path: Path, clock: Clock, monkeypatch) -> People:
    """With quick passwords, and a secret to seal under."""
    monkeypatch.setenv("HALL_SECRET", "a secret for tests only")
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", quick)
    return People(f"sqlite:///{tmp_path}/hall.db", "hall-1", clock, clock).open()


def another_process(people: People, clock: Clock) -> People:
    return People(str(people._engine.url), "hall-1", clock, clock).open()
