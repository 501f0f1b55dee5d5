"""LED lines and the rest of the hall: one owner, alerts that end, the end of the day, the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.rules import Beside, readings
from demo.led_lines import LedLine
from queueing.who import THE_HALL
from tests.display.lit import QUEUE, LitHall, led_row


@pytest.fixture
def line(tmp_path: Path) -> Iterator[LedLine]:
    with LedLine(tmp_path / "led", "modbus", {1: 4, 2: 4}) as it:
        yield it


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("display.outages.FOR_SURE", 0.2)
    monkeypatch.setattr("display.bus.OWN_AGAIN", 0.2)


def test_a_line_belongs_to_one_process_and_to_the_other_when_that_one_ends(
    tmp_path: Path, line: LedLine
) -> None:
    row = led_row(line.port, {"1": 1}, options={"blink": 0})
    other = LitHall(tmp_path, [row])
    with LitHall(tmp_path, [row]) as first:
        first.until(lambda: first.device() == ("ok", None))
        other.start()
        number = other.call("1")
        first.until(lambda: line.shows()[1] == number)
        assert other.device() == ("unknown", None)
    try:
        other.until(lambda: other.device() == ("ok", None))
        number = other.call("1")
        other.until(lambda: line.shows()[1] == number)
    finally:
        other.__exit__()


def test_the_alert_of_a_board_that_was_taken_away_ends(tmp_path: Path, line: LedLine) -> None:
    row = led_row(line.port, {"1": 1, "2": 9}, options={"reply_ms": 50})
    with LitHall(tmp_path, [row]) as hall:
        hall.until(lambda: hall.alerts() == {"led:9": "no_answer"})
        hall.change(led_buses=[led_row(line.port, {"1": 1}, options={"reply_ms": 50})])
        hall.until(lambda: hall.alerts() == {})


def test_the_alert_of_a_board_taken_away_while_the_hall_was_closed_ends_too(
    tmp_path: Path, line: LedLine
) -> None:
    row = led_row(line.port, {"1": 1, "2": 9}, options={"reply_ms": 50})
    with LitHall(tmp_path, [row]) as hall:
        hall.until(lambda: hall.alerts() == {"led:9": "no_answer"})
    with LitHall(tmp_path, [led_row(line.port, {"1": 1})]) as hall:
        hall.until(lambda: hall.alerts() == {})


def test_the_alert_of_a_line_that_was_taken_away_ends(tmp_path: Path) -> None:
    with LitHall(tmp_path, [led_row(tmp_path / "none", {"1": 1})]) as hall:
        hall.until(lambda: hall.alerts() == {"led": "missing"})
        hall.change(led_buses=[])
        hall.until(lambda: hall.alerts() == {})


def test_the_dashboards_watch_leaves_lines_and_boards_to_their_own_alerts(
    tmp_path: Path, line: LedLine
) -> None:
    rows = [
        led_row(tmp_path / "none", {"1": 1}),
        led_row(line.port, {"2": 9}, id="b", options={"reply_ms": 50}),
    ]
    with LitHall(tmp_path, rows) as hall:
        hall.until(lambda: hall.alerts() == {"led": "missing", "b:9": "no_answer"})
        later = hall.house.now() + 600_000
        beside = Beside({}, hall.house.devices.all().values(), (), None)
        found = [r for r in readings(hall.house.live, later, beside) if r.alert == "device_gone"]
        assert [r.about for r in found if r.over] == []


def test_the_end_of_the_day_darkens_the_boards(tmp_path: Path, line: LedLine) -> None:
    with LitHall(tmp_path, [led_row(line.port, {"1": 1}, options={"blink": 0})]) as hall:
        number = hall.call("1")
        hall.until(lambda: line.shows()[1] == number)
        hall.do(lambda rules, now: rules.close_day(THE_HALL, now))
        hall.until(lambda: line.shows()[1] == "")


def test_a_call_found_late_in_the_journal_does_not_blink(
    tmp_path: Path, line: LedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.buses.TOO_OLD", -1)
    with LitHall(tmp_path, [led_row(line.port, {"1": 1}, options={"blink": 3})]) as hall:
        number = hall.call("1")
        hall.until(lambda: line.shows()[1] == number)
        time.sleep(0.8)
        assert line.shows()[1] == number


def test_frames_are_in_the_servers_log_where_a_line_wants_it(
    tmp_path: Path, line: LedLine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "display")
    with LitHall(tmp_path, [led_row(line.port, {"1": 1}, options={"log": True})]) as hall:
        hall.until(lambda: hall.device("led:1") == ("ok", None))
    said = [record.getMessage() for record in caplog.records if record.name == "display"]
    assert said[:2] == [
        "led led out 01 10 00 00 00 04 08 00 20 00 20 00 20 00 20 16 6d: 1 shows ''",
        "led led in 01 10 00 00 00 04 c1 ca: done",
    ]


def test_a_boards_test_says_what_came_of_it(tmp_path: Path, line: LedLine) -> None:
    with LedLine(tmp_path / "q", "queue", {33: 4}) as queue:
        rows = [
            led_row(line.port, {"1": 1, "2": 9}, options={"reply_ms": 50}),
            led_row(queue.port, {"3": 1}, id="q", **QUEUE),
            led_row(tmp_path / "none", {"4": 1}, id="none"),
        ]
        with LitHall(tmp_path, rows) as hall:
            hall.until(lambda: hall.device("led:9")[0] == "down")
            hall.until(lambda: hall.device("none")[0] == "down")
            devices = hall.house.devices
            assert devices.test("led:1") == "done"
            assert line.shows()[1] == "8888"
            assert devices.test("led:1") == "done", "again, though it still shows that"
            assert devices.test("led:9") == "no_answer"
            assert devices.test("led") == "no_answer"
            assert devices.test("q:1") == "sent" and queue.shows()[33] == "8888"
            assert devices.test("none") == "line_down"
            assert devices.counters("led:1")["frames"] >= 2


def test_addresses_are_shown_for_a_while_and_what_nobody_has_is_forgotten(
    tmp_path: Path, line: LedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.bus.ADDRESS_STAYS", 0.4)
    with LitHall(tmp_path, [led_row(line.port, {"1": 1}, options={"reply_ms": 100})]) as hall:
        hall.until(lambda: hall.device("led:1")[0] == "ok")
        hall.bus.try_out([1, 2, 3, 300], lamps=False)
        hall.until(lambda: line.shows() == {1: "0001", 2: "0002"})
        assert {board.address for board in hall.bus.boards} == {1, 2, 3}
        hall.until(lambda: line.shows() == {1: "", 2: ""})
        hall.until(lambda: [board.address for board in hall.bus.boards] == [1])
        assert hall.device("led:2") == hall.device("led:3") == ("unknown", None)
        assert hall.alerts() == {}


def test_an_echo_known_from_one_adapter_is_not_expected_of_the_next(
    tmp_path: Path,
) -> None:
    """Function 06 on an adapter that echoes, then on another that does not."""
    with LedLine(tmp_path / "m", "meter", {1: 4}) as meter:
        meter.faults.echo = "right"
        options = {"form": "number", "function": "06", "blink": 0, "reply_ms": 100}
        with LitHall(tmp_path, [led_row(meter.port, {"1": 1}, options=options)]) as hall:
            hall.call("1")
            hall.until(lambda: hall.bus.wire.counts.echoes >= 1)
            meter.unplug()
            hall.until(lambda: hall.device()[0] == "down")
            meter.faults.echo = ""
            meter.plug()
            hall.until(lambda: hall.device("led:1") == ("ok", None), 6)
            frames = hall.bus.wire.counts.missed
            hall.call("1")
            hall.until(lambda: meter.shows()[1] == "2")
            assert hall.bus.wire.counts.missed == frames
