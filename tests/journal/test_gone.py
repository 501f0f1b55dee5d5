"""A service and a counter that were taken away (F26): what they did stays, under their names."""

from __future__ import annotations

import copy

from journal import Journal
from journal.checking import check_journal
from queueing.who import THE_HALL
from tests.halls import small_hall
from tests.journal.acts import AN, act, issue
from tests.journal.conftest import Opener


def test_what_was_taken_away_keeps_its_name_in_the_history(opened: Opener, url: str) -> None:
    journal: Journal = opened(url)
    act(journal, "open", AN, "4")
    ticket = issue(journal, "so-do").body["id"]
    act(journal, "call", THE_HALL, "4", ticket, "test")
    act(journal, "finish", AN, "4")
    act(journal, "close", AN, "4")
    less = copy.deepcopy(small_hall())
    less["services"] = [s for s in less["services"] if s["id"] != "so-do"]
    less["counters"] = [c for c in less["counters"] if c["id"] != "4"]
    act(journal, "change_settings", THE_HALL, less)
    journal.close()
    again = opened(url, settings=less)
    assert again.live.tickets[ticket].service == "so-do"
    events = again.events(0, 100)
    of_then = next(e for e in events if e["kind"] == "SettingsChanged")["data"]["settings"]
    names = {row["id"]: row["name"]["vi"] for row in (*of_then["services"], *of_then["counters"])}
    visit = [e for e in events if e["ticket"] == ticket]
    assert {names[e["counter"]] for e in visit if e["counter"]} == {names["4"]}
    assert names[visit[0]["data"]["service"]] == small_hall()["services"][2]["name"]["vi"]
    assert check_journal(url, "test", again.live) == []
