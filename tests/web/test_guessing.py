"""Passwords guessed: an alert about the address, once, for an hour; it stands in the journal."""

from __future__ import annotations

from tests.journal.gate import until
from tests.web.houses import SmallHouse
from web import guessing

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
