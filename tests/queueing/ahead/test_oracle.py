"""Another simulation's word (ciw): the same scene gives the same mean waits, within chance."""

from __future__ import annotations

import math
import statistics

import ciw
import pytest

from queueing.ahead.expected import TABLE
from queueing.ahead.plays import play
from queueing.ahead.present import present
from tests.queueing.ahead.scenes import T0, columns, expected, hall_with, poisson_streams

SERVERS, MEAN = 3, 360.0  # s
HOURS, LAST = 9, 6  # those who come in the last hours may never be served: not counted
PLAYS = 100
EXPONENTIAL = tuple(int(-MEAN * 1000 * math.log(1 - (i + 0.5) / TABLE)) for i in range(TABLE))


def ours(policy: str, rates: dict[str, float]) -> dict[str, list[float]]:
    """Mean wait of each play in seconds, by class."""
    hall = hall_with(SERVERS, policy)
    chance, ex = columns(PLAYS), expected(hall, EXPONENTIAL)
    streams = poisson_streams(hall, PLAYS, rates, T0 + HOURS * 3_600_000)
    waits = play(present(hall, T0 + 1, ex, chance), ex, chance, streams, whole=True)
    return {
        k: [
            statistics.mean(
                w / 1000 for at, _, klass, w in met if klass == k and at < T0 + LAST * 3_600_000
            )
            for met in waits.coming
        ]
        for k in rates
    }


def theirs(rates: dict[str, float]) -> dict[str, list[float]]:
    empirical = ciw.dists.Empirical([ms / 1000 for ms in EXPONENTIAL])
    network = ciw.create_network(
        arrival_distributions={k: [ciw.dists.Exponential(r / 3600)] for k, r in rates.items()},
        service_distributions={k: [empirical] for k in rates},
        number_of_servers=[SERVERS],
        priority_classes={k: i for i, k in enumerate(rates)},
    )
    out: dict[str, list[float]] = {k: [] for k in rates}
    for seed in range(PLAYS):
        ciw.seed(seed)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(HOURS * 3600)
        records = simulation.get_all_records()
        for k in rates:
            mine = [
                r.waiting_time
                for r in records
                if r.customer_class == k and r.arrival_date < LAST * 3600
            ]
            out[k].append(statistics.mean(mine))
    return out


@pytest.mark.parametrize(
    ("policy", "rates"),
    [
        ("fifo", {"regular": 25.0}),
        ("strict", {"priority": 6.0, "regular": 18.0}),
    ],
)
def test_the_same_scene_gives_the_means_of_another_simulation(
    policy: str, rates: dict[str, float]
) -> None:
    mine, other = ours(policy, rates), theirs(rates)
    for klass in rates:
        a, b = mine[klass], other[klass]
        error = math.sqrt(statistics.variance(a) / len(a) + statistics.variance(b) / len(b))
        # three standard errors: one run in four hundred would be wrongly blamed; seeds are fixed
        assert abs(statistics.mean(a) - statistics.mean(b)) < 3 * error, klass
        assert error < 0.15 * statistics.mean(b), "too few plays to tell anything"
