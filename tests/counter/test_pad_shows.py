"""What a call pad shows, how it is tried, and what a bad line may not do to it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import counter
from queueing.who import THE_HALL, Who
from tests.fakes.pad import FakePad
from tests.fakes.padded import OFFICER, PaddedHall, pad_row

BUS = r"\x01(?P<address>[\x20-\x7f])(?P<key>[\x31-\x34])\x07"
FOUR = {"31": "next", "32": "start", "33": "transfer", "34": "finish"}
SHOWS = {
    "closed": "01 21 30 07", "free": "01 21 32 07", "waiting": "01 21 34 {waiting:2} 07",
    "called": "01 21 20 {number:3} 07", "serving": "01 21 31 07",
}  # fmt: skip
Open = Callable[..., PaddedHall]


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[FakePad]:
    with FakePad(tmp_path / "pad1") as it:
        yield it


@pytest.fixture
def open_hall(tmp_path: Path) -> Iterator[Open]:
    halls: list[PaddedHall] = []

    def make(*rows: dict[str, Any]) -> PaddedHall:
        halls.append(PaddedHall(tmp_path, list(rows), counter.start))
        halls[-1].ready(rows[0]["id"])
        return halls[-1]

    yield make
    for hall in halls:
        hall.close()


def on_bus(pad: FakePad, id: str = "call1", address: str = "21", **more: Any) -> dict[str, Any]:
    return pad_row(id, "call", pad.path, FOUR, frame=BUS, address=address, **more)


def hears(pad: FakePad, *frames: bytes) -> None:
    """The pad gets these frames, one after the other, and nothing else."""
    got, end = b"", time.monotonic() + 3
    while len(got) < len(b"".join(frames)) and time.monotonic() < end:
        got += pad.told(0.1)
    assert got == b"".join(frames)


def test_the_pad_follows_its_counter_whoever_acts_there(open_hall: Open, pad: FakePad) -> None:
    hall = open_hall(on_bus(pad, shows=SHOWS))
    hears(pad, b"\x01\x21\x32\x07")  # free
    hall.issue()
    hears(pad, b"\x01\x21\x34 1\x07")
    hall.do(lambda h, now: h.call_next(OFFICER, now, "1"))  # by the page
    hears(pad, b"\x01\x21\x20001\x07")
    pad.press(b"\x01\x21\x32\x07")
    hears(pad, b"\x01\x21\x31\x07")
    pad.press(b"\x01\x21\x34\x07")
    hears(pad, b"\x01\x21\x32\x07")
    hall.do(lambda h, now: h.close(OFFICER, now, "1"))
    hears(pad, b"\x01\x21\x30\x07")


def test_a_pad_that_comes_back_is_told_again(open_hall: Open, pad: FakePad) -> None:
    hall = open_hall(on_bus(pad, shows=SHOWS))
    hears(pad, b"\x01\x21\x32\x07")
    pad.unplug()
    hall.until(lambda: hall.house.devices.get("call1").state == "down")
    pad.plug()
    hall.until(lambda: hall.house.devices.get("call1").state == "ok", 5)
    hears(pad, b"\x01\x21\x32\x07")
    assert hall.house.devices.counters("call1")["reopened"] == 1


def test_a_reply_names_the_number_just_called(open_hall: Open, pad: FakePad) -> None:
    hall = open_hall(on_bus(pad, replies={"done": "01 21 20 {number:3} 07"}))
    hall.issue()
    pad.press(b"\x01\x21\x31\x07")
    hears(pad, b"\x01\x21\x20001\x07")


def test_the_halls_own_echo_is_no_press(open_hall: Open, pad: FakePad) -> None:
    """`refused` is to the letter what the key `next` sends."""
    hall = open_hall(on_bus(pad, replies={"done": "01 21 32 07", "refused": "01 21 31 07"}))
    first, second = hall.issue(), hall.issue()
    pad.press(b"\x01\x21\x34\x07")  # finish, with nobody there
    echo = pad.told()
    assert echo == b"\x01\x21\x31\x07"
    pad.press(echo)
    hall.until(lambda: hall.house.devices.counters("call1")["echoes"] == 1)
    assert hall.state(first) == "waiting"
    pad.press(b"\x01\x21\x31\x07")
    hall.until(lambda: hall.state(first) == "called")
    assert hall.state(second) == "waiting"
    hall.seen("call1", presses=2)


def test_a_garbled_echo_is_no_press_either(open_hall: Open, pad: FakePad) -> None:
    """One bit of the echo of `nobody` is wrong: it would be this pad's key `next`."""
    replies = {"done": "01 21 32 07", "refused": "01 21 36 07", "nobody": "01 21 30 07"}
    hall = open_hall(on_bus(pad, replies=replies))
    pad.press(b"\x01\x21\x34\x07")
    pad.press(pad.told())  # a line that echoes, as it now knows
    hall.until(lambda: hall.house.devices.counters("call1")["echoes"] == 1)
    pad.press(b"\x01\x21\x31\x07")  # next, and nobody waits
    assert pad.told() == b"\x01\x21\x30\x07"
    pad.press(b"\x01\x21\x31\x07")
    ticket = hall.issue()
    hall.until(lambda: hall.house.devices.counters("call1")["garbled"] == 4)
    assert hall.state(ticket) == "waiting"
    hall.seen("call1", presses=2)
    pad.press(b"\x01\x21\x31\x07")
    hall.until(lambda: hall.state(ticket) == "called")


def test_two_pads_on_one_line_and_noise_between(open_hall: Open, pad: FakePad) -> None:
    hall = open_hall(on_bus(pad), {**on_bus(pad, "call2", "22"), "counter": "2"})
    hall.ready("call2")
    hall.do(lambda h, now: h.open(Who("officer", officer="lan"), now, "2"))
    ticket = hall.issue()
    for piece in (b"\xff\x00\x01", b"\x01\x22", b"\x31", b"\x07\x07", b"\x01\x23\x31\x07"):
        pad.press(piece)
    hall.until(lambda: hall.state(ticket) == "called")
    assert hall.hall.tickets[ticket].counter == "2"
    hall.seen("call1", presses=0, foreign=2)
    hall.seen("call2", presses=1, foreign=1)
    assert hall.pads.counts()["call2"]["junk"] == 4


@pytest.mark.parametrize("on_next", ["finish", "refuse"])
def test_without_a_key_for_no_show_a_second_next_does_what_the_hall_says(
    open_hall: Open, pad: FakePad, on_next: str
) -> None:
    hall = open_hall(on_bus(pad, replies={"done": "01 21 32 07", "refused": "01 21 30 07"}))
    settings = hall.house.settings
    changed = {**settings, "hall": {**settings["hall"], "on_next": on_next}}
    hall.do(lambda h, now: h.change_settings(THE_HALL, now, changed))
    first, second = hall.issue(), hall.issue()
    pad.press(b"\x01\x21\x31\x07")
    hears(pad, b"\x01\x21\x32\x07")
    pad.press(b"\x01\x21\x31\x07")
    states = ("finished", "called") if on_next == "finish" else ("called", "waiting")
    hears(pad, b"\x01\x21\x32\x07" if on_next == "finish" else b"\x01\x21\x30\x07")
    assert (hall.state(first), hall.state(second)) == states  # and never a silent no-show


def test_trying_a_pad_lights_it_and_its_press_calls_nobody(open_hall: Open, pad: FakePad) -> None:
    hall = open_hall(on_bus(pad, replies={"test": "01 21 37 07", "done": "01 21 32 07"}))
    ticket = hall.issue()
    said: list[str] = []
    trial = threading.Thread(target=lambda: said.append(hall.house.devices.test("call1")))
    trial.start()
    hears(pad, b"\x01\x21\x37\x07")
    pad.press(b"\x01\x21\x31\x07")
    trial.join(3)
    assert said == ["done"]
    hears(pad, b"\x01\x21\x32\x07")
    assert hall.state(ticket) == "waiting"
    pad.press(b"\x01\x21\x31\x07")
    hall.until(lambda: hall.state(ticket) == "called")


def test_a_pad_nobody_presses_and_one_that_is_gone_fail_the_test(
    open_hall: Open, pad: FakePad, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ports.pads.TRIAL", 0.2)
    hall = open_hall(on_bus(pad))
    assert hall.house.devices.test("call1") == "no_press"
    pad.unplug()
    hall.until(lambda: hall.house.devices.get("call1").state == "down")
    assert hall.house.devices.test("call1") == "down"


@pytest.mark.parametrize("seed", range(3))
def test_no_key_is_ever_guessed_from_junk(open_hall: Open, pad: FakePad, seed: int) -> None:
    """Half frames, foreign frames, noise without a whole frame of this pad: no verb is done."""
    pick, hall = random.Random(seed), open_hall(on_bus(pad))
    hall.issue()
    seq = hall.hall.seq
    noise = bytes(b for b in range(256) if b != 0x01)
    for _ in range(60):
        frame = bytes((1, 0x21, pick.choice(b"1234"), 7))
        pad.press(
            pick.choice((
                bytes(pick.choices(noise, k=pick.randint(1, 20))),
                frame[: pick.randint(1, 3)] + b"\xff",  # broken off
                frame[pick.randint(1, 3) :],
                bytes((1, pick.randint(0x22, 0x7F))) + frame[2:],  # somebody else's
                frame[:2] + bytes((pick.randint(0x35, 0xFF),)) + frame[3:],  # no key of it
            ))
        )  # fmt: skip
        time.sleep(pick.choice((0, 0, 0.002)))
    pad.press(b"\xff\x01\x21\x31\x07")
    hall.until(lambda: hall.hall.seq > seq)
    kinds = [e["kind"] for e in hall.journal.events(seq, 99)]
    assert kinds == ["TicketCalled"]
    hall.seen("call1", presses=1)
