"""Scope: who looks after an agency sees its part of the hall on the dashboard, and no other's."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

import counter.pages
import dashboard.pages
import kiosk.pages
from queueing.who import THE_HALL
from tests.halls import small_hall, text
from tests.web.houses import SmallHouse, small_house
from tests.web.test_agencies import officer
from tests.web.test_asking import code

PADS = [
    {"id": "c1", "kind": "call", "counter": "1", "port": None},
    {"id": "c2", "kind": "call", "counter": "2", "port": None},
]


def taxes_too() -> dict[str, Any]:
    """Counter 2 and the certificates are the tax office's."""
    settings = deepcopy(small_hall(pads=PADS))
    settings["agencies"].append({"id": "thue", "name": text("Thuế", "Taxes")})
    settings["counters"][1]["agency"] = "thue"
    for row in (*settings["service_groups"], *settings["services"]):
        if "chung-thuc" in (row["id"], row.get("group")):
            row["agency"] = "thue"
    return settings


@pytest.fixture
def hall() -> Iterator[SmallHouse]:
    stations = (kiosk.pages.pages, counter.pages.pages, dashboard.pages.pages)
    with small_house(*stations, settings=taxes_too()) as house:
        house.house.start()
        desk = house.officer("re", "reception")
        for service in ("khai-sinh", "khai-sinh", "sao-y"):
            assert house.post("/tickets", {"service": service}, as_=desk).status_code == 201
        yield house


def test_a_manager_of_an_agency_sees_its_services_counters_devices_and_alerts(
    hall: SmallHouse,
) -> None:
    for about in ("sao-y", "so-do", "2", "p1", "c2"):
        hall.do(
            lambda rules, now, a=about: rules.raise_alert(THE_HALL, now, "long_wait", a, "warning")
        )
    taxes = officer(hall, "to", "manager", None, ["thue"])
    seen = hall.get("/dashboard", as_=taxes).json
    assert [s["service"] for s in seen["services"]] == ["sao-y"]
    assert [c["counter"] for c in seen["counters"]] == ["2"]
    assert (seen["today"]["issued"], seen["today"]["waiting"], seen["today"]["counters"]) == (
        1, 1, 1,
    )  # fmt: skip
    assert {a["about"] for a in seen["alerts"]} == {"sao-y", "2", "c2"}
    assert {d["counter"] for d in seen["devices"]} <= {"2"} and seen["webhook"] is None
    both = hall.get("/dashboard", as_=officer(hall, "hai", "manager", None, ["ubnd", "thue"])).json
    assert both["today"]["issued"] == 3 and len(both["counters"]) == 4
    assert hall.get("/dashboard", as_=hall.officer("ca", "manager")).json["today"]["issued"] == 3


def test_another_agencys_legs_waits_and_counters_are_not_counted_as_its_own(
    hall: SmallHouse,
) -> None:
    lan = officer(hall, "lan", "officer", ["1"], None)
    taxes = officer(hall, "to", "manager", None, ["thue"])
    assert hall.post("/counters/1/open", {}, as_=lan).status_code == 200
    # counter 1 is the committee's, and certificates are in its second list
    seen = hall.get("/dashboard", as_=taxes).json
    row = seen["services"][0]
    assert (row["service"], row["counters"], row["risk"] != "stuck") == ("sao-y", 1, True)
    assert seen["today"]["counters_open"] == 0 and seen["backup"] is None
    assert hall.post("/counters/1/call-next", {}, as_=lan).json["service"] == "khai-sinh"
    moved = hall.post("/counters/1/transfer", {"service": "sao-y"}, as_=lan)
    assert moved.status_code == 200, moved.text
    hall.house.journal.listen("shifts", hall.house.rooms["shifts"].hear)
    points = hall.get("/dashboard/today", as_=taxes).json["points"]
    assert points[-1]["waiting"] == 2 and {p["waits"] for p in points} == {0}
    whole = hall.get("/dashboard/today", as_=hall.officer("ca", "manager")).json["points"]
    assert whole[-1]["waits"] == 1, "the committee's call"


def test_its_topics_are_its_own_and_the_whole_is_not(hall: SmallHouse) -> None:
    officer(hall, "to", "manager", None, ["thue"])
    taxes = hall.people.officer("to").who(hall.people.rules.counters_of)
    all_of_it = hall.people.officer("re").who()
    topics = hall.house.topics
    may = ("dashboard/thue", "today/@thue", "today/sao-y", "counter/2")
    may_not = ("dashboard", "dashboard/ubnd", "dashboard/thue,ubnd", "dashboard/,", "today",
               "today/@", "today/@ubnd", "today/khai-sinh", "devices", "counter/1")  # fmt: skip
    assert [t for t in may if not topics.allowed(taxes, t)] == []
    assert [t for t in may_not if topics.allowed(taxes, t)] == []
    assert topics.allowed(all_of_it, "dashboard")
    assert topics.look("dashboard/thue")["today"]["issued"] == 1
    assert topics.look("today/@thue")["most"] == 1 and topics.look("today")["most"] == 3
    with pytest.raises(KeyError):
        topics.look("dashboard/nowhere")


def test_what_concerns_the_whole_hall_is_not_an_agencys_to_do(hall: SmallHouse) -> None:
    taxes = officer(hall, "to", "manager", None, ["thue"])
    hall.do(lambda rules, now: rules.raise_alert(THE_HALL, now, "long_wait", "so-do", "warning"))
    hall.do(lambda rules, now: rules.raise_alert(THE_HALL, now, "long_wait", "sao-y", "warning"))

    def acknowledge(about: str) -> Any:
        body = {"alert": "long_wait", "about": about}
        return hall.post("/hall/alerts/acknowledge", body, as_=taxes)

    refusals = [
        hall.get("/events", as_=taxes), hall.get("/devices", as_=taxes),
        hall.post("/hall/close-day", as_=taxes), hall.post("/hall/confirm-clock", {}, as_=taxes),
        hall.post("/hall/stop-tickets", {"reason": "x"}, as_=taxes), acknowledge("so-do"),
        hall.get("/dashboard/today?service=so-do", as_=taxes), hall.get("/audit", as_=taxes),
        hall.get("/counters/1", as_=taxes), hall.post("/dashboard/webhook/test", {}, as_=taxes),
    ]  # fmt: skip
    assert [code(reply) for reply in refusals] == [(403, "not_allowed")] * len(refusals)
    assert acknowledge("sao-y").status_code == 200
    assert [c["id"] for c in hall.get("/counters", as_=taxes).json["counters"]] == ["2"]
    assert hall.get("/dashboard/today?service=nowhere", as_=taxes).status_code == 404
    assert hall.get("/dashboard/today", as_=taxes).json["most"] == 1


def test_the_page_names_only_what_its_manager_looks_after(hall: SmallHouse) -> None:
    page = hall.page("/dashboard", officer(hall, "to", "manager", None, ["thue"]))
    html = page.get_data(as_text=True)
    assert page.status_code == 200 and "dashboard/thue" in html
    assert "so-do" not in html and "sao-y" in html
    # nothing leads to what is refused
    for refused in ("confirm-clock", "/dashboard/devices", "close-day"):
        assert f'"{refused}"' not in html.partition('id="setting"')[0], refused
