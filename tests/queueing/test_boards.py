"""Messages on boards, zones muted for a while, boards tried out: the rules of each."""

from __future__ import annotations

import json

import pytest

from queueing.hall import Hall
from queueing.refusal import Refusal
from queueing.who import Who
from tests.halls import small_hall
from tests.queueing.driver import MONDAY

BOSS = Who("supervisor", officer="sep")
MINUTE = 60_000
DAY = 1440 * MINUTE


class Morning:
    """A hall and everything that was written of it."""

    def __init__(self) -> None:
        self.hall, self.now, self.log = Hall(), MONDAY, []
        self.keep(self.hall.change_settings(Who("hall"), self.now, small_hall()))
        self.keep(self.hall.roll_day(self.now))

    def keep(self, events):
        self.hall.apply_all(events)
        self.log += events
        return events

    def do(self, verb: str, *args, who: Who = BOSS, **kw):
        self.keep(self.hall.roll_day(self.now))
        return self.keep(getattr(self.hall, verb)(who, self.now, *args, **kw))

    def no(self, verb: str, *args, who: Who = BOSS, **kw) -> Refusal:
        with pytest.raises(Refusal) as refused:
            getattr(self.hall, verb)(who, self.now, *args, **kw)
        return refused.value

    def rebuilt(self) -> Hall:
        """From the settings and what was written since the last opening, as a restart does."""
        opened = max(i for i, e in enumerate(self.log) if e.kind == "DayOpened")
        hall = Hall()
        hall.apply_all([e for e in self.log[:opened] if e.kind == "SettingsChanged"][-1:])
        hall.apply_all(self.log[opened:])
        return hall


def test_a_zones_message_goes_before_the_halls_and_each_ends_by_itself() -> None:
    m = Morning()
    m.do("set_message", {"vi": "Cả trung tâm", "en": "Everywhere"}, m.now + 60 * MINUTE)
    m.do("set_message", {"vi": "Khu này"}, m.now + 10 * MINUTE, "z1")
    assert m.hall.message("z1", m.now).texts == {"vi": "Khu này"}
    m.do("set_message", {"vi": "Cháy"}, m.now + MINUTE, urgent=True)
    assert m.hall.message("z1", m.now).texts == {"vi": "Khu này"}, "urgent ones are kept apart"
    assert m.hall.message("z1", m.now, urgent=True).officer == "sep"
    m.now += 10 * MINUTE
    assert m.hall.message("z1", m.now).texts["en"] == "Everywhere"
    assert m.hall.message("z1", m.now, urgent=True) is None
    assert m.do("end_message", urgent=True) == [], "it is over already"
    assert [e.kind for e in m.do("end_message")] == ["MessageEnded"]
    assert m.hall.message("z1", m.now) is None


def test_a_message_lives_on_over_midnight_and_a_restart_and_a_muted_voice_does_not() -> None:
    m = Morning()
    m.do("set_message", {"vi": "Mai nghỉ"}, m.now + DAY)
    m.do("set_message", {"vi": "Chỉ hôm nay"}, m.now + MINUTE, "z1")
    m.do("mute_zone", "z1", m.now + 200 * MINUTE)
    assert m.rebuilt().snapshot() == m.hall.snapshot()
    assert m.hall.copy().snapshot() == m.hall.snapshot()
    m.now += DAY - 60 * MINUTE
    m.do("end_message", "z1")
    assert m.hall.message("z1", m.now).texts == {"vi": "Mai nghỉ"}
    assert m.hall.muted_until("z1", m.now) is None
    again = m.rebuilt()
    assert again.snapshot() == m.hall.snapshot()
    assert json.loads(json.dumps(again.snapshot()))["messages"][0]["texts"] == {"vi": "Mai nghỉ"}


def test_a_zone_is_muted_until_its_time_and_its_board_is_not_tried_meanwhile() -> None:
    m = Morning()
    m.do("mute_zone", "z1", m.now + 30 * MINUTE)
    assert m.hall.muted_until("z1", m.now) == m.now + 30 * MINUTE
    assert m.no("test_display", "tv1").more["state"] == "muted"
    m.now += 30 * MINUTE
    assert m.hall.muted_until("z1", m.now) is None
    assert m.do("unmute_zone", "z1") == []
    (event,) = m.do("test_display", "tv1")
    assert m.hall.tested("tv1", m.now) == (event.seq, m.now + 15_000)
    assert m.hall.tested("tv1", m.now + 15_000) is None
    m.do("mute_zone", "z1", m.now + MINUTE)
    assert [e.kind for e in m.do("unmute_zone", "z1")] == ["ZoneUnmuted"]


@pytest.mark.parametrize(
    ("verb", "args", "who", "code"),
    [
        ("set_message", ({"en": "No Vietnamese"}, MINUTE), BOSS, "bad_request"),
        ("set_message", ({"vi": "x", "fr": "y"}, MINUTE), BOSS, "bad_request"),
        ("set_message", ({"vi": "x" * 201}, MINUTE), BOSS, "bad_request"),
        ("set_message", ({"vi": "x"}, 0), BOSS, "bad_request"),
        ("set_message", ({"vi": "x"}, 32 * DAY), BOSS, "bad_request"),
        ("set_message", ({"vi": "x"}, MINUTE, "z9"), BOSS, "unknown_zone"),
        ("set_message", ({"vi": "x"}, MINUTE), Who("officer", officer="an"), "not_allowed"),
        ("mute_zone", ("z1", 5 * 60 * MINUTE), BOSS, "bad_request"),
        ("mute_zone", ("z9", MINUTE), BOSS, "unknown_zone"),
        ("test_display", ("tv9",), BOSS, "unknown_display"),
        ("test_display", ("tv1",), Who("display", device="tv1"), "not_allowed"),
    ],
)
def test_what_may_not_be_is_refused(verb: str, args: tuple, who: Who, code: str) -> None:
    m = Morning()
    args = tuple(m.now + a if isinstance(a, int) else a for a in args)
    assert m.no(verb, *args, who=who).code == code
