"""Simulated days: made by the real rules, chained, the same for the same seed."""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
import requests

from demo.commands import run
from demo.crowd import Crowd
from demo.days import begin, working_days
from demo.names import officers
from demo.simulation import Simulation
from journal.replay import checked, since_opening
from journal.store import Store
from journal.stores import open_store
from queueing.events import Event
from queueing.hall import Hall
from queueing.plan import Plan
from settings import Checked, load
from tests.server import Server

ROOT = Path(__file__).parents[2]
WARD = ROOT / "halls/ward.yaml"
FRIDAY = date(2026, 11, 20)


def ward() -> Plan:
    data = load(WARD).data
    assert data is not None
    return Plan.read(data)


def some_days(
    number: int, seed: int = 7, visits: int | None = 150, printing: bool = False
) -> tuple[Hall, list[Event]]:
    hall, events = Hall(), []
    plan = ward()

    def add(new: list[Event]) -> None:
        for event in new:
            hall.apply(event)
        events.extend(new)

    days = working_days(plan, FRIDAY, number)
    begin(hall, add, plan.settings, plan.hours.at(days[0], datetime.min.time()))
    simulation = Simulation(hall, add, Random(seed), visits, printing)
    for day in days:
        simulation.day(day)
    return hall, events


@pytest.fixture(scope="module")
def eight_days() -> list[Event]:
    return some_days(8)[1]


def kinds(events: list[Event]) -> dict[str, int]:
    out: dict[str, int] = {}
    for event in events:
        out[event.kind] = out.get(event.kind, 0) + 1
    return out


def simulate(
    folder: Path, days: int = 2, seed: int = 1, visits: int | None = 120
) -> tuple[int, Checked]:
    told = load(WARD)
    args = argparse.Namespace(days=days, seed=seed, visits=visits, printing=False, data=folder)
    return run(args, f"sqlite:///{folder}/hall.db", told), told


def opened(folder: Path) -> Store:
    store = open_store(f"sqlite:///{folder}/hall.db", "phuong-vo-cuong")
    store.connect()
    return store


def test_everything_that_happens_in_a_hall_happens(eight_days: list[Event]) -> None:
    seen = kinds(eight_days)
    for kind in (
        "CounterOpened", "CounterClosed", "CounterPaused", "CounterUnpaused", "DayOpened",
        "DayClosed", "ServiceRated", "ServingStarted", "TicketCalled", "TicketCancelled",
        "TicketExpired", "TicketFinished", "TicketHeld", "TicketIssued", "TicketMarkedNoShow",
        "TicketRecalled", "TicketResumed", "TicketReturned", "TicketTransferred",
    ):  # fmt: skip
        assert seen.get(kind), kind


def test_the_same_seed_gives_the_same_days_and_another_seed_others() -> None:
    assert some_days(1, seed=3)[1] == some_days(1, seed=3)[1]
    assert some_days(1, seed=3)[1] != some_days(1, seed=4)[1]


def test_nobody_is_left_at_the_end_of_a_day() -> None:
    hall, events = some_days(2)
    assert hall.day is None
    assert not [
        t for t in hall.tickets.values() if t.state not in ("finished", "cancelled", "expired")
    ]
    assert not [c for c in hall.counters.values() if c.session]
    assert kinds(events)["DayOpened"] == kinds(events)["DayClosed"] == 2


def test_time_never_goes_back_and_no_ticket_is_given_outside_the_hours(
    eight_days: list[Event],
) -> None:
    plan, events = ward(), eight_days
    assert all(a.at <= b.at for a, b in zip(events, events[1:], strict=False))
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    for event in events:
        if event.kind == "TicketIssued":
            assert plan.hours.gives_tickets(event.at)


def test_the_morning_is_busier_than_the_afternoon(eight_days: list[Event]) -> None:
    plan = ward()
    hours: dict[int, int] = {}
    for event in eight_days:
        if event.kind == "TicketIssued":
            hour = plan.hours.local(event.at).hour
            hours[hour] = hours.get(hour, 0) + 1
    assert hours[8] > 1.3 * hours[10] > 0
    assert hours[14] > hours.get(12, 0) * 3


def test_about_as_many_come_as_were_asked_for(eight_days: list[Event]) -> None:
    assert 120 <= kinds(eight_days)["TicketIssued"] / 8 <= 180


def test_without_a_number_the_hall_gets_what_its_counters_can_serve() -> None:
    plan = ward()
    crowd = Crowd(plan, Random(1))
    assert 80 <= crowd.visits <= 400
    _, events = some_days(3, visits=None)
    seen = kinds(events)
    assert seen["TicketExpired"] < seen["TicketIssued"] * 0.12
    assert crowd.pace == 1.0


def test_a_crowd_beyond_what_the_counters_can_serve_is_served_quicker() -> None:
    plan = ward()
    assert Crowd(plan, Random(1), 1000).pace < 0.5
    seen = kinds(some_days(1, visits=1000)[1])
    assert seen["TicketFinished"] > seen["TicketIssued"] * 0.8


def test_with_printing_each_slip_is_started_and_confirmed() -> None:
    seen = kinds(some_days(1, printing=True)[1])
    assert seen["PrintStarted"] == seen["PrintConfirmed"] == seen["TicketIssued"]


def test_working_days_leave_out_weekends_holidays_and_closures() -> None:
    plan = ward()
    days = working_days(plan, date(2027, 1, 4), 4)
    assert [d.isoformat() for d in days] == ["2026-12-30", "2026-12-31", "2027-01-02", "2027-01-04"]


def test_every_counter_has_an_officer_of_its_own() -> None:
    names = officers([str(n) for n in range(1, 100)])
    assert len(set(names.values())) == 99
    assert all(name.replace(".", "").isascii() for name in names.values())


def test_the_journal_is_chained_ends_yesterday_and_rebuilds_the_hall(tmp_path: Path) -> None:
    code, told = simulate(tmp_path)
    assert code == 0
    store = opened(tmp_path)
    head = store.head()
    hall = Hall()
    for events in checked(store, 0, head):
        hall.apply_all(events)
    assert hall.seq == head.seq > 800
    plan = Plan.read(told.data or {})
    yesterday = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date() - timedelta(days=1)
    assert hall.last_day == working_days(plan, yesterday, 1)[0].isoformat()
    assert since_opening(store, head)[0].snapshot() == hall.snapshot()
    store.close()


def test_the_read_tables_tell_what_the_events_tell(tmp_path: Path) -> None:
    simulate(tmp_path)
    store = opened(tmp_path)
    head = store.head()
    events = [e for part in checked(store, 0, head) for e in part]
    seen = kinds(events)
    rows = store.rows("SELECT count(*) FROM tickets", ())[0][0]
    assert rows == seen["TicketIssued"]
    assert store.rows("SELECT count(*) FROM ratings", ())[0][0] == seen["ServiceRated"]
    served = store.rows("SELECT count(*) FROM intervals WHERE kind = 'serving'", ())[0][0]
    assert served == seen["ServingStarted"]
    open_ones = "SELECT count(*) FROM intervals WHERE ended_at IS NULL"
    assert store.rows(open_ones, ())[0][0] == 0
    store.close()


def test_days_are_not_simulated_into_a_journal_that_has_some(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert simulate(tmp_path, days=1)[0] == 0
    assert simulate(tmp_path, days=1)[0] == 1
    assert "empty --data folder" in capsys.readouterr().err


@pytest.mark.parametrize(("days", "visits"), [(0, None), (-3, None), (2, 0)])
def test_no_days_or_no_visits_are_refused(
    days: int, visits: int | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert simulate(tmp_path, days=days, visits=visits)[0] == 1
    assert "1 or more" in capsys.readouterr().err


def test_the_command_writes_days_that_verify_and_that_a_hall_can_open(tmp_path: Path) -> None:
    def command(*args: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "hall_server.py", "--config", str(WARD), *args]
        return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60)

    data = ("--data", str(tmp_path))
    done = command("simulate", "--days", "2", "--seed", "5", "--visits", "60", *data)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 days, ")
    verified = command(*data, "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    with Server(WARD, data=tmp_path, args=("--bench",)) as server:
        assert requests.get(f"{server.url}/readyz", timeout=5).status_code == 200


def test_without_an_empty_folder_nothing_is_simulated(capsys: pytest.CaptureFixture[str]) -> None:
    args = argparse.Namespace(days=1, seed=1, visits=None, printing=False, data=None)
    assert run(args, "sqlite:////nowhere/hall.db", load(WARD)) == 1
    assert "needs --data" in capsys.readouterr().err
