"""Lines: sorted, exact about who stands where."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.lines import Lines

ENTRIES = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 10**6)), unique_by=lambda e: e[1])


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(entries=ENTRIES, data=st.data())
def test_a_line_is_sorted_whatever_comes_and_goes(entries: list[tuple[int, int]], data) -> None:
    lines, there = Lines(), set()
    for rank, id in entries:
        lines.add(("a", ""), (rank, id, 0))
        there.add((rank, id, 0))
    for entry in data.draw(st.lists(st.sampled_from(sorted(there)), unique=True) if there
                           else st.just([])):  # fmt: skip
        lines.take(("a", ""), entry)
        there.remove(entry)
    assert lines.get(("a", ""), []) == sorted(there)
    for n, entry in enumerate(sorted(there)):
        assert lines.before("a", ("",), "", entry) == n


def test_who_does_not_stand_in_a_line_cannot_leave_it() -> None:
    lines = Lines()
    lines.add(("a", ""), (1, 1, 0))
    for key, entry in ((("a", ""), (1, 2, 0)), (("a", ""), (0, 1, 0)), (("b", ""), (1, 1, 0))):
        with pytest.raises(ValueError, match="does not stand"):
            lines.take(key, entry)


def test_lines_of_a_higher_class_are_all_ahead() -> None:
    lines = Lines()
    for klass, rank, id in (("p", 9, 1), ("p", 8, 2), ("r", 1, 3), ("r", 2, 4)):
        lines.add(("a", klass), (rank, id, 0))
    assert lines.before("a", ("p", "r"), "r", (2, 4, 0)) == 3
    assert lines.before("a", ("p", "r"), "p", (9, 1, 0)) == 1
    assert lines.before("b", ("p", "r"), "r", (2, 4, 0)) == 0


def test_a_copy_of_the_lines_is_independent() -> None:
    lines = Lines()
    lines.add(("a", ""), (1, 1, 0))
    other = lines.copy()
    other.take(("a", ""), (1, 1, 0))
    assert lines["a", ""] == [(1, 1, 0)] and other["a", ""] == []
