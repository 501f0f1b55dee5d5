"""Echo: the hall's own bytes, heard again on an RS-485 line, are no press."""

from __future__ import annotations

from ports.echo import LATE, TRIED, Echo

SENT = b"\x01\x21\x31\x07"  # "refused": to the letter what the key 31 of pad 21 would send
PRESS = b"\x01\x22\x34\x07"


def test_an_echo_goes_and_a_press_beside_it_stays() -> None:
    echo = Echo(9600)
    echo.sent(SENT, 0.0)
    assert echo.heard(SENT, 0.01) == b""
    assert echo.heard(PRESS, 0.02) == PRESS
    echo.sent(SENT, 1.0)
    assert echo.heard(PRESS + SENT + PRESS, 1.01) == PRESS + PRESS
    assert (echo.seen, echo.wrong) == (2, 0)


def test_an_echo_in_single_bytes_goes_too() -> None:
    echo = Echo(9600)
    echo.sent(SENT, 0.0)
    assert b"".join(echo.heard(bytes((b,)), 0.001 * n) for n, b in enumerate(SENT)) == b""
    assert echo.seen == 1


def test_what_only_began_like_an_echo_comes_late_but_whole() -> None:
    echo = Echo(9600)
    echo.sent(SENT, 0.0)
    assert echo.heard(PRESS[:2], 0.01) == PRESS[:2]  # 01 22 is no beginning of 01 21
    assert echo.heard(SENT[:2], 0.02) == b""
    assert echo.heard(b"", 0.01 + LATE + 0.1) == SENT[:2]


def test_a_garbled_echo_is_no_press_on_a_line_that_echoes() -> None:
    echo = Echo(9600)
    echo.sent(SENT, 0.0)
    echo.heard(SENT, 0.01)
    echo.sent(b"\x01\x21\x30\x07", 1.0)
    assert echo.heard(SENT, 1.01) == b""  # one bit wrong: it would be a press
    assert echo.heard(b"", 1.5) == b""
    assert echo.wrong == len(SENT)
    assert echo.heard(PRESS, 2.0) == PRESS


def test_a_line_without_echoes_soon_holds_nothing_back() -> None:
    echo = Echo(9600)
    for n in range(TRIED):
        echo.sent(SENT, n)
        assert echo.heard(b"", n + 0.9) == b""
    echo.sent(SENT, 50.0)
    assert echo.heard(SENT, 50.01) == SENT  # a press that looks like the reply


def test_a_long_frame_on_a_slow_line_is_waited_for() -> None:
    echo, long = Echo(1200), bytes(range(64))
    echo.sent(long, 0.0)
    assert echo.heard(long[:40], 0.35) == b""
    assert echo.heard(long[40:], 0.52) == b""
    assert echo.seen == 1
