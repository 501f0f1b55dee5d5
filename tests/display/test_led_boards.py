"""LED boards in a living hall: what they show when, through real lines to virtual boards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.led_lines import LedLine
from queueing.who import THE_HALL
from tests.display.lit import QUEUE, LitHall, led_row, officer


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blinks of 0.4 s instead of 1."""
    monkeypatch.setattr("display.led.BLINK", 0.2)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[LedLine]:
    """Four Modbus boards, of counters 1 to 4."""
    with LedLine(tmp_path / "led", "modbus", {1: 4, 2: 4, 3: 4, 4: 4}) as it:
        yield it


@pytest.fixture
def lit(tmp_path: Path, line: LedLine) -> Iterator[LitHall]:
    row = led_row(line.port, {"1": 1, "2": 2, "3": 3, "4": 4}, options={"blink": 0})
    with LitHall(tmp_path, [row]) as hall:
        hall.until(lambda: all(hall.device(f"led:{n}")[0] == "ok" for n in (1, 2, 3, 4)))
        yield hall


def test_boards_are_dark_at_the_start_even_if_they_were_not(tmp_path: Path, line: LedLine) -> None:
    for board in line.boards.values():
        board.show("9999")
    row = led_row(line.port, {"1": 1, "2": 2, "3": 3, "4": 4})
    with LitHall(tmp_path, [row]) as hall:
        hall.until(lambda: line.shows() == {1: "", 2: "", 3: "", 4: ""})


def test_a_number_is_shown_while_it_is_called_and_served(lit: LitHall, line: LedLine) -> None:
    number = lit.call("2")
    lit.until(lambda: line.shows() == {1: "", 2: number, 3: "", 4: ""})
    lit.at("2", "start")
    time.sleep(0.1)
    assert line.shows()[2] == number
    lit.at("2", "finish")
    lit.until(lambda: line.shows()[2] == "")


def test_the_next_call_replaces_the_number_and_undo_brings_it_back(
    lit: LitHall, line: LedLine
) -> None:
    first = lit.call("1")
    lit.until(lambda: line.shows()[1] == first)
    second = lit.call("1")
    lit.until(lambda: line.shows()[1] == second)
    lit.at("1", "undo")
    lit.until(lambda: line.shows()[1] == first)


def test_a_transferred_number_is_shown_at_the_counter_that_calls_it(
    lit: LitHall, line: LedLine
) -> None:
    number = lit.call("1")
    who = officer("1")
    lit.do(lambda hall, now: hall.transfer(who, now, "1", to_counter="3"))
    lit.until(lambda: line.shows()[1] == "")
    lit.at("3", "call_next")
    lit.until(lambda: line.shows() == {1: "", 2: "", 3: number, 4: ""})


def test_after_a_restart_boards_show_what_is_at_the_counters(tmp_path: Path, line: LedLine) -> None:
    row = led_row(line.port, {"1": 1, "2": 2})
    with LitHall(tmp_path, [row]) as hall:
        number = hall.call("2")
        hall.until(lambda: line.shows()[2] == number)
    line.boards[2].show("????")
    line.boards[1].show("1111")
    with LitHall(tmp_path, [row]) as hall:
        hall.until(lambda: line.shows() == {1: "", 2: number, 3: "", 4: ""})


@pytest.mark.parametrize(("free", "shown"), [("dashes", "----"), ("keep", "A001")])
def test_a_free_counter_shows_what_the_hall_wants(
    tmp_path: Path, line: LedLine, free: str, shown: str
) -> None:
    with LitHall(tmp_path, [led_row(line.port, {"1": 1}, options={"free": free})]) as hall:
        assert hall.call("1") == "A001"
        hall.until(lambda: line.shows()[1] == "A001")
        hall.at("1", "finish")
        hall.until(lambda: line.shows()[1] == shown)
        time.sleep(0.1)
        assert line.shows()[1] == shown
        hall.at("1", "close")
        hall.until(lambda: line.shows()[1] == "")


def test_a_board_without_a_blink_of_its_own_is_blinked(tmp_path: Path, line: LedLine) -> None:
    with LitHall(tmp_path, [led_row(line.port, {"1": 1}, options={"blink": 2})]) as hall:
        hall.until(lambda: hall.device("led:1")[0] == "ok")
        number = hall.call("1")
        seen = [""]
        end = time.monotonic() + 1.4
        while time.monotonic() < end:
            if line.shows()[1] != seen[-1]:
                seen.append(line.shows()[1])
            time.sleep(0.01)
        assert seen == ["", number, "", number, "", number]


def test_serving_ends_the_blinking_in_the_light(tmp_path: Path, line: LedLine) -> None:
    with LitHall(tmp_path, [led_row(line.port, {"1": 1}, options={"blink": 9})]) as hall:
        number = hall.call("1")
        hall.until(lambda: line.shows()[1] == number)
        hall.until(lambda: line.shows()[1] == "")
        hall.at("1", "start")
        hall.until(lambda: line.shows()[1] == number, 0.3)
        time.sleep(0.7)
        assert line.shows()[1] == number


def test_a_board_that_can_blink_is_told_so_once_for_each_call(tmp_path: Path) -> None:
    options = {**QUEUE["options"], "gap_ms": 20, "brightness": "02 address 21 07"}
    with LedLine(tmp_path / "led", "queue", {33: 4}) as line:
        row = led_row(line.port, {"1": 1}, driver="template", options=options)
        with LitHall(tmp_path, [row]) as hall:
            number = hall.call("1")
            hall.until(lambda: line.shows()[33] == number)
            assert line.boards[33].blinking
            begun, hall.bus.options.rewrite = line.boards[33].frames, 1
            hall.until(lambda: line.boards[33].frames == begun + 1)  # said once more
            assert line.boards[33].blinking
            hall.until(lambda: line.boards[33].frames > begun + 1)  # written again
            assert not line.boards[33].blinking
            assert line.boards[33].brightness == 1
            hall.at("1", "recall")
            hall.until(lambda: line.boards[33].blinking)


def test_an_alpha_sign_flashes_for_a_while(tmp_path: Path) -> None:
    with LedLine(tmp_path / "led", "alpha", {1: 12}) as line:
        row = led_row(
            line.port, {"2": 1}, driver="alpha", options={"blink": 1, "gap_ms": 20}, digits=12
        )
        with LitHall(tmp_path, [row]) as hall:
            number = hall.call("2")
            hall.until(lambda: line.shows()[1] == f"{number} -> 2")
            assert line.boards[1].blinking
            hall.until(lambda: not line.boards[1].blinking, 2)
            assert line.shows()[1] == f"{number} -> 2"


def test_a_board_that_was_off_is_right_again_within_a_round(tmp_path: Path, line: LedLine) -> None:
    with LitHall(tmp_path, [led_row(line.port, {"1": 1}, options={"blink": 0})]) as hall:
        hall.bus.options.rewrite = 1
        number = hall.call("1")
        hall.until(lambda: line.shows()[1] == number)
        hall.at("1", "start")
        time.sleep(0.2)
        line.boards[1].show("")
        hall.until(lambda: line.shows()[1] == number)


def test_new_settings_move_boards_without_a_restart(lit: LitHall, line: LedLine) -> None:
    number = lit.call("1")
    lit.until(lambda: line.shows()[1] == number)
    lit.change(led_buses=[led_row(line.port, {"1": 4, "2": 1}, options={"blink": 0})])
    lit.until(lambda: line.shows()[4] == number and line.shows()[1] == "", 6)
    lit.change(led_buses=[])
    lit.until(lambda: lit.buses.all() == [])
    assert lit.house.devices.counters("led") == {}


def test_a_row_that_can_not_be_used_is_one_line_less(tmp_path: Path, line: LedLine) -> None:
    rows = [
        led_row(line.port, {"1": 1}),
        led_row(tmp_path / "other", {"2": 0}, id="wrong"),
    ]
    with LitHall(tmp_path, rows) as hall:
        hall.until(lambda: hall.device("led") == ("ok", None))
        assert hall.device("wrong") == ("down", "options")


@pytest.mark.parametrize("letters", [True, False])
def test_free_boards_of_letters_show_the_message_and_calls_go_before_it(
    tmp_path: Path, letters: bool
) -> None:
    with LedLine(tmp_path / "led", "queue", {33: 12, 34: 12}) as line:
        row = led_row(
            line.port,
            {"1": 1, "2": 2},
            digits=12,
            **{**QUEUE, "options": {**QUEUE["options"], "gap_ms": 20}, "segments": not letters},
        )
        with LitHall(tmp_path, [row]) as hall:
            number = hall.call("2")
            hall.until(lambda: line.shows()[34] == number)
            hall.do(
                lambda rules, now: rules.set_message(
                    THE_HALL, now, {"vi": "Nghỉ trưa"}, now + 60_000, "z1"
                )
            )
            if letters:
                hall.until(lambda: line.shows()[33] == "Nghi trua")
            called = hall.call("1")
            hall.until(lambda: line.shows()[33] == called)
            assert line.shows()[34] == number, "never instead of a number"
            hall.at("2", "start")
            hall.at("2", "finish")
            hall.until(lambda: line.shows()[34] == ("Nghi trua" if letters else ""))
            hall.do(lambda rules, now: rules.end_message(THE_HALL, now, "z1"))
            hall.until(lambda: line.shows()[34] == "")
