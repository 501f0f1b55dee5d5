"""Passwords guessed: an alert about the address, once, for an hour; it stands in the journal."""

from __future__ import annotations

from tests.journal.gate import until
from tests.web.houses import SmallHouse
from web import guessing
from web.limits import WRONG
from web.problem import Problem

ABOUT = (guessing.ALERT, "127.0.0.1")


def guess(hall: SmallHouse, times: int) -> list[int]:
    body = {"name": "lan", "password": "wrong"}
    return [hall.post("/login", body).status_code for _ in range(times)]


def test_who_guesses_is_an_alert_for_an_hour_and_who_errs_once_is_none(guarded: SmallHouse) -> None:
    guarded.officer("lan")
    assert guess(guarded, 3) == [401] * 3
    assert guarded.hall.alerts == {}
    assert 429 in guess(guarded, 12)
    until(lambda: ABOUT in guarded.hall.alerts)
    guess(guarded, 5)
    raised = [e for e in guarded.journal.events(0, 100) if e["kind"] == "AlertRaised"]
    assert [e["data"]["about"] for e in raised] == ["127.0.0.1"]
    assert "lan" not in str(raised), "what was typed as a name may be a password"
    guarded.tick(3599)
    guessing.look(guarded.house)
    assert ABOUT in guarded.hall.alerts
    guarded.tick(2)
    guessing.look(guarded.house)
    assert guarded.hall.alerts == {}


def test_a_whole_shift_that_logs_in_at_once_from_one_address_guesses_nothing(
    guarded: SmallHouse,
) -> None:
    limits = guarded.house.limits
    for n in range(40):  # their passwords are still being looked at, one at a time
        try:
            limits.login(f"can-bo-{n}", "127.0.0.1")
        except Problem:
            pass
    assert guess(guarded, 1) == [429]
    assert not limits.guessed("lan", "127.0.0.1")
    assert guarded.hall.alerts == {}


def test_many_addresses_that_guess_one_password_are_seen_too(guarded: SmallHouse) -> None:
    limits = guarded.house.limits
    for n in range(WRONG):
        limits.login_was_wrong("lan", f"10.0.0.{n}")
    assert limits.guessed("lan", "10.0.0.99") and not limits.guessed("mai", "10.0.0.99")
