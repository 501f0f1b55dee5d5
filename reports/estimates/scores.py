"""Scores: how good predictions were, all rivals side by side; tables as Markdown."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from queueing.promise import bounds
from reports.estimates.correction import NOT_TODAY
from reports.estimates.replay import Foretold
from reports.estimates.rivals import NAMES

PINBALLS = (0.1, 0.5, 0.8, 0.9)
AHEAD = (0, 2, 5, 10, 20)  # people: the longest queue of each row but the last
AHEADS = ("0", "1–2", "3–5", "6–10", "11–20", "21 and more")
WAYS = (
    "naive: people ahead × configured minutes / open counters; rate: people ahead / calls of the"
    " last 30 minutes; LES: the wait of the last one called; HOL: how long the head of the line has"
    " waited; mean10: mean of the last ten waits; hour: mean of that hour and weekday;"
    " regression: log-linear in queue length, HOL, LES, counters and time of day."
)


@dataclass(frozen=True, slots=True)
class Score:
    """Minutes, but for the shares. Of one way of foretelling; `band`s are of the plays only."""

    n: int
    mae: float
    median: float
    bias: float
    late: float  # share of waits over the P80
    pinball: tuple[float, ...] = ()
    coverage: float = 0.0
    width: float = 0.0


def scored(told: Sequence[Foretold]) -> list[Foretold]:
    """Without those of whom the plays foretold that the day ends before their turn: they were told
    their place in line alone, and no wait that could be right or wrong."""
    return [t for t in told if t.plays.p50 < NOT_TODAY]


def of_plays(told: Sequence[Foretold]) -> Score:
    off = [t.plays.p50 - t.wait for t in told]
    n = len(told)
    return Score(
        n, *_errors(off), sum(t.wait > t.plays.p80 for t in told) / n,
        tuple(
            sum(_pinball(t.wait, t.plays[i], p) for t in told) / n / 60
            for i, p in enumerate(PINBALLS)
        ),
        sum(t.plays.p10 <= t.wait <= t.plays.p90 for t in told) / n,
        sum(t.plays.p90 - t.plays.p10 for t in told) / n / 60,
    )  # fmt: skip


def of_rival(told: Sequence[Foretold], name: str) -> Score:
    off = [t.rivals[name] - t.wait for t in told]
    return Score(len(told), *_errors(off), sum(o < 0 for o in off) / len(told))


def _errors(off: Sequence[float]) -> tuple[float, float, float]:
    size = sorted(abs(o) for o in off)
    return sum(size) / len(off) / 60, size[len(size) // 2] / 60, sum(off) / len(off) / 60


def _pinball(wait: float, said: float, p: float) -> float:
    return (wait - said) * p if wait >= said else (said - wait) * (1 - p)


def interval(
    told: Sequence[Foretold], figure: Callable[[Sequence[Foretold]], float], rounds: int = 200
) -> tuple[float, float]:
    """90% interval of a figure by drawing whole days anew: tickets of a day are not independent."""
    days: dict[str, list[Foretold]] = {}
    for t in told:
        days.setdefault(t.day, []).append(t)
    random, lists = Random(1), list(days.values())
    drawn = sorted(
        figure([t for day in random.choices(lists, k=len(lists)) for t in day])
        for _ in range(rounds)
    )
    return drawn[int(0.05 * rounds)], drawn[int(0.95 * rounds)]


def tables(told: Sequence[Foretold]) -> Iterable[str]:
    """The whole evaluation: overall, then by service, class, hour, queue length, foretold P50."""
    every, told = told, scored(told)
    if not told:
        yield "no ticket was foretold"
        return
    yield from _overall(told)
    if len(told) < len(every):
        yield (
            f"\nleft out: {len(every) - len(told)} of whom it was foretold that the day ends"
            " before their turn, and who were called after all"
        )
    yield "\nMean absolute errors of the simulation (MAE) and of the simpler ways, minutes:\n"
    yield _line("", "tickets", "MAE", *(f"{n}" for n in NAMES), "W > P80", "coverage")
    yield "|---" * (len(NAMES) + 5) + "|"
    cuts: list[tuple[str, Callable[[Foretold], str]]] = [
        ("service", lambda t: t.service),
        ("class", lambda t: t.klass),
        ("hour", lambda t: f"{t.hour:02}"),
        ("ahead", lambda t: AHEADS[bisect_left(AHEAD, t.ahead)]),
        ("foretold P50", lambda t: "> 2 min" if t.plays.p50 > 120 else "≤ 2 min"),
        ("shown", lambda t: "a range" if t.said else "place in line only"),
    ]
    for cut, of in cuts:
        by: dict[str, list[Foretold]] = {}
        for t in told:
            by.setdefault(of(t), []).append(t)
        for name in (n for n in AHEADS if n in by) if cut == "ahead" else sorted(by):
            s = of_plays(by[name])
            rivals = [f"{of_rival(by[name], r).mae:.1f}" for r in NAMES]
            yield _line(
                f"{cut} {name}", str(s.n), f"{s.mae:.1f}", *rivals, f"{s.late:.2f}",
                f"{s.coverage:.2f}",
            )  # fmt: skip


def _overall(told: Sequence[Foretold]) -> Iterable[str]:
    s = of_plays(told)
    days = len({t.day for t in told})
    yield f"{s.n} tickets of {days} days; minutes; 90% intervals by day\n"
    yield _line("", "MAE", "median AE", "bias", "W > P80")
    yield "|---|---|---|---|---|"
    for name in ("simulation", *NAMES):
        plays = name == "simulation"
        score = s if plays else of_rival(told, name)
        low, high = interval(
            told, lambda ts, n=name, p=plays: (of_plays(ts) if p else of_rival(ts, n)).mae
        )  # type: ignore[misc]
        yield _line(
            name, f"{score.mae:.2f} ({low:.2f}–{high:.2f})", f"{score.median:.2f}",
            f"{score.bias:+.2f}", f"{score.late:.3f}" if plays else "",
        )  # fmt: skip
    pins = ", ".join(f"{p}: {v:.2f}" for p, v in zip(PINBALLS, s.pinball, strict=True))
    yield f"\npinball {pins}; 80% band: coverage {s.coverage:.3f}, width {s.width:.1f} min"
    shown = [t for t in told if t.said]
    if shown:
        beyond = sum(t.wait > bounds(t.plays.p50, t.plays.p80)[1] for t in shown) / len(shown)
        yield (
            f"\nshown as a range, rounded outward to 5 minutes: {len(shown)} of {s.n};"
            f" {beyond:.3f} of them waited longer than its upper end"
        )
    yield "\n" + WAYS


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
