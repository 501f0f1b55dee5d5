"""The sockets: who gets in, what they see, and that it is whole, new and sent once."""

from __future__ import annotations

import json
import time

import pytest

from tests.web.houses import SmallHouse
from tests.web.test_asking import ISSUE
from web.tokens import ticket_token
from web.topics import Topic


def watch(socket, topic) -> dict:
    return socket.emit("watch", {"topic": topic}, namespace="/live", callback=True)


def news(socket, name: str) -> list:
    return [m["args"][0] for m in socket.get_received("/live") if m["name"] == name]


def issue(hall: SmallHouse, kiosk: str = "k1") -> dict:
    return hall.post("/booth/tickets", ISSUE, as_=hall.device(kiosk, "kiosk")).get_json()


# who gets in


def test_a_device_gets_in_with_its_key(hall: SmallHouse):
    assert hall.socket(hall.device("k1", "kiosk")).is_connected("/live")


@pytest.mark.parametrize("token", [None, "", "hk_x", "hs_x", 7, ["a"], "1-AAAAAAAAAAAAAAAAAAAAAA"])
def test_without_a_good_key_nobody_gets_in(hall: SmallHouse, token):
    assert not hall.socket(token).is_connected("/live")


def test_an_expired_session_does_not_get_in(hall: SmallHouse):
    token = hall.officer("ad", "admin")
    hall.tick(13 * 3600)
    assert not hall.socket(token).is_connected("/live")


@pytest.mark.parametrize(
    ("origin", "lets"),
    [("http://localhost", True), ("http://evil", False), ("http://localhost.evil", False),
     ("null", False), (None, False)],
)  # fmt: skip
def test_a_cookie_is_good_only_from_our_own_pages(hall: SmallHouse, origin, lets):
    client = hall.app.test_client()
    client.set_cookie("hall_d_x", hall.device("k1", "kiosk"))
    headers = {"Origin": origin} if origin else {}
    socket = hall.live.sio.test_client(
        hall.app, namespace="/live", headers=headers, flask_test_client=client
    )
    assert socket.is_connected("/live") == lets


def test_only_the_namespace_live_exists(hall: SmallHouse):
    socket = hall.live.sio.test_client(hall.app, auth={"token": hall.device("k1", "kiosk")})
    assert not socket.is_connected()


def test_nobody_gets_in_while_the_hall_closes(hall: SmallHouse):
    hall.live.goodbye()
    assert not hall.socket(hall.device("k1", "kiosk")).is_connected("/live")


# what they see


def test_a_watcher_gets_the_whole_picture_and_then_each_new_one(hall: SmallHouse):
    socket = hall.socket(hall.device("k1", "kiosk"))
    ack = watch(socket, "booth/k1")
    assert ack["ok"] and ack["epoch"] == hall.journal.epoch
    first = ack["picture"]
    assert first["topic"] == "booth/k1" and first["data"] == {"kiosk": "k1", "waiting": 0}
    issue(hall)
    hall.flush()
    (picture,) = news(socket, "picture")
    assert picture["data"] == {"kiosk": "k1", "waiting": 1}
    assert picture["seq"] == first["seq"] + 1 and picture["topic"] == "booth/k1"


def test_an_unchanged_picture_is_not_sent(hall: SmallHouse):
    socket = hall.socket(hall.device("k1", "kiosk"))
    watch(socket, "booth/k1")
    hall.house.topics.touch("booth")
    hall.flush()
    assert news(socket, "picture") == []


def test_many_changes_at_once_are_one_picture(hall: SmallHouse):
    socket = hall.socket(hall.device("k1", "kiosk"))
    watch(socket, "booth/k1")
    for _ in range(5):
        issue(hall)
    hall.flush()
    assert [p["data"]["waiting"] for p in news(socket, "picture")] == [5]


def test_the_first_change_is_sent_at_once_and_the_next_a_while_later(hall: SmallHouse):
    topics = hall.house.topics
    socket = hall.socket(hall.device("k1", "kiosk"))
    watch(socket, "booth/k1")
    issue(hall)
    assert topics.flush() is None
    assert len(news(socket, "picture")) == 1
    issue(hall)
    wait = topics.flush()
    assert wait is not None and 0.05 < wait <= 0.1
    assert news(socket, "picture") == []
    time.sleep(wait)
    assert topics.flush() is None
    assert len(news(socket, "picture")) == 1


def test_a_picture_touched_by_nothing_is_not_built(hall: SmallHouse):
    socket = hall.socket(hall.device("k2", "kiosk"))
    watch(socket, "booth/k2")
    issue(hall, "k1")
    hall.flush()
    assert news(socket, "picture") == []


def test_a_picture_is_made_into_json_once_for_all(hall: SmallHouse, monkeypatch):
    sockets = [hall.socket(hall.device("k1", "kiosk")) for _ in range(5)]
    for socket in sockets:
        watch(socket, "booth/k1")
    issue(hall)
    made = []
    whole = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    monkeypatch.setattr("web.topics.json.dumps", lambda v, **k: made.append(v) or whole(v))
    hall.flush()
    assert [v for v in made if isinstance(v, dict)] == [{"kiosk": "k1", "waiting": 1}]
    assert all(len(news(s, "picture")) == 1 for s in sockets)


@pytest.mark.parametrize(
    ("topic", "why"),
    [("booth/k2", "not_allowed"), ("nothing/k1", "not_allowed"), ("ticket/1-x", "not_allowed"),
     ("", "bad_request"), (None, "bad_request"), (7, "bad_request"), ("x" * 300, "bad_request"),
     ({"a": 1}, "bad_request")],
)  # fmt: skip
def test_what_is_not_yours_you_do_not_see(hall: SmallHouse, topic, why):
    socket = hall.socket(hall.device("k1", "kiosk"))
    assert watch(socket, topic) == {"ok": False, "code": why}


def test_a_role_is_looked_at_with_each_watch(hall: SmallHouse):
    socket = hall.socket(hall.device("tv1", "display"))
    assert watch(socket, "booth/k1")["code"] == "not_allowed"
    assert watch(hall.socket(hall.officer("ad", "admin")), "booth/k1")["ok"]


def test_an_unknown_id_is_said_to_be_unknown(hall: SmallHouse):
    socket = hall.socket(hall.officer("ad", "admin"))
    assert watch(socket, "booth/k9") == {"ok": False, "code": "unknown_topic"}


def test_a_citizen_sees_the_one_ticket_of_the_link(hall: SmallHouse):
    mine, other = issue(hall)["id"], issue(hall)["id"]
    socket = hall.socket(ticket_token(mine))
    assert watch(socket, f"ticket/{ticket_token(mine)}")["picture"]["data"] == {"state": "waiting"}
    assert watch(socket, f"ticket/{ticket_token(other)}")["code"] == "not_allowed"
    assert watch(socket, "booth/k1")["code"] == "not_allowed"


def test_a_socket_watches_so_many_topics_and_no_more(hall: SmallHouse):
    topics = hall.house.topics
    for n in range(40):
        topics.add(Topic(f"t{n}", ("kiosk",), lambda hall, id, now: {}, lambda event, hall: ()))
    socket = hall.socket(hall.device("k1", "kiosk"))
    acks = [watch(socket, f"t{n}") for n in range(40)]
    assert acks[31]["ok"] and acks[32] == {"ok": False, "code": "too_many"}
    assert watch(socket, "t0")["ok"], "asking again for what one watches is no more"


def test_asking_again_gives_the_same_picture_with_the_same_seq(hall: SmallHouse):
    socket = hall.socket(hall.device("k1", "kiosk"))
    assert watch(socket, "booth/k1")["picture"] == watch(socket, "booth/k1")["picture"]


def test_a_late_watchers_new_picture_goes_to_the_others_too(hall: SmallHouse):
    early, late = (hall.socket(hall.device("k1", "kiosk")) for _ in range(2))
    watch(early, "booth/k1")
    issue(hall)
    ack = watch(late, "booth/k1")
    assert ack["picture"]["data"]["waiting"] == 1
    assert [p["seq"] for p in news(early, "picture")] == [ack["picture"]["seq"]]


def test_the_seq_never_goes_back_within_an_epoch(hall: SmallHouse):
    seqs = []
    for _ in range(3):
        socket = hall.socket(hall.device("k1", "kiosk"))
        seqs.append(watch(socket, "booth/k1")["picture"]["seq"])
        issue(hall)
        hall.flush()
        seqs += [p["seq"] for p in news(socket, "picture")]
        socket.disconnect("/live")
    assert seqs == sorted(set(seqs)), seqs


def test_who_stops_watching_hears_no_more(hall: SmallHouse):
    socket = hall.socket(hall.device("k1", "kiosk"))
    watch(socket, "booth/k1")
    socket.emit("unwatch", {"topic": "booth/k1"}, namespace="/live")
    issue(hall)
    hall.flush()
    assert news(socket, "picture") == []


def test_alive_tells_each_room_its_own_seq(hall: SmallHouse):
    one, two = hall.socket(hall.device("k1", "kiosk")), hall.socket(hall.device("k2", "kiosk"))
    seq = watch(one, "booth/k1")["picture"]["seq"]
    watch(two, "booth/k2")
    hall.house.topics.alive()
    (alive,) = news(one, "alive")
    assert alive == {
        "epoch": hall.journal.epoch,
        "at": hall.journal.now(),
        "topics": {"booth/k1": seq},
    }


def test_nothing_is_kept_of_those_who_left(hall: SmallHouse):
    for _ in range(20):
        socket = hall.socket(hall.device("k1", "kiosk"))
        watch(socket, "booth/k1")
        socket.disconnect("/live")
    topics = hall.house.topics
    assert (hall.live.clients, topics._of) == ({}, {})
    assert topics._watched["booth"] == {} and not topics._dirty


def test_the_page_is_told_its_version(hall: SmallHouse):
    socket = hall.socket(hall.device("k1", "kiosk"))
    end = time.monotonic() + 3
    got: list = []
    while not got and time.monotonic() < end:
        time.sleep(0.02)
        got = news(socket, "hello")
    assert got == [{"version": hall.house.version}]


def test_sockets_carry_news_outward_only(hall: SmallHouse):
    socket = hall.socket(hall.device("k1", "kiosk"))
    before = hall.hall.seq
    for event in ("issue", "call_next", "message", "picture", "announce"):
        socket.emit(event, {"service": "khai-sinh"}, namespace="/live")
    assert hall.hall.seq == before
    assert set(hall.live.sio.server.handlers["/live"]) == {
        "connect", "disconnect", "watch", "unwatch",
    }  # fmt: skip


def test_a_picture_that_fails_stops_no_other(hall: SmallHouse, caplog):
    def fail(hall, id, now):
        if now > 0 and bad:
            raise RuntimeError("broken picture")
        return {}

    bad: list = []
    hall.house.topics.add(Topic("bad", ("kiosk",), fail, lambda event, hall: [""]))
    socket = hall.socket(hall.device("k1", "kiosk"))
    watch(socket, "bad")
    watch(socket, "booth/k1")
    bad.append(1)
    issue(hall)
    hall.flush()
    assert [p["topic"] for p in news(socket, "picture")] == ["booth/k1"]
    assert "broken picture" in caplog.text
