"""What if, at the door: who may ask what, of which counters, and what is refused before it is
played. The answers themselves: tests/reports/test_what_if.py, test_estimates_live.py."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from dashboard.audit_words import Teller
from tests.counter.desk import Desk
from tests.dashboard.test_scope import taxes_too
from tests.web.houses import SmallHouse, small_house
from tests.web.test_agencies import PASSWORD, officer


def ask(desk: Desk, who: str = "quan", **body: Any) -> tuple[int, str]:
    reply = desk.post(who, "/what-if", body)
    return reply.status_code, reply.json["code"]


def test_what_cannot_be_is_refused_before_anything_is_played(desk: Desk) -> None:
    desk.issue()
    desk.open("lan", "1")
    desk.open("minh", "2")
    assert ask(desk, what="open", counter="1") == (409, "illegal_move")
    assert ask(desk, what="close", counter="3") == (409, "illegal_move")
    assert ask(desk, what="move", counter="1", to="2") == (409, "illegal_move")
    assert ask(desk, what="close", counter="99") == (404, "unknown_counter")
    assert ask(desk, what="move", counter="1", to="99") == (404, "unknown_counter")
    assert ask(desk, what="stop", service="x") == (404, "unknown_service")
    for bad in ({"what": "open"}, {"what": "stop"}, {"what": "move", "counter": "1"},
                {"what": "burn"}, {}, {"what": "close", "counter": 1},
                {"what": "close", "counter": "1", "at": "25:00"},
                {"what": "close", "counter": "1", "at": "09:00\n"},
                {"what": "close", "counter": "1", "at": "06:00"}):  # fmt: skip
        assert ask(desk, **bad) == (400, "bad_request"), bad
    assert ask(desk, who="lan", what="longer") == (403, "not_allowed")


def test_a_hall_that_has_learned_nothing_says_so(desk: Desk) -> None:
    desk.issue()
    assert ask(desk, what="open", counter="1") == (409, "not_known_yet")


class Answers:
    """Stands where the estimates' process is asked, and remembers the question."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def ask(self, change: Any, services: Any) -> dict[str, Any]:
        self.asked.append((change, services))
        band = {"mid": 600, "low": 300, "high": 900}
        both = {"before": {"p50": band, "p80": band}, "after": {"p50": band, "p80": band}}
        return {
            "at": 1_795_307_400_000, "services": [{"service": "sao-y", **both}], "all": both,
            "cleared": {"before": band, "after": band}, "uncalled": {"before": 0, "after": 0},
            "gain": band, "sure": 95, "recommended": True,
        }  # fmt: skip


@contextmanager
def open_house() -> Iterator[SmallHouse]:
    import counter.pages
    import dashboard.pages
    import kiosk.pages

    stations = (kiosk.pages.pages, counter.pages.pages, dashboard.pages.pages)
    with small_house(*stations, settings=taxes_too()) as house:
        house.house.start()
        desk = house.officer("re", "reception")
        assert house.post("/tickets", {"service": "sao-y"}, as_=desk).status_code == 201
        yield house


@pytest.fixture
def hall() -> Iterator[SmallHouse]:
    with open_house() as house:
        yield house


def test_what_one_process_answered_is_chosen_at_another_and_nothing_else_is(
    hall: SmallHouse,
) -> None:
    hall.house.rooms["estimating"] = Answers()
    here = officer(hall, "sep", "manager", None, None)
    told = hall.post("/what-if", {"what": "open", "counter": "1"}, as_=here).json["answer"]
    with open_house() as other:  # another process: nothing of the answer is in its memory
        boss = officer(other, "sep", "manager", None, None)

        def choose(answer: str, who: str = boss) -> tuple[int, str | None]:
            reply = other.post("/what-if/choose", {"answer": answer}, as_=who)
            return reply.status_code, reply.json.get("code")

        assert choose(told) == (200, None)
        (event,) = other.house.journal.of_kinds(("WhatIfChosen",))
        assert (event.data["counter"], event.data["sure"]) == ("1", 95)
        assert "hall" not in event.data and "day" not in event.data
        text, seal = told.split(".")
        figures = base64.urlsafe_b64decode(text).replace(b'"sure":95', b'"sure":99')
        better = base64.urlsafe_b64encode(figures).decode()
        for forged in (f"{better}.{seal}", f"{text}.", text, f"{text}.é", "", "x.y"):
            assert choose(forged) == (404, "unknown_answer"), forged
        other.tick(24 * 3600)
        desk = other.officer("re", "reception")
        assert other.post("/tickets", {"service": "sao-y"}, as_=desk).status_code == 201
        boss = other.people.login("sep", PASSWORD)[0]
        assert choose(told, boss) == (404, "unknown_answer"), "that was yesterday's hall"


def test_a_manager_of_an_agency_asks_of_its_counters_and_services_only(hall: SmallHouse) -> None:
    answers = hall.house.rooms["estimating"] = Answers()
    taxes = officer(hall, "to", "manager", None, ["thue"])
    boss = officer(hall, "sep", "manager", None, None)

    def code(who: str, **body: str) -> int:
        return int(hall.post("/what-if", body, as_=who).status_code)

    assert code(taxes, what="open", counter="1") == 403
    assert code(taxes, what="stop", service="khai-sinh") == 403
    assert code(taxes, what="longer") == 403
    assert answers.asked == []
    assert code(taxes, what="open", counter="2") == 200
    assert answers.asked[0][0]["counter"] == "2" and answers.asked[0][1] == ["sao-y"]
    told = hall.post("/what-if", {"what": "open", "counter": "1"}, as_=boss).json
    choice = {"answer": told["answer"]}
    assert hall.post("/what-if/choose", choice, as_=taxes).status_code == 403
    done = hall.post("/what-if/choose", choice, as_=boss)
    assert done.status_code == 200
    (event,) = hall.house.journal.of_kinds(("WhatIfChosen",))
    assert (event.officer, event.data["what"], event.data["counter"]) == ("sep", "open", "1")
    assert event.data["before"] == {"p50": 600, "p80": 600, "cleared": 600}
    page = hall.client.get("/what-if", headers={"Authorization": f"Bearer {taxes}"}).get_data(True)
    assert '<option value="2">' in page and '<option value="1">' not in page


def test_each_choice_has_its_sentence() -> None:
    teller = Teller(lambda s: s, lambda section, id: f"{section} {id}")
    event = {"kind": "WhatIfChosen", "officer": "quan", "device": None, "counter": None}

    def said(**data: Any) -> str:
        return teller.tell({**event, "data": data}).removeprefix("quan decided after a forecast: ")

    assert said(what="open", counter="2") == "open counters 2."
    assert said(what="move", counter="2", to="3") == "officer from counters 2 to counters 3."
    assert said(what="stop", service="a") == "no more tickets for services a."
    assert said(what="longer") == "one more hour."
