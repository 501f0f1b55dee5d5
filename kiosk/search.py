"""Search: what the citizen types at the kiosk, led to the services and procedures it may mean.

Diacritics, case and order of words do not matter; one letter a word may be wrong, missing, doubled
or swapped; a missing space, Telex keys left standing (ddaats) and the usual initials (lltp) are
understood. What people say instead of a catalogue's words (sổ đỏ) stands in everyday.csv.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import nsmallest
from math import log
from operator import itemgetter

from kiosk.spelling import (
    fold,
    marked_words,
    one_off,
    sound,
    without_fillers,
    without_one,
    without_telex,
)

MAX_LETTERS, MAX_WORDS = 200, 10  # of a query; what comes after them hardly says more
EXACT, PREFIX, SOUND, NEAR = 1.0, 0.8, 0.6, 0.5
FINE = 300  # rows looked at closely
LEVELS = ((NEAR, 0.35), (PREFIX, 0.15), (EXACT, 0.2))  # words side by side: how well, what for
SAID = 0.25  # for a row that has all of the official words for what was said
MEANINGS = 4  # official wordings of a query that are looked for
REVERSED = 0.5  # of what words side by side are worth, the other way round
THU_TUC = ["thu", "tuc"]  # "procedure", in front of a third of the catalogue's names


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that can be found: a service, or (with its `code`) a procedure leading to it.

    `names` are its names in all languages, each searched; the first is the one people know.
    """

    service: str
    names: tuple[str, ...]
    code: str | None = None


class Search:
    """An index over rows, made once; `find` costs a few milliseconds over 5,475 rows."""

    def __init__(self, rows: Iterable[Row], sayings: Iterable[tuple[str, str]] = ()) -> None:
        self._sayings: dict[str, list[str]] = {}
        for said, official in sayings:
            self._sayings.setdefault(fold(said), []).append(fold(official))
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
        self._sounds: dict[str, list[str]] = {}
        for word in self._posts:
            self._sounds.setdefault(sound(word), []).append(word)
            for shorter in without_one(word):
                self._near.setdefault(shorter, []).append(word)
            for end in range(1, len(word)):
                self._prefix.setdefault(word[:end], []).append(word)

    def find(self, query: str, limit: int = 20, within: Collection[str] | None = None) -> list[Row]:
        """The rows that fit best, best first; only those of the services in `within`, if given.

        In a query of three words or more one may be missing from a row, of six or more two; where
        nothing fits so well, rows with at least half of the words.
        """
        words = self._split(fold(query[:MAX_LETTERS]).split()[:MAX_WORDS])
        marks = marked_words(query[:MAX_LETTERS])[:MAX_WORDS]
        best: dict[int, float] = {}
        wordings = [(without_fillers(words), range(0)), *self._official(words)]
        for wording, official in wordings:
            for at, score in self._rank(wording, official, marks, max(FINE, limit), within):
                best[at] = min(best.get(at, 0.0), score)
        return [self.rows[at] for at, _ in nsmallest(limit, best.items(), lambda p: (p[1], p[0]))]

    def _rank(
        self, words: list[str], official: range, marks: list[str], most: int,
        within: Collection[str] | None,
    ) -> list[tuple[int, float]]:  # fmt: skip
        """Rows and how well they fit, the smaller the better; at most `most`, in no order. The
        words at `official` are a catalogue's own: spelled right, and whole."""
        meant = [
            self._exactly(word) if at in official else self._meant(word, at == len(words) - 1)
            for at, word in enumerate(words)
        ]
        scores, counts = self._score(meant)
        if not counts:
            return []
        enough = len(words) - (len(words) >= 3) - (len(words) >= 6)
        top = max(counts.values())
        enough = enough if top >= enough else max(top, (len(words) + 1) // 2)
        rough = [
            (-score - 0.3 * counts[at] / len(self._words[at]), at)
            for at, score in scores.items()
            if counts[at] >= enough and (within is None or self.rows[at].service in within)
        ]
        bits = []  # for each level: word of the index -> which words of the query it stands for
        for level, _ in LEVELS:
            here: dict[str, int] = {}
            for at, (close, _) in enumerate(meant):
                for word, quality in close.items():
                    if quality >= level:
                        here[word] = here.get(word, 0) | 1 << at
            bits.append(here)
        return [
            (at, score - self._fit(at, bits, len(words), marks)
             - (SAID if official and counts[at] == len(words) else 0.0))
            for score, at in nsmallest(most, rough)
        ]  # fmt: skip

    def _official(self, words: list[str]) -> list[tuple[list[str], range]]:
        """The query again, in a catalogue's words for what was said in those of every day; with
        the places of those words."""
        words = [w if self._known(w) else without_telex(w) for w in words]
        out: list[tuple[list[str], range]] = []
        for length in range(min(len(words), 5), 0, -1):
            for at in range(len(words) - length + 1):
                for official in self._sayings.get(" ".join(words[at : at + length]), ()):
                    before, better = without_fillers(words[:at], False), official.split()
                    wording = [*before, *better, *words[at + length :]]
                    out.append((wording, range(len(before), len(before) + len(better))))
            if out:  # the longest saying is the one that was meant
                break
        return out[:MEANINGS]

    def _exactly(self, word: str) -> tuple[dict[str, float], dict[int, float]]:
        return {word: EXACT}, dict.fromkeys(self._posts.get(word, ()), EXACT)

    def _meant(self, word: str, last: bool) -> tuple[dict[str, float], dict[int, float]]:
        """The words of the index it may stand for, how well; and the rows that have one."""
        close = {word: EXACT} if word in self._posts else {}
        if not close and (plain := without_telex(word)) in self._posts:
            close[plain] = EXACT
        if last or len(word) > 1:
            for longer in self._prefix.get(word, ()):
                close.setdefault(longer, PREFIX)
        for other in self._sounds.get(sound(word), ()):
            close.setdefault(other, SOUND)
        if len(word) > 2:
            for shorter in (word, *without_one(word)):
                for other in (shorter, *self._near.get(shorter, ())):
                    if other in self._posts and other not in close and one_off(word, other):
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

    def _fit(self, at: int, bits: list[dict[str, int]], length: int, marks: list[str]) -> float:
        """How well a row fits beyond having the words: in this order, at its start, as typed."""
        row, words, fit = self.rows[at], self._words[at], 0.0
        if length > 1:
            for level, (_, worth) in zip(bits, LEVELS, strict=True):
                pairs = turned = before = 0
                for word in words:
                    here = level.get(word, 0)
                    pairs |= (before << 1) & here
                    turned |= (before >> 1) & here
                    before = here
                if not pairs and not turned:
                    break
                side_by_side = max(pairs.bit_count(), REVERSED * turned.bit_count())
                fit += worth * side_by_side / (length - 1)
        start = words[2 if words[:2] == THU_TUC else 0 :]
        fit += 0.2 if start and bits[0].get(start[0], 0) & 1 else 0.0
        if marks:
            name = unicodedata.normalize("NFC", row.names[0]).casefold()
            fit += 0.3 * sum(mark in name for mark in marks) / len(marks)
        return fit + (0.15 if row.code is None else 0.0)

    def _split(self, words: list[str]) -> list[str]:
        """Words nobody knows, parted where a space was left out: khaisinh -> khai sinh."""
        out: list[str] = []
        for word in words:
            parts = [word]
            if len(word) > 3 and not self._known(word) and not self._known(without_telex(word)):
                parts = next(
                    (
                        [word[:cut], word[cut:]]
                        for cut in range(2, len(word) - 1)
                        if self._said(word[:cut], word[cut:])
                    ),
                    parts,
                )
            out += parts
        return out

    def _known(self, word: str) -> bool:
        return word in self._posts or word in self._prefix or word in self._sayings

    def _said(self, *words: str) -> bool:
        whole = " ".join(words)
        return whole in self._sayings or (len(whole) > 5 and all(w in self._posts for w in words))
