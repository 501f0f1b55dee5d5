"""Reception: a ticket for somebody, a ticket found again by what is remembered of its number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kiosk.reception import look_for
from tests.kiosk.served import ServedHouse


def issue(house: ServedHouse, as_: str, service: str = "khai-sinh", **body: Any) -> dict[str, Any]:
    reply = house.post("/tickets", {"service": service, **body}, as_=as_)
    assert reply.status_code == 201, reply.json
    return reply.json


def events(house: ServedHouse, kind: str) -> list[dict[str, Any]]:
    return [e for e in house.journal.events(0, 1000) if e["kind"] == kind]


def test_reception_says_how_it_took_a_ticket_and_a_kiosk_may_not(house: ServedHouse) -> None:
    desk, kiosk = house.officer("re", "reception"), house.device("k1", "kiosk")
    issue(house, desk)
    issue(house, desk, channel="mobile", note="chờ ở ghế đá")
    issue(house, kiosk)
    told = [e["data"].get("channel") for e in events(house, "TicketIssued")]
    assert told == ["assisted", "mobile", None]
    assert "ghế đá" not in str(events(house, "TicketIssued")), "words are kept apart"
    for more in ({"channel": "mobile"}, {"note": "x"}):
        reply = house.post("/tickets", {"service": "khai-sinh", **more}, as_=kiosk)
        assert (reply.status_code, reply.json["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("A002", ["A002"]), ("a 2", ["A002"]), ("2", ["B002", "A002"]), ("b-002", ["B002"]),
        ("0", ["B002", "B001", "A003", "A002", "A001"]), ("A", ["A003", "A002", "A001"]),
        ("C", []), ("A9", []), ("%", []), ("ă", []),
    ],
)  # fmt: skip
def test_a_number_is_found_by_what_is_remembered_of_it(
    house: ServedHouse, asked: str, numbers: list[str]
) -> None:
    desk = house.officer("re", "reception")
    for service in ("khai-sinh", "khai-sinh", "khai-sinh", "so-do", "so-do"):
        issue(house, desk, service)
    found = house.get("/tickets", as_=desk, query_string={"number": asked}).json["tickets"]
    assert [t["number"] for t in found] == numbers


def test_whoever_is_still_here_comes_first_and_a_void_number_leads_on(house: ServedHouse) -> None:
    desk = house.officer("re", "reception")
    first, second = issue(house, desk), issue(house, desk)
    house.post(f"/tickets/{second['id']}/cancel", {}, as_=desk)
    changed = house.post(
        f"/tickets/{first['id']}/change-service", {"service": "so-do"}, as_=desk
    ).json
    found = house.get("/tickets?number=00", as_=desk).json["tickets"]
    rows = [(t["asked"], t["number"], t["state"]) for t in found]
    assert rows[0] in (("A001", "B001", "waiting"), ("B001", "B001", "waiting"))
    assert rows[-1] == ("A002", "A002", "cancelled") and changed["number"] == "B001"


def test_the_desks_picture_has_reasons_slips_and_alarms(house: ServedHouse) -> None:
    desk = house.officer("re", "reception")
    an = house.officer_at("1")
    ticket = issue(house, desk, printer="p1", note="nghe kém")
    look = house.house.topics.look
    seen = look(f"desk/{ticket['id']}")
    assert seen["note"] == "nghe kém" and seen["slips"][0]["state"] == "queued"
    assert seen["sentence"]["vi"] and seen["sentence"]["en"] == (
        "You are next in this line. Nobody who came later was called before."
    )
    picture = look("desk")
    assert picture["offset"] == "+07:00" and picture["alarms"] == []
    house.do(lambda rules, now: rules.raise_alarm(an, now, "1"))
    assert [a["officer"] for a in look("desk")["alarms"]] == ["officer-1"]
    for topic in ("kiosk/k1",):
        assert "officer-1" not in str(look(topic)), "never where citizens look"


def test_a_page_offers_only_grounds_its_role_may_grant(house: ServedHouse) -> None:
    def offered(role: str) -> set[str]:
        page = house.page("/reception", house.officer(role, role))
        assert page.status_code == 200
        text = page.get_data(as_text=True)
        data = json.loads(text.split('id="data">')[1].split("</script>")[0])
        return {g["id"] for g in data["grounds"]}

    assert offered("reception") < offered("supervisor")
    assert house.page("/reception", house.officer("an", "officer")).status_code == 403


def test_notes_are_written_by_staff_and_never_shown_to_the_citizen(house: ServedHouse) -> None:
    desk, kiosk = house.officer("re", "reception"), house.device("k1", "kiosk")
    ticket = issue(house, kiosk)
    path = f"/tickets/{ticket['id']}/note"
    assert house.post(path, {"note": "thiếu ảnh"}, as_=desk).json["note"] == "thiếu ảnh"
    assert house.post(path, {"note": "x"}, as_=kiosk).status_code == 403
    assert house.post(path, {"note": "x" * 501}, as_=desk).status_code == 400
    assert "note" not in house.get(f"/tickets/{ticket['id']}", as_=kiosk).json
    assert "thiếu ảnh" not in str(events(house, "NoteWritten"))
    assert house.post("/tickets/99999/note", {"note": "x"}, as_=desk).status_code == 404


def test_a_number_of_another_day_leads_nowhere() -> None:
    class Yesterday:
        numbers = {"A012": 12}
        tickets: dict[int, Any] = {}

    assert look_for(Yesterday, "12") == []
