"""The command line: what keeps the hall from opening is said in a sentence, and nothing begun."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.halls import small_hall

ROOT = Path(__file__).parents[2]


def write(folder: Path, **sections) -> Path:
    settings = small_hall(**sections)
    settings["server"].pop("bench", None)
    path = folder / "config.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(settings, file)
    return path


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "hall_server.py", *words], cwd=ROOT, capture_output=True, text=True,
        timeout=60, env={**os.environ, **env},
    )  # fmt: skip


def test_check_says_what_the_hall_has(tmp_path: Path):
    done = run("--config", str(write(tmp_path)), "--check")
    assert done.returncode == 0 and "4 services, 4 counters" in done.stdout
    assert list(tmp_path.iterdir()) == [tmp_path / "config.yaml"], "nothing was begun"


def test_with_mistakes_nothing_starts_and_all_are_named(tmp_path: Path):
    config = write(
        tmp_path,
        zones=[],
        displays=[{"id": "tv1", "name": {"vi": "x"}, "zone": "nowhere", "speaks": True}],
    )
    done = run("--config", str(config), "--port", "0")
    assert done.returncode == 1
    assert done.stderr.count(f"{config}:") >= 2 and "nowhere" in done.stderr
    assert "Traceback" not in done.stderr and "hall open" not in done.stdout
    assert list(tmp_path.iterdir()) == [config]


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [(("--bench", "--host", "0.0.0.0"), 2, "this machine only"),
     (("--host", "0.0.0.0", "--port", "0"), 1, "plain_http"),
     (("--config", "nothing.yaml"), 1, "nothing.yaml")],
)  # fmt: skip
def test_what_keeps_the_hall_shut_is_said_in_a_sentence(tmp_path: Path, words, code, why):
    config = () if "--config" in words else ("--config", str(write(tmp_path)))
    done = run(*config, *words)
    assert done.returncode == code, done.stderr
    assert why in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("env", "why"),
    [({"HALL_ENGINE": "gevent"}, "eventlet, threading"), ({"HALL_SECRET": "short"}, "HALL_SECRET")],
)
def test_a_wrong_environment_is_named(tmp_path: Path, env: dict[str, str], why: str):
    done = run("--config", str(write(tmp_path)), "--port", "0", **env)
    assert done.returncode == 1
    assert why in done.stderr and "Traceback" not in done.stderr
