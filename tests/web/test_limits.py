"""Rate limits: a bucket each, so that a flood slows down nobody else."""

from __future__ import annotations

from queueing.who import Who
from tests.web.houses import SmallHouse
from tests.web.test_asking import ISSUE, code
from web.limits import MOST, Limit, Limits
from web.problem import Problem


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_then_its_rate():
    clock = Clock()
    limit = Limit(rate=2, burst=3, clock=clock)
    assert [limit.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    clock.now = 0.49
    assert limit.take("a") > 0
    clock.now = 0.51
    assert limit.take("a") == 0
    clock.now = 100
    assert [limit.take("a") for _ in range(4)][:3] == [0, 0, 0], "never more than the burst"


def test_buckets_do_not_touch_each_other():
    limit = Limit(rate=1, burst=1, clock=Clock())
    assert (limit.take("a"), limit.take("b")) == (0, 0)
    assert limit.take("a") > 0


def test_the_number_of_buckets_is_bounded_and_a_flooder_keeps_his():
    clock = Clock()
    limit = Limit(rate=1, burst=2, clock=clock)
    limit.take("flooder")
    limit.take("flooder")
    for n in range(3 * MOST):
        clock.now += 0.001
        limit.take(n)
        if n % 100 == 0:
            limit.take("flooder")
    assert len(limit._buckets) <= MOST
    assert limit.take("flooder") > 0


def test_a_flooding_kiosk_gets_429_and_the_other_does_not(guarded: SmallHouse):
    k1, k2 = guarded.device("k1", "kiosk"), guarded.device("k2", "kiosk")
    replies = [guarded.post("/booth/bare", as_=k1) for _ in range(200)]
    refused = [r for r in replies if r.status_code == 429]
    assert len(refused) > 50
    assert code(refused[0]) == (429, "too_many")
    assert int(refused[0].headers["Retry-After"]) >= 1
    assert guarded.post("/booth/tickets", ISSUE, as_=k2).status_code in (201, 404)
    assert guarded.house.limits.refused == len(refused)


def test_strangers_share_their_addresss_bucket(guarded: SmallHouse):
    def ask(address: str) -> int:
        return guarded.get("/booth/search?q=a", environ_base={"REMOTE_ADDR": address}).status_code

    assert 429 in [ask("10.0.0.1") for _ in range(400)]
    assert ask("10.0.0.2") == 200
    # a kiosk at the flooding address is not a stranger
    key = guarded.device("k1", "kiosk")
    reply = guarded.post("/booth/bare", as_=key, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert reply.status_code == 200


def test_a_wrong_key_counts_for_its_address(guarded: SmallHouse):
    statuses = {guarded.get("/booth/search?q=a", as_="hk_guess").status_code for _ in range(600)}
    assert statuses == {401, 429}


def test_bench_has_no_limits(hall: SmallHouse):
    key = hall.device("k1", "kiosk")
    assert {hall.post("/booth/bare", as_=key).status_code for _ in range(200)} == {200}


def test_a_citizens_page_counts_for_its_ticket_whatever_its_address():
    limits = Limits(Clock())

    def ask(ticket: int, address: str = "10.0.0.1") -> bool:
        try:
            limits.check(Who("citizen", ticket=ticket), {"REMOTE_ADDR": address})
        except Problem as problem:
            assert problem.status == 429
            return False
        return True

    assert all(ask(ticket) for ticket in range(500)), "a full hall behind one address"
    answers = [ask(7, f"10.0.0.{n}") for n in range(200)]
    assert False in answers
