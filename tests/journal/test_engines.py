"""The journal on both engines, each in a process of its own, patched as the server is."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from journal.checking import check_journal
from tests.journal.patched_process import CLIENTS, EACH
from tests.journal.test_processes import ROOT


@pytest.mark.parametrize("name", ["eventlet", "threading"])
def test_the_journal_works_on_either_engine(url: str, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.journal.patched_process", url],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
        env={**os.environ, "HALL_ENGINE": name},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    tickets = CLIENTS * EACH
    assert told["engine"] == name and told["replies"] == tickets
    assert told["seq"] == tickets + 3 and told["heard"] == tickets + 2
    assert told["read"] == tickets + 2 and told["owned"] == [True, True]
    assert told["caught_up"] < 2.5
    assert told["batches"] < tickets  # they were committed in groups
    assert check_journal(url, "test") == []
