"""The kiosk's topic and page data: what its page is told, and when."""

from __future__ import annotations

import json

import pytest

from queueing.who import THE_HALL
from tests.kiosk.halls import province
from tests.kiosk.served import ServedHouse, hall
from tests.kiosk.test_tickets import take


@pytest.fixture
def kiosk(house: ServedHouse) -> str:
    return house.device("k1", "kiosk")


def picture(house: ServedHouse, kiosk: str = "k1") -> dict:
    return json.loads(json.dumps(house.house.topics.look(f"kiosk/{kiosk}")))


def test_services_with_their_waiting_count(house: ServedHouse, kiosk: str) -> None:
    take(house, kiosk)
    take(house, kiosk)
    shown = picture(house)
    assert shown["state"] == "open" and shown["hall"]["open"] is True
    assert shown["services"]["khai-sinh"] == {
        "waiting": 2, "open": True, "why": None, "reason": None, "wait": None,
    }  # fmt: skip
    assert shown["services"]["so-do"]["waiting"] == 0


def test_the_first_screen_has_the_services_most_used_today() -> None:
    with hall(province()) as house:
        order = list(house.hall.plan.services)
        assert picture(house)["first"] == order[:8]
        for service, times in ((order[30], 3), (order[20], 2), (order[40], 1)):
            for _ in range(times):
                house.do(lambda hall, now, s=service: hall.issue(THE_HALL, now, service=s))
        assert picture(house)["first"] == [order[30], order[20], order[40], *order[:5]]
        house.do(lambda hall, now: hall.close_service(THE_HALL, now, order[30], "bảo trì"))
        assert picture(house)["first"][:3] == [order[20], order[40], order[0]]


def test_a_kiosk_shows_what_it_offers() -> None:
    with hall(province()) as house:
        assert set(picture(house, "k3")["services"]) == {"tu-phap-1", "tu-phap-2", "tu-phap-3"}
        assert picture(house, "k3")["printer"] == {"state": "none", "why": None}


def test_the_printers_state_and_this_kiosks_slips(house: ServedHouse, kiosk: str) -> None:
    assert picture(house)["printer"] == {"state": "unknown", "why": None}
    house.house.devices.set("p1", "not_ready", "paper_out")
    assert picture(house)["printer"] == {"state": "not_ready", "why": "paper_out"}
    id = take(house, kiosk)["id"]
    other = house.do(lambda hall, now: hall.issue(THE_HALL, now, service="so-do", printer="p1"))
    assert other.events
    assert picture(house)["jobs"] == [
        {"ticket": id, "number": "A001", "state": "queued", "why": None, "elsewhere": None}
    ]
    house.do(lambda hall, now: hall.print_failed(THE_HALL, now, id, "paper_out"))
    assert picture(house)["jobs"][0]["state"] == "failed"
    house.tick(600)
    assert picture(house)["jobs"] == []


def test_a_closed_hall_says_when_it_opens(house: ServedHouse) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = {**house.settings["hours"], "week": {d: ["13:30-17:00"] for d in days}}
    house.change(hours=hours)
    shown = picture(house)["hall"]
    assert (shown["open"], shown["why"]) == (False, "hall_closed")
    assert shown["opens_at"] == "2026-11-22T06:00:00Z", "half an hour before 13:30"
    closure = {"from": "2026-11-22", "to": "2026-11-23",
               "reason": {"vi": "Nghỉ lễ", "en": "Holiday"}}  # fmt: skip
    house.change(hours={**hours, "closures": [closure]})
    shown = picture(house)["hall"]
    assert shown["reason"] == {"vi": "Nghỉ lễ", "en": "Holiday"}
    assert shown["opens_at"] == "2026-11-24T06:00:00Z"


def test_a_socket_of_the_kiosk_hears_of_a_ticket(house: ServedHouse, kiosk: str) -> None:
    socket = house.socket(kiosk)
    assert socket.is_connected("/live")
    ack = socket.emit("watch", {"topic": "kiosk/k1"}, namespace="/live", callback=True)
    assert ack["ok"] and ack["picture"]["data"]["services"]["khai-sinh"]["waiting"] == 0
    refused = socket.emit("watch", {"topic": "kiosk/k2"}, namespace="/live", callback=True)
    assert not refused["ok"]
    socket.disconnect(namespace="/live")


def test_a_page_of_other_settings_is_another_version(house: ServedHouse) -> None:
    before = picture(house)["version"]
    assert picture(house)["version"] == before
    services = [{**s, "name": {**s["name"], "vi": s["name"]["vi"] + " mới"}}
                for s in house.settings["services"]]  # fmt: skip
    house.change(services=services)
    assert picture(house)["version"] != before


def test_the_page_carries_its_words_and_no_secret(house: ServedHouse, kiosk: str) -> None:
    page = house.page("/kiosk/k1", cookie=kiosk)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    text = page.text
    data = json.loads(text.split('id="kiosk-data">')[1].split("</script>")[0])
    assert data["words"]["vi"]["All agencies"] == "Tất cả cơ quan"
    assert [g["id"] for g in data["grounds"]] == ["nguoi-cao-tuoi"], "urgent is not for citizens"
    assert data["services"][0]["counters"][0]["name"]["vi"] == "Quầy 1"
    assert kiosk not in text
    assert house.page("/kiosk/k1").status_code == 303, "not paired: led to /pair"
    assert house.page("/kiosk/nothing", cookie=kiosk).status_code in (403, 404)


def test_the_screens_style_is_the_kiosks_own(house: ServedHouse) -> None:
    reply = house.page("/kiosk/k1/screen.css")
    assert (reply.status_code, reply.mimetype) == (200, "text/css")
    assert "--mm: 4.0339px" in reply.text
    assert house.page("/kiosk/nothing/screen.css").status_code == 404


def test_the_search_route_finds_services_and_procedures() -> None:
    with hall(province()) as house:
        rows = house.get("/services?q=giay%20phep%20lai%20xe").json["services"]
        assert rows[0]["id"] == "xay-dung-2" and rows[0]["procedure"] is None
        assert {r["procedure"]["name"] for r in rows[1:3]} == {
            "Cấp lại giấy phép lái xe", "Đổi giấy phép lái xe do ngành Công an cấp",
        }  # fmt: skip
        assert house.get("/services?q=lai%20xe&kiosk=k3").json["services"] == []
        assert len(house.get("/services").json["services"]) == len(house.hall.plan.services)
        assert house.get("/services?kiosk=nothing").json["code"] == "unknown_kiosk"
        assert house.get("/services?q=%00").status_code == 400
