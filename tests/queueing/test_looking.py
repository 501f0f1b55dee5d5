"""Looking: lines, heads, next numbers, and why somebody went before."""

from __future__ import annotations

import pytest

from tests.halls import small_hall
from tests.queueing.morning import AN, BINH, BOSS, DESK, ELDERLY, Morning


def test_ahead_counts_the_people_before_it_in_its_line() -> None:
    m = Morning()
    m.open()
    ids = [m.issue() for _ in range(4)]
    assert [m.hall.ahead(id) for id in ids] == [0, 1, 2, 3]
    m.next()
    assert [m.hall.ahead(id) for id in ids] == [0, 0, 1, 2]
    with pytest.raises(Exception, match="unknown_ticket"):
        m.hall.ahead(99)


def test_in_a_strict_group_all_priority_tickets_are_ahead() -> None:
    settings = small_hall(policy={"name": "strict"})
    m = Morning(settings)
    regular = m.issue()
    m.issue(klass="priority", ground=ELDERLY)
    late = m.issue(klass="priority", ground=ELDERLY)
    assert m.hall.ahead(regular) == 2 and m.hall.ahead(late) == 1
    assert m.hall.waiting_count("khai-sinh") == 3


def test_heads_are_those_next_could_choose_from() -> None:
    m = Morning()
    m.open(AN, "4")
    m.open(BINH, "1")
    ids = [m.issue(s) for s in ("khai-sinh", "khai-sinh", "so-do", "sao-y")]
    assert {t.id for t in m.hall.heads("4")} == {ids[0], ids[2], ids[3]}
    assert [t.id for t in m.hall.heads("2")] == [ids[0]]
    with pytest.raises(Exception, match="unknown_counter"):
        m.hall.heads("9")


def test_the_next_numbers_of_a_zone_are_the_fronts_of_its_lines_by_rank() -> None:
    settings = small_hall()
    settings["zones"].append({"id": "z2", "name": {"vi": "Khu 2"}})
    settings["counters"][2]["zone"] = "z2"
    m = Morning(settings)
    for service in ("khai-sinh", "so-do", "sao-y", "khai-sinh"):
        m.issue(service)
    m.issue("sao-y", klass="priority", ground=ELDERLY)
    assert m.hall.next_numbers("z1", 9) == ["C002", "A001", "C001", "A002"]
    assert m.hall.next_numbers("z1", 2) == ["C002", "A001"]
    assert m.hall.next_numbers("z2", 9) == ["B001"] and m.hall.next_numbers("z9", 9) == []


def test_why_says_who_is_ahead_and_where_it_may_be_called() -> None:
    m = Morning()
    a, b = m.issue(), m.issue()
    assert m.hall.explain(a, m.now)["code"] == "no_counter"
    m.open(BINH, "2")
    m.open(AN, "4")
    first, second = m.hall.explain(a, m.now), m.hall.explain(b, m.now)
    assert (first["code"], first["counters"], first["line"]) == ("next", ["2", "4"], "khai-sinh")
    assert (second["code"], second["ahead"], second["passed"]) == ("ahead", 1, 0)
    m.do("pause", BINH, "2")
    m.do("pause", AN, "4")
    assert m.hall.explain(a, m.now)["code"] == "no_counter"


def test_why_names_who_came_later_and_was_called_sooner_and_the_rule() -> None:
    m = Morning()
    m.open()
    mine = m.issue()
    m.wait(60)
    elderly, urgent = m.issue(klass="priority", ground=ELDERLY), m.issue()
    m.do("grant", BOSS, urgent, "urgent", "khan-cap", "ốm")
    picked, slot = m.issue(), m.issue(slot=m.now + 5000)
    assert [m.next() for _ in range(3)] == [urgent, elderly, slot]
    m.wait(1)
    m.do("call", BOSS, "1", picked, "quen")
    why = m.hall.explain(mine, m.now)
    assert why["passed"] == 4 and why["code"] == "next" and why["rule"] is None
    assert [(row["ticket"], row["because"]) for row in why["by"]] == [
        (urgent, "urgent"), (elderly, "priority"), (slot, "slot"), (picked, "hand"),
    ]  # fmt: skip
    m.next()
    why = m.hall.explain(mine, m.now)
    assert (why["code"], why["rule"], why["passed"], why["counters"]) == ("called", "first", 4, [])


def test_why_names_the_returned_the_transferred_and_own_lines() -> None:
    m = Morning()
    m.open()
    m.open(BINH, "2")
    back, own, moved = m.issue("ket-hon"), m.issue("ket-hon"), m.issue("so-do")
    m.do("call", BOSS, "1", back, "thử")
    m.wait(1500)
    m.do("no_show", BOSS, "1")
    mine = m.issue("ket-hon")
    m.wait(700)
    m.do("return_", DESK, back)
    m.do("call", BOSS, "1", own, "thử")
    m.do("transfer", AN, "1", to_counter="2")
    assert m.next(BINH, "2") == own
    m.do("call", BOSS, "1", moved, "thử")
    m.do("transfer", AN, "1", service="ket-hon")
    assert m.next() == moved
    # both came before, by their reference time: nobody passed
    assert m.hall.explain(mine, m.now)["passed"] == 0
    m.do("call", BOSS, "1", back, "thử")
    why = m.hall.explain(mine, m.now)
    assert [row["because"] for row in why["by"]] == ["hand"]


def test_totals_of_a_service_without_any_are_zeros_and_stay_out_of_the_picture() -> None:
    m = Morning()
    assert m.hall.totals["khai-sinh"].issued == 0 and not m.hall.totals
    m.issue()
    assert m.hall.snapshot()["totals"]["khai-sinh"]["issued"] == 1
