"""Sessions of pages: locked when idle, unlocked with the password, kept through a restart."""

from __future__ import annotations

import pytest

from people import People
from people.store import Rules
from tests.halls import small_hall
from tests.people.conftest import PASSWORD, Clock, another_process


@pytest.fixture
def token(staff: People) -> str:
    staff.add_officer("lan", "officer", ["1"], PASSWORD)
    return staff.login("lan", PASSWORD, page=True)[0]


def test_a_page_locks_after_half_an_hour_and_a_program_does_not(
    staff: People, token: str, clock: Clock
):
    program = staff.login("lan", PASSWORD)[0]
    clock.minutes(29.9)
    assert staff.who(token)
    clock.minutes(0.2)
    assert staff.who(token) is None and staff.who(program)
    state, who = staff.held(token)
    assert (state, who.officer, who.counters) == ("locked", "lan", {"1"})


def test_whoever_does_something_is_not_locked_out(staff: People, token: str, clock: Clock):
    for _ in range(5):
        clock.minutes(20)
        assert staff.who(token)
        staff.stir(token)


def test_the_password_unlocks_and_nothing_else_does(staff: People, token: str, clock: Clock):
    clock.minutes(31)
    assert not staff.unlock(token, "wrong-password") and staff.who(token) is None
    assert not staff.unlock("hs_nobody", PASSWORD)
    assert staff.unlock(token, PASSWORD) and staff.who(token).officer == "lan"
    clock.minutes(31)
    assert staff.who(token) is None, "it locks again"


def test_twelve_hours_are_the_end_however_busy(staff: People, token: str, clock: Clock):
    for _ in range(12 * 4):
        clock.minutes(15)
        staff.stir(token)
    assert staff.who(token) is None and staff.held(token) is None
    assert not staff.unlock(token, PASSWORD) or staff.who(token) is None


def test_a_disabled_officer_can_not_unlock(staff: People, token: str, clock: Clock):
    clock.minutes(31)
    staff.disable("lan")
    assert staff.held(token) is None and not staff.unlock(token, PASSWORD)


def test_a_restart_neither_unlocks_nor_locks(staff: People, token: str, clock: Clock):
    clock.minutes(20)
    if staff.stir(token):
        staff.keep_seen(token)
    clock.minutes(20)
    again = another_process(staff, clock)
    assert again.who(token), "20 minutes ago"
    clock.minutes(11)
    assert another_process(staff, clock).held(token)[0] == "locked"


def test_what_is_unlocked_in_one_process_is_unlocked_in_the_other(
    staff: People, token: str, clock: Clock
):
    other = another_process(staff, clock)
    clock.minutes(31)
    assert other.held(token)
    staff.unlock(token, PASSWORD)
    assert other.maybe_new(token) and other.fetch(token).officer == "lan"
    assert not other.maybe_new(token)
    clock.minutes(31)
    assert other.maybe_new(token) and not other.maybe_new(token), "not at every request"


def test_a_session_that_ended_elsewhere_is_gone_once_looked_for(
    staff: People, token: str, clock: Clock
):
    other = another_process(staff, clock)
    staff.logout(token)
    assert other.who(token)
    assert other.fetch(token) is None and other.who(token) is None


def test_the_settings_give_the_spans_and_the_agencies_counters(
    staff: People, token: str, clock: Clock
):
    settings = small_hall()
    settings["server"].update(idle_lock=60, session=3600, totp=["manager"])
    settings["counters"] = [{"id": "1", "agency": "a"}, {"id": "2", "agency": "b"},
                            {"id": "3", "agency": "b"}]  # fmt: skip
    staff.settle(settings)
    assert staff.rules == Rules(
        60_000, 3_600_000, frozenset({"manager"}),
        {"a": frozenset({"1"}), "b": frozenset({"2", "3"})},
    )  # fmt: skip
    clock.minutes(1)
    assert staff.held(token)[0] == "locked"
    staff.add_officer("mai", "officer", ["1"], PASSWORD, ["b"])
    staff.add_officer("tu", "officer", None, PASSWORD, ["b"])
    staff.add_officer("an", "officer", None, PASSWORD, ["gone"])
    for name, counters in (("mai", {"1", "2", "3"}), ("tu", {"2", "3"}), ("an", set())):
        assert staff.who(staff.login(name, PASSWORD)[0]).counters == counters
