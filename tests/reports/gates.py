"""The gates of wait estimates: replays made-up halls and says where they fall short.

`python -m tests.reports.gates` does all halls (some minutes) and prints the table.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from reports.estimates.replay import Foretold, replay
from reports.estimates.scores import of_plays, of_rival
from tests.reports.madeup import HALLS, Truth, events_of

SIMPLE = ("LES", "HOL", "mean10")
TICKETS = 100  # foretold a day: so many tell as much as all of them


@dataclass(frozen=True, slots=True)
class Outcome:
    """One hall. Ratios of mean absolute errors: to the best simple rival, to the regression."""

    name: str
    told: Sequence[Foretold]
    mae: float
    simple: float
    best: str
    regression: float
    kept: float
    coverage: float
    worse: tuple[str, ...]  # services foretold worse than by the head of the line

    def row(self) -> str:
        long = [t for t in self.told if t.plays.p50 > 120]
        far = of_plays(long) if long else None
        return (
            f"| {self.name} | {len(self.told)} | {self.mae:.2f} | {self.simple:.2f} ({self.best}) |"
            f" {self.regression:.2f} | {self.kept:.3f} | {self.coverage:.3f} |"
            f" {far.mae if far else 0:.2f} | {1 - far.late if far else 0:.2f} |"
        )


HEAD = (
    "| hall | tickets | MAE, min | of the best simple | of the regression | W ≤ P80 | coverage |"
    " MAE, P50 > 2 min | W ≤ P80 there |\n|---|---|---|---|---|---|---|---|---|"
)


def judge(truth: Truth, days: int = 30, judged: int = 8, tickets: int = TICKETS) -> Outcome:
    events = events_of(truth, days)
    dates = [e.data["date"] for e in events if e.kind == "DayOpened"]
    a_day = sum(e.kind == "TicketIssued" for e in events) / days
    told = replay(events, dates[-judged], dates[-1], thin=min(1.0, tickets / a_day))
    plays = of_plays(told)
    rivals = {name: of_rival(told, name).mae for name in (*SIMPLE, "regression")}
    best = min(SIMPLE, key=lambda name: rivals[name])
    by: dict[str, list[Foretold]] = {}
    for t in told:
        by.setdefault(t.service, []).append(t)
    worse = tuple(
        s
        for s, ts in by.items()
        if len(ts) >= 100 and of_plays(ts).mae > 1.05 * of_rival(ts, "HOL").mae
    )
    return Outcome(
        truth.name, told, plays.mae, plays.mae / rivals[best], best,
        plays.mae / rivals["regression"], 1 - plays.late, plays.coverage, worse,
    )  # fmt: skip


def shortfalls(outcomes: Sequence[Outcome]) -> list[str]:
    """Every gate that does not hold; [] when all do."""
    out = []
    for o in outcomes:
        if o.simple > 0.65:
            out.append(f"{o.name}: MAE {o.simple:.2f} of {o.best}, at most 0.65")
        if o.regression > 0.85:
            out.append(f"{o.name}: MAE {o.regression:.2f} of the regression, at most 0.85")
        if not 0.73 <= o.coverage <= 0.87:
            out.append(f"{o.name}: coverage {o.coverage:.3f}, 0.73 to 0.87")
        if o.worse:
            out.append(f"{o.name}: worse than HOL for {', '.join(o.worse)}")
    if len(outcomes) >= 7:
        every = [t for o in outcomes for t in o.told]
        whole = of_plays(every)
        if statistics.median(o.simple for o in outcomes) > 0.55:
            out.append("median MAE against the best simple rival over 0.55")
        if not 0.75 <= whole.coverage <= 0.85:
            out.append(f"pooled coverage {whole.coverage:.3f}, 0.75 to 0.85")
        if not 0.76 <= 1 - whole.late <= 0.84:
            out.append(f"pooled P(W ≤ P80) {1 - whole.late:.3f}, 0.76 to 0.84")
    return out


def main() -> int:
    outcomes = []
    print(HEAD, flush=True)
    for truth in HALLS:
        outcomes.append(judge(truth))
        print(outcomes[-1].row(), flush=True)
    whole = of_plays([t for o in outcomes for t in o.told])
    print(f"\npooled: W ≤ P80 {1 - whole.late:.3f}, coverage {whole.coverage:.3f}")
    short = shortfalls(outcomes)
    print("\n".join(short) or "all gates hold")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
