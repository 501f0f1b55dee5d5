"""The kiosk's reserve by HTTP: asked for beforehand, told of afterwards, each number once."""

from __future__ import annotations

import pytest

from tests.kiosk.served import ServedHouse
from tests.kiosk.test_tickets import take

HOLDER = {"holder": "0123456789abcdef"}


@pytest.fixture
def kiosk(house: ServedHouse) -> str:
    house.change(kiosks=[{**house.settings["kiosks"][0], "reserve": 3}])
    return house.device("k1", "kiosk")


def test_a_kiosk_holds_numbers_and_tells_later_which_it_gave(
    house: ServedHouse, kiosk: str
) -> None:
    held = house.post("/kiosks/k1/reserve", HOLDER, as_=kiosk).json
    assert held["series"]["dat-dai"] == ["B501", "B502", "B503"]
    assert held["date"] == "2026-11-22" and held["from"] < held["until"]
    assert house.post("/kiosks/k1/reserve", HOLDER, as_=kiosk).json == held, "asked twice: the same"
    house.tick(600)
    before = take(house, kiosk, "so-do")["number"]
    house.tick(600)
    body = {"number": "B501", "service": "so-do", "at": "2026-11-22T00:05:00Z", "language": "en"}
    start = house.house.now()
    reply = house.post("/kiosks/k1/reserve/use", body, as_=kiosk, key="once")
    assert reply.status_code == 201
    assert (reply.json["number"], reply.json["language"]) == ("B501", "en")
    again = house.post("/kiosks/k1/reserve/use", body, as_=kiosk, key="once")
    assert again.json == reply.json, "the reply was lost: asked again, told again"
    other = house.post("/kiosks/k1/reserve/use", body, as_=kiosk, key="another")
    assert (other.status_code, other.json["code"]) == (409, "illegal_move")
    line = [t.number for t in house.hall.waiting("so-do")]
    assert line == ["B501", before] and house.hall.tickets[reply.json["id"]].ref < start
    left = house.post("/kiosks/k1/reserve", HOLDER, as_=kiosk).json["series"]["dat-dai"]
    assert left == ["B502", "B503"]


def test_what_is_not_its_own_is_refused(house: ServedHouse, kiosk: str) -> None:
    house.post("/kiosks/k1/reserve", HOLDER, as_=kiosk)
    body = {"number": "B501", "service": "so-do", "at": "2026-11-22T00:05:00Z"}
    desk = house.officer("le-tan", "reception")
    assert house.post("/kiosks/k1/reserve", HOLDER, as_=desk).status_code == 403
    assert house.post("/kiosks/k2/reserve", HOLDER, as_=kiosk).status_code == 404
    assert house.post("/kiosks/k1/reserve", {"holder": "x"}, as_=kiosk).status_code == 400

    def use(**change: str) -> tuple[int, str]:
        reply = house.post("/kiosks/k1/reserve/use", {**body, **change}, as_=kiosk)
        return reply.status_code, reply.json["code"]

    assert use(number="B901") == (404, "unknown_number")
    assert use(at="gestern") == (400, "bad_request")
    assert use(service="khai-sinh") == (400, "bad_request")
    assert use(language="xx") == (400, "bad_request")
    assert use(service="nothing") == (404, "unknown_service")
    assert house.hall.tickets == {}


def test_the_desk_enters_a_number_whose_kiosk_never_comes_back(
    house: ServedHouse, kiosk: str
) -> None:
    house.post("/kiosks/k1/reserve", HOLDER, as_=kiosk)
    desk = house.officer("le-tan", "reception")
    slip = {"number": "b502", "service": "so-do", "at": "0:00"}
    entered = house.post("/numbers/enter", slip, as_=desk)
    assert entered.status_code == 201
    (block,) = [b for b in entered.json["leases"] if "B502" in b["numbers"]]
    assert block["kiosk"] == "k1" and block["numbers"]["B502"] == "issued"
    assert house.post("/numbers/void", {"numbers": ["B503"]}, as_=desk).status_code == 403
