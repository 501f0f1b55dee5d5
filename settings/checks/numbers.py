"""Numbers: no two series can give the same one, and none sounds like another's."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from settings.draft import Draft
from settings.reading import Path_

SOUNDS = str.maketrans({"Đ": "D", "G": "E"})  # dê and đê, giê and e: alike from a loudspeaker


def check_numbers(draft: Draft) -> None:
    series: list[tuple[Path_, str, Any]] = [
        ((*path, "series"), row.id, row.series)
        for _, path, row in draft.each("service_groups", "services")
        if row.series is not None
    ]
    for path, _, one in series:
        if one.last is not None and one.last < one.first:
            draft.wrong(
                path, f"ends at {one.last} before it begins at {one.first}; allowed: first ≤ last"
            )
    for (_, one_id, one), (path, _, two) in combinations(series, 2):
        if one.letters == two.letters:
            if one.first <= (two.last or 10**6) and two.first <= (one.last or 10**6):
                draft.wrong(
                    path,
                    f"gives the same numbers as the series of '{one_id}' ({span(one)} and "
                    f"{span(two)}); "
                    "allowed: other letters, or ranges that do not meet",
                )
        elif one.letters.translate(SOUNDS) == two.letters.translate(SOUNDS):
            draft.warn(
                path,
                f"{two.letters} sounds like {one.letters} of '{one_id}'; better: another letter",
            )


def span(series: Any) -> str:
    """A001–A999, as printed."""
    first = f"{series.letters}{series.first:0{series.digits}d}"
    last = f"{series.letters}{series.last:0{series.digits}d}" if series.last else ""
    return f"{first}–{last}"
