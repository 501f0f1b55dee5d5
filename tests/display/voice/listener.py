"""A listener: understands spoken numbers by the grammar, written without the reader's code.

It takes only what a careful speaker says: "hai mươi một" or "mười năm" is no number to it.
"""

from __future__ import annotations

_ONES = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_AFTER_MUOI = {**{w: n for w, n in _ONES.items() if n != 5}, "lăm": 5}
_AFTER_TENS = {
    **{w: n for w, n in _ONES.items() if n not in (1, 4, 5)}, "mốt": 1, "tư": 4, "lăm": 5,
}  # fmt: skip


def understand_vietnamese(words: list[str], south: bool) -> int:
    """The number that was said. ValueError for anything a careful speaker would not say."""
    odd, thousand = ("lẻ", "ngàn") if south else ("linh", "nghìn")
    rest = list(words)
    if rest == ["không"]:
        return 0
    total = 0
    if thousand in rest:
        at = rest.index(thousand)
        (word,) = rest[:at]
        total += 1000 * _look(_ONES, word)
        rest = rest[at + 1 :]
        if not rest:
            return total
        if "trăm" not in rest:
            raise ValueError("the hundred was not said")
    elif not rest:
        raise ValueError("nothing was said")
    if "trăm" in rest:
        at = rest.index("trăm")
        (word,) = rest[:at]
        hundreds = 0 if word == "không" and total else _look(_ONES, word)
        total += 100 * hundreds
        rest = rest[at + 1 :]
        if not rest:
            if not hundreds:
                raise ValueError("an empty hundred")
            return total
        if rest[0] == odd:
            (word,) = rest[1:]
            return total + _look(_ONES, word)
        if len(rest) == 1 and rest != ["mười"]:
            raise ValueError("the odd ones were not announced")
    return total + _tens(rest)


def _tens(rest: list[str]) -> int:
    if rest[0] == "mười":
        return 10 + (_look(_AFTER_MUOI, _only(rest[1:])) if rest[1:] else 0)
    if len(rest) == 1:
        return _look(_ONES, rest[0])
    tens, word, *ones = rest
    if word != "mươi" or tens == "một":
        raise ValueError(f"not tens: {rest}")
    return 10 * _look(_ONES, tens) + (_look(_AFTER_TENS, _only(ones)) if ones else 0)


def _only(words: list[str]) -> str:
    (word,) = words
    return word


def _look(table: dict[str, int], word: str) -> int:
    if word not in table:
        raise ValueError(f"{word!r} does not belong here")
    return table[word]


_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def understand_english(words: list[str]) -> int:
    """The number that was said, in British English: "one hundred and one"."""
    total = group = 0
    heard_and = False
    for word in words:
        if word == "thousand":
            total, group = (total + group) * 1000, 0
        elif word == "hundred":
            total, group = total + group * 100, 0
        elif word == "and":
            if not total or group:
                raise ValueError("a stray and")
            heard_and = True
        elif word in _ENGLISH_TENS:
            group += 20 + 10 * _ENGLISH_TENS.index(word)
        else:
            group += _ENGLISH.index(word)
    if total and group and not heard_and:
        raise ValueError("the and is missing")
    return total + group
