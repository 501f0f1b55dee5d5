"""Frames: every press found, no press made up, whatever comes between and in whatever pieces."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ports.frames import LONGEST, PAUSE, Frame, Frames

STX = r"\x02(?P<key>\d)\x03"
BUS = r"\x01(?P<address>[\x20-\x7f])(?P<key>[\x31-\x34])\x07"
LONG = (
    r"\xff\x68(?P<length>.)(?P=length)\x68"
    r"(?P<body>(?P<address>.)(?P<key>.).{0,4}?)(?P<sum>.)\x16"
)


def keys(frames: Frames, *pieces: bytes) -> list[bytes]:
    """The keys found in pieces that come 10 ms apart."""
    return [f.key for n, piece in enumerate(pieces) for f in frames.feed(piece, n * 0.01)]


def long_frame(address: int, key: int, data: bytes = b"") -> bytes:
    body = bytes((address, key)) + data
    head = bytes((0xFF, 0x68, len(body), len(body), 0x68))
    return head + body + bytes((sum(body) & 0xFF, 0x16))


def test_a_press_is_found_among_junk_and_the_junk_is_counted() -> None:
    frames = Frames(STX)
    assert keys(frames, b"\x00zz\x025\x03\x02", b"\x02x\x024\x03") == [b"5", b"4"]
    assert frames.junk == 3 + 3
    assert not frames.waiting


def test_presses_in_single_bytes_are_found_like_whole_ones() -> None:
    data = b"\x021\x03\xff\x023\x03"
    assert keys(Frames(STX), *(data[i : i + 1] for i in range(len(data)))) == [b"1", b"3"]


def test_the_rest_of_a_press_after_a_pause_is_not_joined_to_its_beginning() -> None:
    frames = Frames(STX)
    assert list(frames.feed(b"\x025", 0.0)) == []
    assert list(frames.feed(b"\x03", PAUSE + 0.01)) == []
    assert frames.junk == 2
    assert list(frames.settle(2 * PAUSE + 0.02)) == []
    assert frames.junk == 3


def test_address_and_key_are_told() -> None:
    (frame,) = Frames(BUS).feed(b"\x01\x2f\x31\x07", 0.0)
    assert frame == Frame(b"\x31", b"\x2f", b"\x01\x2f\x31\x07")


def test_a_key_that_may_go_on_waits_for_the_pause() -> None:
    frames = Frames(r"(?P<key>\d{1,3})")
    assert keys(frames, b"1", b"2") == []
    assert [f.key for f in frames.settle(0.02 + PAUSE)] == [b"12"]
    assert keys(Frames(r"(?P<key>\d{1,3})"), b"123", b"4x") == [b"123", b"4"]


@pytest.mark.parametrize(
    ("pattern", "sent", "surely"),
    [
        (r"\x02(?P<key>\d{1,4})\x03", b"\x0212\x03", True),
        (r"\x02(?P<key>[^\x03]+)\x03", b"\x02A12\x03", True),
        (r"(?P<key>[NRSF]|[0-9]{2})\r", b"12\r", True),
        (r"\x02(?P<key>.{1,4})\x03", b"\x0212\x03", False),  # the end may be a key's byte
        (r"\x02(?P<key>(?:1\x03\x03|1))\x03", b"\x021\x03", False),
        (r"\x02(?P<key>\d{1,4})\x03?", b"\x0212\x03", False),
        (r"\x02(?P<key>[\x00-\x10]+)\x03", b"\x02\x05\x03", False),
        (r"\x02(?P<key>\w+)\x03", b"\x02A1\x03", False),  # not looked into
    ],
)
def test_a_frame_whose_end_is_sure_waits_for_no_pause(
    pattern: str, sent: bytes, surely: bool
) -> None:
    frames = Frames(pattern)
    at_once = list(frames.feed(sent, 0.0))
    late = list(frames.settle(PAUSE))
    assert (len(at_once), len(late)) == ((1, 0) if surely else (0, 1))


def test_a_wrong_checksum_is_dropped_and_counted_and_the_next_frame_found() -> None:
    good, bad = long_frame(7, 0x31, b"ab"), bytearray(long_frame(7, 0x32))
    bad[-2] ^= 1
    frames = Frames(LONG, "sum8")
    assert keys(frames, bytes(bad) + good) == [b"\x31"]
    assert frames.bad == 1
    assert frames.junk == len(bad)


def test_a_wrong_length_is_dropped() -> None:
    body = bytes((7, 0x31))
    lying = bytes((0xFF, 0x68, 9, 9, 0x68)) + body + bytes((sum(body), 0x16))
    frames = Frames(LONG, "sum8")
    assert keys(frames, lying + long_frame(7, 0x33)) == [b"\x33"]
    assert frames.bad >= 1


def test_an_end_byte_among_the_data_does_not_end_the_frame() -> None:
    frames = Frames(LONG, "sum8")
    assert keys(frames, long_frame(7, 0x31, b"\x16\x16"), long_frame(8, 0x16)) == [b"1", b"\x16"]
    assert (frames.junk, frames.bad) == (0, 0)


def test_xor_checksums_are_known_and_others_refused() -> None:
    assert keys(Frames(r"(?P<body>(?P<key>.)x)(?P<sum>.)", "xor8"), b"axb"[:2] + b"\x19") == [b"a"]
    with pytest.raises(ValueError, match="unknown"):
        Frames(r"(?P<body>(?P<key>.))(?P<sum>.)", "md5")


@given(
    parts=st.lists(
        st.one_of(
            st.integers(0, 9).map(lambda n: b"\x02%d\x03" % n),
            st.binary(max_size=5).filter(lambda b: b"\x02" not in b and b"\x03" not in b),
        ),
        max_size=12,
    ),
    cuts=st.randoms(use_true_random=False),
)
def test_presses_are_the_same_in_whatever_pieces_they_come(
    parts: list[bytes], cuts: random.Random
) -> None:
    data = b"".join(parts)
    pieces, at = [], 0
    while at < len(data):
        size = cuts.randint(1, 4)
        pieces.append(data[at : at + size])
        at += size
    frames = Frames(STX)
    found = [f.key for piece in pieces for f in frames.feed(piece, 0.0)]
    assert found == [m[1] for m in re.finditer(rb"\x02(\d)\x03", data)]
    assert frames.junk + 3 * len(found) + len(frames._rest) == len(data)


@given(st.binary(max_size=600))
def test_any_bytes_are_survived_in_bounded_memory(noise: bytes) -> None:
    for pattern, checksum in ((STX, None), (BUS, None), (LONG, "sum8")):
        frames = Frames(pattern, checksum)
        list(frames.feed(noise, 0.0))
        assert len(frames._rest) <= LONGEST


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(", "no pattern"),
        ("[a-", "no pattern"),
        (r"\x02(\d)\x03", "no group key"),
        ("(?P<key>a*)", "nothing"),
        ("(?P<key>a*)b", "nothing"),
        ("x?|(?P<key>a)", "nothing"),
        ("(?P<key>(a+)+b)", "repeat"),
        ("(?P<key>(?:ab|a)*c)", "repeat"),
        ("(?P<key>(?:a{1,3}){5})", "repeat"),
        ("(?P<key>.*.*.*.*x)", "no fixed length"),
        ("(?P<key>ế)", "no pattern"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_with_the_reason(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Frames(pattern)


def test_patterns_of_known_pads_are_fine_and_quick_on_the_worst_noise() -> None:
    noise = b"\x02" * 4000 + b"\xff\x68\x02\x02\x68" * 800
    slow = "(?P<key>.*.*.*x)"  # the slowest that is allowed
    for pattern in (STX, BUS, LONG, r"\x02(?P<key>\d{1,2})\x03", r"(?P<key>[1-5])", slow):
        began = time.process_time()
        for at in range(0, len(noise), 70):
            list(Frames(pattern).feed(noise[at : at + 64], 0.0))
        assert time.process_time() - began < 1
