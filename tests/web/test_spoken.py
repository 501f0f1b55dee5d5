"""Spoken calls reach one speaker, once each, in order, and never late."""

from __future__ import annotations

from tests.web.houses import SmallHouse
from tests.web.test_sockets import news, watch
from web.topics import Topic


def test_only_the_speaking_display_hears_the_call_and_the_newest_of_its_pages(hall: SmallHouse):
    hall.house.topics.add(
        Topic("display", ("display",), lambda hall, id, now: {}, lambda event, hall: ())
    )
    old, new = (hall.socket(hall.device("tv1", "display")) for _ in range(2))
    other = hall.socket(hall.device("k1", "kiosk"))
    for socket in (old, new):
        watch(socket, "display/tv1")
    call = {"number": "A001", "counter": "1", "zone": "z1", "again": False}
    for n in range(3):
        hall.house.announce("z1", 10 + n, hall.journal.now(), call, {"vi": ["a"]})
    assert [c["seq"] for c in news(new, "announce")] == [10, 11, 12], "once each, in order"
    assert news(old, "announce") == [] and news(other, "announce") == []


def test_after_a_reconnect_only_calls_of_the_last_20_s_are_spoken(hall: SmallHouse):
    hall.house.topics.add(
        Topic("display", ("display",), lambda hall, id, now: {}, lambda event, hall: ())
    )
    call = {"number": "A001", "counter": "1", "zone": "z1", "again": False}
    hall.house.announce("z1", 10, hall.journal.now(), call, {})
    hall.tick(15)
    hall.house.announce("z1", 11, hall.journal.now(), call, {})
    hall.tick(6)
    socket = hall.socket(hall.device("tv1", "display"))
    watch(socket, "display/tv1")
    assert [c["seq"] for c in news(socket, "announce")] == [11]
