"""A pad's frame: a pattern over bytes that finds a key, and never nothing, and never for long."""

from __future__ import annotations

import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
MOST_LOOSE = 3
ALLOWED = r"allowed: such as \x02(?P<key>[1-5])\x03"


def why_bad(frame: str, checked: bool = False, shared: bool = False) -> str | None:
    """The sentence about it, or None. `checked`: it has a checksum; `shared`: several pads on the
    line, told apart by their address. What ports/frames.py could not use is bad here."""
    try:
        raw = frame.encode("latin-1")
        pattern, parsed = re.compile(raw, re.DOTALL), parser.parse(raw, re.DOTALL)
    except (re.error, RecursionError, OverflowError) as error:
        return f"is no pattern: {error}; {ALLOWED}"
    except UnicodeEncodeError:
        return f"holds letters that are no bytes; {ALLOWED}"
    needed = ["key", *(["body", "sum"] if checked else []), *(["address"] if shared else [])]
    for name in needed:
        if name not in pattern.groupindex:
            return f"has no group '{name}'; {ALLOWED}"
    if parsed.getwidth()[0] < 1 or not _never_empty(parsed, pattern.groupindex["key"]):
        return f"also finds nothing at all; {ALLOWED}"
    if _endless(parsed, inside=False):
        return f"repeats within a repeat, which can take for ever; {ALLOWED}"
    if _loose(parsed) > MOST_LOOSE:
        return f"has more than {MOST_LOOSE} repeats of no fixed length; {ALLOWED}"
    return None


def _never_empty(part: Any, group: int) -> bool:
    for code, value in part:
        if code is codes.SUBPATTERN and value[0] == group:
            return bool(value[3].getwidth()[0] >= 1)
        if not all(_never_empty(inner, group) for inner in _inner(code, value)):
            return False
    return True


def _endless(part: Any, inside: bool) -> bool:
    """A choice of lengths or of branches inside a repeat."""
    for code, value in part:
        again = inside
        if code in REPEATS:
            low, high, _ = value
            if inside and low != high:
                return True
            again = inside or high > 1
        elif code is codes.BRANCH and inside:
            return True
        if any(_endless(inner, again) for inner in _inner(code, value)):
            return True
    return False


def _loose(part: Any) -> int:
    """How many repeats have no fixed length: with many, a search that fails takes very long."""
    return sum(
        (code in REPEATS and value[0] != value[1]) + sum(map(_loose, _inner(code, value)))
        for code, value in part
    )


def _inner(code: Any, value: Any) -> list[Any]:
    """The patterns within a part of one."""
    if code in REPEATS:
        return [value[2]]
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code is codes.BRANCH:
        return list(value[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    return []
