"""Every role at every door: found by real requests and watches, compared with the table by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from queueing.who import DEVICES, PEOPLE, THE_HALL
from tests.halls import small_hall
from tests.web.houses import SmallHouse, small_house
from tests.web.matrix import ROUTES, TOPICS
from web.tokens import ticket_token

STATIONS = ("kiosk", "counter", "display", "printer", "rating", "dashboard", "reports")
ASKING = (*PEOPLE, *DEVICES, "citizen", "anyone")
OWN = {"kiosk": "k1", "display": "tv1", "rating_pad": "r1", "call_pad": "c1", "printer": "p1"}
PADS = [
    {"id": "r1", "kind": "rating", "counter": "1", "port": None},
    {"id": "c1", "kind": "call", "counter": "1", "port": None},
]
DOOR = ("Not for the role ", "Not for this device or person.")


class Everybody:
    """A hall with all stations, and a credential of each role."""

    def __init__(self, hall: SmallHouse) -> None:
        self.hall = hall
        self.refill()
        self.credentials: dict[str, str | None] = {"anyone": None}
        for role in PEOPLE:
            self.credentials[role] = hall.officer(role, role)
        for kind, id in OWN.items():
            self.credentials[kind] = hall.device(id, kind)
        self.credentials["citizen"] = ticket_token(self.ticket)

    def refill(self) -> None:
        """One ticket from the kiosk k1."""
        from queueing.who import Who

        who = Who("kiosk", device="k1")
        events = self.hall.do(lambda rules, now: rules.issue(who, now, service="khai-sinh")).events
        self.ticket = events[-1].ticket

    def path(self, rule: str) -> str:
        values = {
            "kiosk": "k1", "display": "tv1", "counter": "1", "printer": "p1", "service": "so-do",
            "ticket": str(self.ticket), "token": ticket_token(self.ticket), "job": "1",
            "language": "vi", "name": "A.wav", "device": "k1", "pairing": "x", "line": "led",
            "seq": "1", "answer": "x",
            "zone": "z1", "file": "2026-11-22.pdf",
        }  # fmt: skip
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda m: values[m[1]], rule)

    def credential(self, role: str) -> str | None:
        """A good one, even after /logout and revoking were among the doors tried."""
        if role in PEOPLE and self.hall.people.who(self.credentials[role]) is None:
            self.credentials[role] = self.hall.officer(role, role)
        if role in OWN and self.hall.people.who(self.credentials[role]) is None:
            self.credentials[role] = self.hall.people.enrol(OWN[role], role)
        return self.credentials[role]

    def ask(self, role: str, method: str, rule: str):
        return self.hall.ask(
            method, self.path(rule), {} if method == "POST" else None,
            as_=self.credential(role), raw=True,
        )  # fmt: skip


@pytest.fixture(scope="module")
def everybody() -> Iterator[Everybody]:
    yield from all_stations()


@pytest.fixture(scope="module")
def watchers() -> Iterator[Everybody]:
    """A hall whose day nobody has closed."""
    yield from all_stations()


def all_stations() -> Iterator[Everybody]:
    rooms = [import_module(f"{name}.pages").pages for name in STATIONS]
    with small_house(*rooms, settings=small_hall(pads=PADS)) as hall:
        yield Everybody(hall)


def let_in(reply) -> bool:
    """Did the door open? What the rules behind it say is another matter."""
    if reply.status_code == 401:
        # the login's own answer, not the door's
        return reply.get_json()["code"] in ("wrong_login", "wrong_key")
    if reply.status_code == 303:
        return not re.match(r"/(pair|login)\?next=", reply.headers["Location"])
    if reply.status_code == 403:
        return not reply.get_json()["detail"].startswith(DOOR)
    return True


def test_the_table_lists_every_route_and_no_other(everybody: Everybody):
    found = {f"{route.method} {route.rule}" for route in everybody.hall.house.routes}
    assert found - set(ROUTES) == set(), "new routes: write down who may use them"
    assert set(ROUTES) - found == set(), "routes that are gone"
    served = {rule.rule for rule in everybody.hall.app.url_map.iter_rules()}
    assert served - {route.rule for route in everybody.hall.house.routes} == {
        "/static/<station>/<path:name>"
    }


@pytest.mark.parametrize("row", ROUTES)
def test_each_role_gets_where_it_may_and_nowhere_else(everybody: Everybody, row: str):
    method, rule = row.split(" ", 1)
    may = set(ASKING) if ROUTES[row] == "everybody" else set(ROUTES[row].split())
    got = {}
    for role in ASKING:
        reply = everybody.ask(role, method, rule)
        assert reply.status_code < 500 or reply.get_json()["code"] != "broken", (role, reply.data)
        got[role] = let_in(reply)
    assert {role for role, inside in got.items() if inside} == may


ACTS = [row for row, may in ROUTES.items() if row.startswith("POST") and may != "everybody"]


def test_looking_writes_nothing_whoever_looks(watchers: Everybody):
    """No GET does what a POST does (F22)."""
    hall, looks = watchers.hall, [row for row in ROUTES if row.startswith("GET ")]
    before = hall.journal.live.snapshot()
    for row in looks:
        for role in ASKING:
            watchers.ask(role, *row.split(" ", 1))
    assert hall.journal.live.snapshot() == before and len(looks) > 50


@pytest.mark.parametrize("row", ACTS)
def test_a_cookie_without_the_pages_token_changes_nothing(everybody: Everybody, row: str):
    """F22: what another site's page could send."""
    method, rule = row.split(" ", 1)
    hall, seq = everybody.hall, everybody.hall.house.live.seq
    for role in set(ASKING) - {"anyone", "citizen"}:
        client = hall.app.test_client()
        value = everybody.credential(role)
        client.set_cookie("hall_person" if value.startswith("hs_") else "hall_d_x", value)
        reply = client.open(everybody.path(rule), method=method, json={})
        assert reply.status_code == 403, (role, reply.data)
        assert reply.get_json()["code"] == "not_from_our_page"
    assert hall.house.live.seq == seq


def test_a_device_is_nobody_at_anothers_page(everybody: Everybody):
    hall = everybody.hall
    for kind, rule in (
        ("kiosk", "/kiosk/k2"), ("display", "/display/tv2"),
        ("rating_pad", "/rating/2"), ("printer", "/printers/p2"),
    ):  # fmt: skip
        reply = hall.get(rule, as_=everybody.credential(kind), raw=True)
        assert reply.status_code in (403, 404), rule


# sockets


def sample(name: str, ticket: int) -> str:
    return {
        "ticket": f"ticket/{ticket_token(ticket)}", "kiosk": "kiosk/k1", "desk": "desk",
            "display": "display/tv1",
        "counter": "counter/1", "printer": "printer/p1", "rating": "rating/1",
        "dashboard": "dashboard", "today": "today", "devices": "devices", "boards": "boards",
        "line": "line//dev/hall/pad-1",
    }[name]  # fmt: skip


def test_the_table_lists_every_topic_and_no_other(everybody: Everybody):
    assert set(everybody.hall.house.topics.kinds()) == set(TOPICS)


@pytest.mark.parametrize("name", TOPICS)
def test_each_role_watches_what_it_may_and_nothing_else(watchers: Everybody, name: str):
    topic, got = sample(name, watchers.ticket), set()
    for role in ASKING:
        socket = watchers.hall.socket(watchers.credential(role))
        if not socket.is_connected("/live"):
            assert role == "anyone"
            continue
        ack = socket.emit("watch", {"topic": topic}, namespace="/live", callback=True)
        if ack["ok"]:
            got.add(role)
        else:
            assert ack["code"] == "not_allowed", (role, ack)
        socket.disconnect("/live")
    assert got == set(TOPICS[name].split())


@pytest.mark.parametrize(
    ("kind", "id", "topic"),
    [("kiosk", "k1", "kiosk/k2"), ("display", "tv1", "display/tv2"),
     ("rating_pad", "r1", "rating/2"),
     ("call_pad", "c1", "counter/2"), ("printer", "p1", "printer/p2")],
)  # fmt: skip
def test_a_device_watches_its_own_only(watchers: Everybody, kind: str, id: str, topic: str):
    socket = watchers.hall.socket(watchers.hall.device(id, kind))
    ack = socket.emit("watch", {"topic": topic}, namespace="/live", callback=True)
    assert ack == {"ok": False, "code": "not_allowed"}


def test_no_credential_makes_anyone_the_hall_itself(watchers: Everybody):
    people = watchers.hall.people
    known = {who.role for c in watchers.credentials.values() if c and (who := people.who(c))}
    assert known == {*PEOPLE, *DEVICES} and THE_HALL.role not in known
