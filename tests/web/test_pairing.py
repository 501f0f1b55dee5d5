"""Pairing and keys by HTTP: the browser's side, the admin's side, and a key used twice."""

from __future__ import annotations

import time

import pytest

from tests.web.houses import SmallHouse
from tests.web.test_asking import code
from tests.web.test_lock import Browser
from web.tokens import page_token
from web.twice import ALERT


class Screen:
    """A browser nobody has paired."""

    def __init__(self, hall: SmallHouse, address: str = "10.0.0.7") -> None:
        self.client, self.address = hall.app.test_client(), address

    def post(self, path: str, body: dict | None = None, **headers: str):
        return self.client.post(
            f"/api/v1{path}", json=body or {}, headers=headers,
            environ_base={"REMOTE_ADDR": self.address},
        )  # fmt: skip

    def key(self) -> str | None:
        """The device's key it holds."""
        values = [c.value for n, c in self.client._cookies.items() if n[2].startswith("hall_d_")]
        return values[0] if values else None


@pytest.fixture
def screen(hall: SmallHouse) -> Screen:
    return Screen(hall)


@pytest.fixture
def admin(hall: SmallHouse) -> Browser:
    return Browser(hall)


def waiting(admin: Browser) -> list[dict]:
    return admin.get("/api/v1/keys").get_json()["pairings"]


def test_a_screen_becomes_the_device_an_admin_says(
    hall: SmallHouse, screen: Screen, admin: Browser
):
    heard: list = []
    hall.journal.listen("test", lambda event, rules: heard.append(event))
    asked = screen.post("/pairing", {"next": "/kiosk/k1"})
    assert asked.status_code == 201 and asked.get_json()["seconds"] == 600
    assert "HttpOnly" in asked.headers["Set-Cookie"]
    assert screen.post("/pairing/collect").status_code == 204
    (row,) = waiting(admin)
    assert (row["address"], row["wish"], row["tries"]) == ("10.0.0.7", "/kiosk/k1", 0)
    assert asked.get_json()["code"].replace("-", "") not in str(row)
    body = {"code": asked.get_json()["code"], "device": "k1"}
    assert admin.post(f"/pairings/{row['id']}/approve", body).status_code == 200
    got = screen.post("/pairing/collect")
    assert got.get_json() == {"device": "k1", "kind": "kiosk", "page": "/kiosk/k1"}
    assert screen.client.get("/booth/k1").status_code == 200
    (event,) = [e for e in heard if e.kind == "DeviceEnrolled"]
    assert (event.data, event.officer) == ({"id": "k1", "kind": "kiosk"}, "lan")
    assert code(screen.post("/pairing/collect")) == (404, "unknown_pairing")


def test_wrong_codes_are_counted_and_said(screen: Screen, admin: Browser):
    screen.post("/pairing")
    (row,) = waiting(admin)
    path = f"/pairings/{row['id']}/approve"
    for left in (4, 3, 2, 1, 0):
        reply = admin.post(path, {"code": "AAAA-AAAA", "device": "k1"})
        assert code(reply) == (422, "wrong_code") and reply.get_json()["left"] == left
    assert code(admin.post(path, {"code": "AAAA-AAAA", "device": "k1"}))[0] == 404
    assert waiting(admin) == []
    assert code(screen.post("/pairing/collect")) == (404, "unknown_pairing")


def test_only_devices_of_the_settings_are_paired(screen: Screen, admin: Browser):
    shown = screen.post("/pairing").get_json()["code"]
    (row,) = waiting(admin)
    path = f"/pairings/{row['id']}/approve"
    reply = admin.post(path, {"code": shown, "device": "k9"})
    assert code(reply) == (404, "unknown_device")
    assert waiting(admin)[0]["tries"] == 0, "a slip is no guess"


def test_a_foreign_page_neither_asks_nor_collects(screen: Screen):
    for path in ("/pairing", "/pairing/collect"):
        for header in ({"Origin": "http://evil"}, {"Sec-Fetch-Site": "cross-site"}):
            assert code(screen.post(path, **header)) == (403, "not_from_our_page")


def test_where_it_wants_to_go_stays_in_the_house(screen: Screen, admin: Browser):
    screen.post("/pairing", {"next": "http://evil/<script>"})
    assert waiting(admin)[0]["wish"] == "/"


def test_a_page_gets_a_new_key_and_the_old_one_ends_with_its_first_use(
    hall: SmallHouse, screen: Screen
):
    old = hall.device("k1", "kiosk")
    screen.post("/pair", {"key": old})
    reply = screen.post("/key/rotate", **{"X-Hall-Token": page_token(old)})
    new = screen.key()
    assert reply.get_json() == {"token": page_token(new)} and new != old
    assert hall.get("/booth/mine/k1", as_=old).status_code == 200
    assert screen.client.get("/booth/k1").status_code == 200
    assert hall.get("/booth/mine/k1", as_=old).status_code == 401


def test_a_program_gets_its_new_key_in_the_reply(hall: SmallHouse):
    old = hall.device("p1", "printer")
    new = hall.post("/key/rotate", as_=old).get_json()["key"]
    assert hall.people.who(new) == hall.people.who(old)
    hall.tick(301)
    assert hall.people.who(old) is None and hall.people.who(new)


def test_a_page_may_be_told_to_fetch_a_new_key(hall: SmallHouse, admin: Browser):
    assert code(admin.post("/keys/k1/rotate")) == (404, "unknown_device")
    key = hall.device("k1", "kiosk")
    assert code(admin.post("/keys/k1/rotate")) == (409, "not_there")
    socket = hall.socket(key)
    assert admin.post("/keys/k1/rotate").get_json() == {"sockets": 1}
    assert "rekey" in [packet["name"] for packet in socket.get_received("/live")]


def test_revoking_is_written_down_and_cuts(hall: SmallHouse, admin: Browser):
    hall.house.start()
    socket = hall.socket(hall.device("k1", "kiosk"))
    assert admin.post("/keys/k1/revoke").status_code == 200
    end = time.monotonic() + 3
    while socket.is_connected("/live") and time.monotonic() < end:
        time.sleep(0.02)
    assert not socket.is_connected("/live")
    assert code(admin.post("/keys/k1/revoke"))[0] == 404


def test_the_page_shows_each_key_with_when_and_where_it_was_seen(hall: SmallHouse, admin: Browser):
    hall.get("/booth/mine/k1", as_=hall.device("k1", "kiosk"),
             environ_base={"REMOTE_ADDR": "10.0.0.8"})  # fmt: skip
    rows = {row["id"]: row for row in admin.get("/api/v1/keys").get_json()["devices"]}
    (key,) = rows["k1"]["keys"]
    assert (key["address"], key["ends"]) == ("10.0.0.8", None) and key["seen"] and key["since"]
    assert rows["tv1"]["keys"] == [] and rows["tv1"]["page"] and not rows["p1"]["page"]


# one key at two addresses


def twice(hall: SmallHouse) -> list:
    hall.live.twice.look(hall.live.by_device())
    end = time.monotonic() + 1
    while (ALERT, "k1") not in hall.hall.alerts and time.monotonic() < end:
        time.sleep(0.01)
    return [a for a in hall.hall.alerts.values() if a.alert == ALERT]


def socket_from(hall: SmallHouse, key: str, address: str):
    socket = hall.socket(key)
    list(hall.live.clients.values())[-1].address = address
    return socket


def test_one_key_at_two_addresses_is_an_alert_until_there_is_another_key(hall: SmallHouse):
    hall.house.start()
    hall.live.twice.after = 0.0
    key = hall.device("k1", "kiosk")
    socket_from(hall, key, "10.0.0.7")
    assert twice(hall) == []
    socket_from(hall, key, "10.0.0.7")
    assert twice(hall) == [], "two pages of one machine"
    socket_from(hall, key, "10.0.0.66")
    (alert,) = twice(hall)
    assert (alert.about, alert.level, alert.detail) == ("k1", "critical", "10.0.0.66, 10.0.0.7")
    from people.commands import tell
    from queueing.who import THE_HALL

    hall.post("/key/rotate", as_=key)
    time.sleep(0.3)
    assert twice(hall), "who copied the key may have asked for that"
    hall.people.enrol("k1", "kiosk")
    tell(hall.journal, lambda rules, now: rules.device_enrolled(THE_HALL, now, "k1", "kiosk"))
    end = time.monotonic() + 3
    while hall.hall.alerts and time.monotonic() < end:
        time.sleep(0.02)
    assert not hall.hall.alerts


def test_a_device_that_changed_its_address_is_given_time(hall: SmallHouse):
    key = hall.device("k1", "kiosk")
    socket_from(hall, key, "10.0.0.7")
    other = socket_from(hall, key, "10.0.0.8")
    assert hall.live.twice.after > 50
    hall.live.twice.look(hall.live.by_device())
    other.disconnect("/live")
    hall.live.twice.after = 0.0
    assert twice(hall) == []
