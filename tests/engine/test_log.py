"""The log: a pipe nobody reads any more must not keep the hall from closing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT
from tests.stories.founding import found


@pytest.mark.parametrize("engine", ["eventlet", "threading"])
def test_the_hall_closes_when_nobody_reads_its_log(engine: str, tmp_path: Path) -> None:
    hall = found(tmp_path, officers=[])
    out, into = os.pipe()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "hall_server.py"), "--config", str(hall.config), "--port", "0",
         "--data", str(hall.data)],
        cwd=ROOT, env={**os.environ, "HALL_ENGINE": engine}, stdout=into, stderr=into,
    )  # fmt: skip
    os.close(into)
    said = b""
    while b"hall open at" not in said:
        said += os.read(out, 65536)
    os.close(out)
    process.send_signal(signal.SIGTERM)
    try:
        assert process.wait(10) == 0
    finally:
        process.kill()
