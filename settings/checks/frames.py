"""A pad's frame: a pattern over bytes that finds a key, and never nothing, and never for long."""

from __future__ import annotations

import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
ALLOWED = r"allowed: such as \x02(?P<key>[1-5])\x03"


def why_bad(frame: str, shared: bool) -> str | None:
    """The sentence about it, or None. `shared`: several pads on the line, told apart by address."""
    try:
        pattern = re.compile(frame.encode("latin-1"), re.DOTALL)
        parsed = parser.parse(frame.encode("latin-1"), re.DOTALL)
    except (re.error, RecursionError, OverflowError) as error:
        return f"is no pattern: {error}; {ALLOWED}"
    except UnicodeEncodeError:
        return f"holds letters that are no bytes; {ALLOWED}"
    if "key" not in pattern.groupindex:
        return f"has no group 'key'; {ALLOWED}"
    if shared and "address" not in pattern.groupindex:
        return "has no group 'address', which a pad with an address needs; " + ALLOWED
    if pattern.match(b""):
        return f"also finds nothing at all; {ALLOWED}"
    if _nested(parsed, inside=False):
        return f"repeats within a repeat, which can take for ever; {ALLOWED}"
    return None


def _nested(part: Any, inside: bool) -> bool:
    """A quantifier without a fixed count inside another."""
    for code, value in part:
        if code in REPEATS:
            low, high, inner = value
            loose = low != high
            if (inside and loose) or _nested(inner, inside or high > 1):
                return True
        elif code is codes.SUBPATTERN:
            if _nested(value[3], inside):
                return True
        elif code is codes.BRANCH:
            if any(_nested(branch, inside) for branch in value[1]):
                return True
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            if _nested(value[1], inside):
                return True
    return False
