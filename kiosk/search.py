"""Search: what the citizen types at the kiosk, led to the services and procedures it may mean.

Diacritics, case and order of words do not matter; one letter a word may be wrong, missing, doubled
or swapped; a missing space and the usual initials (cccd, lltp) are understood.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from math import log
from operator import itemgetter

MAX_LETTERS, MAX_WORDS = 200, 10  # of a query; what comes after them hardly says more
EXACT, PREFIX, NEAR = 1.0, 0.8, 0.5
FINE = 300  # rows looked at closely
SAME = {"đ": "d", "y": "i"}
THU_TUC = ["thu", "tuc"]  # "procedure", in front of a third of the catalogue's names


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that can be found: a service, or (with its `code`) a procedure leading to it.

    `names` are its names in all languages, each searched; the first is the one people know.
    """

    service: str
    names: tuple[str, ...]
    code: str | None = None


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The words of a text as they are compared: lower case, no diacritics, parted by one space.

    NFC and NFD give the same, đ becomes d, and y becomes i: kí and ký are one word to most people.
    """
    out = []
    for char in unicodedata.normalize("NFD", text.casefold()):
        if char.isalnum():
            out.append(SAME.get(char, char))
        elif not unicodedata.combining(char):
            out.append(" ")
    return " ".join("".join(out).split())


class Search:
    """An index over rows, made once; `find` costs a few milliseconds over 5,475 rows."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows: list[Row] = []
        self._words: list[list[str]] = []  # row -> its words in order, names parted by "|"
        self._initials: list[str] = []
        self._posts: dict[str, list[int]] = {}  # word -> rows, ascending
        seen: set[tuple[str, str]] = set()
        for row in rows:
            texts = [fold(name) for name in dict.fromkeys(row.names)]
            if not texts or not texts[0] or (row.service, texts[0]) in seen:
                continue
            seen.add((row.service, texts[0]))
            at = len(self.rows)
            self.rows.append(row)
            words = " | ".join([*texts, *([fold(row.code)] if row.code else [])]).split()
            self._words.append(words)
            self._initials.append("".join(word[0] for word in words))
            for word in set(words) - {"|"}:
                self._posts.setdefault(word, []).append(at)
        self._near: dict[str, list[str]] = {}  # word less one letter -> words
        self._prefix: dict[str, list[str]] = {}
        for word in self._posts:
            for shorter in _without_one(word):
                self._near.setdefault(shorter, []).append(word)
            for end in range(1, len(word)):
                self._prefix.setdefault(word[:end], []).append(word)

    def find(self, query: str, limit: int = 20, within: Collection[str] | None = None) -> list[Row]:
        """The rows that fit best, best first; only those of the services in `within`, if given.

        In a query of three words or more one may be missing from a row, of six or more two; where
        nothing fits so well, rows with at least half of the words.
        """
        words = self._split(fold(query[:MAX_LETTERS]).split()[:MAX_WORDS])
        meant = [self._meant(word, last=at == len(words) - 1) for at, word in enumerate(words)]
        scores, counts = self._score(meant)
        if not counts:
            return []
        enough = len(words) - (len(words) >= 3) - (len(words) >= 6)
        most = max(counts.values())
        enough = enough if most >= enough else max(most, (len(words) + 1) // 2)
        rough = [
            (-score - 0.3 * counts[at] / len(self._words[at]), at)
            for at, score in scores.items()
            if counts[at] >= enough and (within is None or self.rows[at].service in within)
        ]
        bits: dict[str, int] = {}  # word of the index -> which words of the query it stands for
        for at, (close, _) in enumerate(meant):
            for word in close:
                bits[word] = bits.get(word, 0) | 1 << at
        marks = _marked_words(query)
        fine = [
            (score - self._fit(at, bits, len(words), marks), at)
            for score, at in nsmallest(max(FINE, limit), rough)
        ]
        return [self.rows[at] for _, at in nsmallest(limit, fine)]

    def _meant(self, word: str, last: bool) -> tuple[dict[str, float], dict[int, float]]:
        """The words of the index it may stand for, how well; and the rows that have one."""
        close = {word: EXACT} if word in self._posts else {}
        if last or len(word) > 1:
            for longer in self._prefix.get(word, ()):
                close[longer] = PREFIX
        if len(word) > 2:
            for shorter in (word, *_without_one(word)):
                for other in (shorter, *self._near.get(shorter, ())):
                    if other in self._posts and other not in close and _one_off(word, other):
                        close[other] = NEAR
        rows: dict[int, float] = {}
        if not close and len(word) > 2:
            rows = {at: PREFIX for at, text in enumerate(self._initials) if word in text}
        for other, quality in sorted(close.items(), key=itemgetter(1)):
            rows.update(dict.fromkeys(self._posts[other], quality))
        return close, rows

    def _score(
        self, meant: list[tuple[dict[str, float], dict[int, float]]]
    ) -> tuple[dict[int, float], dict[int, int]]:
        """Row -> 0…1, rare words weighing more; row -> how many words of the query it has."""
        scores: dict[int, float] = {}
        counts: dict[int, int] = {}
        weights = [log(2 + len(self.rows) / (1 + len(rows))) for _, rows in meant]
        for (_, rows), weight in zip(meant, weights, strict=True):
            share = weight / sum(weights)
            for at, quality in rows.items():
                scores[at] = scores.get(at, 0.0) + quality * share
                counts[at] = counts.get(at, 0) + 1
        return scores, counts

    def _fit(self, at: int, bits: dict[str, int], length: int, marks: list[str]) -> float:
        """How well a row fits beyond having the words: in this order, at its start, as typed."""
        row, pairs, before = self.rows[at], 0, 0
        for word in self._words[at]:
            here = bits.get(word, 0)
            pairs |= (before << 1) & here
            before = here
        fit = 0.7 * pairs.bit_count() / (length - 1) if length > 1 else 0.0
        start = self._words[at][2 if self._words[at][:2] == THU_TUC else 0 :]
        fit += 0.2 if start and bits.get(start[0], 0) & 1 else 0.0
        if marks:
            name = unicodedata.normalize("NFC", row.names[0]).casefold()
            fit += 0.3 * sum(mark in name for mark in marks) / len(marks)
        return fit + (0.15 if row.code is None else 0.0)

    def _split(self, words: list[str]) -> list[str]:
        """Words nobody knows, parted where a space was left out: khaisinh -> khai sinh."""
        out: list[str] = []
        for word in words:
            parts = [word]
            if len(word) > 4 and word not in self._posts and word not in self._prefix:
                parts = next(
                    (
                        [word[:cut], word[cut:]]
                        for cut in range(2, len(word) - 1)
                        if word[:cut] in self._posts and word[cut:] in self._posts
                    ),
                    parts,
                )
            out += parts
        return out


def _without_one(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _one_off(a: str, b: str) -> bool:
    """One letter wrong, missing, too many, or two neighbours swapped."""
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i, char in enumerate(a) if char != b[i]), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    return a[at + 1 :] == b[at + 1 :] or (
        a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    )


def _marked_words(query: str) -> list[str]:
    """The words of the query that carry diacritics: a citizen who typed them meant them."""
    words = unicodedata.normalize("NFC", query[:MAX_LETTERS]).casefold().split()
    return [word for word in words[:MAX_WORDS] if fold(word) != word.replace("y", "i")]
