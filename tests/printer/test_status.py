"""Status bytes: the tables of devices.md, told apart whatever they are mixed with."""

from __future__ import annotations

import pytest

from demo.printer_health import Health
from printer.status import Condition, Replies, of_answers, of_asb, of_paper

# state: answers to DLE EOT 1..4, automatic status
TABLE = {
    "ready": ((0x12, 0x12, 0x12, 0x12), "10000000", Condition()),
    "near end": ((0x12, 0x12, 0x12, 0x1E), "10000300", Condition(near_end=True)),
    "paper out": ((0x1A, 0x32, 0x12, 0x7E), "18000F00", Condition("not_ready", "paper_out", True)),
    "cover open": ((0x1A, 0x16, 0x12, 0x12), "38000000", Condition("not_ready", "cover_open")),
    "cutter jam": ((0x1A, 0x52, 0x1A, 0x12), "18080000", Condition("not_ready", "cutter")),
}
HEALTHS = {
    "ready": Health(),
    "near end": Health(near_end=True),
    "paper out": Health(roll=0),
    "cover open": Health(cover_open=True),
    "cutter jam": Health(error=True),
}


@pytest.mark.parametrize("state", TABLE)
def test_the_answers_of_each_state_are_understood(state: str) -> None:
    answers, asb, condition = TABLE[state]
    assert of_answers(dict(zip((1, 2, 3, 4), answers, strict=True))) == condition
    assert of_asb(bytes.fromhex(asb)) == condition


@pytest.mark.parametrize("state", TABLE)
def test_the_fake_printer_answers_as_the_tables_say(state: str) -> None:
    answers, asb, _ = TABLE[state]
    assert tuple(HEALTHS[state].status(n) for n in (1, 2, 3, 4)) == answers
    assert HEALTHS[state].asb() == bytes.fromhex(asb)


def test_paper_out_is_seen_without_a_near_end_sensor() -> None:
    assert of_answers({4: 0x72}) == Condition("not_ready", "paper_out")


def test_offline_for_no_known_reason_is_not_ready() -> None:
    assert of_answers({1: 0x1A}) == Condition("not_ready", "offline")
    assert of_answers({3: 0x32}) == Condition("not_ready", "error")


def test_kinds_of_replies_are_told_apart_in_any_mixture_and_any_pieces() -> None:
    stream = bytes.fromhex("11 12 18000F00 13 7E 03 10000000 FF 00 12 91")
    for size in range(1, len(stream) + 1):
        replies = Replies()
        heard = [
            reply
            for at in range(0, len(stream), size)
            for reply in replies.feed(stream[at : at + size])
        ]
        assert heard == [("status", 0x12), ("status", 0x7E), ("paper", 3), ("paper", 0),
                         ("status", 0x12)]  # fmt: skip
        assert replies.asb == Condition()
        assert replies.junk == 2


def test_an_answer_to_gs_r_tells_the_paper() -> None:
    assert of_paper(0x00, Condition(near_end=True)) == Condition()
    assert of_paper(0x03, Condition()) == Condition(near_end=True)
    assert of_paper(0x0F, Condition()).why == "paper_out"
