"""What citizens are promised of their wait, and in what form: a range, rounded outward.

Spans are in seconds, moments in ms UTC. Pages and slips only put `Said` into words:
soon: "it is nearly your turn"; range: low–high minutes; long: over 60 minutes, expected after a
time of day; late: the last promise has passed, an apology belongs beside the new one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

STEP = 300  # s: bounds are rounded outward to 5 minutes
SOON = 300  # s: a wait below this is not told in figures
LONG = 3600  # s: beyond this a time of day is told
MOVED = 180  # s, and
MOVED_SHARE = 0.2  # that far a bound must have moved before another is shown

Json = dict[str, Any]


class Told(NamedTuple):
    """A promise: the call is expected between `low` and `high`, rounded as shown; `p50`, `p80`:
    before rounding. All ms UTC."""

    low: int
    high: int
    p50: int
    p80: int


def bounds(p50: int, p80: int) -> tuple[int, int]:
    """Seconds, rounded outward: down the first, up the second, five minutes apart at least."""
    low = max(p50, 0) // STEP * STEP
    return low, max(-(-p80 // STEP) * STEP, low + STEP)


def told(p50: int, p80: int, since: int) -> Told:
    """The promise to somebody whose wait counts from `since` on."""
    low, high = bounds(p50, p80)
    ends = since + low * 1000, since + high * 1000
    return Told(*ends, since + p50 * 1000, since + p80 * 1000)


def kept_until(estimate: Json | None, since: int) -> int | None:
    """ms UTC up to which the promise of a ticket's event is kept; None: nothing was promised."""
    if not estimate or estimate.get("p80") is None:
        return None
    return told(int(estimate["p50"]), int(estimate["p80"]), since).high


def renew(last: Told | None, p50: int, p80: int, now: int) -> Told:
    """The promise that is shown now: the last one, unless a bound has moved far enough or the
    promise has passed. p50, p80: of what is left of the wait."""
    new = told(p50, p80, now)
    if last is None or last.high <= now:
        return new
    low = (new.low, new.p50) if _moved(last.p50, new.p50, now) else (last.low, last.p50)
    high = (new.high, new.p80) if _moved(last.p80, new.p80, now) else (last.high, last.p80)
    return Told(low[0], max(high[0], low[0] + STEP * 1000), low[1], high[1])


def _moved(last: int, new: int, now: int) -> bool:
    by = abs(new - last) / 1000
    return by > MOVED and by > MOVED_SHARE * max(last - now, 0) / 1000


def said(promise: Told, now: int, late: bool = False) -> Json:
    """{kind: soon|range|long, low, high: minutes from now, after: ms UTC, late}."""
    low = max(promise.low - now, 0) // 1000
    high = max(promise.high - now, 0) // 1000
    low, high = low // STEP * STEP, -(-high // STEP) * STEP
    kind = "range"
    if high <= SOON:
        kind = "soon"
    elif high > LONG:
        kind = "long"
    return {
        "kind": kind, "low": low // 60, "high": max(high, low + STEP) // 60,
        "after": max(promise.low, now), "late": late,
    }  # fmt: skip


def of_new(p50: int, p80: int, now: int, since: int | None = None) -> Json:
    """As `said`, to somebody who takes a ticket now; his wait counts from `since` on."""
    return said(told(p50, p80, since if since is not None else now), now)
