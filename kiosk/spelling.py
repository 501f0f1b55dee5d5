"""Spelling: how people write and mistype Vietnamese, and what two spellings have in common."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

TELEX = re.compile(r"(?<=[aeiouyw])[sfrxjw]|(?<=.)[sfrxjw]$")
VOWELS = frozenset("aeiouy")
Y_AS_I = re.compile(r"(?<=\b[bcdghklmnpqrstvx])y\b|(?<=\b[cghknpqtr][hrgu])y\b")
FILLERS = frozenset("toi em anh chi xin muon di hoi lam".split())  # in front of what is meant
SOUNDS = tuple(
    (re.compile(pattern), same)
    for pattern, same in (
        (r"^tr", "ch"), (r"^x", "s"), (r"^(gi|r)(?=.)", "d"), (r"^n(?!g|h)", "l"),
        (r"ng$", "n"), (r"c$", "t"),
    )
)  # fmt: skip


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The words of a text as they are compared: lower case, no diacritics, parted by one space.

    NFC and NFD give the same, đ becomes d, and y becomes i where it is a syllable's only vowel: kí
    and ký are one word to most people, tay and tai are not.
    """
    out = []
    for char in unicodedata.normalize("NFD", text.casefold()):
        if char.isalnum():
            out.append("d" if char == "đ" else char)
        elif not unicodedata.combining(char):
            out.append(" ")
    return Y_AS_I.sub("i", " ".join("".join(out).split()))


@lru_cache(maxsize=1)
def sayings() -> tuple[tuple[str, str], ...]:
    """What people say and what catalogues call it, of everyday.csv."""
    with (Path(__file__).parent / "everyday.csv").open(newline="", encoding="utf-8") as file:
        return tuple((row["said"], row["official"]) for row in csv.DictReader(file))


def without_telex(word: str) -> str:
    """ddaats -> dat: doubled letters once, and no key that only writes a tone or a hook."""
    if len(word) < 3 or not VOWELS.intersection(word):
        return word
    single = re.sub(r"(dd|aa|ee|oo)", lambda m: m[0][0], word)
    return TELEX.sub("", single)


def without_fillers(words: list[str], something: bool = True) -> list[str]:
    """Without the words in front that name nothing; `something` of them has to stay."""
    for at, word in enumerate(words):
        if word not in FILLERS:
            return words[at:]
    return words if something else []


def sound(word: str) -> str:
    """Words that sound alike in one region or another: tru and chu, xay and say, nam and lam."""
    for pattern, same in SOUNDS:
        word = pattern.sub(same, word)
    return word


def without_one(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def one_off(a: str, b: str) -> bool:
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


def marked_words(text: str) -> list[str]:
    """The words of a text that carry diacritics: a citizen who typed them meant them."""
    words = unicodedata.normalize("NFC", text).casefold().split()
    return [word for word in words if fold(word) != Y_AS_I.sub("i", word)]
