"""Two processes serve one hall, on either database: who is put out at one is out at the other."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

import engine
from engine.clock import WallClock
from people import People
from tests.server import Server
from tests.stories.founding import PASSWORD, Founded, found
from tests.web.test_running import RELEASE, Running, cut_within, let_in


@dataclass
class Two:
    hall: Founded
    a: Running
    b: Running


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def two(request, tmp_path_factory) -> Iterator[Two]:
    sections = {}
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
        sections["storage"] = {"url": url.replace(":@", "@")}
    hall = found(tmp_path_factory.mktemp("two"), officers=[], **sections)
    url = sections["storage"]["url"] if sections else hall.database
    staff = People(url, hall.settings["hall"]["id"], WallClock.wall).open()
    for name, role in (("can-bo-1", "officer"), ("quan-ly", "manager"), ("an", "admin")):
        staff.add_officer(name, role, None, PASSWORD)
        hall.tokens[name] = staff.login(name, PASSWORD)[0]
    hall.keys["tv1"] = staff.enrol("tv1", "display")
    staff.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HALL_SECRET", raising=False)
        servers = [Server(hall.config, engine=e, args=("--bench",)) for e in engine.NAMES]
    a, b = servers
    try:
        yield Two(hall, Running(hall, a), Running(hall, b))
    finally:
        for server in servers:
            server.stop()


def log_in(server: Server, **more: object) -> requests.Response:
    body = {"name": "can-bo-1", "password": PASSWORD, **more}
    return requests.post(f"{server.url}/api/v1/login", json=body, timeout=10)


@pytest.mark.parametrize("turned", [False, True], ids=["eventlet first", "threading first"])
def test_a_logout_at_one_cuts_the_socket_at_the_other(two: Two, turned: bool):
    here, there = (two.b, two.a) if turned else (two.a, two.b)
    token = log_in(here.server).json()["token"]
    with there.socket(token) as ws:
        assert let_in(ws), "a session made at the other is known"
        assert here.post("/logout", token).status_code == 200
        took = cut_within(ws, RELEASE)
        assert took is not None, "still alive"
    for running in (here, there):
        assert running.post("/awake", token).status_code == 401
        with running.socket(token) as ws:
            assert not let_in(ws)


def test_a_key_revoked_at_one_is_dead_at_the_other(two: Two):
    token, key = two.hall.tokens["an"], two.hall.keys["tv1"]
    with two.b.socket(key) as ws:
        assert let_in(ws)
        assert two.a.post("/keys/tv1/revoke", token).status_code == 200
        assert cut_within(ws, RELEASE) is not None
    with two.b.socket(key) as ws:
        assert not let_in(ws)


def test_an_officer_disabled_on_the_command_line_is_cut_at_both(two: Two):
    token = two.hall.tokens["quan-ly"]
    with two.a.socket(token) as first, two.b.socket(token) as second:
        assert let_in(first) and let_in(second)
        assert two.a.server.command("user", "disable", "quan-ly").returncode == 0
        assert cut_within(first, RELEASE) is not None
        assert cut_within(second, RELEASE) is not None


def test_a_pairing_asked_for_at_one_is_approved_at_the_other(two: Two):
    session = requests.Session()
    code = session.post(f"{two.a.server.url}/api/v1/pairing", json={}, timeout=10).json()["code"]
    url = f"{two.b.server.url}/api/v1"
    token = two.hall.tokens["an"]
    head = {"Authorization": f"Bearer {token}"}
    (waiting,) = requests.get(f"{url}/keys", headers=head, timeout=10).json()["pairings"]
    reply = two.b.post(f"/pairings/{waiting['id']}/approve", token, {"code": code, "device": "tv1"})
    assert reply.status_code == 200
    collected = session.post(f"{two.a.server.url}/api/v1/pairing/collect", json={}, timeout=10)
    assert collected.json() == {"device": "tv1", "kind": "display", "page": "/display/tv1"}
    value = next(c.value for c in session.cookies if c.name.startswith("hall_d_"))
    end, known = time.monotonic() + RELEASE, False
    while not known and time.monotonic() < end:  # a page tries again by itself
        with two.b.socket(value) as ws:
            known = let_in(ws)
    assert known
