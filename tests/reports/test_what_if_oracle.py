"""What if, by another simulation (ciw): opening or closing a counter changes the mean wait by as
much there as here, within chance."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

import ciw
import pytest

from queueing.ahead.expected import TABLE
from queueing.ahead.plays import Waits, play
from queueing.ahead.present import present
from reports.estimates.what_if import Change, changed
from tests.queueing.ahead.scenes import T0, columns, expected, hall_with, poisson_streams

MEAN, RATE = 360.0, 19.0  # s a service; people an hour: two counters can just do it
HOURS, FROM, LAST = 7, 2, 5  # the change is made after FROM; who comes after LAST is not counted
HOUR = 3_600_000
PLAYS = 140
EXPONENTIAL = tuple(int(-MEAN * 1000 * math.log(1 - (i + 0.5) / TABLE)) for i in range(TABLE))

# what, counters open before and after
CASES = [("open", 2, 3), ("close", 3, 2)]


def ours(what: str, before: int) -> tuple[list[float], list[float]]:
    """The mean wait of each play, as it is and with the change."""
    hall = hall_with(3, "fifo", before)
    chance, ex = columns(PLAYS), expected(hall, EXPONENTIAL, comes=nobody_else(hall))
    streams = poisson_streams(hall, PLAYS, {"regular": RATE}, T0 + HOURS * HOUR)
    here = present(hall, T0 + 1, ex, chance)
    change = Change(what, T0 + FROM * HOUR, counter="3")  # type: ignore[arg-type]
    was, would = (
        play(it, ex, chance, streams, whole=True, only=()) for it in (here, changed(here, change))
    )
    return means(was), means(would)


def nobody_else(hall: object) -> dict[tuple[str, int, bool], float]:
    """No counter opens but as the change says."""
    return {(c, 0, here): 0.0 for c in ("1", "2", "3") for here in (True, False)}


def means(waits: Waits) -> list[float]:
    """Of those who come between the change and LAST, in s."""
    return [
        statistics.mean(w / 1000 for at, _, _, w in met if FROM * HOUR <= at - T0 < LAST * HOUR)
        for met in waits.coming
    ]


def theirs(counters: Sequence[int], seeds: int) -> list[float]:
    """The same by ciw: a roster of so many until FROM, and from then on."""
    ends = [FROM * 3600, 1000 * 3600]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(RATE / 3600)],
        service_distributions=[ciw.dists.Empirical([ms / 1000 for ms in EXPONENTIAL])],
        number_of_servers=[ciw.Schedule(list(counters), ends)],
    )
    out = []
    for seed in range(PLAYS):
        ciw.seed(seeds + seed)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time((HOURS + 2) * 3600)
        waits = [
            r.waiting_time
            for r in simulation.get_all_records()
            if FROM * 3600 <= r.arrival_date < LAST * 3600
        ]
        out.append(statistics.mean(waits))
    return out


def error(*samples: Sequence[float]) -> float:
    """The standard error of the difference of their means."""
    return math.sqrt(sum(statistics.variance(s) / len(s) for s in samples))


@pytest.mark.parametrize(("what", "before", "after"), CASES)
def test_another_simulation_finds_the_same_waits_before_and_after(
    what: str, before: int, after: int
) -> None:
    was, would = ours(what, before)
    other_was, other_would = theirs((before, before), 1), theirs((before, after), 10_001)
    # three standard errors: one run in four hundred would be wrongly blamed; seeds are fixed
    for mine, other in ((was, other_was), (would, other_would)):
        assert abs(statistics.mean(mine) - statistics.mean(other)) < 3 * error(mine, other)
    gains = [a - b for a, b in zip(was, would, strict=True)]
    other_gain = statistics.mean(other_was) - statistics.mean(other_would)
    off = error(gains, other_was, other_would)
    assert abs(statistics.mean(gains) - other_gain) < 3 * off
    assert abs(other_gain) > 3 * off, "a change that changes nothing would pass, too"
    # with the same luck on both sides a change is known far better than either wait
    assert error(gains) < error(was, would)
