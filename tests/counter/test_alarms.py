"""Alarms: colleagues see who calls and where, citizens and other devices nothing at all."""

from __future__ import annotations

from tests.counter.desk import Desk, refused
from web.tokens import ticket_token


def test_an_alarm_is_raised_answered_and_ended_and_each_is_written_down(desk: Desk) -> None:
    desk.open("lan", "1"), desk.open("minh", "2")
    assert desk.do("lan", "/counters/1/alarm")["alarms"][0]["officer"] == "lan"
    seen = desk.picture("2")["alarms"]
    assert [(a["counter"], a["officer"], a["acknowledged_by"]) for a in seen] == [
        ("1", "lan", None)
    ]
    refused(desk.post("lan", "/counters/1/alarm/answer"), 403, "not_allowed")
    refused(desk.post("tinh", "/counters/1/alarm/answer"), 403, "not_allowed")
    refused(desk.post("goi-1", "/counters/1/alarm"), 403, "not_allowed")
    refused(desk.post("hoa", "/counters/1/alarm"), 403, "not_your_counter")
    desk.do("tiep", "/counters/1/alarm/answer")
    assert desk.picture("1")["alarms"][0]["acknowledged_by"] == "tiep"
    desk.do("minh", "/counters/1/alarm/answer")  # too late: nothing changes
    refused(desk.post("minh", "/counters/1/alarm/end"), 403, "not_allowed")
    assert desk.do("lan", "/counters/1/alarm/end") == {"alarms": []}
    refused(desk.post("minh", "/counters/1/alarm/answer"), 404, "unknown_alert")
    told = [(e["kind"], e["officer"]) for e in desk.journal.events(0, 100)
            if e["kind"].startswith("Alert")]  # fmt: skip
    assert told == [("AlertRaised", "lan"), ("AlertAcknowledged", "tiep"), ("AlertCleared", "lan")]


def test_no_picture_that_citizens_see_changes_by_an_alarm(desk: Desk) -> None:
    desk.open("lan", "1")
    ticket = desk.issue()
    desk.do("lan", "/counters/1/call-next")
    public = ("kiosk/k1", f"ticket/{ticket_token(ticket['id'])}", "rating/1")
    before = [desk.house.topics.look(topic) for topic in public]
    hall = desk.get(None, "/hall").json
    desk.do("lan", "/counters/1/alarm")
    assert [desk.house.topics.look(topic) for topic in public] == before
    assert desk.get(None, "/hall").json == hall


def test_every_counter_hears_of_an_alarm_and_of_no_other_alert(desk: Desk) -> None:
    from counter.picture import touched
    from queueing.who import THE_HALL

    hall, now = desk.journal.live, desk.journal.now()
    (alarm,) = hall.raise_alarm(desk.people.officer("lan").who(), now, "1")
    (other,) = hall.raise_alert(THE_HALL, now, "paper", "p1", "warning")
    assert touched(other, hall) == () and touched(alarm, hall) != ()
