"""Two processes, one on each engine, serve one hall: an alert is raised once and told once, and
whichever is left tells the next one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import requests

import engine
from dashboard.sender import SECRET as VARIABLE
from engine.clock import WallClock
from journal import Journal
from queueing.who import THE_HALL
from tests.dashboard.receiver import SECRET, Receiver
from tests.server import Server
from tests.stories.founding import Founded, found


def raised(hall: Founded, about: str) -> None:
    """By a process of its own; an alert that no station clears by itself."""
    journal = Journal(hall.database, "test", engine.make("threading"), WallClock())
    journal.do(
        lambda h, now: h.raise_alert(THE_HALL, now, "help", about, "critical", "lan"),
        caller="hall", route="test",
    )  # fmt: skip
    journal.close()


def told(receiver: Receiver, n: int) -> list[str]:
    """What the letters are about, once there are n."""
    return [letter["about"] for letter in receiver.wait(n)]


def state(server: Server, hall: Founded) -> dict[str, Any]:
    reply = requests.get(
        f"{server.url}/api/v1/dashboard", timeout=10,
        headers={"Authorization": f"Bearer {hall.tokens['quan']}"},
    )  # fmt: skip
    assert reply.status_code == 200, reply.text
    return dict(reply.json()["webhook"])


def written(server: Server, hall: Founded) -> None:
    """Once the journal says that the newest alert was told: a sender that dies before that leaves
    the letter to be sent once more."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        reply = requests.get(
            f"{server.url}/api/v1/events?after=0&limit=1000", timeout=10,
            headers={"Authorization": f"Bearer {hall.tokens['quan']}"},
        )  # fmt: skip
        kinds = [e["kind"] for e in reply.json()["events"] if e["kind"].startswith("Alert")]
        if kinds[-1] == "AlertsTold":
            return
        time.sleep(0.1)
    raise AssertionError("nobody wrote down that it was told")


@pytest.mark.timeout(120)
def test_one_tells_and_the_other_takes_over(tmp_path: Path) -> None:
    receiver = Receiver()
    hall = found(
        tmp_path, officers=[], people={"quan": "manager"}, alerts={"webhook": receiver.url}
    )
    raised(hall, "1")  # while no server runs
    env = {VARIABLE: SECRET}
    first = Server(hall.config, engine="eventlet", env=env)
    assert told(receiver, 1) == ["1"]
    second = Server(hall.config, engine="threading", env=env)
    try:
        raised(hall, "2")
        assert told(receiver, 2) == ["1", "2"]
        assert (state(first, hall)["state"], state(second, hall)["state"]) == ("ok", "elsewhere")
        tried = requests.post(
            f"{second.url}/api/v1/dashboard/webhook/test", json={}, timeout=10,
            headers={"Authorization": f"Bearer {hall.tokens['quan']}", "Idempotency-Key": "try-1"},
        )  # fmt: skip
        assert tried.json()["why"] is None, tried.text
        assert receiver.wait(3)[2]["event"] == "test"
        written(second, hall)
        first.kill9()
        raised(hall, "3")
        assert told(receiver, 4) == ["1", "2", "test", "3"]
        assert receiver.refused == 0
    finally:
        first.kill9()
        second.stop()
        receiver.close()
