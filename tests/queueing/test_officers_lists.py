"""Lists that follow an officer from counter to counter, and fewer of them for one session."""

from __future__ import annotations

from dataclasses import replace

from tests.queueing.morning import AN, BINH, BOSS, Morning

# of the whole group of land, and of birth registration when nobody is there
LAN = replace(AN, first=("dat-dai",), second=("khai-sinh",))


def test_an_officer_calls_from_lists_of_his_own_wherever_he_sits() -> None:
    m = Morning()
    m.open(LAN, "2")
    births, land = m.issue("khai-sinh"), m.issue("so-do")
    m.issue("ket-hon")
    assert m.hall.lists("2") == (("so-do",), ("khai-sinh",))
    assert m.next(LAN, "2") == land
    assert m.next(LAN, "2") == births
    assert m.ticket(births).leg.rule == "second"
    assert m.next(LAN, "2") is None, "the counter's own list holds marriages, his does not"
    m.do("close", LAN, "2")
    m.open(BINH, "2")
    assert m.hall.lists("2") == (("khai-sinh", "ket-hon"), ())


def test_they_come_along_when_he_takes_a_counter_over() -> None:
    m = Morning()
    m.open(BINH, "1")
    m.do("take_over", LAN, "1")
    assert m.hall.lists("1") == (("so-do",), ("khai-sinh",))


def test_fewer_may_be_chosen_for_one_session_but_no_others() -> None:
    m = Morning()
    m.do("open", LAN, "2", ["khai-sinh"])
    assert m.hall.lists("2") == (("khai-sinh",), ())
    m.do("close", LAN, "2")
    assert m.no("open", LAN, "2", ["ket-hon"]).code == "not_allowed"
    assert m.no("open", LAN, "2", ["gone"]).code == "unknown_service"
    m.do("open", BINH, "2", ["ket-hon"], ["khai-sinh"])
    assert m.hall.lists("2") == (("ket-hon",), ("khai-sinh",))
    m.do("close", BINH, "2")
    assert m.no("open", BINH, "2", ["so-do"]).code == "not_allowed"
    m.do("open", BOSS, "2", ["so-do"])


def test_calls_by_hand_and_service_without_a_ticket_go_by_them_too() -> None:
    m = Morning()
    m.open(LAN, "2")
    marriage = m.issue("ket-hon")
    assert m.no("call", LAN, "2", marriage, "quen").code == "not_eligible"
    assert m.no("serve", LAN, "2", "ket-hon", "quen").code == "not_eligible"
    m.do("serve", LAN, "2", "so-do", "hỏi nhanh")


def test_a_service_that_is_gone_is_left_out_and_lists_of_nothing_are_none() -> None:
    m = Morning()
    m.open(replace(AN, first=("gone", "so-do")), "1")
    m.open(replace(BINH, first=("gone",)), "2")
    assert (m.hall.lists("1")[0], m.hall.lists("2")[0]) == (("so-do",), ("khai-sinh", "ket-hon"))
    new = {**m.hall.plan.settings}
    new["services"] = [s for s in new["services"] if s["id"] != "so-do"]
    m.do("change_settings", m.driver.the_hall, new)
    assert m.hall.lists("1") == ((), ())


def test_the_journal_alone_rebuilds_them() -> None:
    """The event carries the services: what an officer's row says later changes no past."""
    m = Morning()
    (opened,) = m.do("open", LAN, "2")
    assert opened.data == {"first": ["so-do"], "second": ["khai-sinh"]}
    assert "first" not in m.do("open", BINH, "1")[0].data
