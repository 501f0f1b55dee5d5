"""USB keypads: real input events through a pipe into a real agent, verbs in a real hall."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from printer.agent.keypads import EVENT, EVIOCGRAB, NAMES, Taken, grabbed, presses
from tests.printer.agent.site import Agent, Given, Site, until

CODES = {name: code for code, name in NAMES.items()}


class Pipe:
    """A keypad that isn't there: what its device would say, as the kernel writes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)
        self._handle = -1

    def plug(self) -> None:
        """Once somebody listens."""
        until(self._open)

    def _open(self) -> bool:
        try:
            self._handle = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return False
        return True

    def unplug(self) -> None:
        os.close(self._handle)

    def event(self, kind: int, code: int, value: int) -> bytes:
        now = time.time()
        return EVENT.pack(int(now), int(now % 1 * 1e6), kind, code, value)

    def press(self, name: str) -> None:
        """Scan code, down, two repetitions, up, each with its report."""
        code = CODES[name]
        data = self.event(4, 4, 0x70058)
        for value in (1, 2, 2, 0):
            data += self.event(1, code, value) + self.event(0, 0, 0)
        os.write(self._handle, data)


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, given: Given
) -> Iterator[tuple[Site, Pipe, Pipe, Agent]]:
    """Counter 2, open, with a keypad to call and one to rate."""
    pads = (
        "  - {id: goi-2, kind: call, counter: 2, keys: "
        "{NumpadEnter: next, Numpad1: start, Numpad2: finish}, debounce_ms: 100}\n"
        "  - {id: danh-gia-2, kind: rating, counter: 2, keys: {Digit1: 1, Digit2: 2, Digit3: 3}}\n"
    )
    site = Site(tmp_path_factory.mktemp("desk"), given, pads=pads)
    call, rate = Pipe(site.folder / "call"), Pipe(site.folder / "rate")
    site.write(keypads=[
        {"pad": "goi-2", "device": str(call.path)}, {"pad": "danh-gia-2", "device": str(rate.path)},
    ])  # fmt: skip
    keys = f"{site.keys['goi-2']}\n{site.keys['danh-gia-2']}\n"
    agent = site.agent(stdin=keys).ready()
    call.plug()
    rate.plug()
    assert site.post("/counters/2/open", who=site.login("hoa")).ok
    yield site, call, rate, agent
    site.close()


def kinds(site: Site) -> list[str]:
    wanted = ("TicketCalled", "ServingStarted", "TicketFinished", "ServiceRated")
    return [event["kind"] for event in site.events(*wanted)]


def test_a_visit_and_its_rating_by_two_keypads(desk: tuple[Site, Pipe, Pipe, Agent]) -> None:
    site, call, rate, _ = desk
    site.issue()
    for pad, key, kind in (
        (call, "NumpadEnter", "TicketCalled"), (call, "Numpad1", "ServingStarted"),
        (call, "Numpad2", "TicketFinished"), (rate, "Digit3", "ServiceRated"),
    ):  # fmt: skip
        pad.press(key)
        until(lambda kind=kind: kinds(site)[-1:] == [kind])
    assert site.events("ServiceRated")[0]["score"] == 3
    rate.press("Digit1")  # one vote a visit
    call.press("KeyX")  # means nothing here
    call.press("Numpad1")  # nobody is called
    time.sleep(0.5)
    assert kinds(site) == ["TicketCalled", "ServingStarted", "TicketFinished", "ServiceRated"]


def test_an_unplugged_keypad_is_missed_and_works_again(
    desk: tuple[Site, Pipe, Pipe, Agent],
) -> None:
    site, call, _, agent = desk
    before = sum("goi-2 is here" in line for line in agent.lines)
    call.unplug()
    until(lambda: any("goi-2 is gone" in line for line in agent.lines))
    until(lambda: sum("goi-2 is here" in line for line in agent.lines) > before)
    call.plug()
    site.issue()
    before = len(kinds(site))
    call.press("NumpadEnter")
    until(lambda: kinds(site)[before:] == ["TicketFinished", "TicketCalled"] or
          kinds(site)[before:] == ["TicketCalled"])  # fmt: skip


def test_a_press_while_the_hall_is_away_is_dropped_not_kept(
    desk: tuple[Site, Pipe, Pipe, Agent],
) -> None:
    site, call, _, agent = desk
    site.issue()
    before = kinds(site)
    site.server.kill9()
    call.press("NumpadEnter")
    until(lambda: any("was not heard in time" in line for line in agent.lines))
    site.reopen()
    time.sleep(1.0)
    assert kinds(site) == before
    call.press("NumpadEnter")
    until(lambda: kinds(site) != before)


def test_the_same_press_sent_twice_is_one(desk: tuple[Site, Pipe, Pipe, Agent]) -> None:
    site, *_ = desk
    site.issue(), site.issue()
    before = kinds(site).count("TicketCalled")
    time.sleep(0.15)  # no tremble of the press before
    who = site.bearer(site.keys["goi-2"]) | {"Idempotency-Key": "one-press"}
    did = [site.post("/pads/press", {"key": "NumpadEnter"}, who).json() for _ in range(2)]
    assert did == [{"did": "done"}, {"did": "done"}]
    assert kinds(site).count("TicketCalled") == before + 1
    trembling = site.bearer(site.keys["goi-2"])
    did = [site.post("/pads/press", {"key": "Numpad1"}, trembling).json()["did"] for _ in range(2)]
    assert did == ["done", "bounced"]
    assert site.post("/pads/press", {"key": "F1"}, trembling).json() == {"did": "unknown"}


def test_only_a_key_going_down_is_a_press() -> None:
    pipe = Pipe.__new__(Pipe)
    data = pipe.event(1, 79, 1) + pipe.event(1, 79, 2) + pipe.event(1, 79, 0)
    data += pipe.event(4, 4, 79) + pipe.event(1, 700, 1)
    assert list(presses(data + b"\x01" * 10)) == ["Numpad1", "Code700"]


def test_the_names_are_those_that_config_yaml_takes() -> None:
    from settings.checks.lines import KEY_NAME

    assert [name for name in NAMES.values() if not KEY_NAME.fullmatch(name)] == []
    assert len(set(NAMES.values())) == len(NAMES)
    # linux/input-event-codes.h
    known = {"Digit1": 2, "Numpad7": 71, "Numpad1": 79, "Numpad0": 82, "NumpadEnter": 96,
             "F12": 88, "F24": 194, "KeyA": 30, "KeyM": 50}  # fmt: skip
    assert {name: CODES[name] for name in known} == known


def test_a_device_that_cannot_be_grabbed_is_not_read() -> None:
    assert EVIOCGRAB == 1 << 30 | 4 << 16 | ord("E") << 8 | 0x90
    with pytest.raises(Taken):
        grabbed("/dev/null")  # a character device, and no keypad
