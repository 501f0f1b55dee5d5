"""Rating pads on a serial line: one vote a visit, in its window, for the visit it opened for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import rating
from tests.fakes.pad import FakePad
from tests.fakes.padded import OFFICER, PaddedHall, pad_row

SCORES = {"31": "1", "32": "2", "33": "3", "34": "4", "35": "5"}
REPLIES = {"done": "01 21 32 07", "refused": "01 21 31 07"}


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[FakePad]:
    with FakePad(tmp_path / "pad1") as it:
        yield it


@pytest.fixture
def open_hall(tmp_path: Path) -> Iterator[Callable[..., PaddedHall]]:
    halls: list[PaddedHall] = []

    def make(*rows: dict[str, Any]) -> PaddedHall:
        halls.append(PaddedHall(tmp_path, list(rows), rating.start))
        return halls[-1]

    yield make
    for hall in halls:
        hall.close()


@pytest.fixture
def hall(open_hall: Callable[..., PaddedHall], pad: FakePad) -> PaddedHall:
    it = open_hall(pad_row("pad1", "rating", pad.path, SCORES, replies=REPLIES))
    it.ready("pad1")
    return it


def test_a_press_is_the_visits_vote_and_the_pad_is_told(hall: PaddedHall, pad: FakePad) -> None:
    ticket = hall.serve_one()
    pad.press(b"\x024\x03")
    hall.until(lambda: hall.rated(ticket) == 4)
    assert pad.told() == b"\x01\x21\x32\x07"
    (event,) = [e for e in hall.journal.events(0, 999) if e["kind"] == "ServiceRated"]
    assert event["device"] == "pad1" and event["data"]["channel"] == "pad"


def test_one_visit_has_one_vote(hall: PaddedHall, pad: FakePad) -> None:
    ticket = hall.serve_one()
    pad.press(b"\x025\x03")
    hall.until(lambda: hall.rated(ticket) == 5)
    assert pad.told() == b"\x01\x21\x32\x07"
    pad.press(b"\x021\x03")
    assert pad.told() == b"\x01\x21\x31\x07"
    assert hall.rated(ticket) == 5
    assert len([e for e in hall.journal.events(0, 999) if e["kind"] == "ServiceRated"]) == 1


def test_a_press_before_any_visit_is_no_vote(hall: PaddedHall, pad: FakePad) -> None:
    pad.press(b"\x025\x03")
    assert pad.told() == b"\x01\x21\x31\x07"
    assert not [e for e in hall.journal.events(0, 999) if e["kind"] == "ServiceRated"]


def test_a_press_after_the_window_is_no_vote(hall: PaddedHall, pad: FakePad) -> None:
    ticket = hall.serve_one()
    hall.clock.advance(31)
    pad.press(b"\x025\x03")
    assert pad.told() == b"\x01\x21\x31\x07"
    assert hall.rated(ticket) is None


def test_a_press_while_the_next_is_called_is_the_last_visits_and_ends_with_its_start(
    hall: PaddedHall, pad: FakePad
) -> None:
    first = hall.serve_one()
    second = hall.issue()
    hall.do(lambda h, now: h.call_next(OFFICER, now, "1"))
    pad.press(b"\x023\x03")
    hall.until(lambda: hall.rated(first) == 3)
    assert pad.told() == b"\x01\x21\x32\x07"
    hall.do(lambda h, now: h.start(OFFICER, now, "1"))
    pad.press(b"\x021\x03")
    assert pad.told() == b"\x01\x21\x31\x07"
    assert hall.rated(second) is None


def test_noise_and_unknown_keys_are_counted_and_never_guessed(
    hall: PaddedHall, pad: FakePad
) -> None:
    ticket = hall.serve_one()
    pad.press(b"\x00\xff5\x02\x029\x03\x025")
    hall.seen("pad1", unknown=1, presses=0)
    assert hall.rated(ticket) is None
    pad.press(b"\x03")
    hall.until(lambda: hall.rated(ticket) == 5)
    assert hall.pads.counts()["pad1"]["junk"] == 4


def test_a_trembling_button_is_one_press(
    open_hall: Callable[..., PaddedHall], pad: FakePad
) -> None:
    row = pad_row("pad1", "rating", pad.path, SCORES, debounce_ms=2000)
    hall = open_hall(row)
    hall.ready("pad1")
    ticket = hall.serve_one()
    pad.press(b"\x022\x03\x022\x03\x022\x03")
    hall.seen("pad1", presses=1, bounced=2)
    assert hall.rated(ticket) == 2


def test_pads_on_one_line_are_told_apart_by_their_address(
    open_hall: Callable[..., PaddedHall], pad: FakePad
) -> None:
    frame = r"\x01(?P<address>[\x20-\x7f])(?P<key>[\x31-\x35])\x07"
    bus = {"frame": frame, "debounce_ms": 0}
    hall = open_hall(
        pad_row("pad1", "rating", pad.path, SCORES, address="21", **bus),
        pad_row("pad2", "rating", pad.path, SCORES, address="22", **{**bus, "counter": "2"}),
    )
    hall.ready("pad1")
    hall.ready("pad2")
    ticket = hall.serve_one()
    pad.press(b"\x01\x22\x31\x07\x01\x23\x31\x07\x01\x21\x34\x07")
    hall.until(lambda: hall.rated(ticket) == 4)
    hall.seen("pad2", presses=1, foreign=2)
    hall.seen("pad1", presses=1, foreign=2)


def test_an_unplugged_pad_is_down_on_the_dashboard_and_back_by_itself(
    hall: PaddedHall, pad: FakePad
) -> None:
    pad.unplug()
    hall.until(lambda: hall.house.devices.get("pad1").state == "down")
    pad.plug()
    hall.until(lambda: hall.house.devices.get("pad1").state == "ok")
    ticket = hall.serve_one()
    pad.press(b"\x021\x03")
    hall.until(lambda: hall.rated(ticket) == 1)


def test_a_pad_of_new_settings_is_listened_to_and_one_taken_away_is_not(
    hall: PaddedHall, pad: FakePad, tmp_path: Path
) -> None:
    from tests.halls import small_hall

    with FakePad(tmp_path / "other") as other:
        row = pad_row("pad9", "rating", other.path, SCORES)
        hall.do(lambda h, now: h.change_settings(OFFICER, now, small_hall(pads=[row])))
        hall.ready("pad9")
        ticket = hall.serve_one()
        pad.press(b"\x021\x03")
        other.press(b"\x025\x03")
        hall.until(lambda: hall.rated(ticket) == 5)
        assert list(hall.pads.counts()) == ["pad9"]


def test_a_pad_that_cannot_be_used_is_down_and_the_others_work(
    open_hall: Callable[..., PaddedHall], pad: FakePad
) -> None:
    bad = pad_row("pad2", "rating", pad.path + "x", SCORES, frame="(?P<key>a*)")
    hall = open_hall(bad, pad_row("pad1", "rating", pad.path, SCORES))
    hall.ready("pad1")
    assert (hall.house.devices.get("pad2").state, hall.house.devices.get("pad2").why) == (
        "down", "settings",
    )  # fmt: skip


def test_a_hall_that_cannot_write_refuses_the_press_and_the_pad_lives_on(
    hall: PaddedHall, pad: FakePad, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = hall.serve_one()
    with monkeypatch.context() as broken:
        broken.setattr(type(hall.house), "act", lambda *a, **k: 1 / 0)
        pad.press(b"\x025\x03")
        assert pad.told() == b"\x01\x21\x31\x07"
    pad.press(b"\x025\x03")
    hall.until(lambda: hall.rated(ticket) == 5)


def test_a_tablet_needs_no_line(open_hall: Callable[..., PaddedHall]) -> None:
    row = {**pad_row("pad1", "rating", "", {}), "port": None, "frame": None}
    assert open_hall(row).pads.counts() == {}


def test_the_pads_lamp_is_lit_while_a_visit_may_be_rated(
    open_hall: Callable[..., PaddedHall], pad: FakePad
) -> None:
    shows = {"open": "02 4C 31 03 02 {digits:3} 03", "closed": "02 4C 30 03"}
    hall = open_hall(pad_row("pad1", "rating", pad.path, SCORES, shows=shows))
    hall.ready("pad1")
    assert pad.told(3) == b"\x02L0\x03"
    hall.serve_one()
    assert pad.told(3) == b"\x02L1\x03\x02001\x03"
    pad.press(b"\x024\x03")
    assert pad.told(3) == b"\x02L0\x03"  # it has its vote
    hall.serve_one()
    assert pad.told(3) == b"\x02L1\x03\x02002\x03"
    hall.clock.advance(31)  # nothing happens but time
    assert pad.told(3) == b"\x02L0\x03"
