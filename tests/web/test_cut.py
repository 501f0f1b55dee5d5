"""Who is cut: revoked devices, disabled officers, sessions that end, clients that are too slow."""

from __future__ import annotations

import time

from tests.web.houses import SmallHouse
from tests.web.test_sockets import issue, news, watch
from web.live import Client


def cut(hall: SmallHouse, socket) -> bool:
    hall.live.check()
    end = time.monotonic() + 3
    while hall.live.clients and time.monotonic() < end:
        time.sleep(0.02)
    return not hall.live.clients


def test_a_revoked_devices_socket_is_cut(hall: SmallHouse):
    socket = hall.socket(hall.device("k1", "kiosk"))
    watch(socket, "booth/k1")
    hall.live.check()
    assert hall.live.clients
    hall.people.revoke("k1")
    assert cut(hall, socket)
    assert not socket.is_connected("/live")
    assert hall.house.topics._watched["booth"] == {}


def test_a_disabled_officers_socket_is_cut(hall: SmallHouse):
    socket = hall.socket(hall.officer("ad", "admin"))
    hall.people.disable("ad")
    assert cut(hall, socket)


def test_a_session_that_ends_takes_its_socket_along(hall: SmallHouse):
    socket = hall.socket(hall.officer("ad", "admin"))
    hall.tick(12 * 3600 + 1)
    assert cut(hall, socket)


def test_a_command_in_another_process_is_heard_by_its_event(hall: SmallHouse):
    """`enrol` and `user disable` write rows, then an event: it makes the server look."""
    from people import People
    from queueing.who import THE_HALL

    hall.house.start()
    socket = hall.socket(hall.device("k1", "kiosk"))
    elsewhere = People(str(hall.people._engine.url), "test", hall.journal.now).open()
    elsewhere.revoke("k1")
    hall.live.check()
    assert hall.live.clients, "nobody told us yet"
    hall.do(lambda rules, now: rules.device_revoked(THE_HALL, now, "k1"))
    end = time.monotonic() + 5
    while hall.live.clients and time.monotonic() < end:
        time.sleep(0.02)
    assert not hall.live.clients
    assert not hall.socket(hall.device("k1", "kiosk")).is_connected("/live")
    del socket


def test_a_slow_client_is_dropped_and_nobody_else(hall: SmallHouse, monkeypatch):
    class Slow:
        closed = False

        class queue:
            @staticmethod
            def qsize() -> int:
                return 1000

    good = hall.socket(hall.device("k1", "kiosk"))
    watch(good, "booth/k1")
    slow = Client("slow", "slow-eio", list(hall.live.clients.values())[0].proofs)
    hall.live.clients["slow"] = slow
    hall.house.topics.watch("booth/k1", "slow")
    monkeypatch.setitem(hall.live.sio.server.eio.sockets, "slow-eio", Slow())
    issue(hall)
    hall.flush()
    end = time.monotonic() + 3
    while "slow" in hall.live.clients and time.monotonic() < end:
        time.sleep(0.02)
    assert list(hall.live.clients) != ["slow"] and "slow" not in hall.live.clients
    assert hall.live.dropped == 1
    assert len(news(good, "picture")) == 1
