"""Notes: what is written travels with the ticket, and undo does not bring an older one back."""

from __future__ import annotations

from tests.queueing.morning import AN, BINH, DESK, K1, Morning, working


def test_a_note_travels_to_whoever_serves_next() -> None:
    m = working()
    id = m.issue(who=DESK, note="nghe kém, xin nói to")
    assert m.next() == id and m.ticket(id).note == "nghe kém, xin nói to"
    m.do("start", AN, "1")
    m.do("note", AN, id, "thiếu bản sao hộ khẩu ")
    m.do("transfer", AN, "1", to_counter="2")
    assert m.next(BINH, "2") == id
    assert m.ticket(id).note == "thiếu bản sao hộ khẩu"
    assert m.driver.do("note", BINH, id, "thiếu bản sao hộ khẩu") == []
    m.do("note", BINH, id, "")
    assert m.ticket(id).note is None


def test_undo_takes_the_move_back_and_leaves_the_note() -> None:
    m = working()
    id = m.issue()
    m.next()
    m.do("start", AN, "1")
    m.do("note", AN, id, "mới")
    m.do("undo", AN, "1")
    assert (m.ticket(id).state, m.ticket(id).note) == ("called", "mới")
    m.do("hold", AN, "1", None, "giữ")
    m.do("undo", AN, "1")
    assert m.ticket(id).note == "mới", "the words of the move go with it"


def test_only_staff_write_and_only_about_a_visit_that_goes_on() -> None:
    m = Morning()
    id = m.issue()
    assert m.no("note", AN, id, "x").code == "not_open"
    assert m.no("note", K1, id, "x").code == "not_allowed"
    assert m.no("issue", K1, service="khai-sinh", note="x").code == "not_allowed"
    m.do("cancel", DESK, id)
    assert m.no("note", DESK, id, "x").code == "illegal_move"


def test_staff_say_how_a_ticket_was_taken() -> None:
    m = Morning()
    told = m.do("issue", DESK, service="khai-sinh", channel="mobile")[0].data
    assert told["channel"] == "mobile"
    assert "channel" not in m.do("issue", K1, service="khai-sinh")[0].data
    assert m.no("issue", K1, service="khai-sinh", channel="mobile").code == "not_allowed"
    assert m.no("issue", DESK, service="khai-sinh", channel="post").code == "bad_request"
