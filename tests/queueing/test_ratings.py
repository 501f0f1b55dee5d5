"""Ratings: one a leg and channel, in its window, by the one it belongs to."""

from __future__ import annotations

from queueing.who import Who
from tests.halls import small_hall
from tests.queueing.morning import AN, BINH, PAD, Morning


def finished() -> tuple[Morning, int]:
    m = Morning(small_hall(pads=[{"id": "stars1", "kind": "rating", "counter": "1"}]))
    m.open()
    id = m.issue()
    m.serve(id)
    return m, id


def test_the_pad_opens_at_the_finish_and_closes_after_its_window() -> None:
    m, id = finished()
    assert m.hall.rating_open("1", m.now) == (id, 1, m.now + 30_000)
    m.wait(29.999)
    assert m.hall.rating_open("1", m.now) is not None
    m.wait(0.001)
    assert m.hall.rating_open("1", m.now) is None
    assert m.no("rate", PAD, counter="1", leg=1, score=5).code == "rating_closed"


def test_the_next_call_leaves_the_pad_open_and_the_next_start_closes_it() -> None:
    m, id = finished()
    m.issue()
    m.next()
    assert m.hall.rating_open("1", m.now)[0] == id
    m.do("start", AN, "1")
    assert m.hall.rating_open("1", m.now) is None
    assert m.no("rate", PAD, counter="1", leg=1, score=5).code == "rating_closed"


def test_one_rating_a_leg_and_channel() -> None:
    m, id = finished()
    page = Who("citizen", ticket=id)
    event = m.do("rate", PAD, counter="1", leg=1, score=5, reasons=["thai-do"], comment="ồn")[0]
    assert event.data == {"leg": 1, "score": 5, "reasons": ["thai-do"], "channel": "pad"}
    assert event.personal == {"comment": "ồn"}
    assert (event.ticket, event.counter, event.officer, event.device) == (id, "1", "an", "stars1")
    assert m.hall.rating_open("1", m.now) is None
    assert m.no("rate", PAD, counter="1", leg=1, score=1).code == "already_rated"
    m.do("rate", page, ticket=id, leg=1, score=2)
    assert m.no("rate", page, ticket=id, leg=1, score=2).code == "already_rated"
    leg = m.ticket(id).leg
    assert leg.rated_by == {"pad": 5, "page": 2} and leg.rating == 5


def test_a_press_belongs_to_the_visit_it_was_opened_for() -> None:
    m, id = finished()
    late = m.issue()
    m.serve(late, seconds=1)
    assert m.no("rate", PAD, counter="1", leg=1, score=1, ticket=id).code == "rating_closed"
    assert m.no("rate", PAD, counter="1", leg=2, score=1).code == "rating_closed"
    m.do("rate", PAD, counter="1", leg=1, score=1, ticket=late)


def test_a_pad_rates_at_its_own_counter_only() -> None:
    m, _ = finished()
    m.open(BINH, "2")
    assert m.no("rate", PAD, counter="2", leg=1, score=5).code == "not_your_counter"
    assert m.no("rate", PAD, counter="9", leg=1, score=5).code == "unknown_counter"
    other = Who("rating_pad", device="tablet", counters=frozenset({"2"}))
    assert m.no("rate", other, counter="1", leg=1, score=5).code == "not_your_counter"


def test_a_page_rates_its_own_ticket_for_two_hours() -> None:
    m, id = finished()
    other, page = m.issue(), Who("citizen", ticket=id)
    assert m.no("rate", page, ticket=other, leg=1, score=5).code == "not_allowed"
    assert m.no("rate", page, ticket=id, leg=2, score=5).code == "rating_closed"
    assert m.no("rate", page, ticket=id, leg=0, score=5).code == "rating_closed"
    waiting = Who("citizen", ticket=other)
    assert m.no("rate", waiting, ticket=other, leg=1, score=5).code == "rating_closed"
    m.wait(7198.9)
    m.do("rate", page, ticket=id, leg=1, score=5)
    m.serve(other)
    m.wait(7200)
    assert m.no("rate", waiting, ticket=other, leg=1, score=5).code == "rating_closed"


def test_officers_and_staff_never_rate() -> None:
    m, id = finished()
    for who in (AN, Who("supervisor", officer="sep"), Who("kiosk", device="k1")):
        assert m.no("rate", who, counter="1", leg=1, score=5).code == "not_allowed"
        assert m.no("rate", who, ticket=id, leg=1, score=5).code == "not_allowed"


def test_scores_and_reasons_are_those_of_the_hall() -> None:
    m, _ = finished()
    for score in (0, 6, -1, True):
        assert m.no("rate", PAD, counter="1", leg=1, score=score).code == "bad_request"
    no = m.no("rate", PAD, counter="1", leg=1, score=1, reasons=["mưa"])
    assert no.code == "bad_request"


def test_no_show_and_transfer_open_no_pad() -> None:
    m = Morning()
    m.open()
    for verb, args in (("no_show", {}), ("transfer", {"service": "so-do"})):
        m.issue()
        m.next()
        m.wait(30)
        m.do(verb, AN, "1", **args)
        assert m.hall.rating_open("1", m.now) is None
