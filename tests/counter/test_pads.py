"""Call pads on a serial line: the officer's verbs as buttons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import counter
from tests.fakes.pad import FakePad
from tests.fakes.padded import OFFICER, PaddedHall, pad_row

KEYS = {
    "31": "next", "32": "recall", "33": "start", "34": "finish", "35": "no_show", "36": "hold",
    "37": "transfer", "38": "undo",
}  # fmt: skip
DONE, REFUSED, NOBODY = b"\x01\x32\x07", b"\x01\x31\x07", b"\x01\x30\x07"
REPLIES = {"done": DONE.hex(), "refused": REFUSED.hex(), "nobody": NOBODY.hex()}


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[FakePad]:
    with FakePad(tmp_path / "pad1") as it:
        yield it


@pytest.fixture
def hall(tmp_path: Path, pad: FakePad) -> Iterator[PaddedHall]:
    row = pad_row("call1", "call", pad.path, KEYS, replies=REPLIES)
    it = PaddedHall(tmp_path, [row], counter.start)
    it.ready("call1")
    yield it
    it.close()


def press(pad: FakePad, key: str) -> bytes:
    pad.press(b"\x02" + key.encode() + b"\x03")
    return pad.told()


def test_a_whole_visit_by_buttons(hall: PaddedHall, pad: FakePad) -> None:
    first, second = hall.issue(), hall.issue()
    assert press(pad, "1") == DONE and hall.state(first) == "called"
    assert press(pad, "2") == DONE
    assert press(pad, "3") == DONE and hall.state(first) == "serving"
    assert press(pad, "4") == DONE and hall.state(first) == "finished"
    assert press(pad, "1") == DONE and hall.state(second) == "called"
    assert press(pad, "6") == DONE and hall.state(second) == "on_hold"
    kinds = [e["kind"] for e in hall.journal.events(0, 999) if e["device"] == "call1"]
    assert kinds == [
        "TicketCalled", "TicketRecalled", "ServingStarted", "TicketFinished", "TicketCalled",
        "TicketHeld",
    ]  # fmt: skip


def test_next_with_nobody_waiting_says_so(hall: PaddedHall, pad: FakePad) -> None:
    assert press(pad, "1") == NOBODY


def test_a_second_next_does_what_the_hall_says(hall: PaddedHall, pad: FakePad) -> None:
    first, second = hall.issue(), hall.issue()
    press(pad, "1")
    assert press(pad, "1") == DONE
    assert (hall.state(first), hall.state(second)) == ("finished", "called")


def test_no_show_waits_for_its_time_and_undo_takes_it_back(hall: PaddedHall, pad: FakePad) -> None:
    ticket = hall.issue()
    press(pad, "1")
    assert press(pad, "5") == REFUSED
    hall.clock.advance(21)
    assert press(pad, "5") == DONE and hall.state(ticket) == "no_show"
    assert press(pad, "8") == DONE and hall.state(ticket) == "called"


def test_transfer_goes_back_to_where_the_ticket_came_from(hall: PaddedHall, pad: FakePad) -> None:
    ticket = hall.issue()
    press(pad, "1")
    assert press(pad, "7") == REFUSED  # it came from nowhere
    assert hall.state(ticket) == "called"


def test_a_closed_counter_takes_no_press(hall: PaddedHall, pad: FakePad) -> None:
    hall.issue()
    hall.do(lambda h, now: h.close(OFFICER, now, "1"))
    assert press(pad, "1") == REFUSED
    assert not [e for e in hall.journal.events(0, 999) if e["kind"] == "TicketCalled"]


def test_illegal_moves_are_refused_and_the_pad_lives_on(hall: PaddedHall, pad: FakePad) -> None:
    for key in "23468":
        assert press(pad, key) == REFUSED
    ticket = hall.issue()
    assert press(pad, "1") == DONE and hall.state(ticket) == "called"


def test_every_key_settings_allows_means_something() -> None:
    from counter.pads import MEANINGS
    from settings.checks.lines import VERBS

    assert set(VERBS) <= set(MEANINGS)
