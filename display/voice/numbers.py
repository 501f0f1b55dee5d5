"""Reading a number aloud, 0–9999, in Vietnamese and in English, as a list of words.

Published libraries get 400–891 of these numbers wrong in Vietnamese, so the hall has its own table.
"""

from __future__ import annotations

from collections.abc import Callable

LARGEST = 9999

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# all the words a number needs in the North; the South says lẻ for linh and ngàn for nghìn
WORDS = DIGITS + ("mười", "mươi", "mốt", "tư", "lăm", "linh", "trăm", "nghìn")
SOUTHERN = {"linh": "lẻ", "nghìn": "ngàn"}
AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}

SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def vietnamese(n: int, south: bool = False) -> list[str]:
    """The words of 0–9999: 1005 → một nghìn không trăm linh năm. ValueError outside."""
    _in_range(n)
    thousands, rest = divmod(n, 1000)
    words = []
    if thousands:
        words += [DIGITS[thousands], "nghìn"]
    if rest or not thousands:
        # a missing hundred after a thousand is spoken, or 1005 would be heard as 1500 cut short
        words += _below_thousand(rest, spoken_hundred=bool(thousands))
    return [SOUTHERN.get(word, word) for word in words] if south else words


def _below_thousand(n: int, spoken_hundred: bool) -> list[str]:
    hundreds, rest = divmod(n, 100)
    if not hundreds and not spoken_hundred:
        return _below_hundred(rest)
    words = [DIGITS[hundreds], "trăm"]
    if rest >= 10:
        words += _below_hundred(rest)
    elif rest:
        words += ["linh", DIGITS[rest]]
    return words


def _below_hundred(n: int) -> list[str]:
    tens, ones = divmod(n, 10)
    if not tens:
        return [DIGITS[ones]]
    if tens == 1:
        return ["mười"] + ([] if not ones else ["lăm" if ones == 5 else DIGITS[ones]])
    return [DIGITS[tens], "mươi"] + ([AFTER_TENS.get(ones, DIGITS[ones])] if ones else [])


def english(n: int, south: bool = False) -> list[str]:
    """The words of 0–9999: 1005 → one thousand and five. `south` has no meaning here."""
    _in_range(n)
    thousands, rest = divmod(n, 1000)
    hundreds, small = divmod(rest, 100)
    words = []
    if thousands:
        words += [SMALL[thousands], "thousand"]
    if hundreds:
        words += [SMALL[hundreds], "hundred"]
    if small or not words:
        if words:
            words.append("and")
        tens, ones = divmod(small, 10)
        if small < 20:
            words.append(SMALL[small])
        else:
            words += [TENS[tens - 2]] + ([SMALL[ones]] if ones else [])
    return words


def _in_range(n: int) -> None:
    if not 0 <= n <= LARGEST:
        raise ValueError(f"only 0–{LARGEST} are read as numbers, not {n}")


# language -> how it reads a number; a language without an entry is read digit by digit
READERS: dict[str, Callable[[int, bool], list[str]]] = {"vi": vietnamese, "en": english}

# language -> the words its reader may use, so that a clip pack can be complete
VOCABULARY: dict[str, tuple[str, ...]] = {
    "vi": WORDS + tuple(SOUTHERN.values()),
    "en": SMALL + TENS + ("hundred", "thousand", "and"),
}
