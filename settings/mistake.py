"""A mistake in config.yaml: where it is, what is wrong and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, order=True, slots=True)
class Mistake:
    """`line` counts from 1; `path` reads like `counters[12].zone` (a row's id in the brackets, or
    `#3` for the third row where it has none). Warnings have the same form."""

    file: str
    line: int
    path: str
    text: str
    at: tuple[str | int, ...] = field(default=(), compare=False)  # the same place, step by step

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path}: {self.text}"


def near(wrong: object, names: Iterable[str]) -> list[str]:
    """The name that was probably meant, if any."""
    return get_close_matches(str(wrong), list(names), n=1, cutoff=0.6)


def one_of(wrong: object, allowed: Iterable[str], what: str = "") -> str:
    """'kio' is not …; did you mean 'kiosk'? allowed: … (at most 20 are listed)."""
    names = [str(a) for a in allowed]
    guess = "".join(f"; did you mean '{name}'?" for name in near(wrong, names)) or ";"
    listed = ", ".join(names[:20]) + (f" … ({len(names)} in all)" if len(names) > 20 else "")
    return f"'{wrong}' is not {what or 'known'}{guess} allowed: {listed or 'nothing yet'}"
