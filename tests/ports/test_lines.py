"""Lines: opened by one only, reopened by themselves, shared by name."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import serial

import engine
from ports.lines import Lines
from tests.fakes.pad import FakePad
from tests.fakes.printer import FakePrinter
from tests.fakes.rfc2217 import SerialServer


class Ear:
    """Somebody who listens on a line."""

    def __init__(self) -> None:
        self.data = b""
        self.states: list[tuple[str, str | None]] = []

    def hear(self, data: bytes, now: float) -> None:
        self.data += data

    def told(self, state: str, why: str | None) -> None:
        self.states.append((state, why))


def until(true: Callable[[], Any], within: float = 3.0) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.fixture
def lines() -> Iterator[Lines]:
    made = Lines(engine.make("threading"))
    yield made
    for url, shared in list(made._shared.items()):
        for name in list(shared.listeners):
            made.forget(name, url)


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[FakePad]:
    with FakePad(tmp_path / "pad") as it:
        yield it


def test_bytes_are_heard_and_answered(lines: Lines, pad: FakePad) -> None:
    ear = Ear()
    line = lines.listen("a", pad.path, 9600, ear.hear, ear.told)
    until(lambda: ear.states == [("ok", None)])
    pad.press(b"\x025\x03")
    until(lambda: ear.data == b"\x025\x03")
    assert line.write(b"\x01ok\x07") and pad.told() == b"\x01ok\x07"
    assert lines.heard(pad.path) == b"\x025\x03"


def test_a_port_is_nobody_elses(lines: Lines, pad: FakePad) -> None:
    ear = Ear()
    lines.listen("a", pad.path, 9600, ear.hear, ear.told)
    until(lambda: ear.states)
    with pytest.raises(serial.SerialException, match="exclusively"):
        serial.Serial(pad.path, exclusive=True)
    other = Ear()
    rival = Lines(engine.make("threading"))
    rival.listen("b", pad.path, 9600, other.hear, other.told)
    until(lambda: other.states == [("down", "taken")])
    rival.forget("b", pad.path)


def test_an_unplugged_line_comes_back_by_itself(lines: Lines, pad: FakePad) -> None:
    ear = Ear()
    line = lines.listen("a", pad.path, 9600, ear.hear, ear.told)
    until(lambda: ear.states)
    pad.unplug()
    until(lambda: ("down", "gone") in ear.states)
    assert not line.write(b"x") or True  # writing to nobody is no error
    until(lambda: ("down", "missing") in ear.states)
    pad.plug()
    until(lambda: ear.states[-1] == ("ok", None), 5)
    pad.press(b"7")
    until(lambda: ear.data == b"7")
    assert line.opened == 2


def test_a_line_that_is_not_there_yet_is_waited_for(lines: Lines, tmp_path: Path) -> None:
    ear = Ear()
    lines.listen("a", str(tmp_path / "later"), 9600, ear.hear, ear.told)
    until(lambda: ear.states == [("down", "missing")])
    with FakePad(tmp_path / "later") as pad:
        until(lambda: ear.states[-1] == ("ok", None))
        pad.press(b"1")
        until(lambda: ear.data == b"1")


def test_attempts_to_open_a_line_get_rarer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    class Pause:
        def wait(self, seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 8:
                line.stop()

        def set(self) -> None: ...

    from ports.line import Line

    eng = engine.make("threading")
    line = Line(eng, str(tmp_path / "never"), 9600, lambda d, n: None, lambda s, w: None)
    line._pause = Pause()  # type: ignore[assignment]
    line._run()
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0]


def test_a_serial_server_on_tcp_is_a_line_too(lines: Lines) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ear = Ear()
        url = f"socket://127.0.0.1:{server.getsockname()[1]}"
        line = lines.listen("a", url, 9600, ear.hear, ear.told)
        peer, _ = server.accept()
        until(lambda: ear.states == [("ok", None)])
        peer.sendall(b"\x021\x03")
        until(lambda: ear.data == b"\x021\x03")
        assert line.write(b"led") and peer.recv(9) == b"led"
        peer.close()
        until(lambda: ("down", "gone") in ear.states)
        peer, _ = server.accept()
        until(lambda: ear.states[-1] == ("ok", None))
        peer.close()


def test_a_serial_server_may_have_a_name_and_is_looked_up_off_the_loop(lines: Lines) -> None:
    looked_up: list[str] = []
    eng = lines._engine
    native = eng.call_native

    def call_native(fn: Callable[..., Any], *args: Any) -> Any:
        looked_up.extend(arg for arg in args if isinstance(arg, str))
        return native(fn, *args)

    eng.call_native = call_native
    with socket.create_server(("127.0.0.1", 0)) as server:
        ear = Ear()
        url = f"socket://localhost:{server.getsockname()[1]}"
        lines.listen("a", url, 9600, ear.hear, ear.told)
        peer, _ = server.accept()
        until(lambda: ear.states == [("ok", None)])
        assert looked_up == ["localhost"]
        peer.close()
    other = Ear()
    lines.listen("b", "socket://pad.invalid:4001", 9600, other.hear, other.told)
    until(lambda: other.states == [("down", "unreachable")], 20)


def test_a_refused_connection_is_told_as_such(lines: Lines) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        url = f"socket://127.0.0.1:{sock.getsockname()[1]}"
        ear = Ear()
        lines.listen("a", url, 9600, ear.hear, ear.told)
        until(lambda: ear.states == [("down", "refused")])


def test_two_share_a_line_until_both_have_left(lines: Lines, pad: FakePad) -> None:
    one, other = Ear(), Ear()
    line = lines.listen("a", pad.path, 9600, one.hear, one.told)
    until(lambda: one.states)
    assert lines.listen("b", pad.path, 9600, other.hear, other.told) is line
    assert other.states == [("ok", None)]
    with pytest.raises(ValueError, match="9600 baud, not 19200"):
        lines.listen("c", pad.path, 19200, other.hear, other.told)
    pad.press(b"x")
    until(lambda: one.data == other.data == b"x")
    lines.forget("a", pad.path)
    pad.press(b"y")
    until(lambda: other.data == b"xy")
    lines.forget("b", pad.path)
    until(lambda: line._port is None)
    serial.Serial(pad.path, exclusive=True).close()


def test_a_listener_that_fails_does_not_end_the_line(lines: Lines, pad: FakePad) -> None:
    ear = Ear()
    calls: list[bytes] = []

    def hear(data: bytes, now: float) -> None:
        if data:
            calls.append(data)
            raise RuntimeError("broken")

    lines.listen("a", pad.path, 9600, hear, ear.told)
    until(lambda: ear.states)
    pad.press(b"1")
    until(lambda: calls == [b"1"])
    pad.press(b"2")
    until(lambda: calls == [b"1", b"2"])
    assert ear.states == [("ok", None)]


def test_a_serial_server_that_speaks_rfc_2217_is_a_line(lines: Lines) -> None:
    with FakePrinter() as peer, SerialServer(peer) as server:
        ear = Ear()
        line = lines.listen("a", server.url, 19200, ear.hear, ear.told)
        until(lambda: ear.states == [("ok", None)], 5.0)
        assert server.port.baudrate == 19200
        assert line.write(b"\x10\x04\x01")
        until(lambda: ear.data == b"\x12")
