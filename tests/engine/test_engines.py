"""Both engines do the same: each drill in a process of its own, patched as the server is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import engine
from tests.engine.serving_drills import DRILLS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=engine.NAMES)
def results(request: pytest.FixtureRequest) -> dict[str, str | None]:
    out = subprocess.run(
        [sys.executable, "-m", "tests.engine"],
        cwd=ROOT, env={**os.environ, "HALL_ENGINE": request.param}, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    rows = [json.loads(line) for line in out.stdout.splitlines()]
    assert rows, out.stderr
    return {row["drill"]: row["error"] for row in rows}


@pytest.mark.parametrize("drill", DRILLS)
def test_both_engines_do_it(results: dict[str, str | None], drill: str) -> None:
    assert drill in results, f"never came to {drill}"
    assert results[drill] is None, results[drill]


def test_an_unknown_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALL_ENGINE", "gevent")
    with pytest.raises(ValueError, match="eventlet, threading"):
        engine.name()


def test_eventlet_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HALL_ENGINE", raising=False)
    assert engine.name() == "eventlet"
