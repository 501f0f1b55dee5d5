"""Doing a verb: decided, committed, applied, answered; and what a key, a refusal, a mistake do."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from journal import Journal, KeyReused
from queueing.refusal import Refusal
from tests.fakes.clock import FakeClock
from tests.halls import small_hall
from tests.journal.acts import AN, BOSS, KIOSK, act, issue
from tests.journal.conftest import Opener


def kinds(journal: Journal, after: int = 0) -> list[str]:
    return [event["kind"] for event in journal.events(after, 1000)]


def test_a_verb_is_answered_when_the_live_hall_shows_it(journal: Journal) -> None:
    reply = issue(journal)
    assert (reply.status, reply.body) == (201, {"id": 3, "number": "A001", "ahead": 0})
    assert journal.live.tickets[3].state == "waiting"
    assert [e.kind for e in reply.events] == ["TicketIssued"]
    assert kinds(journal) == ["SettingsChanged", "DayOpened", "TicketIssued"]


def test_a_refused_verb_writes_nothing_and_says_why(journal: Journal) -> None:
    issue(journal)
    with pytest.raises(Refusal) as no:
        issue(journal, "no-such-service")
    assert no.value.code == "unknown_service"
    with pytest.raises(Refusal):
        act(journal, "start", AN, "1")
    assert len(kinds(journal)) == 3


def test_the_day_opens_even_if_the_first_verb_is_refused(
    journal: Journal, clock: FakeClock
) -> None:
    with pytest.raises(Refusal):
        issue(journal, "no-such-service")
    assert kinds(journal) == ["SettingsChanged", "DayOpened"]
    clock.advance(24 * 3600)
    with pytest.raises(Refusal):
        issue(journal, "no-such-service")
    assert kinds(journal)[2:] == ["DayClosed", "DayOpened"]
    assert journal.live.day == "2026-11-23"


def test_the_same_key_gets_the_same_reply_and_does_nothing(journal: Journal) -> None:
    first = issue(journal, key="tap-1")
    again = issue(journal, key="tap-1")
    assert not first.replayed and again.replayed
    assert (again.status, again.body) == (first.status, first.body)
    assert [e.seq for e in again.events] == [e.seq for e in first.events]
    assert journal.live.waiting_count("khai-sinh") == 1


def test_the_same_key_in_parallel_is_one_ticket(journal: Journal) -> None:
    replies: list[Any] = []
    taps = [
        threading.Thread(target=lambda: replies.append(issue(journal, key="tap")))
        for _ in range(16)
    ]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()
    assert len({reply.body["id"] for reply in replies}) == 1
    assert sum(not reply.replayed for reply in replies) == 1
    assert journal.live.waiting_count("khai-sinh") == 1


def test_the_same_key_with_another_body_is_refused(journal: Journal) -> None:
    issue(journal, key="tap-1", body=b'{"service":"khai-sinh"}')
    with pytest.raises(KeyReused):
        issue(journal, key="tap-1", body=b'{"service":"ket-hon"}')
    assert journal.live.waiting_count("khai-sinh") == 1


def test_a_key_belongs_to_caller_and_route(journal: Journal) -> None:
    def do(caller: str, route: str) -> bool:
        return journal.do(
            lambda hall, now: hall.issue(KIOSK, now, service="khai-sinh"),
            caller=caller, route=route, key="tap",
        ).replayed  # fmt: skip

    assert [do("k1", "/a"), do("k2", "/a"), do("k1", "/b"), do("k1", "/a")] == [
        False, False, False, True,
    ]  # fmt: skip


def test_a_key_is_known_after_a_restart(opened: Opener, url: str) -> None:
    journal = opened(url)
    first = issue(journal, key="tap-1")
    journal.close()
    again = issue(opened(url), key="tap-1")
    assert again.replayed and again.body == first.body
    with pytest.raises(KeyReused):
        issue(opened(url), key="tap-1", body=b"other")


def test_a_key_is_forgotten_when_the_day_is_closed(
    opened: Opener, url: str, clock: FakeClock
) -> None:
    journal = opened(url)
    issue(journal, key="tap-1", body=b"yesterday")
    act(journal, "close_day", BOSS, key="close")
    assert act(journal, "close_day", BOSS, key="close").replayed
    clock.advance(24 * 3600)
    assert not issue(journal, key="tap-1", body=b"today").replayed
    assert not issue(opened(url), key="tap-2").replayed
    assert issue(opened(url), key="tap-1", body=b"today").replayed


def test_a_refused_key_is_decided_again(journal: Journal) -> None:
    with pytest.raises(Refusal):
        act(journal, "call_next", AN, "1", key="next")
    act(journal, "open", AN, "1")
    assert act(journal, "call_next", AN, "1", key="next").status == 204
    issue(journal)
    assert act(journal, "call_next", AN, "1", key="next").status == 200
    assert act(journal, "call_next", AN, "1", key="next").replayed


def test_the_settings_are_written_once(opened: Opener, url: str) -> None:
    opened(url).close()
    opened(url).close()
    other = small_hall(hall={"undo_within": 11})
    journal = opened(url, settings=other)
    assert kinds(journal).count("SettingsChanged") == 2
    assert journal.live.plan is not None and journal.live.plan.settings == other


def test_a_restart_gives_the_same_hall(opened: Opener, url: str, clock: FakeClock) -> None:
    journal = opened(url)
    for service in ("khai-sinh", "so-do", "khai-sinh"):
        issue(journal, service, printer="p1")
    act(journal, "raise_alert", BOSS, "paper", "p1", "warning")
    clock.advance(24 * 3600)
    for service in ("khai-sinh", "so-do", "khai-sinh"):
        issue(journal, service, printer="p1")
    opened.settle()
    act(journal, "change_settings", BOSS, small_hall(hall={"undo_within": 11}))
    act(journal, "open", AN, "1")
    act(journal, "call_next", AN, "1")
    act(journal, "start", AN, "1")
    act(journal, "transfer", AN, "1", service="so-do", note="thiếu giấy khai sinh")
    before = journal.live
    journal.close()
    after = opened(url, settings=small_hall(hall={"undo_within": 11})).live
    assert after.snapshot() == before.snapshot()
    assert after.alerts and after.day == "2026-11-23"
    # personal texts are given back, they are no part of a snapshot
    assert {t.note for t in after.tickets.values()} == {None, "thiếu giấy khai sinh"}


def test_a_personal_text_stands_beside_the_journal_and_is_purged_in_time(
    opened: Opener, url: str, clock: FakeClock
) -> None:
    journal = opened(url)
    issue(journal)
    act(journal, "open", AN, "1")
    act(journal, "call_next", AN, "1")
    note = act(journal, "transfer", AN, "1", service="so-do", note="SĐT 0912345678").events[-1]
    told = journal.events(note.seq - 1, 1)[0]
    assert "0912345678" not in str(told)
    assert len(told["data"]["personal"]["note"]) == 64
    texts = journal._writer.store.sql.personal
    reader = _reader(journal)
    assert [r[2] for r in reader.rows(texts, ("test", 0, 99))] == ["SĐT 0912345678"]
    reader.close()
    clock.advance(29 * 24 * 3600)
    issue(journal)
    clock.advance(2 * 24 * 3600)
    issue(journal)
    reader = _reader(journal)
    assert reader.rows(texts, ("test", 0, 99)) == []
    reader.close()


def test_who_took_a_ticket_is_forgotten_at_the_end_of_the_day(
    opened: Opener, url: str, clock: FakeClock
) -> None:
    journal = opened(url)
    issue(journal, person="3f9a")
    journal.close()
    journal = opened(url)
    assert journal.live.persons == {"3f9a": [journal.live.seq]}, "a restart counts on"
    clock.advance(24 * 3600)
    issue(journal)
    reader = _reader(journal)
    assert reader.rows(journal._writer.store.sql.personal, ("test", 0, 99)) == []
    reader.close()
    assert journal.live.persons == {}


def _reader(journal: Journal) -> Any:
    from journal.stores import open_store

    store = open_store(journal.url, journal.hall_id)
    store.connect_reading()
    return store


def test_what_cannot_be_written_down_is_refused_and_nothing_changes(journal: Journal) -> None:
    issue(journal)
    before = journal.live.snapshot()
    with pytest.raises(Refusal) as no:
        act(journal, "raise_alert", BOSS, "note", "p1", "info", {"text": "\ud83d"})
    assert no.value.code == "bad_request"
    with pytest.raises(Refusal):
        act(journal, "raise_alert", BOSS, "load", "p1", "info", 0.5)
    with pytest.raises(Refusal):
        issue(journal, person="a\x00b")
    with pytest.raises(Refusal):
        issue(journal, person="a\ud83db")
    assert journal.live.snapshot() == before
    assert issue(journal).body == {"id": 4, "number": "A002", "ahead": 1}


def test_a_mistake_in_a_verb_is_its_callers_alone(journal: Journal) -> None:
    def broken(hall: Any, now: int) -> list[Any]:
        raise ZeroDivisionError("a mistake")

    with pytest.raises(ZeroDivisionError):
        journal.do(broken, caller="x", route="x")

    def half(hall: Any, now: int) -> list[Any]:
        events = hall.issue(KIOSK, now, service="khai-sinh")
        events.append(hall.event(now, "ServingStarted", {}, n=2, ticket=99, counter="1"))
        return events  # type: ignore[no-any-return]

    with pytest.raises(KeyError):
        journal.do(half, caller="x", route="x")

    def silent(hall: Any, events: list[Any]) -> Any:
        raise LookupError("no answer")

    with pytest.raises(LookupError):
        journal.do(
            lambda hall, now: hall.issue(KIOSK, now, service="khai-sinh"), silent,
            caller="x", route="x",
        )  # fmt: skip

    def gap(hall: Any, now: int) -> list[Any]:
        return [hall.event(now, "DeviceRevoked", {"id": "k1"}, n=2)]

    with pytest.raises(RuntimeError):
        journal.do(gap, caller="x", route="x")
    assert kinds(journal) == ["SettingsChanged", "DayOpened"]
    assert issue(journal).body == {"id": 3, "number": "A001", "ahead": 0}


def test_two_halls_share_a_database(opened: Opener, url: str) -> None:
    one, two = opened(url, "một"), opened(url, "hai")
    issue(one, key="a")
    assert issue(two, key="a").body == {"id": 3, "number": "A001", "ahead": 0}
    issue(one, "so-do")
    assert one.live.seq == 4 and two.live.seq == 3


def test_events_are_read_in_pages(journal: Journal) -> None:
    for _ in range(5):
        issue(journal)
    assert [e["seq"] for e in journal.events(2, 3)] == [3, 4, 5]
    assert journal.events(7, 10) == [] and journal.events(0, 0) == []
    event = journal.events(2, 1)[0]
    assert event["kind"] == "TicketIssued" and event["data"]["number"] == "A001"
    assert event["device"] == "k1" and event["at"] == journal.live.tickets[3].issued_at


def test_a_closed_journal_answers_nobody(opened: Opener, url: str) -> None:
    from journal import JournalDown

    journal = opened(url)
    issue(journal)
    journal.close()
    journal.close()
    with pytest.raises(JournalDown):
        issue(journal)


def test_the_epoch_is_another_after_each_start(opened: Opener, url: str) -> None:
    assert len({opened(url).epoch, opened(url).epoch, opened(url, "khác").epoch}) == 3
