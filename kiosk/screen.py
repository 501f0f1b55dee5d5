"""The kiosk's screen: how many pixels of it are a millimetre, so that fingers find what they touch.

A page can't know the size of the glass it is shown on; config.yaml says it, and the page's style
sheet counts in `--mm`.
"""

from __future__ import annotations

from math import hypot
from typing import Any

MM_PER_INCH = 25.4
# the commonest kiosk glass; its lower edge 800 mm above the floor
USUAL = {"width": 1080, "height": 1920, "diagonal": 21.5, "bottom": 800}
REACH = 1220  # mm above the floor that a hand reaches from a wheelchair (EN 301 549, ADA 308)

SMALL = 230  # mm


def px_per_mm(screen: dict[str, Any] | None) -> float:
    """CSS pixels a millimetre of a screen {width, height: px, diagonal: inches}; 4.03 as USUAL.

    One CSS pixel is taken for one pixel of the panel: no scaling in the kiosk's system.
    """
    screen = screen or USUAL
    width, height, diagonal = (float(screen[k]) for k in ("width", "height", "diagonal"))
    return hypot(width, height) / (MM_PER_INCH * diagonal)


def style(screen: dict[str, Any] | None) -> str:
    """The kiosk's own style sheet: a millimetre, and how much of the glass can be reached."""
    reach = f"{within_reach(screen) or int((screen or USUAL)['height'])}px"
    return f":root {{ --mm: {px_per_mm(screen):.4f}px; --reach: {reach}; }}\n"


def within_reach(screen: dict[str, Any] | None) -> int | None:
    """CSS pixels of the glass, from its lower edge, below REACH; None where all of it is."""
    screen = screen or USUAL
    pixels = int((REACH - int(screen.get("bottom", USUAL["bottom"]))) * px_per_mm(screen))
    return pixels if pixels < int(screen["height"]) else None


def is_small(screen: dict[str, Any] | None) -> bool:
    """Whether a screen's shorter side is under SMALL mm of glass: a 15.6″ one, not a 21.5″ one."""
    side = min(int((screen or USUAL)[k]) for k in ("width", "height"))
    return side / px_per_mm(screen) < SMALL
