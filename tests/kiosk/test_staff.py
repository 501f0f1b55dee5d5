"""What staff do about kiosks by HTTP: lock, stop for today, slips written by hand; hoarding."""

from __future__ import annotations

import pytest

from kiosk.picture import kiosk_picture
from tests.kiosk.served import PIN, ServedHouse
from tests.kiosk.test_tickets import take


@pytest.fixture
def kiosk(house: ServedHouse) -> str:
    return house.device("k1", "kiosk")


@pytest.fixture
def boss(house: ServedHouse) -> str:
    return house.officer("giam-sat", "supervisor")


@pytest.fixture
def desk(house: ServedHouse) -> str:
    return house.officer("le-tan", "reception")


def test_a_supervisor_locks_a_kiosk_from_afar(house: ServedHouse, kiosk: str, boss: str) -> None:
    locked = house.post("/kiosks/k1/lock", {"reason": "kẹt giấy"}, as_=boss)
    assert locked.json["kiosks"][0] == {"id": "k1", "locked": "kẹt giấy"}
    refused = house.post("/tickets", {"service": "so-do"}, as_=kiosk)
    assert (refused.status_code, refused.json["code"]) == (409, "kiosk_locked")
    assert house.post("/kiosks/k1/lock", {"reason": "x"}, as_=boss).status_code == 409
    assert house.post("/kiosks/nowhere/lock", {"reason": "x"}, as_=boss).status_code == 404
    house.post("/kiosks/k1/unlock", {}, as_=boss)
    assert take(house, kiosk, "so-do")["number"] == "B001"


def test_the_helper_needs_the_pin_and_only_for_that_kiosk(house: ServedHouse, kiosk: str) -> None:
    assert house.post("/kiosks/k1/helper", {"pin": "0000"}, as_=kiosk).json["code"] == "wrong_pin"
    assert house.post("/kiosks/k1/helper", {"pin": PIN}, as_=kiosk).json == {"kiosk": "k1"}
    assert house.post("/kiosks/k1/paper", {}, as_=kiosk).status_code == 403
    assert house.post("/kiosks/k1/paper", {"pin": PIN}, as_=kiosk).status_code == 200
    assert house.hall.paper == {"p1": 0}
    assert house.post("/kiosks/x/paper", {"pin": PIN}, as_=kiosk).status_code == 404
    assert house.post("/kiosks/k1/lock", {"reason": "x"}, as_=kiosk).status_code == 403
    assert house.post("/kiosks/k1/lock", {"reason": "x", "pin": PIN}, as_=kiosk).status_code == 200


def test_numbers_are_stopped_for_today_with_a_sentence(
    house: ServedHouse, kiosk: str, boss: str, desk: str
) -> None:
    sentence = "Đã đủ số hôm nay, mời ông/bà đến vào sáng mai."
    assert (
        house.post("/hall/stop-tickets", {"reason": sentence}, as_=boss).json["stopped"] == sentence
    )
    refused = house.post("/tickets", {"service": "so-do"}, as_=kiosk)
    assert (refused.json["code"], refused.json["reason"]) == ("stopped_for_today", sentence)
    said = kiosk_picture(house.hall, "k1", house.house.now(), None, "open", "v")["hall"]
    assert said["why"] == "stopped_for_today"
    assert said["opens_at"] > "2026-11-22T17:00", "not before the next day in the hall's zone"
    take(house, desk, "so-do")
    house.post("/hall/resume-tickets", {}, as_=boss)
    take(house, kiosk, "so-do")
    assert house.post("/hall/stop-tickets", {"reason": "x"}, as_=desk).status_code == 403


def test_one_person_gets_two_a_day_and_one_a_service(house: ServedHouse, kiosk: str) -> None:
    def ask(service: str, person: str) -> int:
        return house.post("/tickets", {"service": service, "person": person}, as_=kiosk).status_code

    assert [ask("so-do", "001234"), ask("so-do", "001234")] == [201, 409]
    services = [s for s in house.hall.plan.services if s != "so-do"]
    assert [ask(services[0], "001234"), ask(services[1], "001234")] == [201, 409]
    assert ask("so-do", "005678") == 201
    assert "001234" not in str(house.hall.persons)


def test_slips_written_by_hand_are_entered_or_void(
    house: ServedHouse, desk: str, kiosk: str
) -> None:
    lease = house.post("/numbers/lease", {"service": "so-do", "count": 3}, as_=desk).json["leases"][
        0
    ]
    numbers = list(lease["numbers"])
    assert len(numbers) == 3 and set(lease["numbers"].values()) == {None}
    body = {"number": numbers[0].lower(), "service": "so-do", "at": "7:30"}
    entered = house.post("/numbers/enter", body, as_=desk)
    assert entered.status_code == 201
    assert entered.json["leases"][0]["numbers"][numbers[0]] == "issued"
    assert house.post("/numbers/enter", body, as_=desk).json["code"] == "illegal_move"
    assert house.post("/numbers/enter", {**body, "at": "25:00"}, as_=desk).status_code == 400
    assert house.post("/numbers/enter", {**body, "number": "Z9"}, as_=desk).status_code == 404
    assert house.post("/numbers/enter", body, as_=kiosk).status_code == 403
    void = house.post("/numbers/void", {"numbers": numbers[1:]}, as_=desk).json
    assert set(void["leases"][0]["numbers"].values()) == {"issued", "void"}
    assert (
        house.post("/numbers/lease", {"service": "so-do", "count": 0}, as_=desk).status_code == 400
    )
