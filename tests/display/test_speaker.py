"""The calls that are spoken, over the socket: once, in order, by one display a zone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from display.speaker import Speaker
from display.voice import sound
from queueing.who import THE_HALL
from tests.display.mornings import Morning, Television, two_zones
from web.house import House

INVITATION = "mowif-coong-daan-cos-soos-thuws-tuwj"


@pytest.fixture
def television(morning: Morning) -> Callable[[str], Television]:
    return lambda id: Television(morning.h, id)


def test_a_display_watches_its_own_topic_only(
    morning: Morning, television: Callable[[str], Television]
) -> None:
    tv = television("tv1")
    assert tv.answer["ok"] and tv.answer["picture"]["data"]["zone"] == "z1"
    other = tv.socket.emit("watch", {"topic": "display/tv2"}, namespace="/live", callback=True)
    assert other["ok"] is False


def test_each_call_is_spoken_once_in_order_by_the_one_speaking_display(
    morning: Morning, television: Callable[[str], Television]
) -> None:
    speaks, silent, elsewhere = television("tv1"), television("tv2"), television("tv3")
    numbers = morning.issue(n=10)
    for counter in range(1, 11):
        morning.do("call_next", str(counter))
    said = speaks.hear()
    assert [a["call"]["number"] for a in said] == numbers
    assert [a["seq"] for a in said] == sorted({a["seq"] for a in said})
    assert silent.hear() == [] and elsewhere.hear() == []
    assert len(silent.pictures[-1]["data"]["now"]) == 10
    first = said[0]
    assert first["call"] == {"number": "A001", "counter": "1", "zone": "z1", "again": False}
    assert first["at"] == morning.h.journal.now()
    assert first["words"] == {
        "vi": ["chime", INVITATION, "a", "khoong", "khoong", "mootj",
               "ddeens-quaayf-soos", "mootj"],
        "en": ["now-serving-number", "a", "zero", "zero", "one", "at-counter-number", "one"],
    }  # fmt: skip
    assert first["short"]["vi"] == ["a", "khoong", "khoong", "mootj", "quaayf-soos", "mootj"]
    assert first["repeat"] == 1


def test_recall_and_resume_are_spoken_too_and_nothing_else_is(
    morning: Morning, television: Callable[[str], Television]
) -> None:
    tv = television("tv1")
    morning.issue(n=1)
    morning.do("call_next", "7")
    morning.h.tick(30)
    morning.do("recall", "7")
    morning.do("hold", "7")
    ticket = next(iter(morning.h.journal.live.tickets))
    morning.do("resume", "7", ticket)
    morning.do("start", "7")
    morning.do("finish", "7")
    said = tv.hear()
    assert [a["call"]["again"] for a in said] == [False, True, False]
    assert said[1]["words"]["vi"][1] == "xin-nhawcs-laij"


def test_a_display_that_comes_back_hears_of_calls_up_to_twenty_seconds_old(
    morning: Morning, television: Callable[[str], Television]
) -> None:
    morning.issue(n=2)
    morning.do("call_next", "1")
    morning.h.tick(15)
    morning.do("call_next", "2")
    morning.h.tick(6)
    assert [a["call"]["number"] for a in television("tv1").hear()] == ["A002"]


def test_a_server_that_slept_does_not_call_out_what_is_long_past(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    h, said = morning.h, []
    monkeypatch.setattr(House, "announce", lambda house, *a, **k: said.append(a))
    morning.issue(n=1)
    call = morning.do("call_next", "1").events[0]
    assert len(said) == 1
    speaker = Speaker(h.house)
    h.tick(20)
    speaker.hear(call, h.journal.live)
    assert len(said) == 2
    h.tick(1)
    speaker.hear(call, h.journal.live)
    assert len(said) == 2 and morning.picture()["now"][0]["number"] == "A001"


def test_the_voice_follows_new_settings_at_once(
    morning: Morning, television: Callable[[str], Television]
) -> None:
    tv = television("tv1")
    morning.issue(n=2)
    morning.do("call_next", "1")
    settings = two_zones()
    settings["voice"] |= {"numbers": "number", "second_language": None, "repeat": 0}
    morning.h.do(lambda hall, now: hall.change_settings(THE_HALL, now, settings))
    morning.do("call_next", "2")
    before, after = tv.hear()
    assert "khoong" in before["words"]["vi"] and "en" in before["words"]
    assert after["words"] == {
        "vi": [
            "chime",
            "mowif-coong-daan-cos-soos-thuws-tuwj",
            "a",
            "hai",
            "ddeens-quaayf-soos",
            "hai",
        ]
    }
    assert after["repeat"] == 0


def test_a_counters_name_is_made_a_clip_of_and_spoken_from_the_next_call_on(
    morning: Morning, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    h, said = morning.h, []
    monkeypatch.setattr(House, "announce", lambda house, *a, **k: said.append(a[4]["vi"][-2:]))
    settings = {**h.settings, "counters": [dict(row) for row in h.settings["counters"]]}
    settings["counters"][0]["name"] = {"vi": "Bàn hướng dẫn tầng 2", "en": "Help desk"}
    settings["voice"] = {**settings["voice"], "counters": "name"}
    h.house.folder = tmp_path
    h.do(lambda hall, now: hall.change_settings(THE_HALL, now, settings))
    morning.issue(n=2)
    morning.do("call_next", "1")
    clip = tmp_path / "voice" / "vi" / "banf-huwowngs-daanx-taangf-hai.wav"
    until = time.monotonic() + 20
    while not clip.exists() or not (tmp_path / "voice" / "en" / "help-desk.wav").exists():
        assert time.monotonic() < until, "no clip was made"
        time.sleep(0.05)
    time.sleep(0.2)
    morning.do("call_next", "1")
    assert said == [["ddeens-quaayf-soos", "mootj"], ["ddeens", clip.stem]]
    assert sound.loudness(sound.read(clip)[0]) == pytest.approx(sound.LOUDNESS, abs=1.5)
