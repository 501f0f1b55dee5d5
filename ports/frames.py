"""Frames: the presses in a stream of bytes, by a pattern from config.yaml; anything else is junk.

A key is never guessed: bytes that only might become a frame wait for the rest, and a pause drops
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LONGEST = 64  # bytes of a frame; also bounds what a pattern is tried on
PAUSE = 0.3  # seconds: the bytes of one frame come closer together
MOST_LOOSE = 3  # repeats of no fixed length: each makes a search that fails LONGEST times longer
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
CHECKSUMS: dict[str, Callable[[bytes], int]] = {
    "sum8": lambda body: sum(body) & 0xFF,
    "xor8": lambda body: _xor(body),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One press: the key's bytes, the pad's address where the line is shared, all its bytes."""

    key: bytes
    address: bytes | None
    raw: bytes


class Frames:
    """Finds frames in bytes as they come. `junk` counts bytes dropped, `bad` wrong checksums.

    `pattern` is a regular expression over bytes with a group `key`, and `address` on a shared line;
    with a checksum also `body` (what it is over) and `sum`, and `length` where the frame says it.
    ValueError: a pattern that can't be used, with the reason.
    """

    def __init__(self, pattern: str, checksum: str | None = None) -> None:
        self._pattern, widest, self._closed = _compiled(pattern, checksum)
        self._widest = min(widest, LONGEST)
        self._check = CHECKSUMS[checksum] if checksum else None
        self._rest = b""
        self._heard = 0.0
        self.junk = 0
        self.bad = 0

    @property
    def waiting(self) -> bool:
        """Whether bytes wait for the rest of their frame, or for a pause."""
        return bool(self._rest)

    def feed(self, data: bytes, now: float) -> Iterator[Frame]:
        """`now`: monotonic seconds. Bytes left from before a pause are settled first."""
        yield from self.settle(now)
        self._rest += data
        if data:
            self._heard = now
        yield from self._found(whole=False)

    def settle(self, now: float) -> Iterator[Frame]:
        """After a pause: a frame that might have gone on is whole, anything else is junk."""
        if self._rest and now - self._heard >= PAUSE:
            yield from self._found(whole=True)
            self.junk += len(self._rest)
            self._rest = b""

    def _found(self, whole: bool) -> Iterator[Frame]:
        start = 0
        while found := self._pattern.search(self._rest, start):
            right = self._right(found)
            if right is None or self._check is None:
                # no checksum says where it ends, or none is right yet: it may go on
                first = right or found
                more = first.end() == len(self._rest) and len(first.group()) < self._widest
                if more and not whole and not self._closed:
                    break
            if right is None:
                self.bad += 1
                start = found.start() + 1
                continue
            self.junk += right.start()
            self._rest = self._rest[right.end() :]
            start = 0
            groups = right.groupdict()
            yield Frame(groups["key"], groups.get("address"), right.group())
        over = len(self._rest) - LONGEST
        if over > 0:
            self.junk += over
            self._rest = self._rest[over:]

    def _right(self, found: re.Match[bytes]) -> re.Match[bytes] | None:
        """The match from the same beginning whose checksum is right: an end byte may be data."""
        if self._check is None or self._sums(found):
            return found
        start = found.start()
        for end in range(found.end() + 1, min(len(self._rest), start + self._widest) + 1):
            longer = self._pattern.fullmatch(self._rest, start, end)
            if longer is not None and self._sums(longer):
                return longer
        return None

    def _sums(self, found: re.Match[bytes]) -> bool:
        assert self._check is not None
        body, groups = found["body"], found.groupdict()
        if groups.get("length") is not None and groups["length"][-1] != len(body) & 0xFF:
            return False
        return found["sum"] == bytes((self._check(body),))


def _xor(body: bytes) -> int:
    out = 0
    for byte in body:
        out ^= byte
    return out


def _compiled(pattern: str, checksum: str | None) -> tuple[re.Pattern[bytes], int, bool]:
    """The pattern, the most bytes it can take, and whether its end is sure. Raises ValueError."""
    try:
        raw = pattern.encode("latin-1")
        made = re.compile(raw, re.DOTALL)
        tree = parser.parse(raw, re.DOTALL)
    except (re.error, UnicodeEncodeError, RecursionError, OverflowError) as error:
        raise ValueError(f"frame: no pattern of bytes: {error}") from None
    needed = {"key"} | ({"body", "sum"} if checksum else set())
    if missing := needed - set(made.groupindex):
        raise ValueError(f"frame: no group {', '.join(sorted(missing))}")
    if checksum is not None and checksum not in CHECKSUMS:
        raise ValueError(f"checksum {checksum}: unknown, allowed: {', '.join(CHECKSUMS)}")
    if tree.getwidth()[0] < 1 or not _key_is_something(tree, made.groupindex["key"]):
        raise ValueError("frame: also finds nothing at all")
    if _endless(tree, inside=False):
        raise ValueError("frame: repeats within a repeat, which can take for ever")
    if _loose(tree) > MOST_LOOSE:
        raise ValueError(f"frame: more than {MOST_LOOSE} repeats of no fixed length")
    return made, int(tree.getwidth()[1]), _ends_surely(tree)


def _key_is_something(tree: Any, group: int) -> bool:
    for code, value in tree:
        if code is codes.SUBPATTERN and value[0] == group:
            return bool(value[3].getwidth()[0] >= 1)
        for inner in _inner(code, value):
            if not _key_is_something(inner, group):
                return False
    return True


def _endless(tree: Any, inside: bool) -> bool:
    """A choice of lengths or of branches inside a repeat."""
    for code, value in tree:
        again = inside
        if code in REPEATS:
            low, high, _ = value
            if inside and low != high:
                return True
            again = inside or high > 1
        elif code is codes.BRANCH and inside:
            return True
        if any(_endless(part, again) for part in _inner(code, value)):
            return True
    return False


def _ends_surely(tree: Any) -> bool:
    """Whether it ends with a byte that nothing of changing length before it can take: then what
    was found cannot go on, and nobody waits for a pause."""
    if tree[-1][0] is not codes.LITERAL:
        return False
    return not any(_may_take(code, value, tree[-1][1]) for code, value in tree[:-1])


def _may_take(code: Any, value: Any, byte: int, loose: bool = False) -> bool:
    """Whether a part of changing length (`loose`: it stands within one) could take that byte.
    What is not understood could."""
    if code in REPEATS:
        low, high, parts = value
        return any(_may_take(c, v, byte, loose or low != high) for c, v in parts)
    if code is codes.SUBPATTERN:
        return any(_may_take(c, v, byte, loose) for c, v in value[3])
    if code is codes.BRANCH:
        return any(_may_take(c, v, byte, True) for parts in value[1] for c, v in parts)
    if code is codes.LITERAL:
        return loose and bool(value == byte)
    if code is codes.NOT_LITERAL:
        return loose and bool(value != byte)
    if code is codes.IN:
        return loose and _one_of(value, byte)
    return loose or code not in (codes.ANY, codes.AT)


def _one_of(items: Any, byte: int) -> bool:
    """Whether a class of bytes holds that one."""
    inside = False
    for code, value in items:
        if code is codes.LITERAL:
            inside |= value == byte
        elif code is codes.RANGE:
            inside |= value[0] <= byte <= value[1]
        elif code is codes.CATEGORY and value is codes.CATEGORY_DIGIT:
            inside |= 0x30 <= byte <= 0x39
        elif code is not codes.NEGATE:
            return True
    return bool(inside != (items[0][0] is codes.NEGATE))


def _loose(tree: Any) -> int:
    """How many repeats have no fixed length."""
    return sum(
        (code in REPEATS and value[0] != value[1]) + sum(map(_loose, _inner(code, value)))
        for code, value in tree
    )


def _inner(code: Any, value: Any) -> list[Any]:
    """The patterns within one part of a pattern."""
    if code in REPEATS:
        return [value[2]]
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code is codes.BRANCH:
        return list(value[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    return []
