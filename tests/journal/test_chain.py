"""The chain: one way to write an event down, and a hash that vouches for all before it."""

from __future__ import annotations

import hashlib
import json
import math
from enum import StrEnum

import pytest

from journal import chain


def test_an_event_has_one_way_to_be_written_down() -> None:
    told = chain.canonical({"b": [1, (2, None)], "a": {"d": True, "c": "Đăng ký"}})
    assert told == '{"a":{"c":"Đăng ký","d":true},"b":[1,[2,null]]}'


@pytest.mark.parametrize("bad", [1.5, math.nan, math.inf, -0.0, b"x", {1, 2}, object()])
def test_what_another_program_might_write_differently_is_refused(bad: object) -> None:
    for place in (bad, [bad], {"x": bad}, {"x": [{"y": (bad,)}]}):
        with pytest.raises(chain.NotCanonical):
            chain.canonical(place)


def test_keys_are_texts_and_texts_are_whole() -> None:
    with pytest.raises(chain.NotCanonical):
        chain.canonical({1: "x"})
    with pytest.raises(chain.NotCanonical):
        chain.canonical({"x": {None: "x"}})
    with pytest.raises(chain.NotCanonical):
        chain.canonical({"x": "half a \ud83d"})


def test_a_state_is_written_as_its_word() -> None:
    class State(StrEnum):
        WAITING = "waiting"

    assert chain.canonical({"state": State.WAITING}) == '{"state":"waiting"}'


def test_the_hash_is_sha256_of_the_previous_and_the_canonical_event() -> None:
    data = chain.canonical({"number": "A001", "note": 'a "quote"'})
    event = {
        "hall": "h", "seq": 7, "at": 123, "kind": "TicketIssued", "ticket": 7, "counter": None,
        "officer": "Ngọc \\ Ánh", "device": "k1", "data": json.loads(data),
    }  # fmt: skip
    whole = chain.canonical(event)
    told = chain.link(chain.FIRST, "h", 7, 123, "TicketIssued", 7, None, "Ngọc \\ Ánh", "k1", data)
    assert told == hashlib.sha256((chain.FIRST + whole).encode()).hexdigest()


def test_every_part_of_an_event_is_under_the_hash() -> None:
    good = (chain.FIRST, "h", 7, 123, "X", 7, "1", "an", "k1", "{}")
    other = ("f" * 64, "g", 8, 124, "Y", None, None, None, None, '{"a":1}')
    hashes = {chain.link(*good)}
    for i in range(len(good)):
        hashes.add(chain.link(*good[:i], other[i], *good[i + 1 :]))  # type: ignore[arg-type]
    assert len(hashes) == len(good) + 1


def test_a_personal_text_leaves_only_a_salted_hash() -> None:
    salt, hashed = chain.blind("0912 345 678")
    assert hashed == hashlib.sha256((salt + "0912 345 678").encode()).hexdigest()
    assert chain.blind("0912 345 678") != (salt, hashed)
