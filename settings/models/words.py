"""The words settings are made of: ids, texts in several languages, spans of time, sizes.

Each type takes what a technician would naturally write and gives the one form the hall uses.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from settings.mistake import one_of

ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
LANGUAGE = re.compile(r"[a-z]{2,3}")
SPAN = re.compile(r"(\d{1,6})\s*(s|sec|min|h)")
UNITS = {"s": 1, "sec": 1, "min": 60, "h": 3600}
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Section(BaseModel):
    """A section or a row of one: unknown keys are mistakes, no value is bent into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


def wrong(text: str) -> PydanticCustomError:
    """A mistake in the hall's own words; braces in it are only braces."""
    return PydanticCustomError("hall", "{text}", {"text": text})


def shown(value: Any) -> str:
    """A value as it may stand in a mistake: short, on one line."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(str(getattr(value, "text", value)).split())
    return f"'{text[:40]}…'" if len(text) > 41 else f"'{text}'"


def _id(value: Any) -> str:
    text = getattr(value, "text", value)
    if not isinstance(text, str) or not ID.fullmatch(text):
        raise wrong(
            f"{shown(value)} is no id; allowed: a–z, 0–9 and hyphens inside, at most 40 characters"
        )
    return text


def _line(value: Any) -> str:
    """One line of human words, in composed form (NFC), without control characters."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = getattr(value, "text", str(value))
    if not isinstance(value, str):
        raise wrong(f"{shown(value)} is no text; allowed: one line of words")
    text = unicodedata.normalize("NFC", value).strip()
    if not text:
        raise wrong("is empty; allowed: one line of words")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in text):
        raise wrong(
            "holds line breaks, control or invisible characters; allowed: one line of words"
        )
    if len(text) > 200:
        raise wrong(f"is {len(text)} characters long; allowed: at most 200")
    return text


def _text(value: Any, info: ValidationInfo) -> dict[str, str]:
    """Words in one language or several; every language of the hall is filled in from Vietnamese."""
    languages: list[str] = (info.context or {}).get("languages") or ["vi"]
    if not isinstance(value, dict):
        value = {"vi": value}
    unknown = [name for name in value if name not in languages]
    if unknown:
        raise wrong(
            f"has words in '{unknown[0]}', which the hall does not speak; allowed: "
            f"{', '.join(languages)} (see the section languages)"
        )
    if "vi" not in value:
        raise wrong("has no Vietnamese words; allowed: a text, or {vi: …, en: …}")
    words = {name: _line(said) for name, said in value.items()}
    return {name: words.get(name, words["vi"]) for name in languages}


def _seconds(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    found = SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise wrong(
            f"{shown(value)} is no span of time; allowed: '30 s', '20 min', '2 h', or seconds"
        )
    return int(found[1]) * UNITS[found[2]]


def clock(text: str) -> str:
    """'7:30' → '07:30'."""
    found = CLOCK.fullmatch(text.strip())
    if not found:
        raise wrong(f"{shown(text)} is no time of day; allowed: 00:00 to 23:59")
    return time(int(found[1]), int(found[2])).strftime("%H:%M")


def _clock(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong(f"{shown(value)} is no time of day; allowed: 00:00 to 23:59, such as 17:30")
    return clock(value)


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise wrong(
            f"{shown(value)} is no date of the calendar; allowed: year-month-day, such as "
            "2026-09-02"
        ) from None


def _size(value: Any) -> str:
    """A size with a decimal point, kept as text: the journal's canonical form has no floats."""
    try:
        if isinstance(value, bool):
            raise ValueError
        size = Decimal(str(getattr(value, "text", value)))
        if not (size.is_finite() and 0 < size < 1000):
            raise ValueError
    except (ArithmeticError, ValueError):
        raise wrong(f"{shown(value)} is no size; allowed: a number above 0, such as 21.5") from None
    return format(size.normalize(), "f")


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise wrong(f"{shown(value)} is neither yes nor no; allowed: true, false")
    return value


def choice(*names: str) -> Any:
    """A type that is one of these words; `one_of` makes the sentence."""

    def pick(value: Any) -> str:
        text = getattr(value, "text", value)
        if not isinstance(text, str) or text not in names:
            raise wrong(one_of(shown(value).strip("'"), names, "allowed here"))
        return text

    return Annotated[str, BeforeValidator(pick), Field(json_schema_extra={"enum": list(names)})]


Id = Annotated[str, BeforeValidator(_id)]
Line = Annotated[str, BeforeValidator(_line)]
Text = Annotated[dict[str, str], BeforeValidator(_text)]
Seconds = Annotated[int, BeforeValidator(_seconds)]
Clock = Annotated[str, BeforeValidator(_clock)]
Day = Annotated[str, BeforeValidator(_day)]
Size = Annotated[str, BeforeValidator(_size)]
Flag = Annotated[bool, BeforeValidator(_flag)]
