"""Undo: the last move at a counter, taken back to the last detail (the driver compares)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from queueing.who import Who
from tests.queueing.morning import AN, BINH, BOSS, DESK, PAD, Morning


def called() -> tuple[Morning, int]:
    m = Morning()
    m.open()
    m.open(BINH, "2")
    id = m.issue()
    m.next()
    return m, id


def serving() -> tuple[Morning, int]:
    m, id = called()
    m.wait(25)
    m.do("start", AN, "1")
    return m, id


def held() -> tuple[Morning, int]:
    m, id = serving()
    m.do("hold", AN, "1")
    return m, id


def absent() -> tuple[Morning, int]:
    m, id = called()
    m.wait(25)
    m.do("no_show", AN, "1")
    return m, id


@pytest.mark.parametrize(
    ("scene", "verb", "args", "kw"),
    [
        (called, "start", (), {}), (called, "finish", (), {}), (serving, "finish", (), {}),
        (called, "hold", (), {}), (serving, "hold", (), {}), (held, "resume", "id", {}),
        (serving, "transfer", (), {"service": "so-do"}),
        (serving, "transfer", (), {"to_counter": "2"}),
        (serving, "transfer", (), {"to_officer": "binh"}), (absent, "call", "id", {}),
    ],
)  # fmt: skip
def test_undo_restores_state_rank_line_and_counter(
    scene: Callable[[], tuple[Morning, int]], verb: str, args: Any, kw: Any
) -> None:
    m, id = scene()
    before = m.hall.snapshot()
    m.wait(1)
    args = (id,) if args == "id" else args
    who = AN
    if verb == "call":
        args, who = (id, "đã đến"), BOSS
    move = m.do(verb, who, "1", *args, **kw)[-1]
    m.wait(9)
    (event,) = m.do("undo", AN, "1")
    assert event.data == {"undone": move.seq, "kind": move.kind} and event.ticket == id
    after = m.hall.snapshot()
    for name in ("lines", "totals", "calls", "next_n", "jobs"):
        assert after[name] == before[name]
    for name in ("session", "ticket", "idle_since", "finished"):
        assert after["counters"]["1"][name] == before["counters"]["1"][name]


def test_undo_of_next_puts_the_ticket_back_in_its_place() -> None:
    m = Morning()
    m.open()
    a, b = m.issue(), m.issue()
    assert m.next() == a
    m.do("undo", AN, "1")
    assert [t.id for t in m.hall.waiting("khai-sinh")] == [a, b]
    assert m.hall.ahead(b) == 1 and not m.hall.calls and m.ticket(a).leg.called_at is None


def test_undo_of_next_takes_the_finish_that_came_with_it_back_as_well() -> None:
    m, id = serving()
    other = m.issue()
    m.next()
    assert [e.data["kind"] for e in m.do("undo", AN, "1")] == ["TicketCalled", "TicketFinished"]
    assert m.hall.counters["1"].ticket == id and m.ticket(id).state == "serving"
    assert m.ticket(other).state == "waiting"
    assert m.no("undo", AN, "1").code == "illegal_move"


def test_a_finish_that_was_rated_meanwhile_stays() -> None:
    m, id = serving()
    other = m.issue()
    m.next()
    m.do("rate", PAD, counter="1", leg=1, score=5)
    assert len(m.do("undo", AN, "1")) == 1
    assert m.ticket(id).state == "finished" and m.ticket(other).state == "waiting"


def test_undo_of_finish_serves_on_and_closes_the_rating() -> None:
    m, id = serving()
    m.do("finish", AN, "1")
    assert m.hall.rating_open("1", m.now) == (id, 1, m.now + 30_000)
    m.do("undo", AN, "1")
    assert m.hall.rating_open("1", m.now) is None and m.ticket(id).state == "serving"
    m.wait(60)
    assert m.do("finish", AN, "1")[0].data["service_ms"] == 60_000


def test_undo_is_for_ten_seconds() -> None:
    m, _ = serving()
    m.wait(10)
    m.do("undo", AN, "1")
    m, _ = serving()
    m.wait(10.001)
    assert m.no("undo", AN, "1").code == "too_late"


def test_nothing_to_undo_is_illegal() -> None:
    m = Morning()
    m.open()
    assert m.no("undo", AN, "1").code == "illegal_move"


@pytest.mark.parametrize("what", ["granted", "cancelled", "called elsewhere", "rated"])
def test_what_has_moved_on_since_is_not_undone(what: str) -> None:
    m, id = serving()
    if what == "rated":
        m.do("finish", AN, "1")
        m.do("rate", Who("citizen", ticket=id), ticket=id, leg=1, score=1)
    else:
        m.do("transfer", AN, "1", service="ket-hon")
    if what == "granted":
        m.do("grant", DESK, id, "priority", "nguoi-cao-tuoi")
    elif what == "cancelled":
        m.do("cancel", DESK, id)
    elif what == "called elsewhere":
        m.next(BINH, "2")
    assert m.no("undo", AN, "1").code == "illegal_move"


def test_a_recall_does_not_stand_in_the_way_of_undo() -> None:
    m, id = called()
    m.do("recall", AN, "1")
    m.do("undo", AN, "1")
    assert m.ticket(id).state == "waiting" and not m.hall.calls


def test_a_rating_of_an_earlier_leg_does_not_stand_in_the_way() -> None:
    m, id = serving()
    m.do("transfer", AN, "1", to_counter="2")
    m.next(BINH, "2")
    m.do("rate", Who("citizen", ticket=id), ticket=id, leg=1, score=3)
    m.do("undo", BINH, "2")
    assert m.ticket(id).legs[0].rated_by == {"page": 3}


def test_a_new_officer_has_nothing_to_undo() -> None:
    m, _ = called()
    m.do("take_over", Who("officer", officer="dung"), "1")
    assert m.no("undo", Who("officer", officer="dung"), "1").code == "illegal_move"


def test_undo_at_a_paused_counter_is_illegal() -> None:
    m, _ = serving()
    m.do("finish", AN, "1")
    m.do("pause", AN, "1", "nghỉ")
    assert m.no("undo", AN, "1").more["state"] == "paused"


def test_undo_into_a_line_that_is_gone_goes_to_the_services() -> None:
    m, id = serving()
    m.do("transfer", AN, "1", to_counter="2")
    m.do("call", BOSS, "1", id, "nhầm")
    m.do("close", BINH, "2")
    m.do("undo", AN, "1")
    assert m.hall.waiting("khai-sinh") == [m.ticket(id)]
