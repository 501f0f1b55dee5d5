"""The agent dies at any moment: no slip is lost, none comes out twice (I8, F14)."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter

import pytest

from tests.printer.agent.site import Site, until


def rounds(site: Site, many: int, seed: int) -> Counter[str]:
    """People take tickets all the time while the agent is killed and started again."""
    chance = random.Random(seed)
    tickets: list[dict] = []
    done = threading.Event()

    def citizens() -> None:
        while not done.is_set():
            tickets.append(site.issue())
            done.wait(0.25)

    crowd = threading.Thread(target=citizens)
    agent = site.agent().ready()
    crowd.start()
    try:
        for _ in range(many):
            time.sleep(chance.uniform(0.0, 0.6))
            agent.kill9()
            agent = site.agent().ready()
    finally:
        done.set()
        crowd.join()
    until(site.settled, 20 + many)
    time.sleep(0.3)
    out = {t["track_url"]: site.printed(t) for t in tickets}
    came = Counter(page for page in site.slips() if page is not None)
    assert set(came) <= set(out)
    for page, state in out.items():
        assert state in ("printed", "unconfirmed"), state
        assert came[page] == 1 if state == "printed" else came[page] <= 1, (page, state, came[page])
    starts = Counter(event["job"] for event in site.events("PrintStarted"))
    assert set(starts.values()) == {1} and len(starts) == len(tickets)
    assert agent.stop() == 0
    return Counter(out.values())


def test_five_kills_lose_no_slip_and_double_none(site: Site) -> None:
    states = rounds(site, 5, seed=5)
    assert states["printed"] > 5
    assert states["unconfirmed"] <= 5  # at most the one under way


@pytest.mark.soak
def test_a_hundred_kills_lose_no_slip_and_double_none(site: Site) -> None:
    states = rounds(site, 100, seed=int(time.time()))
    assert 0 < states["unconfirmed"] <= 100
