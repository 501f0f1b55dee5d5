"""A line with noise, wrong echoes, silence; boards and adapters that come and go."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.led_lines import LedLine
from tests.display.lit import QUEUE, LitHall, led_row

SOON = 10.0  # seconds within which a fault must be an alert


@pytest.fixture
def line(tmp_path: Path) -> Iterator[LedLine]:
    with LedLine(tmp_path / "led", "modbus", {1: 4, 2: 4, 3: 4}) as it:
        yield it


@pytest.fixture
def lit(tmp_path: Path, line: LedLine, monkeypatch: pytest.MonkeyPatch) -> Iterator[LitHall]:
    monkeypatch.setattr("display.outages.FOR_SURE", 0.3)
    monkeypatch.setattr("display.led.DOWN_AGAIN", 0.5)
    row = led_row(line.port, {"1": 1, "2": 2, "3": 3}, options={"blink": 0, "reply_ms": 300})
    with LitHall(tmp_path, [row]) as hall:
        hall.until(lambda: all(hall.device(f"led:{n}")[0] == "ok" for n in (1, 2, 3)))
        yield hall


def test_three_missed_answers_are_a_board_down_and_an_alert(lit: LitHall, line: LedLine) -> None:
    line.faults.silent = {2}
    lit.call("2")
    lit.until(lambda: lit.device("led:2") == ("down", "no_answer"), SOON)
    assert lit.bus.boards[1].counts.missed >= 3
    lit.until(lambda: lit.alerts() == {"led:2": "no_answer"}, SOON)
    assert lit.device() == ("ok", None), "the line is not to blame"
    number = lit.call("3")
    lit.until(lambda: line.shows()[3] == number, 0.5)
    line.faults.silent = set()
    number = lit.call("2")  # a call is tried at once
    lit.until(lambda: line.shows()[2] == number, 1)
    lit.until(lambda: lit.device("led:2") == ("ok", None) and lit.alerts() == {})


def test_a_board_that_is_down_comes_back_by_itself(lit: LitHall, line: LedLine) -> None:
    line.faults.silent = {1}
    number = lit.call("1")
    lit.until(lambda: lit.device("led:1")[0] == "down")
    line.faults.silent = set()
    lit.until(lambda: line.shows()[1] == number)


def test_two_missed_answers_are_made_good_without_a_word(lit: LitHall, line: LedLine) -> None:
    line.faults.silent = {1}
    number = lit.call("1")
    lit.until(lambda: lit.bus.boards[0].missed == 2)
    line.faults.silent = set()
    lit.until(lambda: line.shows()[1] == number and lit.bus.boards[0].missed == 0)
    assert lit.device("led:1")[0] == "ok" and lit.alerts() == {}


def test_noise_around_answers_is_read_past_and_counted(lit: LitHall, line: LedLine) -> None:
    line.faults.before, line.faults.after = b"\x00\x01\x10\xff", b"\xfe\x01"
    numbers = {n: lit.call(str(n)) for n in (1, 2, 3)}
    lit.until(lambda: line.shows() == numbers)
    # what comes after the last answer is looked at before the next frame
    lit.until(lambda: lit.bus.wire.counts.junk >= 3 * 4 + 2 * 2)
    assert all(lit.device(f"led:{n}") == ("ok", None) for n in (1, 2, 3))
    assert lit.bus.wire.counts.missed == 0


def test_a_line_that_hears_itself_is_no_trouble(lit: LitHall, line: LedLine) -> None:
    line.faults.echo = "right"
    numbers = {n: lit.call(str(n)) for n in (1, 2, 3)}
    lit.until(lambda: line.shows() == numbers)
    lit.until(lambda: lit.bus.wire.counts.echoes >= 3)
    assert lit.bus.wire.counts.missed == lit.bus.wire.counts.junk == 0


def test_a_wrong_echo_is_noise(lit: LitHall, line: LedLine) -> None:
    line.faults.echo = "wrong"
    numbers = {n: lit.call(str(n)) for n in (1, 2, 3)}
    lit.until(lambda: line.shows() == numbers)
    lit.until(lambda: lit.bus.wire.counts.answers >= 6)
    assert lit.bus.wire.counts.junk >= 3 * 15
    assert all(lit.device(f"led:{n}") == ("ok", None) for n in (1, 2, 3))


def test_an_echo_is_not_taken_for_the_answer_of_a_dead_board(tmp_path: Path) -> None:
    """Function 06: both look the same. The second copy from a living board tells."""
    with LedLine(tmp_path / "led", "meter", {1: 4, 2: 4}) as line:
        line.faults.echo = "right"
        options = {"form": "number", "function": "06", "blink": 0, "reply_ms": 100}
        row = led_row(line.port, {"1": 1, "2": 2}, options=options)
        with LitHall(tmp_path, [row]) as hall:
            hall.call("1")
            hall.until(lambda: hall.bus.wire.counts.echoes > 1)
            line.faults.silent = {2}
            hall.call("2")
            hall.until(lambda: hall.device("led:2") == ("down", "no_answer"))
            assert hall.device("led:1") == ("ok", None)


@pytest.mark.parametrize("fault", ["wrong_sum", "wrong_address"])
def test_a_wrong_answer_is_none(lit: LitHall, line: LedLine, fault: str) -> None:
    setattr(line.faults, fault, True)
    lit.call("1")
    lit.until(lambda: lit.device("led:1") == ("down", "no_answer"))
    assert lit.bus.wire.counts.junk >= 3 * 8
    setattr(line.faults, fault, False)
    lit.call("1")
    lit.until(lambda: lit.device("led:1") == ("ok", None))


def test_an_unplugged_adapter_is_an_alert_and_heals_when_plugged_in(
    lit: LitHall, line: LedLine
) -> None:
    line.unplug()
    lit.until(lambda: lit.device()[0] == "down", 2)
    lit.until(lambda: lit.device("led:1") == ("unknown", "line_down"))
    lit.until(lambda: set(lit.alerts()) == {"led"}, SOON)
    number = lit.call("1")
    line.plug()
    lit.until(lambda: line.shows()[1] == number, SOON)
    lit.until(lambda: lit.alerts() == {} and lit.device("led:1") == ("ok", None))


def test_a_port_that_is_not_there_does_not_keep_the_hall(tmp_path: Path) -> None:
    rows = [led_row(tmp_path / "none", {"1": 1}), led_row("socket://127.0.0.1:9", {"2": 2}, id="b")]
    with LitHall(tmp_path, rows) as hall:
        hall.until(lambda: hall.device() == ("down", "missing"))
        hall.until(lambda: hall.device("b") == ("down", "refused"))
        begun = time.monotonic()
        hall.call("1")
        assert time.monotonic() - begun < 0.5


def test_a_line_nobody_reads_is_written_to_for_a_second_at_most(
    tmp_path: Path, line: LedLine
) -> None:
    line.faults.deaf = True
    time.sleep(0.1)  # the look that was under way
    row = led_row(line.port, {"1": 1}, options={"blink": 0, "reply_ms": 20, "gap_ms": 0})
    with LitHall(tmp_path, [row]) as hall:
        hall.until(lambda: hall.device("led:1")[0] == "down")
        begun = time.monotonic()
        hall.call("1")
        assert time.monotonic() - begun < 0.5
        line.faults.deaf = False
        number = hall.call("1")
        hall.until(lambda: line.shows()[1] == number, 5)


def test_boards_behind_a_serial_server_on_tcp(tmp_path: Path, line: LedLine) -> None:
    """A converter that passes bytes on, and is switched off and on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        clients: list[socket.socket] = []

        def convert() -> None:
            while True:
                try:
                    client, _ = door.accept()
                except OSError:
                    return
                clients.append(client)
                end = os.open(line.port, os.O_RDWR | os.O_NOCTTY)

                def back(client: socket.socket = client, end: int = end) -> None:
                    try:
                        while data := os.read(end, 256):
                            client.sendall(data)
                    except OSError:
                        pass

                threading.Thread(target=back, daemon=True).start()
                try:
                    while data := client.recv(256):
                        os.write(end, data)
                except OSError:
                    pass

        threading.Thread(target=convert, daemon=True).start()
        row = led_row(f"socket://127.0.0.1:{port}", {"1": 1}, options={"blink": 0})
        with LitHall(tmp_path, [row]) as hall:
            number = hall.call("1")
            hall.until(lambda: line.shows()[1] == number)
            hall.until(lambda: hall.device("led:1") == ("ok", None))
            clients[0].shutdown(socket.SHUT_RDWR)
            hall.until(lambda: hall.device()[0] == "down")
            number = hall.call("1")
            hall.until(lambda: line.shows()[1] == number, 5)


def test_a_parity_the_port_does_not_know_is_a_line_down(tmp_path: Path) -> None:
    """A pseudo-terminal has none; it must not end the worker."""
    with LedLine(tmp_path / "led", "queue", {33: 4}) as line:
        row = led_row(line.port, {"1": 1}, **QUEUE)
        row["options"] = {**row["options"], "bits": "8E1"}
        with LitHall(tmp_path, [row]) as hall:
            hall.until(lambda: hall.device()[0] in ("down", "ok"))
            number = hall.call("1")
            if hall.device()[0] == "ok":
                hall.until(lambda: line.shows()[33] == number)
