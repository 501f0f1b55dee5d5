"""The dashboard's calls: the hall for everybody, the picture, the journal, the manager's acts."""

from __future__ import annotations

from queueing.who import THE_HALL
from tests.counter.desk import Desk, refused


def raise_alert(desk: Desk, alert: str = "device_down", about: str = "p1", level: str = "warning"):
    desk.house.act(
        THE_HALL,
        lambda hall, now: hall.raise_alert(THE_HALL, now, alert, about, level, "paper_out"),
    )


def test_anyone_in_the_hall_sees_whether_it_is_open_and_who_waits(desk: Desk) -> None:
    desk.issue("so-do")
    hall = desk.get(None, "/hall").json
    assert (hall["open"], hall["why"], hall["day"]) == (True, None, "2026-11-22")
    assert hall["name"]["vi"] == "Bộ phận một cửa phường Thử Nghiệm"
    waiting = {s["id"]: s["waiting"] for s in hall["services"]}
    assert waiting == {"khai-sinh": 0, "ket-hon": 0, "so-do": 1, "sao-y": 0}
    assert all(s["estimate"] is None and s["closed"] is None for s in hall["services"])


def test_the_days_broken_promises_are_published(desk: Desk) -> None:
    told = {"p50": 300, "p80": 600}  # ten minutes are shown
    assert desk.get(None, "/hall").json["promises"] == {"promised": 0, "broken": 0}
    assert "promises" not in desk.page(None, "/").text
    for _ in range(2):
        desk.house.act(THE_HALL, lambda hall, now: hall.issue(
            THE_HALL, now, service="khai-sinh", estimate=told))  # fmt: skip
    desk.open("lan", "1")
    desk.do("lan", "/counters/1/call-next")
    assert desk.get(None, "/hall").json["promises"] == {"promised": 1, "broken": 0}
    desk.clock.advance(601)
    assert desk.get(None, "/hall").json["promises"] == {"promised": 2, "broken": 1}
    page = desk.page(None, "/").text
    assert "Thời gian chờ đã hẹn hôm nay: 1 lượt đúng hẹn, 1 lượt chờ lâu hơn." in page
    today = desk.get("quan", "/dashboard").json["today"]
    assert (today["promised"], today["broken"]) == (2, 1), "the same figures"


def test_a_closed_hall_says_when_it_opens(tmp_path) -> None:
    week = {"sun": ["10:00-11:00"]}
    desk = Desk(tmp_path, hours={"week": week, "tickets_before_opening": 0})
    hall = desk.get(None, "/hall").json
    assert (hall["open"], hall["why"]) == (False, "hall_closed")
    assert hall["opens_at"] == "2026-11-22T03:00:00Z"
    desk.close()


def test_a_service_not_offered_carries_the_reason(desk: Desk) -> None:
    desk.do("truong", "/services/so-do/close", {"reason": "Mất điện"})
    rows = {s["id"]: s for s in desk.get(None, "/hall").json["services"]}
    assert rows["so-do"]["closed"] == "Mất điện"
    rows = {s["service"]: s for s in desk.get("quan", "/dashboard").json["services"]}
    assert rows["so-do"]["closed"] == "Mất điện"


def test_services_stand_by_risk(desk: Desk) -> None:
    desk.issue("sao-y")  # 4 min at one open counter
    for _ in range(4):
        desk.issue("khai-sinh")  # 4 × 8 min at two open counters: over half the target of 30
    desk.issue("so-do")  # nobody serves it
    desk.open("lan", "1")
    desk.open("minh", "2")
    rows = desk.get("quan", "/dashboard").json["services"]
    risks = {r["service"]: r["risk"] for r in rows}
    assert [r["service"] for r in rows][0] == "so-do" and risks["so-do"] == "stuck"
    assert risks == {"so-do": "stuck", "khai-sinh": "watch", "sao-y": "calm", "ket-hon": "none"}
    desk.clock.advance(31 * 60)
    rows = desk.get("quan", "/dashboard").json["services"]
    assert {r["service"]: r["risk"] for r in rows}["khai-sinh"] == "high"


def test_a_service_shows_its_numbers_of_today(desk: Desk) -> None:
    desk.issue("khai-sinh")
    desk.clock.advance(300)
    desk.issue("khai-sinh")
    desk.open("lan", "1")
    desk.do("lan", "/counters/1/call-next")
    desk.do("lan", "/counters/1/start")
    desk.clock.advance(240)
    desk.do("lan", "/counters/1/finish")
    picture = desk.get("quan", "/dashboard").json
    row = next(r for r in picture["services"] if r["service"] == "khai-sinh")
    assert (row["waiting"], row["issued"], row["finished"], row["counters"]) == (1, 2, 1, 1)
    assert row["since"] == "2026-11-22T00:35:00Z"
    today = picture["today"]
    assert (today["waiting"], today["issued"], today["finished"]) == (1, 2, 1)
    assert (today["wait"], today["service"]) == (300, 240)
    assert (today["counters_open"], today["counters"]) == (1, 4)


def test_a_paused_counter_serves_nobody(desk: Desk) -> None:
    desk.issue("so-do")
    desk.open("lan", "3")
    rows = {r["service"]: r for r in desk.get("quan", "/dashboard").json["services"]}
    assert (rows["so-do"]["counters"], rows["so-do"]["risk"]) == (1, "calm")
    desk.do("lan", "/counters/3/pause", {"reason": "break"})
    rows = {r["service"]: r for r in desk.get("quan", "/dashboard").json["services"]}
    assert (rows["so-do"]["counters"], rows["so-do"]["risk"]) == (0, "stuck")


def test_counters_show_officer_state_number_and_since(desk: Desk) -> None:
    desk.issue("khai-sinh")
    desk.open("lan", "1")
    desk.open("minh", "2")
    desk.clock.advance(10)
    desk.do("lan", "/counters/1/call-next")
    rows = {r["counter"]: r for r in desk.get("quan", "/dashboard").json["counters"]}
    assert (rows["1"]["officer"], rows["1"]["state"], rows["1"]["number"]) == (
        "lan", "called", "A001",
    )  # fmt: skip
    assert rows["1"]["since"] == "2026-11-22T00:30:10Z"
    assert (rows["2"]["state"], rows["2"]["since"]) == ("free", "2026-11-22T00:30:00Z")
    assert (rows["3"]["state"], rows["3"]["officer"], rows["3"]["since"]) == ("closed", None, None)
    desk.clock.advance(20)
    desk.do("lan", "/counters/1/start")
    desk.do("minh", "/counters/2/pause", {"reason": "meeting"})
    rows = {r["counter"]: r for r in desk.get("quan", "/dashboard").json["counters"]}
    assert (rows["1"]["state"], rows["1"]["since"]) == ("serving", "2026-11-22T00:30:30Z")
    assert (rows["2"]["state"], rows["2"]["reason"]) == ("paused", "meeting")


def test_calls_by_hand_are_counted(desk: Desk) -> None:
    desk.issue(), desk.issue()
    desk.open()
    second = desk.get("lan", "/counters/1/tickets?number=A002").json["tickets"][0]["id"]
    desk.do("lan", "/counters/1/call", {"ticket": second, "reason": "health"})
    desk.do("lan", "/counters/1/call-next")
    today = desk.get("quan", "/dashboard").json["today"]
    assert (today["called"], today["by_hand"]) == (2, 1)


def test_devices_in_trouble_come_first_with_their_last_error(desk: Desk) -> None:
    rows = desk.get("quan", "/dashboard").json["devices"]
    assert {(r["kind"], r["id"]) for r in rows} >= {("printer", "p1"), ("kiosk", "k1")}
    assert {r["state"] for r in rows} == {"unknown"}
    desk.house.devices.set("k1", "ok")
    desk.house.devices.set("p1", "not_ready", "paper_out")
    desk.clock.advance(60)
    first = desk.get("quan", "/dashboard").json["devices"][0]
    assert (first["id"], first["state"], first["error"]) == ("p1", "not_ready", "paper_out")
    assert first["since"] == first["error_at"] == "2026-11-22T00:30:00Z"
    desk.house.devices.set("p1", "ok")
    row = next(r for r in desk.get("quan", "/dashboard").json["devices"] if r["id"] == "p1")
    assert (row["state"], row["error"]) == ("ok", "paper_out"), "the last error is kept in sight"


def test_an_alert_is_acknowledged_by_a_person_and_stays_in_sight(desk: Desk) -> None:
    raise_alert(desk)
    raise_alert(desk, "disk", "hall", "critical")
    first, second = desk.get("quan", "/dashboard").json["alerts"]
    assert (first["alert"], first["level"]) == ("disk", "critical")
    assert (second["alert"], second["about"], second["detail"]) == (
        "device_down", "p1", "paper_out",
    )  # fmt: skip
    path, body = "/hall/alerts/acknowledge", {"alert": "disk", "about": "hall"}
    assert desk.post("quan", path, body).status_code == 200
    assert desk.post("quan", path, body).status_code == 204, "somebody has already"
    alerts = desk.get("quan", "/dashboard").json["alerts"]
    assert [a["alert"] for a in alerts] == ["device_down", "disk"]
    assert alerts[1]["acknowledged_by"] == "quan"
    refused(desk.post("quan", path, {"alert": "x", "about": "y"}), 404, "unknown_alert")
    refused(desk.post("quan", path, {"alert": "x"}), 400, "bad_request")
    for who in ("lan", "k1", "tinh", "tiep"):
        refused(desk.post(who, path, body), 403, "not_allowed")


def test_the_journal_is_read_in_order_by_manager_and_province(desk: Desk) -> None:
    desk.issue(), desk.issue()
    answer = desk.get("tinh", "/events").json
    rows = answer["events"]
    assert [r["seq"] for r in rows] == list(range(1, answer["seq"] + 1))
    assert [r["kind"] for r in rows][:2] == ["SettingsChanged", "DayOpened"]
    assert rows[-1]["at"] == "2026-11-22T00:30:00Z" and len(rows[-1]["hash"]) == 64
    page = desk.get("quan", f"/events?after={rows[1]['seq']}&limit=1").json["events"]
    assert [r["seq"] for r in page] == [rows[1]["seq"] + 1]
    assert desk.get("quan", "/events?after=9999").json["events"] == []
    for query in ("limit=0", "limit=1001", "limit=x", "after=-1", "after=1e3"):
        refused(desk.get("quan", f"/events?{query}"), 400, "bad_request")
    for who in ("lan", "truong", "admin", "k1", "tiep"):
        refused(desk.get(who, "/events"), 403, "not_allowed")
    refused(desk.get(None, "/events"), 401, "who_are_you")


def test_the_day_is_closed_by_those_who_may(desk: Desk) -> None:
    id = desk.issue()["id"]
    for who in ("lan", "admin", "tinh", "k1", "tiep"):
        refused(desk.post(who, "/hall/close-day"), 403, "not_allowed")
    assert desk.post("quan", "/hall/close-day").status_code == 200
    hall = desk.get(None, "/hall").json
    assert (hall["open"], hall["why"], hall["day"]) == (False, "hall_closed", None)
    assert desk.journal.live.tickets[id].state == "expired"
    refused(desk.post("quan", "/hall/close-day"), 409, "hall_closed")
    refused(desk.post("k1", "/tickets", {"service": "so-do"}), 409, "hall_closed")


def test_a_jumped_clock_is_confirmed_by_staff(desk: Desk) -> None:
    desk.issue()
    desk.house.act(THE_HALL, lambda hall, now: hall.clock_jumped(THE_HALL, now, -3_600_000))
    assert desk.get("quan", "/dashboard").json["hall"]["clock_off"] == -3_600_000
    for who in ("lan", "tinh", "k1", "tiep"):
        refused(desk.post(who, "/hall/confirm-clock"), 403, "not_allowed")
    refused(desk.post("quan", "/hall/confirm-clock", {"by": "soon"}), 400, "bad_request")
    assert desk.post("truong", "/hall/confirm-clock").status_code == 200
    assert desk.get("quan", "/dashboard").json["hall"]["clock_off"] is None
    assert desk.journal.events(0, 100)[-1]["data"]["by"] == -3_600_000


def test_who_may_look_at_the_dashboard(desk: Desk) -> None:
    for who in ("quan", "truong", "admin", "tiep", "tinh"):
        assert desk.get(who, "/dashboard").status_code == 200, who
    for who in ("lan", "k1", "tv1", "goi-1"):
        refused(desk.get(who, "/dashboard"), 403, "not_allowed")
    refused(desk.get(None, "/dashboard"), 401, "who_are_you")
    page = desk.page("quan", "/dashboard")
    assert page.status_code == 200 and "Trung tâm lúc này" in page.text
    assert "close-day" in page.text
    assert 'id="close-day"' not in desk.page("admin", "/dashboard").text
    assert "The hall now" in desk.page("quan", "/dashboard?lang=en").text
    assert desk.page("lan", "/dashboard").status_code == 403
    assert desk.page(None, "/dashboard").location == "/login?next=/dashboard"


def test_a_stopped_journal_is_told_and_looking_goes_on(desk: Desk) -> None:
    desk.issue()
    desk.stop("the disk is full")
    hall = desk.get("quan", "/dashboard").json["hall"]
    assert (hall["journal"], hall["stopped"]) == ("stopped", "the disk is full")
    reply = desk.post("quan", "/hall/close-day")
    refused(reply, 503, "journal_down")
