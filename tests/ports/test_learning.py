"""Learning: patterns from presses, never from one key alone, only such as find all that came."""

from __future__ import annotations

import pytest

from ports.frames import Frames
from ports.learning import bursts, suggest, tried


def trace(*presses: bytes, apart: float = 1.0) -> list[tuple[float, int]]:
    """Presses a second apart, their bytes a millisecond."""
    return [(n * apart + i / 1000, b) for n, data in enumerate(presses) for i, b in enumerate(data)]


def summed(key: int) -> bytes:
    body = bytes((7, key))
    return b"\xff\x68\x02\x02\x68" + body + bytes((sum(body) & 0xFF, 0x16))


@pytest.mark.parametrize(
    ("presses", "why"),
    [
        ([b"\x021\x03", b"\x025\x03"], "stx"),
        ([b"\x021\x03", b"\x0212\x03"], "stx"),
        ([b"\x021\x03"], "stx"),  # a known kind of pad, whatever the key
        ([b"\x01\x21\x31\x07", b"\x01\x21\x34\x07"], "bus"),
        ([summed(0x31), summed(0x32)], "ff68"),
        ([b"N", b"R", b"N"], "single"),
        ([b"K1\r", b"K4\r"], "same"),
        ([b"\xaa\x05\x11\xbb", b"\xaa\x05\x12\xbb"], "same"),
        ([b"\xaa\x05\x11\x16", b"\xaa\x05\x12\x17"], "checksum"),  # 05 + key
        ([b"\xaa\x05\x11\x14\x0d", b"\xaa\x05\x12\x17\x0d"], "checksum"),  # 05 xor key
    ],
)
def test_a_suggestion_finds_every_press_and_nothing_else(presses: list[bytes], why: str) -> None:
    heard = trace(*presses)
    first = suggest(heard)[0]
    assert first.why == why
    frames = Frames(first.frame, first.checksum)
    found = tried(frames, heard)
    assert (len(found), frames.junk, frames.bad) == (len(presses), 0, 0)
    keys = {frame.key for _, frame in found}
    assert len(keys) == len(set(presses))


@pytest.mark.parametrize(
    "presses",
    [[], [b"K1\r"], [b"K1\r", b"K1\r"], [b"\xaa\x01", b"\xaa\x01\x02"], [b"\x021"]],
)
def test_nothing_is_suggested_from_a_single_key_or_from_what_does_not_fit(presses: list) -> None:
    assert suggest(trace(*presses)) == []


def test_presses_are_told_apart_by_their_pauses() -> None:
    heard = trace(b"ab", b"cd", apart=0.4)
    assert [data for _, data in bursts(heard)] == [b"ab", b"cd"]
    assert [at for at, _ in bursts(heard)] == [0.0, 0.4]
