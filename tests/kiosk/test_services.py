"""When a service or the whole hall gives no tickets: refused, with the reason, and said before."""

from __future__ import annotations

import pytest

from tests.kiosk.served import PIN, ServedHouse
from tests.kiosk.test_tickets import take


@pytest.fixture
def kiosk(house: ServedHouse) -> str:
    return house.device("k1", "kiosk")


def test_a_closed_service_gives_no_tickets_and_says_why(house: ServedHouse, kiosk: str) -> None:
    boss = house.officer("giam-sat", "supervisor")
    body = {"reason": "Hệ thống đất đai bảo trì"}
    assert house.post("/services/so-do/close", body, as_=kiosk).status_code == 403
    closed = house.post("/services/so-do/close", {**body, "pin": PIN}, as_=kiosk)
    assert (closed.status_code, closed.json["open"]) == (200, False)
    assert (closed.json["why"], closed.json["reason"]) == ("service_closed", body["reason"])
    refused = house.post("/tickets", {"service": "so-do"}, as_=kiosk)
    assert (refused.status_code, refused.json["code"]) == (409, "service_closed")
    assert house.post("/services/so-do/reopen", {}, as_=boss).json["open"] is True
    assert take(house, kiosk, "so-do")["number"] == "B001"
    assert house.post("/services/x/close", body, as_=boss).json["code"] == "unknown_service"


def test_a_quota_is_the_last_number_of_the_day(house: ServedHouse, kiosk: str) -> None:
    services = [{**s, "quota": 1 if s["id"] == "so-do" else None}
                for s in house.settings["services"]]  # fmt: skip
    house.change(services=services)
    take(house, kiosk, "so-do")
    reply = house.post("/tickets", {"service": "so-do"}, as_=kiosk)
    assert (reply.status_code, reply.json["code"]) == (409, "quota_reached")
    rows = {s["id"]: s for s in house.get("/services").json["services"]}
    assert (rows["so-do"]["open"], rows["so-do"]["why"]) == (False, "quota_reached")
    assert rows["khai-sinh"]["open"] is True


def test_outside_the_hours_there_are_no_tickets(house: ServedHouse, kiosk: str) -> None:
    week = {day: ["13:30-17:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    house.change(hours={**house.settings["hours"], "week": week})
    reply = house.post("/tickets", {"service": "so-do"}, as_=kiosk)
    assert (reply.status_code, reply.json["code"]) == (409, "hall_closed")
    assert {s["why"] for s in house.get("/services").json["services"]} == {"hall_closed"}


def test_a_journal_that_cannot_write_gives_no_tickets(
    house: ServedHouse, kiosk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from journal import JournalDown

    def down(*args: object, **more: object) -> None:
        raise JournalDown("disk full")

    monkeypatch.setattr(house.journal, "do", down)
    reply = house.post("/tickets", {"service": "so-do"}, as_=kiosk)
    assert (reply.status_code, reply.json["code"]) == (503, "journal_down")
