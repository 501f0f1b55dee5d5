"""The hall's process dies and is there again: hundreds of pages come back at once, F18."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.server import Server
from tests.stories.caller import Callers
from tests.stories.cast import Kiosk, Officer, Program
from tests.stories.crowd import Crowd, Page
from tests.stories.founding import Founded, found, many_counters
from tests.stories.judging import judge

OFFICERS = 4  # who call one after the other while the pages come back
IN_STEP = 5.0  # s, trust.md
# ms of a call meanwhile. Under threading each call is a connection of its own, which in the first
# second waits behind the pages' to be accepted
P99 = {"eventlet": 500.0, "threading": 3000.0}


def pages_of(hall: Founded, tickets: list[dict[str, str]], crowd: int) -> list[Page]:
    """Eight of ten are phones, each with a ticket of its own; the rest televisions and kiosks."""
    phones = [t["track_url"].rpartition("/")[2] for t in tickets]
    pages = [Page(token, f"ticket/{token}") for token in phones]
    others = (("tv1", "display/tv1"), ("k1", "kiosk/k1"))
    for i in range(crowd - len(pages)):
        device, topic = others[i % 2]
        pages.append(Page(hall.keys[device], topic))
    return pages


def come_back(folder: Path, engine: str, crowd: int) -> tuple[float, list[float]]:
    """(s from the hall's opening until the last page was in step, ms of the calls until then)."""
    hall = found(folder, people={"to": "supervisor"}, counters=many_counters(OFFICERS))
    options = {"data": hall.data, "engine": engine, "args": ("--bench",)}
    server = Server(hall.config, **options)
    tokens = {counter: hall.tokens[name] for counter, name in hall.officers.items()}
    callers = Callers(server.url, tokens)
    try:
        for counter, name in hall.officers.items():
            Officer(server.url, hall.tokens[name], counter).do("open")
        kiosk = Kiosk(server.url, hall.keys["k1"])
        tickets = [kiosk.take_ticket("khai-sinh") for _ in range(crowd * 8 // 10)]
        for _ in range(crowd // 2):
            kiosk.take_ticket("khai-sinh")  # without a page: whom to call while the others return
        port = int(server.url.rpartition(":")[2])
        with Crowd(server.url, pages_of(hall, tickets, crowd)) as pages:
            pages.wait(lambda page: page.came is not None)
            (before,) = {page.epoch for page in pages.pages}
            server.kill9()
            pages.wait(lambda page: page.came is None)
            server = Server(hall.config, port=port, **options)
            opened = time.monotonic()
            callers.go()
            pages.wait(lambda page: page.came is not None and page.epoch != before)
            last = max(page.came or 0.0 for page in pages.pages) - opened
            calls = callers.end()
            pages.wait(Page.in_step)
            assert not [page.refused for page in pages.pages if page.refused]
            (epoch,) = {page.epoch for page in pages.pages}
            assert epoch != before, "a restart is a new epoch"
            _shows_what_is(pages, tickets, Program(server.url, hall.tokens["to"]), hall)
        server.stop()
    finally:
        server.kill9()
        callers.kill()
    judge(hall)
    return last, sorted(took for begun, took in calls if begun < opened + last)


def _shows_what_is(
    crowd: Crowd, tickets: list[dict[str, Any]], boss: Program, hall: Founded
) -> None:
    """I6: every page comes to show what the server says now, where nothing moves any more."""
    board = Program(boss.url, hall.keys["tv1"]).get("/displays/tv1")["now"]
    states = {t["number"]: boss.get(f"/tickets/{t['id']}")["state"] for t in tickets[::10]}

    def shows(page: Page) -> bool:
        if page.topic == "display/tv1":
            return bool(page.data["now"] == board)
        number = page.data.get("number")
        return number not in states or bool(page.data["state"] == states[number])

    crowd.wait(shows, 20)


@pytest.mark.parametrize(("engine", "crowd"), [("eventlet", 80)])  # threads: in the soak
def test_pages_that_all_come_back_at_once_are_in_step_and_calls_go_on(
    tmp_path: Path, engine: str, crowd: int
) -> None:
    _, calls = come_back(tmp_path, engine, crowd)
    assert calls


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("engine", ["eventlet", "threading"])
def test_five_hundred_pages_come_back_within_five_seconds_and_calls_go_on(
    tmp_path: Path, engine: str
) -> None:
    last, calls = come_back(tmp_path, engine, 500)
    p50, p99 = calls[len(calls) // 2], calls[int(len(calls) * 0.99)]
    print(
        f"{engine}: 500 pages in step {last:.2f} s after the hall opened; {len(calls)} calls "
        f"meanwhile, p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {calls[-1]:.0f} ms"
    )
    assert last < IN_STEP
    assert p99 < P99[engine]
