"""Many at once: F1–F3 and F28 of the faults, through a real server on each engine."""

from __future__ import annotations

import os
import random
import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.server import Server
from tests.stories.cast import Kiosk, Officer, Refused
from tests.stories.founding import Founded, found, many_counters
from tests.stories.judging import judge

OFFICERS = 50
ROUNDS = int(os.environ.get("HALL_RACE_ROUNDS", "3"))


class Crowd:
    """A hall with 50 officers at open counters and one kiosk."""

    def __init__(self, server: Server, hall: Founded) -> None:
        self.server, self.hall = server, hall
        self.kiosk = Kiosk(server.url, hall.keys["k1"])
        self.boss = Officer(server.url, hall.tokens["chi-huy"], "1")
        self.officers = [
            Officer(server.url, hall.tokens[name], counter)
            for counter, name in hall.officers.items()
        ]
        for officer in self.officers:
            officer.do("open")
        self.pool = ThreadPoolExecutor(OFFICERS)

    def at_once(self, acts: list[Any]) -> list[Any]:
        """All of them released together; each result is the reply or the Refused."""
        gate = threading.Barrier(len(acts))

        def one(act: Any) -> Any:
            gate.wait()
            try:
                return act()
            except Refused as refused:
                return refused

        return list(self.pool.map(one, acts))


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def crowd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    hall = found(
        tmp_path_factory.mktemp("crowd"),
        people={"chi-huy": "supervisor"},
        counters=many_counters(OFFICERS),
        hall={"no_show_not_before": 20},
    )
    with Server(hall.config, data=hall.data, engine=request.param, args=("--bench",)) as server:
        yield Crowd(server, hall)
        server.stop()
    judge(hall)


def test_fifty_officers_press_next_at_once_on_forty_tickets(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        issued = {crowd.kiosk.take_ticket("khai-sinh")["id"] for _ in range(40)}
        replies = crowd.at_once([officer.call_next for officer in crowd.officers])
        called = [r["id"] for r in replies if r is not None]
        assert len(called) == 40 and set(called) == issued
        assert replies.count(None) == 10
        for officer, reply in zip(crowd.officers, replies, strict=True):
            if reply is not None:
                officer.do("finish")


def test_the_same_key_in_parallel_is_one_call_and_one_reply(crowd: Crowd) -> None:
    officer = crowd.officers[0]
    first, second = (crowd.kiosk.take_ticket("so-do")["id"] for _ in range(2))
    key = str(uuid.uuid4())
    mates = [Officer(crowd.server.url, str(officer.key), "1") for _ in range(20)]
    replies = crowd.at_once([lambda m=m: m.call_next(key) for m in mates])
    assert {r["id"] for r in replies} == {first}
    assert all(r == replies[0] for r in replies)
    assert officer.call_next(key) == replies[0], "the same again, later"
    assert officer.call_next()["id"] == second
    officer.do("finish")


def test_the_same_key_with_another_body_is_refused(crowd: Crowd) -> None:
    key = str(uuid.uuid4())
    ticket = crowd.kiosk.take_ticket("khai-sinh", key)
    assert crowd.kiosk.take_ticket("khai-sinh", key) == ticket
    with pytest.raises(Refused) as refused:
        crowd.kiosk.take_ticket("so-do", key)
    assert refused.value.status == 422
    assert crowd.officers[0].call_next()["id"] == ticket["id"]
    crowd.officers[0].do("finish")


@pytest.mark.parametrize(
    ("one", "other", "allowed"),
    [
        ("cancel", "call", {"cancelled", "called"}),
        ("transfer", "finish", {"waiting", "finished"}),
        ("recall", "finish", {"finished"}),
        ("start", "no-show", {"serving", "called"}),
        ("hold", "finish", {"on_hold", "finished"}),
        ("call", "call", {"called"}),
        ("put-off", "call", {"expired", "called"}),
    ],
)
def test_of_two_racing_moves_only_legal_ones_happen(
    crowd: Crowd, one: str, other: str, allowed: set[str]
) -> None:
    outcomes: Counter[str] = Counter()
    for turn in range(10):
        left, right = crowd.officers[0], crowd.officers[1]
        ticket = crowd.kiosk.take_ticket("sao-y")["id"]
        if one not in ("cancel", "call", "put-off"):
            assert left.call_next()["id"] == ticket
        acts = [
            _act(crowd, left, one, ticket),
            _act(crowd, right if other == "call" else left, other, ticket),
        ]
        if turn % 2:
            acts.reverse()
        for reply in crowd.at_once(acts):
            if isinstance(reply, Refused):
                assert reply.status == 409, reply.problem
                assert "state" in reply.problem or reply.code in ("not_open", "too_late")
                outcomes["refused"] += 1
            else:
                outcomes["done"] += 1
        state = crowd.kiosk.get(f"/tickets/{ticket}")["state"]
        assert state in allowed
        _clear(crowd, ticket)
    assert outcomes["done"] >= 10


def _act(crowd: Crowd, officer: Officer, verb: str, ticket: int) -> Any:
    if verb == "cancel":
        return lambda: crowd.boss.post(f"/tickets/{ticket}/cancel")
    if verb == "put-off":
        return lambda: crowd.boss.post("/closing/put-off", {"tickets": [ticket]})
    if verb == "call":
        return lambda: crowd_call(crowd, officer, ticket)
    body = {"transfer": {"service": "so-do"}}.get(verb)
    return lambda: officer.do(verb, body)


def crowd_call(crowd: Crowd, officer: Officer, ticket: int) -> Any:
    return officer.do("call", {"ticket": ticket, "reason": "test"})


def _clear(crowd: Crowd, ticket: int) -> None:
    """The ticket goes, whatever became of it."""
    now = crowd.kiosk.get(f"/tickets/{ticket}")
    if now["state"] in ("called", "serving"):
        next(o for o in crowd.officers if o.counter == now["counter"]).do("finish")
    elif now["state"] in ("waiting", "on_hold", "no_show"):
        crowd.boss.post(f"/tickets/{ticket}/cancel")


def test_a_busy_hour_of_random_moves_leaves_a_sound_journal(crowd: Crowd) -> None:
    """The judge of the fixture looks at the journal; here: nothing but 2xx and 4xx comes back."""
    dice = random.Random(7)
    kiosk_keys = [crowd.hall.keys["k1"]] * 4

    def citizens(key: str, seed: int) -> Counter[int]:
        own, kiosk, seen = random.Random(seed), Kiosk(crowd.server.url, key), Counter[int]()
        for _ in range(25):
            kiosk.take_ticket(own.choice(["khai-sinh", "ket-hon", "so-do", "sao-y"]))
            seen[201] += 1
        return seen

    def work(officer: Officer, seed: int) -> Counter[int]:
        own, seen = random.Random(seed), Counter[int]()
        for _ in range(15):
            verb = own.choice(
                ["call-next", "call-next", "start", "finish", "recall", "no-show", "hold", "undo"]
            )
            try:
                officer.do(verb)
                seen[200] += 1
            except Refused as refused:
                seen[refused.status] += 1
        return seen

    jobs = [lambda k=k, i=i: citizens(k, i) for i, k in enumerate(kiosk_keys)]
    jobs += [lambda o=o, i=i: work(o, 100 + i) for i, o in enumerate(crowd.officers[:20])]
    dice.shuffle(jobs)
    total: Counter[int] = Counter()
    for seen in crowd.at_once(jobs):
        assert not isinstance(seen, Refused), seen
        total += seen
    assert total[201] == 100 and total[200] > 50 and set(total) <= {200, 201, 403, 409}, total
