"""Desks: a counter that serves groups of different policies."""

from __future__ import annotations

from queueing.lines import Lines
from queueing.plan import CounterPlan, Plan
from queueing.policies import POLICIES, choose, desks, policy_of, ratio
from tests.halls import small_hall

PLAN = Plan.read(small_hall())
NOW = 100 * 60_000_000


def mixed(*policies: str | None) -> Plan:
    hall = small_hall()
    for group, policy in zip(hall["service_groups"], policies, strict=True):
        group["policy"] = policy
    hall["counters"][0].update(first=["ho-tich", "dat-dai"], second=["chung-thuc"])
    return Plan.read(hall)


def test_a_group_may_have_a_policy_of_its_own() -> None:
    plan = mixed(None, "strict", "fifo")
    assert [policy_of(plan, s) for s in ("khai-sinh", "so-do", "sao-y")] == [
        "effective_time", "strict", "fifo",
    ]  # fmt: skip
    assert policy_of(plan, "a service of yesterday") == "effective_time"
    assert [at.policy for at in desks(plan, plan.counters["1"])] == [
        "effective_time", "strict", "fifo",
    ]  # fmt: skip


def choice(plan: Plan, *tickets: tuple[str, str, int]) -> tuple[int, str] | None:
    """Whom counter 1 calls among (service, class, minutes ago), ids 1, 2, …"""
    lines, ranks = Lines(), {}
    for id, (service, klass, ago) in enumerate(tickets, 1):
        policy = POLICIES[policy_of(plan, service)]
        rank = policy.rank(NOW - ago * 60_000, klass, False, False, plan.policy)
        ranks[id] = (rank, id)
        lines.add((service, policy.line_of(klass)), (rank, id, NOW - ago * 60_000))
    at = desks(plan, plan.counters["1"])
    return choose(lines, at, NOW, plan, ranks.__getitem__)


def test_between_desks_of_different_policies_the_smaller_rank_goes_first() -> None:
    plan = mixed(None, "strict", "fifo")
    # strict brings its priority ticket forward, not the regular one that came earlier
    assert choice(plan, ("khai-sinh", "regular", 9), ("so-do", "regular", 30),
                  ("so-do", "priority", 5)) == (1, "first")  # fmt: skip
    assert choice(plan, ("khai-sinh", "regular", 4), ("so-do", "priority", 5)) == (2, "first")
    # a head start counts between desks as well
    assert choice(plan, ("khai-sinh", "priority", 0), ("so-do", "regular", 19)) == (1, "first")


def test_between_desks_second_lists_come_last_and_urgent_first() -> None:
    plan = mixed(None, "strict", "fifo")
    assert choice(plan, ("sao-y", "regular", 19), ("khai-sinh", "regular", 1)) == (2, "first")
    assert choice(plan, ("sao-y", "regular", 19)) == (1, "second")
    assert choice(plan, ("sao-y", "regular", 20), ("khai-sinh", "regular", 1)) == (1, "overflow")
    assert choice(plan, ("sao-y", "urgent", 0), ("so-do", "priority", 50)) == (1, "urgent")
    assert choice(plan) is None


def test_with_one_policy_for_all_several_groups_are_one_pool() -> None:
    plan = mixed("strict", "strict", "strict")
    assert [at.policy for at in desks(plan, plan.counters["1"])] == ["strict"]
    assert choice(plan, ("khai-sinh", "regular", 9), ("so-do", "priority", 1)) == (2, "first")


def test_own_lines_of_counter_and_officer_belong_to_the_desk() -> None:
    counter = CounterPlan("7", {"vi": "7"}, "z", None, ("a",), ())
    own = [key for at in desks(PLAN, counter, "an") for tier in at.desk for key in tier.own]
    assert own == [("counter:7", ""), ("officer:an", "")]


def test_each_group_with_a_ratio_keeps_its_own_count_and_own_lines_stand_apart() -> None:
    plan = mixed("ratio", "ratio", None)
    at = desks(plan, plan.counters["1"])
    assert [(d.policy, d.group) for d in at] == [
        ("ratio", None), ("ratio", "ho-tich"), ("ratio", "dat-dai"), ("effective_time", None),
    ]  # fmt: skip
    lines, ranks = Lines(), {}
    people = [("khai-sinh", "regular", 9), ("khai-sinh", "priority", 8), ("so-do", "regular", 7),
              ("so-do", "priority", 6), ("counter:1", "priority", 2)]  # fmt: skip
    for id, (service, klass, ago) in enumerate(people, 1):
        ranks[id] = (NOW - ago * 60_000, id)
        lines.add((service, ratio.line_of(klass)), (*ranks[id], NOW - ago * 60_000))

    def call(*owed: str) -> tuple[int, str] | None:
        return choose(lines, at, NOW, plan, ranks.__getitem__, owed)

    assert call() == (1, "first")
    assert call("ho-tich") == call("ho-tich", "dat-dai") == (2, "first")
    del lines["khai-sinh", ratio.OTHERS], lines["khai-sinh", ratio.FIRST]
    assert call() == (3, "first") and call("dat-dai") == (4, "first")
    del lines["so-do", ratio.OTHERS], lines["so-do", ratio.FIRST]
    assert call() == (5, "own")
