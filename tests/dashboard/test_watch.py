"""The watch: alerts come when they should, go at a lower mark, and do not flutter."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dashboard.picture import last_backup
from dashboard.watch import Watch
from queueing.who import THE_HALL, Who
from tests.counter.desk import Desk
from web.wire import time_json


class Sockets:
    """Whose pages are connected."""

    def __init__(self) -> None:
        self.clients: dict[str, Sockets.Client] = {}

    class Client:
        def __init__(self, who: Who) -> None:
            self.proofs = [("a key", who)]

    def come(self, who: Who) -> None:
        self.clients[who.device or ""] = Sockets.Client(who)


def alerts(desk: Desk) -> list[tuple[str, str]]:
    return sorted(desk.journal.live.alerts)


def test_a_wait_over_an_hour_is_told_until_it_is_well_below(desk: Desk) -> None:
    watch = Watch(desk.house)
    desk.issue("so-do")
    desk.clock.advance(11 * 60)
    desk.issue("so-do")
    desk.clock.advance(49 * 60)
    watch.look()
    assert alerts(desk) == []
    desk.clock.advance(1)
    watch.look()
    watch.look()
    assert alerts(desk) == [("long_wait", "so-do")]
    kinds = [e["kind"] for e in desk.journal.events(0, 100)]
    assert kinds.count("AlertRaised") == 1, "told once, not at every look"
    desk.open("lan", "3")
    desk.do("lan", "/counters/3/call-next")
    watch.look()
    assert alerts(desk) == [("long_wait", "so-do")], "49 minutes are not yet well below"
    desk.do("lan", "/counters/3/call-next")
    watch.look()
    assert alerts(desk) == [("long_wait", "so-do")], "all is well, but only just"
    desk.clock.advance(60)
    watch.look()
    assert alerts(desk) == []


def test_an_alert_that_went_does_not_come_back_at_once(desk: Desk) -> None:
    watch = Watch(desk.house)
    desk.issue("khai-sinh")
    desk.open("lan", "1")
    desk.clock.advance(5 * 60 + 1)
    watch.look()
    assert alerts(desk) == [("idle_counter", "1")]
    desk.do("lan", "/counters/1/pause", {"reason": "break"})
    watch.look()
    desk.clock.advance(60)
    watch.look()
    assert alerts(desk) == []
    desk.do("lan", "/counters/1/unpause")
    desk.clock.advance(4 * 60)
    watch.look()
    assert alerts(desk) == []
    desk.clock.advance(60 + 1)
    watch.look()
    assert alerts(desk) == [("idle_counter", "1")]


def test_a_free_counter_is_no_matter_while_nobody_waits_for_it(desk: Desk) -> None:
    watch = Watch(desk.house)
    desk.issue("so-do")  # not for counter 1
    desk.open("lan", "1")
    desk.clock.advance(20 * 60)
    watch.look()
    assert alerts(desk) == []


def test_a_page_that_went_silent_is_told_after_a_minute(desk: Desk) -> None:
    watch, sockets = Watch(desk.house), Sockets()
    desk.house.live_sockets = sockets
    watch.pages()
    assert desk.house.devices.get("k1").state == "unknown", "never seen is not gone"
    sockets.come(Who("kiosk", device="k1"))
    sockets.come(Who("rating_pad", device="danh-gia-1"))
    watch.pages()
    assert desk.house.devices.get("k1").state == "ok"
    sockets.clients.clear()
    watch.pages()
    device = desk.house.devices.get("k1")
    assert (device.state, device.error) == ("down", "gone")
    watch.look()
    desk.clock.advance(61)
    watch.look()
    assert alerts(desk) == [("device_gone", "danh-gia-1"), ("device_gone", "k1")]
    sockets.come(Who("kiosk", device="k1"))
    watch.pages()
    watch.look()
    desk.clock.advance(60)
    watch.look()
    assert alerts(desk) == [("device_gone", "danh-gia-1")]
    desk.house.live_sockets = None


def test_three_bad_ratings_in_a_quarter_of_an_hour_are_told(desk: Desk) -> None:
    watch = Watch(desk.house)
    desk.journal.listen("watch", watch.hear)
    desk.open("lan", "1")
    for score in (1, 5, 2, 3, 2):
        desk.issue()
        desk.do("lan", "/counters/1/call-next")
        desk.do("lan", "/counters/1/finish")
        watch.look()
        assert alerts(desk) == []
        desk.do("danh-gia-1", "/counters/1/rating", {"leg": 1, "score": score})
        desk.clock.advance(120)
    watch.look()
    assert alerts(desk) == [("bad_ratings", "test")]
    again = Watch(desk.house)
    again.remember()
    again.look()
    assert alerts(desk) == [("bad_ratings", "test")], "a restart in between forgets none"
    desk.clock.advance(15 * 60)
    watch.look()
    desk.clock.advance(60)
    watch.look()
    assert alerts(desk) == []


def test_what_nobody_sees_to_goes_up_once_a_step(desk: Desk) -> None:
    watch = Watch(desk.house)
    desk.house.act(
        THE_HALL, lambda hall, now: hall.raise_alert(THE_HALL, now, "printer", "p1", "warning")
    )
    ups = []
    for _ in range(30):
        desk.clock.advance(60)
        watch.look()
        ups.append(desk.journal.live.alerts["printer", "p1"].escalated_to)
    assert ups[8:10] == [None, "supervisor"] and ups[18:20] == ["supervisor", "manager"]
    kinds = [e["kind"] for e in desk.journal.events(0, 1000)]
    assert kinds.count("AlertEscalated") == 2
    desk.do("quan", "/hall/alerts/acknowledge", {"alert": "printer", "about": "p1"})
    assert desk.get("quan", "/dashboard").json["alerts"][0]["up_at"] is None


def test_a_hall_that_was_never_backed_up_is_told_two_days_after_it_began(desk: Desk) -> None:
    watch = Watch(desk.house)
    assert desk.get("quan", "/dashboard").json["backup"] is None, "nobody has looked yet"
    watch.round()
    assert desk.get("quan", "/dashboard").json["backup"] == {"known": True, "at": None}
    desk.clock.advance(48 * 3600 + 1)
    watch.look()
    assert alerts(desk) == [("backup_old", "test")]
    assert desk.journal.live.alerts["backup_old", "test"].detail == "never"


def test_backups_that_the_databases_own_tools_make_are_known_by_their_folder(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.journal, "_folder", None)  # as a journal in PostgreSQL has it
    watch = Watch(desk.house)
    watch.round()
    assert desk.get("quan", "/dashboard").json["backup"] == {"known": False, "at": None}
    desk.clock.advance(90 * 86_400)
    watch.look()
    assert alerts(desk) == [], "of what is not known nothing is said"

    dumps = tmp_path / "dumps"
    dumps.mkdir()
    settings = {**desk.settings, "storage": {**desk.settings["storage"], "backups": str(dumps)}}
    desk.house.act(THE_HALL, lambda hall, now: hall.change_settings(THE_HALL, now, settings, ""))
    watch = Watch(desk.house)
    watch.round()
    assert alerts(desk) == [("backup_old", "test")], "a folder without a dump"
    dump = dumps / "hall.dump"
    dump.write_text("x")
    at = desk.house.now() // 1000 - 3600
    os.utime(dump, (at, at))
    watch = Watch(desk.house)
    watch.round()
    assert last_backup(desk.house) == {"known": True, "at": time_json(at * 1000)}
    desk.clock.advance(61)
    watch.look()
    assert alerts(desk) == []
