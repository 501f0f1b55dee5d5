"""Lettering: what recurs is drawn once, and what never recurs takes no room for long."""

from __future__ import annotations

from printer.lettering import DOTS, Lettering


def test_a_days_numbers_take_no_more_room_than_is_set_for_them() -> None:
    letters = Lettering()
    head = letters.line("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "bold", 30)
    for n in range(1, 120):
        letters.line(f"A{n:03d}", "heavy", 200)
        assert letters.line("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "bold", 30) is head
    kept = list(letters._lines.values())
    assert sum(mask.width * mask.height for mask in kept) == letters._dots <= DOTS
    assert 2 < len(kept) < 119, "the oldest numbers are forgotten"


def test_a_line_longer_than_all_that_is_remembered_is_drawn_all_the_same() -> None:
    letters = Lettering()
    letters.line("x" * 2000, "heavy", 60)
    assert len(letters._lines) == 1 and letters._dots > DOTS
    letters.line("A001", "heavy", 60)
    assert len(letters._lines) == 1 and letters._dots < DOTS
