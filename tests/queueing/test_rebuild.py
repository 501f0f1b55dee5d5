"""Rebuilding (I7): the same events make the same hall, from wherever the feed may begin."""

from __future__ import annotations

import copy
import json

import pytest

from queueing.events import KINDS, Event
from queueing.hall import APPLY, Hall
from queueing.who import THE_HALL
from tests.halls import small_hall
from tests.queueing.acts import busy_hall
from tests.queueing.driver import Driver
from tests.queueing.morning import AN, BOSS, DESK, ELDERLY, PAD, Morning
from tests.queueing.walk import walk
from tests.queueing.watch import rebuilt

DAY = 86400_000


def rich_day() -> Morning:
    """A day with settings changed in the middle, after a day before."""
    m = Morning()
    m.issue()
    m.do("raise_alert", THE_HALL, "paper", "p1", "warning", "hết giấy")
    m.do("clock_jumped", THE_HALL, 7000)
    m.driver.now += DAY
    m.open()
    ids = [m.issue(printer="p1"), m.issue("so-do", klass="priority", ground=ELDERLY)]
    m.serve(ids[0])
    m.do("rate", PAD, counter="1", leg=1, score=5, comment="tốt")
    new = copy.deepcopy(small_hall(policy={"head_start_priority": 60}))
    new["service_groups"][1]["policy"] = "strict"
    new["services"] = [s for s in new["services"] if s["id"] != "sao-y"]
    new["counters"] = new["counters"][:3]
    gone = m.issue("sao-y")
    m.open(BOSS, "4")
    m.do("call", BOSS, "4", gone, "thử")
    m.do("finish", BOSS, "4")
    m.do("close", BOSS, "4")
    m.do("change_settings", THE_HALL, new)
    m.issue("so-do", klass="priority", ground=ELDERLY)
    m.issue("so-do")
    m.issue()
    m.next()
    return m


def test_the_day_is_rebuilt_from_the_settings_before_it_or_the_last_ones() -> None:
    rebuilt(rich_day().driver)


def test_a_hall_fed_from_the_day_says_the_same_about_whose_turn_it_is() -> None:
    m = rich_day()
    log = m.driver.log
    opened = max(i for i, e in enumerate(log) if e.kind == "DayOpened")
    settings = [e for e in log if e.kind == "SettingsChanged"]
    again = Hall()
    again.apply_all([settings[-1], *log[opened:]])
    for hall in (again, m.hall):
        assert [t.number for t in hall.waiting("so-do")] == ["B001", "B002", "B003"]
    assert again.snapshot() == m.hall.snapshot()
    assert again.issue(DESK, m.now, service="so-do")[0].seq == m.hall.seq + 1


def test_a_new_hall_may_begin_anywhere_but_has_no_gaps_afterwards() -> None:
    m = rich_day()
    log = m.driver.log
    hall = Hall()
    hall.apply(log[0])
    opened = max(i for i, e in enumerate(log) if e.kind == "DayOpened")
    hall.apply(log[opened])
    with pytest.raises(ValueError, match="after"):
        hall.apply(log[opened + 2])
    hall.apply(log[opened + 1])
    with pytest.raises(ValueError, match="after"):
        hall.apply(log[opened + 1])


def test_undo_works_on_a_rebuilt_hall() -> None:
    m = rich_day()
    hall = Hall()
    hall.apply_all(m.driver.log)
    assert hall.undo(AN, m.now, "1") == m.hall.undo(AN, m.now, "1")


def test_a_copy_goes_its_own_way() -> None:
    m = rich_day()
    before = m.hall.snapshot()
    other = m.hall.copy()
    walker = Driver(busy_hall())
    walk(walker, 5, 60)
    for verb, *args in (("undo", AN, "1"), ("call_next", AN, "1"), ("finish", AN, "1")):
        who, *rest = args
        other.apply_all(getattr(other, verb)(who, m.now, *rest))
    for state in (walker.hall, other):
        whole = state.snapshot()
        new = state.copy()
        assert new.snapshot() == whole
        new.apply_all(new.close_day(THE_HALL, state.at))
        assert state.snapshot() == whole != new.snapshot()
    assert m.hall.snapshot() == before


def test_a_snapshot_is_canonical_json_without_personal_texts() -> None:
    m = rich_day()
    m.do("start", AN, "1")
    m.do("transfer", AN, "1", service="so-do", note="mật")
    text = json.dumps(m.hall.snapshot(), sort_keys=True, allow_nan=False)
    assert json.loads(text) == m.hall.snapshot()
    assert "mật" not in text and any(t.note == "mật" for t in m.hall.tickets.values())


def test_purged_personal_texts_leave_the_same_hall() -> None:
    m = rich_day()
    again = Hall()
    for event in m.driver.log:
        bare = copy.deepcopy(event)
        bare.personal = {}
        again.apply(bare)
    assert again.snapshot() == m.hall.snapshot()


def test_every_kind_of_event_has_its_effect_written_down() -> None:
    assert set(APPLY) == set(KINDS)
    with pytest.raises(KeyError):
        Hall().apply(Event(1, 0, "Earthquake"))


def test_an_undo_of_a_move_that_was_not_the_last_is_no_event_of_this_hall() -> None:
    m = rich_day()
    seq = m.hall.seq + 1
    with pytest.raises(ValueError, match="not the last"):
        m.hall.apply(Event(seq, m.now, "MoveUndone", 1, "1", data={"undone": 1, "kind": ""}))
