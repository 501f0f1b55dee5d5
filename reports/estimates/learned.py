"""Learned: what past days say of a hall, as the plays ahead want it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from queueing.ahead.expected import TABLE, Expected, Table
from queueing.plan import Plan
from reports.estimates.paces import RECENT, Paces, fit
from reports.estimates.watch import Day

SERVED_LEAST = 30  # services seen of a kind before anything is said of its waits
WALK, GAP = 20_000, 15_000  # ms, until something was seen
NO_SHOW_TAKES = 65_000
STAYS = {"lunch": 1_200_000, "close": 3_600_000}


@dataclass(slots=True)
class Learned:
    """Of days past. `of_today` adds what today has shown so far."""

    paces: Paces
    expected: Expected
    days: int

    def of_today(self, today: Day | None) -> Expected:
        """What is expected now: today's paces; the rest as learned."""
        ex = self.expected
        ex.paces, ex.doubt = self.paces.today(today.served if today is not None else ())
        return ex

    def seen(self, service: str, today: Day | None) -> int:
        now = sum(1 for s, *_ in today.served if s == service) if today is not None else 0
        return self.paces.seen.get(service, 0) + now


def learn(days: Sequence[Day], plan: Plan) -> Learned:
    """From days past, oldest first; none is allowed."""
    paces = fit(days, plan)
    walks = [ms for d in days[-10:] for ms in d.walks]
    gaps = [ms for d in days[-10:] for ms in d.gaps]
    walk = _mean(walks, WALK)
    calls = sum(d.calls for d in days) + 100
    absent = (sum(len(d.no_shows) for d in days) + 4) / calls
    missing = sorted(ms for d in days[-10:] for ms in d.no_shows) or [NO_SHOW_TAKES]
    spells = {s: _spell(t, walk, absent, missing) for s, t in paces.tables.items()}
    pauses = sorted(ms for d in days for ms in d.pauses)
    presses = sorted(ms for d in days[-10:] for ms in d.presses)
    expected = Expected(
        spells=spells,
        services=dict(paces.tables),
        gap=_mean(gaps, GAP),
        press=table(presses) if len(presses) >= 20 else (3000,) * TABLE,
        pauses=table(pauses) if len(pauses) >= 10 else (600_000,) * TABLE,
        pause_first=_hazard(days, 0),
        pause_later=_hazard(days, 1),
        openings=_openings(days),
        comes=_comes(days, plan),
        stays={kind: _stays(days, kind) for kind in STAYS},
    )
    return Learned(paces, expected, len(days))


def table(ordered: Sequence[int]) -> Table:
    """Sorted values as a table of equal probabilities."""
    n = len(ordered)
    return tuple(ordered[int((i + 0.5) / TABLE * n)] for i in range(TABLE))


def _mean(values: Sequence[int], otherwise: int) -> int:
    if len(values) < 20:
        return otherwise
    values = sorted(values)[: int(0.99 * len(values)) + 1]
    return sum(values) // len(values)


def _spell(service: Table, walk: int, absent: float, missing: Sequence[int]) -> Table:
    """From the call until the counter is free: the walk and the service, or nobody came."""
    n = round(absent * TABLE)
    come = TABLE - n
    values = [service[int((i + 0.5) / come * TABLE)] + walk for i in range(come)]
    values += [missing[int((i + 0.5) / n * len(missing))] for i in range(n)]
    return tuple(sorted(values))


def _hazard(days: Sequence[Day], after: int) -> float:
    """Pauses an ms at work: before a session's first (0), after it (1)."""
    n = sum(d.paused[after] for d in days)
    worked = sum(d.at_work[after] for d in days)
    return n / worked if n >= 3 and worked > 0 else 0.0


def _openings(days: Sequence[Day]) -> dict[int, Table]:
    """By session: ms after its start at which counters opened. Who was there before is there."""
    by: dict[int, list[int]] = {}
    for day in days:
        for (_, session), offset in day.opened.items():
            by.setdefault(session, []).append(max(offset, 0))
    return {session: table(sorted(v)) for session, v in by.items() if len(v) >= 10}


def _comes(days: Sequence[Day], plan: Plan) -> dict[tuple[str, int, bool], float]:
    """How likely a counter opens in a session, by whether it was open earlier that day. What is
    seldom seen is pulled towards the whole hall's."""
    sums: dict[tuple[str, int, bool], list[float]] = {}
    sessions = max((len(d.spans) for d in days), default=0)
    for i, day in enumerate(days):
        weight = RECENT ** (len(days) - 1 - i)
        for counter in day.counters:
            here = False
            for session in range(len(day.spans)):
                came = (counter, session) in day.opened
                for name in (counter, ""):
                    mine = sums.setdefault((name, session, here), [0.0, 0.0])
                    mine[0] += weight * came
                    mine[1] += weight
                here = here or came
    out = {}
    for session in range(sessions):
        for here in (False, True):
            yes, n = sums.get(("", session, here), (0.0, 0.0))
            base = (yes + (0.9 if here or session == 0 else 0.1)) / (n + 1)
            for counter in plan.counters:
                yes, n = sums.get((counter, session, here), (0.0, 0.0))
                out[counter, session, here] = (yes + 2 * base) / (n + 2)
    return out


def _stays(days: Sequence[Day], kind: str) -> Table:
    """Ms past the end of a session for which officers serve on while people wait. Who went when
    nobody waited any more would have stayed longer: Kaplan's and Meier's estimate."""
    seen = sorted((ms, gave_up) for d in days for k, ms, gave_up in d.stays if k == kind)
    gave_up = sum(1 for _, g in seen if g)
    if gave_up < 5:
        most = max((ms for ms, _ in seen), default=0)
        return (max(STAYS[kind], most),) * TABLE
    out: list[int] = []
    left, still = len(seen), 1.0
    for ms, g in seen:
        if g:
            still *= 1 - 1 / left
            while len(out) < TABLE and (len(out) + 0.5) / TABLE <= 1 - still:
                out.append(ms)
        left -= 1
    last = max(seen[-1][0], 0)
    return tuple(out + [last] * (TABLE - len(out)))
