"""Boards: can a panel show even one call at the size that its distance asks for?

The same sizes as the page's own (display/static/display/layout.js): cap height 10 mm a metre for
the called number and its counter, 5 mm for the rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from settings.draft import Draft

CAP = 0.74  # cap height of Be Vietnam Pro, as a share of its size
EM = {"digit": 0.7, "letter": 0.89}  # widths in em, on the wide side
ARROW = 0.95
HERO = 0.54  # of the width, on a dense panel
PAST = 8  # lines of small type that the list of earlier calls is wide at least


@dataclass(frozen=True, slots=True)
class Panel:
    """A display's sizes in mm. `number`, `rest`: type sizes at its distance."""

    width: float
    height: float
    number: float
    rest: float

    @classmethod
    def of(cls, display: Any, distance: float) -> Panel:
        mm = float(display.diagonal) * 25.4 / math.hypot(display.width, display.height)
        return cls(display.width * mm, display.height * mm, 10 * distance / CAP, 5 * distance / CAP)

    def holds(self, number: float, counter: float) -> bool:
        """One call, in a row or number over counter. `number`, `counter`: their widths in em."""
        upright = self.height > self.width
        width = self.width * (1 if upright else HERO) - 0.8 * self.rest
        height = self.height - 3.9 * self.rest  # head, foot, edges
        if upright:
            height -= 2.8 * self.rest  # one earlier call and its heading
        elif self.width * (1 - HERO) < PAST * self.rest:
            return False
        row = self.number * (number + counter + ARROW) + 1.6 * self.rest
        if height >= 1.2 * self.number and width >= row:
            return True
        stacked = self.number * max(number, counter + ARROW) + 1.4 * self.rest
        return height >= 2 * self.number + 0.9 * self.rest and width >= stacked

    def has_room_beside(self, number: float, counter: float) -> bool:
        """For pictures and films: a row of calls and two earlier ones in half of the panel."""
        upright = self.height > self.width
        width = self.width * (1 if upright else 0.5) - 0.8 * self.rest
        height = (self.height - 3.9 * self.rest) * (0.6 if upright else 1)
        row = self.number * (number + counter + ARROW) + 1.6 * self.rest
        return width >= row and height >= 1.3 * self.number + 4.6 * self.rest


def check_boards(draft: Draft) -> None:
    """A distance at which not even one call is large enough, or no room for pictures beside."""
    groups = [row.series for _, _, row in draft.each("service_groups", "services") if row.series]
    number = max(
        (len(s.letters) * EM["letter"] + s.digits * EM["digit"] for s in groups), default=2.99
    )
    for _, path, display in draft.each("displays"):
        ids = [c.id for _, _, c in draft.each("counters") if c.zone == display.zone]
        counter = max((len(id) * EM["digit"] for id in ids if len(id) <= 3), default=1.4)
        most = [
            metres for metres in range(1, 51) if Panel.of(display, metres).holds(number, counter)
        ]
        if display.distance not in most:
            text = (
                f"one call does not fit {display.diagonal} inches at {display.distance} m "
                "(10 mm of cap height a metre); allowed: "
                + (f"up to {most[-1]} m, or a larger panel" if most else "a larger panel")
            )
            draft.wrong((*path, "distance"), text)
        elif display.media and not Panel.of(display, display.distance).has_room_beside(
            number, counter
        ):
            text = "the panel is too small for its distance: nothing is shown beside the calls"
            draft.warn((*path, "media"), text)
