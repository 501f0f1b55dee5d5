"""The webhook: every alert reaches a real receiver, signed, once, in order, whatever stops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.sender import SECRET as VARIABLE
from dashboard.sender import Sender
from dashboard.webhook import Flutter, pause
from queueing.events import Event
from queueing.who import THE_HALL
from tests.counter.desk import Desk, refused
from tests.dashboard.receiver import SECRET, Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def desk(tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv(VARIABLE, SECRET)
    desk = Desk(tmp_path, alerts={"webhook": receiver.url})
    yield desk
    desk.close()


def alert(desk: Desk, verb: str, alert: str, about: str, *more: Any) -> None:
    desk.house.act(
        THE_HALL, lambda hall, now: getattr(hall, verb)(THE_HALL, now, alert, about, *more)
    )


def begun(desk: Desk) -> Sender:
    """Its sender, as in a process that has just begun to listen; rounds are made by hand."""
    sender = Sender(desk.house)
    sender._running = True
    desk.journal.listen("webhook", sender.hear)
    sender.walk_once()
    return sender


def test_an_alert_is_told_from_its_coming_to_its_going(desk: Desk, receiver: Receiver) -> None:
    sender = begun(desk)
    alert(desk, "raise_alert", "long_wait", "so-do", "warning", {"minutes": 61, "limit": 60})
    alert(desk, "escalate_alert", "long_wait", "so-do", "manager")
    desk.do("quan", "/hall/alerts/acknowledge", {"alert": "long_wait", "about": "so-do"})
    alert(desk, "clear_alert", "long_wait", "so-do")
    sender.walk_once()
    letters = receiver.wait(4)
    assert [x["event"] for x in letters] == ["raised", "escalated", "acknowledged", "cleared"]
    assert {x["level"] for x in letters} == {"warning"} and letters[1]["to"] == "manager"
    assert letters[2]["by"] == "quan" and letters[0]["owner"] == "supervisor"
    first = letters[0]
    assert first["about_name"]["vi"] == "Cấp sổ đỏ" and first["hall"]["id"] == "test"
    assert "Land title · 61 min, the mark is 60 min. Find out why" in first["text"]["en"]
    assert first["detail"] == {"minutes": 61, "limit": 60}
    assert desk.journal.live.told == letters[-1]["seq"] == int(letters[-1]["id"].split("-")[-1])
    sender.walk_once()
    assert len(receiver.letters) == 4
    assert desk.get("quan", "/dashboard").json["webhook"]["state"] in ("ok", "elsewhere")


def test_a_receiver_that_is_down_gets_it_later_and_the_page_says_so(
    desk: Desk, receiver: Receiver
) -> None:
    sender = begun(desk)
    receiver.status = 503
    alert(desk, "raise_alert", "disk", "test", "critical", "400 MB")
    for _ in range(3):
        sender._due = 0.0
        sender.walk_once()
    assert sender.picture()["state"] == "failing" and sender.picture()["why"] == "http_503"
    assert sender.picture()["waiting"] == 2, "that one, and what is said about the webhook itself"
    assert ("webhook", "test") in desk.journal.live.alerts
    sender.walk_once()
    assert sender._failures == 3, "not before its time"
    receiver.status = 200
    sender._due = 0.0
    sender.walk_once()
    assert [x["alert"] for x in receiver.wait(1)] == ["disk"]
    assert ("webhook", "test") not in desk.journal.live.alerts
    assert sender.picture()["state"] == "ok"


def test_a_restart_goes_on_where_the_receiver_is(desk: Desk, receiver: Receiver) -> None:
    sender = begun(desk)
    alert(desk, "raise_alert", "disk", "test", "critical")
    sender.walk_once()
    receiver.wait(1)
    sender.stop()
    alert(desk, "raise_alert", "printer", "p1", "warning", "paper_out")
    begun(desk)
    assert [x["alert"] for x in receiver.wait(2)] == ["disk", "printer"]
    desk.clock.advance(24 * 3600)
    alert(desk, "clear_alert", "printer", "p1")  # the next day
    again = begun(desk)
    assert [x["event"] for x in receiver.wait(3)] == ["raised", "raised", "cleared"]
    alert(desk, "raise_alert", "printer", "p1", "critical")
    desk.clock.advance(25 * 3600)
    again.walk_once()
    assert len(receiver.letters) == 3, "yesterday's news is not told any more"
    assert desk.journal.live.told > 0


def test_a_redirect_is_not_followed(desk: Desk, receiver: Receiver) -> None:
    receiver.status = 302
    sender = begun(desk)
    assert sender.test("quan")["why"] == "http_302"


def test_the_button_tries_it(desk: Desk, receiver: Receiver) -> None:
    reply = desk.post("quan", "/dashboard/webhook/test")
    assert reply.status_code == 200, reply.text
    assert reply.json["why"] is None and reply.json["status"] == 204
    letter = receiver.wait(1)[0]
    assert (letter["event"], letter["by"]) == ("test", "quan")
    assert letter["text"]["vi"] != letter["text"]["en"]
    assert set(letter) == LETTER


LETTER = set(
    "id event at hall seq alert about about_name level owner to by detail text".split()
)  # fmt: skip


def test_a_hall_without_webhook_or_secret_says_so(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    desk = Desk(tmp_path, alerts={"webhook": receiver.url})
    refused(desk.post("quan", "/dashboard/webhook/test"), 409, "no_webhook", state="no_secret")
    assert desk.get("quan", "/dashboard").json["webhook"]["state"] == "no_secret"
    settings = desk.journal.live.plan.settings
    without = {**settings, "alerts": {**settings["alerts"], "webhook": None}}
    desk.house.act(THE_HALL, lambda hall, now: hall.change_settings(THE_HALL, now, without))
    refused(desk.post("quan", "/dashboard/webhook/test"), 409, "no_webhook", state="off")
    alert(desk, "raise_alert", "disk", "test", "critical")
    begun(desk)
    assert receiver.letters == [] and desk.journal.live.told == 0
    desk.close()


def event(seq: int, minute: int, kind: str, level: str = "warning") -> Event:
    data = {"alert": "printer", "about": "p1", "level": level, "detail": None}
    return Event(seq, minute * 60_000, kind, data=data)


def test_flapping_is_told_rarely_and_what_stays_is_told_when_it_goes_up() -> None:
    flutter, told = Flutter(), []
    for minute in range(0, 60, 2):
        for seq, kind in ((2 * minute, "AlertRaised"), (2 * minute + 1, "AlertCleared")):
            if flutter.tells(event(seq, minute, kind), 600):
                told.append((minute, kind))
    assert [minute for minute, kind in told if kind == "AlertRaised"] == [0, 10, 20, 30, 40, 50]
    assert len(told) == 12, "each going belongs to a coming that was told"
    assert not flutter.tells(event(900, 61, "AlertRaised"), 6000)
    assert flutter.tells(event(901, 61, "AlertEscalated"), 6000)
    assert flutter.tells(event(902, 62, "AlertRaised", "critical"), 6000), "worse is news"


def test_pauses_grow_to_five_minutes() -> None:
    assert [pause(n) for n in (1, 2, 3, 8, 9, 50)] == [2, 4, 8, 256, 300, 300]
