"""Scenes: small halls as they stand at a moment, and numbers drawn for their plays."""

from __future__ import annotations

from random import Random
from typing import Any

from queueing.ahead.expected import TABLE, Chance, Coming, Expected
from queueing.ahead.present import COMING
from queueing.hall import Hall
from queueing.policies import POLICIES, policy_of
from queueing.who import THE_HALL, Who
from tests.halls import _counter, small_hall

T0 = 1_795_305_600_000  # 2026-11-22T00:00:00Z, 07:00 in the hall
DESK = Who("reception", officer="tiep.don")


def columns(plays: int, seed: int = 1, n: int = 401) -> Chance:
    random = Random(seed)
    out = []
    for _ in range(n):
        column = [(i + random.random()) / plays for i in range(plays)]
        random.shuffle(column)
        out.append(column)
    return Chance(out)


def flat(seconds: float) -> tuple[int, ...]:
    """A table of something that always takes as long."""
    return (int(seconds * 1000),) * TABLE


def expected(hall: Hall, table: tuple[int, ...], **more: Any) -> Expected:
    """Every service takes so long; no gap, no pause, nobody absent."""
    assert hall.plan is not None
    tables = dict.fromkeys(hall.plan.services, table)
    return Expected(tables, tables, gap=0, press=flat(0), **more)


def hall_with(counters: int, policy: str = "effective_time", open_: int | None = None) -> Hall:
    """Counters that all serve civil status, `open_` of them open since T0, all day."""
    names = [str(n + 1) for n in range(counters)]
    settings = small_hall(
        counters=[_counter(n, ["ho-tich"], []) for n in names], policy={"name": policy}
    )
    for group in settings["service_groups"]:
        group["policy"] = policy
    hall = Hall()
    hall.apply_all(hall.change_settings(THE_HALL, T0, settings))
    hall.apply_all(hall.roll_day(T0))
    for name in names[: counters if open_ is None else open_]:
        hall.apply_all(hall.open(Who("officer", officer=f"o{name}"), T0, name))
    return hall


def take(hall: Hall, at: int, service: str = "khai-sinh", klass: str = "regular") -> int:
    ground = "nguoi-cao-tuoi" if klass == "priority" else None
    events = hall.issue(DESK, at, service=service, klass=klass, ground=ground)
    hall.apply_all(events)
    return events[-1].seq


def call(hall: Hall, at: int, counter: str) -> None:
    """Calls the next there and begins to serve."""
    who = Who("officer", officer=f"o{counter}")
    hall.apply_all(hall.call_next(who, at, counter))
    hall.apply_all(hall.start(who, at, counter))


def poisson_streams(
    hall: Hall, plays: int, rates: dict[str, float], until: int, seed: int = 5
) -> list[list[Coming]]:
    """By class so many an hour, all for birth registration, from T0 to `until`."""
    assert hall.plan is not None
    random, terms = Random(seed), hall.plan.policy
    policy = POLICIES[policy_of(hall.plan, "khai-sinh")]
    out = []
    for _ in range(plays):
        stream: list[Coming] = []
        for klass, rate in rates.items():
            at = float(T0)
            while (at := at + random.expovariate(rate / 3_600_000)) < until:
                eff = policy.rank(int(at), klass, False, False, terms)
                entry = eff, COMING + random.randrange(10**9), int(at)
                key = "khai-sinh", policy.line_of(klass)
                pick = random.randrange(TABLE)
                stream.append(Coming(int(at), "khai-sinh", key, entry, pick, klass))
        out.append(sorted(stream))
    return out
