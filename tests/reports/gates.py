"""The gates of wait estimates: replays made-up halls and says where they fall short.

`python -m tests.reports.gates [--seed N]` does all eight (some twenty minutes), prints the table
and each gate as Markdown, and how far it is on stderr. Seed 1 is what the estimator was built
with; another seed's days nobody looked at: a hold-out.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from reports.estimates.replay import Foretold, replay
from reports.estimates.scores import interval, of_plays, of_rival, scored
from tests.reports.madeup import HALLS, Truth, events_of

SIMPLE = ("LES", "HOL", "mean10")
TICKETS = 100  # foretold a day: so many tell as much as all of them
WARM = 12  # days from which the correction has learned before the first that is judged
EACH = 130  # tickets of a service at the least: in a large hall some services stand for all
MANY = 100  # tickets from which on a service is judged for itself


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
    services: dict[str, float]  # MAE against HOL's, of the services with MANY tickets
    left: int  # called, though it was foretold that the day ends before: nothing to be scored

    def row(self) -> str:
        long = [t for t in self.told if t.plays.p50 > 120]
        far = of_plays(long) if long else None
        low, high = interval(self.told, lambda ts: of_plays(ts).coverage)
        away = f"{len(long)}: {far.mae:.2f}, {1 - far.late:.2f}, {far.coverage:.2f}" if far else ""
        worst = max(self.services.values(), default=0.0)
        return (
            f"| {self.name} | {len(self.told)} (+{self.left}) | {self.mae:.2f} |"
            f" {self.simple:.2f} ({self.best}) | {self.regression:.2f} | {self.kept:.3f} |"
            f" {self.coverage:.3f} ({low:.2f}–{high:.2f}) |"
            f" {away} |"
            f" {len(self.services)}: {worst:.2f} |"
        )


HEAD = (
    "| hall | tickets (left out) | MAE, min | of the best simple | of the regression | W ≤ P80 |"
    " coverage (90 % by day) | P50 > 2 min: tickets, MAE, W ≤ P80, coverage |"
    " services judged, worst against HOL |\n|---|---|---|---|---|---|---|---|---|"
)


def judge(
    truth: Truth, days: int = 30, judged: int = 8, tickets: int = TICKETS, seed: int = 1,
    said: Callable[[str], object] = lambda _: None,
) -> Outcome:  # fmt: skip
    """`judged`: the last days, whose tickets are judged; services by all that were foretold, since
    their P50 is not corrected and rests on earlier days alone. `said` hears how far it is."""
    said("its days are made up")
    events = events_of(truth, days, seed)
    dates = [e.data["date"] for e in events if e.kind == "DayOpened"]
    issued = [e.data["service"] for e in events if e.kind == "TicketIssued"]
    services = sorted(set(issued))
    foretold = judged + WARM
    some = Random(seed).sample(services, min(len(services), max(tickets * foretold // EACH, 1)))
    theirs = sum(s in some for s in issued) / days
    told = replay(
        events, dates[-foretold], dates[-1], warm=0, thin=min(1.0, tickets / theirs),
        services=some, over=lambda day: said(f"{day} is over"),
    )  # fmt: skip
    by: dict[str, list[Foretold]] = {}
    for t in scored(told):
        by.setdefault(t.service, []).append(t)
    against = {
        s: of_plays(ts).mae / of_rival(ts, "HOL").mae
        for s, ts in by.items()
        if len(ts) >= MANY and of_rival(ts, "HOL").mae
    }
    told = [t for t in told if t.day >= dates[-judged]]
    left, told = len(told), scored(told)
    plays = of_plays(told)
    rivals = {name: of_rival(told, name).mae for name in (*SIMPLE, "regression")}
    best = min(SIMPLE, key=lambda name: rivals[name])
    return Outcome(
        truth.name, told, plays.mae, plays.mae / rivals[best], best,
        plays.mae / rivals["regression"], 1 - plays.late, plays.coverage, against,
        left - len(told),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gate:
    """One figure, where, and the bounds it must keep."""

    what: str
    where: str
    value: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        return self.low <= self.value <= self.high

    def __str__(self) -> str:
        bounds = f"{self.low} to {self.high}" if self.low else f"at most {self.high}"
        return f"{self.what} {self.value:.3f} ({self.where}), {bounds}"


def gates(outcomes: Sequence[Outcome]) -> list[Gate]:
    """Every gate; those on all halls together only where there are seven or more."""
    out = []
    for o in outcomes:
        out.append(Gate("MAE against the best simple way", o.name, o.simple, 0, 0.65))
        out.append(Gate("MAE against the regression", o.name, o.regression, 0, 0.85))
        out.append(Gate("coverage", o.name, o.coverage, 0.73, 0.87))
        for service, ratio in o.services.items():
            out.append(Gate("MAE against HOL", f"{o.name}, {service}", ratio, 0, 1.05))
    if len(outcomes) >= 7:
        whole = of_plays([t for o in outcomes for t in o.told])
        middle = statistics.median(o.simple for o in outcomes)
        out.append(Gate("MAE against the best simple way", "median hall", middle, 0, 0.55))
        out.append(Gate("coverage", "pooled", whole.coverage, 0.75, 0.85))
        out.append(Gate("W ≤ P80", "pooled", 1 - whole.late, 0.76, 0.84))
    return out


def shortfalls(outcomes: Sequence[Outcome]) -> list[str]:
    """Every gate that does not hold; [] when all do."""
    return [str(gate) for gate in gates(outcomes) if not gate.holds]


def verdict(outcomes: Sequence[Outcome]) -> list[str]:
    """What is printed beneath the table: each kind of gate, its worst value, whether it holds."""
    kinds: dict[tuple[str, bool], list[Gate]] = {}
    for gate in gates(outcomes):
        alone = gate.where in ("pooled", "median hall")
        kinds.setdefault((gate.what, alone), []).append(gate)
    out = ["| gate | bounds | found | |", "|---|---|---|---|"]
    for (what, alone), them in kinds.items():
        values = [g.value for g in them]
        found = f"{min(values):.3f} to {max(values):.3f}" if len(them) > 1 else f"{values[0]:.3f}"
        where = them[0].where if alone else ("each service" if "HOL" in what else "each hall")
        low, high = them[0].low, them[0].high
        out.append(
            f"| {what}, {where} | {f'{low} to {high}' if low else f'≤ {high}'} |"
            f" {found} ({len(them)}) | {'holds' if all(g.holds for g in them) else 'FAILS'} |"
        )
    return out


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.reports.gates", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the made-up days")
    parser.add_argument("--tickets", type=int, default=TICKETS, help="foretold a day")
    parser.add_argument("--hall", default="", help="only halls with this in their name")
    args = parser.parse_args()
    outcomes = []
    print(f"seed {args.seed}\n\n{HEAD}", flush=True)
    for truth in (t for t in HALLS if args.hall in t.name):
        begun = time.monotonic()

        def said(words: str, name: str = truth.name, begun: float = begun) -> None:
            print(f"{name}, {time.monotonic() - begun:.0f} s: {words}", file=sys.stderr, flush=True)

        outcomes.append(judge(truth, tickets=args.tickets, seed=args.seed, said=said))
        print(outcomes[-1].row(), flush=True)
    print("\n" + "\n".join(verdict(outcomes)))
    short = shortfalls(outcomes)
    print("\n" + ("\n".join(f"- fails: {line}" for line in short) or "All gates hold."))
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
