"""Days at random, every verb by everybody: what is on disk is what happened."""

from __future__ import annotations

from typing import Any

import pytest

from journal import Journal
from journal.stores import open_store
from queueing.refusal import Refusal
from tests.fakes.clock import FakeClock
from tests.journal.conftest import Opener
from tests.queueing.acts import SeededDice, busy_hall, morning, rate
from tests.queueing.driver import MONDAY, Driver
from tests.queueing.walk import EVERYBODY, play

OPEN = {"waiting": "waiting", "called": "walking", "serving": "serving", "on_hold": "held"}


class Through(Driver):
    """The rules' own driver, but its verbs go through a journal and its hall hears the events."""

    def __init__(self, journal: Journal, clock: FakeClock) -> None:
        self.clock = clock
        self.heard: list[Any] = []
        self.take(journal)
        super().__init__(busy_hall(), watch=False)

    def take(self, journal: Journal) -> None:
        self.journal = journal
        journal.listen("driver", lambda event, hall: self.heard.append(event))

    def do(self, verb: str, who: Any, *args: Any, **kw: Any) -> Any:
        return self._do(verb, lambda hall, now: getattr(hall, verb)(who, now, *args, **kw))

    def roll(self) -> None:
        self._do("roll_day", lambda hall, now: [])

    def _do(self, verb: str, act: Any) -> Any:
        self.clock.advance(ms=self.now - self.clock.now())
        try:
            return self.journal.do(act, caller="driver", route=verb).events
        except Refusal as no:
            self.refused[verb, no.code] += 1
            return no
        finally:
            heard, self.heard[:] = list(self.heard), []
            for event in heard:
                self.apply_one(event, verb)


@pytest.mark.parametrize("seed", [11, 12])
def test_days_at_random_are_on_disk_as_they_happened(opened: Opener, url: str, seed: int) -> None:
    clock = FakeClock(MONDAY)
    driver = Through(opened(url, settings={}, clock=clock), clock)
    dice = SeededDice(seed)
    morning(driver)
    for part in range(3):
        for step in range(350):
            play(driver, dice, dice.of(EVERYBODY))
            if step % 5 == 0:
                rate(driver, dice)  # what chance alone brings too seldom
            if step % 25 == 0:
                intervals_agree(driver)
        assert driver.journal.live.snapshot() == driver.hall.snapshot()
        if part < 2:  # the server is started anew in the middle of the day
            driver.journal.close()
            driver.take(opened(url, settings={}, clock=clock))
            assert driver.journal.live.snapshot() == driver.hall.snapshot()
    assert driver.journal.events(0, 100_000)[-1]["seq"] == driver.hall.seq > 400
    kinds = {event.kind for event in driver.log}
    assert {"MoveUndone", "DayClosed", "SettingsChanged", "ServiceRated"} <= kinds


def intervals_agree(driver: Driver) -> None:
    """The intervals of each visit follow each other, and add up to what the rules hold of it."""
    journal: Journal = driver.journal  # type: ignore[attr-defined]
    store = open_store(journal.url, journal.hall_id)
    store.connect_reading()
    rows = store.rows(
        "SELECT ticket, no, leg, kind, began_at, ended_at, service FROM intervals", ()
    )
    store.close()
    visits: dict[int, list[Any]] = {}
    last: dict[tuple[int, int], str] = {}
    for row in sorted(rows):
        visits.setdefault(row[0], []).append(row[1:6])
        last[row[0], row[2]] = row[6]  # what came before was for the service of its time
    for (id, leg), service in last.items():
        ticket = driver.hall.tickets.get(id)
        assert ticket is None or ticket.legs[leg - 1].service == service
    for ticket in driver.hall.tickets.values():
        visit = visits[ticket.id]
        assert [no for no, *_ in visit] == list(range(1, len(visit) + 1))
        assert visit[0][3] == ticket.issued_at
        for before, after in zip(visit, visit[1:], strict=False):
            assert before[4] is not None and before[4] <= after[3]
        kind = OPEN.get(str(ticket.state))
        assert [(k, leg) for _, leg, k, _, end in visit if end is None] == (
            [(kind, len(ticket.legs))] if kind else []
        )
        for n, leg in enumerate(ticket.legs, 1):
            if leg.finished_at is not None and leg.started_at is not None:
                served = sum(e - b for _, g, k, b, e in visit if g == n and k == "serving")
                assert served == leg.finished_at - leg.started_at - leg.held_ms
