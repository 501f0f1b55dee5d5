"""Calls spoken by a PC without a browser: what is said, in which order, and how it sounds."""

from __future__ import annotations

import json
import math
import time
import wave
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from printer.agent import calls
from printer.agent.sound import BREATH, GAP, LEAD, Clip, Mute, Program, joined
from tests.printer.agent.site import Site, until
from tests.server import ROOT

RATE = 22_050


def heard(path: Path) -> Clip:
    return Clip.read(path.read_bytes())


def spoken(site: Site) -> list[dict[str, Any]]:
    """What was said, piece after piece."""
    file = site.here / "spoken" / "spoken.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def silences(clip: Clip, floor: int = 60) -> list[float]:
    """The stretches of silence between sounds, in seconds."""
    loud = [i for i, s in enumerate(clip.samples) if abs(s) > floor]
    return [(b - a) / clip.rate for a, b in zip(loud, loud[1:], strict=False) if b - a > 400]


def steepest(clip: Clip) -> int:
    """The largest jump from one sample to the next."""
    return max(abs(b - a) for a, b in zip(clip.samples, clip.samples[1:], strict=False))


def speaking(open_site: Callable[..., Site], speed: int) -> Site:
    site = open_site()
    site.write(speaker={"display": "tv", "play": "file", "speed": speed})
    site.agent(stdin=site.keys["tv"] + "\n").ready()
    return site


def call(site: Site, officer: dict[str, str], verb: str = "call-next") -> str:
    reply = site.post(f"/counters/2/{verb}", who=officer)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["number"])


def test_calls_are_spoken_in_order_each_once_and_repeated(
    open_site: Callable[..., Site],
) -> None:
    site = speaking(open_site, 20)
    for _ in range(12):
        site.issue()
    officer = site.login("hoa")
    assert site.post("/counters/2/open", who=officer).ok
    first = call(site, officer)
    pieces = until(lambda: spoken(site) if len(spoken(site)) == 2 else None, 15)
    assert [(p["number"], p["counter"], p["time"], p["way"]) for p in pieces] == [
        (first, "2", 0, "words"), (first, "2", 1, "words"),
    ]  # fmt: skip
    assert pieces[0]["clips"] == ["chime", *pieces[1]["clips"]]
    digits = pieces[1]["clips"]
    assert digits[0].startswith("mowif-") and digits[-1] == "hai"  # Mời …, quầy hai
    for piece in pieces:
        _sounds_like_the_hall(site, piece)

    # a crowd is called at once: in order, none lost, short while the voice is behind
    numbers = [call(site, officer) for _ in range(8)]
    until(lambda: {p["number"] for p in spoken(site)} >= set(numbers), 40)
    time.sleep(0.5)
    said = [p for p in spoken(site)[2:] if p["time"] == 0]
    assert [p["number"] for p in said] == numbers
    ways = [p["way"] for p in said]
    assert "short" in ways and ways[-1] == "words"
    short = next(p for p in said if p["way"] == "short")
    assert "chime" not in short["clips"] and len(short["clips"]) < len(digits)


def _sounds_like_the_hall(site: Site, piece: dict[str, Any]) -> None:
    """The clips, whole, with the pauses that were meant and none besides, and no click."""
    clip = heard(site.here / "spoken" / piece["file"])
    source = [
        Clip.read((ROOT / "display/voice/clips/vi" / f"{key}.wav").read_bytes())
        for key in piece["clips"]
    ]
    long = [len(key.split("-")) > 2 for key in piece["clips"]]
    pauses = [BREATH if a or b else GAP for a, b in zip(long, long[1:], strict=False)]
    wanted = LEAD + sum(c.seconds for c in source) + sum(pauses)
    assert clip.seconds == pytest.approx(wanted, abs=0.002)
    # between two words: the pause, and what silence the clips themselves begin and end with
    inside = max((s for c in source for s in silences(c)), default=0.0)
    assert max(silences(clip)) < max(BREATH + 0.08, inside + 0.01)
    assert steepest(clip) <= max(steepest(c) for c in source) + 1


def test_an_agent_that_comes_back_says_nothing_twice_and_nothing_stale(
    open_site: Callable[..., Site],
) -> None:
    site = open_site()
    site.write(speaker={"display": "tv", "play": "file", "speed": 20})
    agent = site.agent(stdin=site.keys["tv"] + "\n").ready()
    officer = site.login("hoa")
    for _ in range(2):
        site.issue()
    assert site.post("/counters/2/open", who=officer).ok
    first = call(site, officer)
    until(lambda: len(spoken(site)) == 2, 15)
    agent.kill9()
    second = call(site, officer)
    again = site.agent(stdin="").ready()
    until(lambda: len(spoken(site)) == 4, 15)
    time.sleep(0.5)
    assert [p["number"] for p in spoken(site)] == [first, first, second, second]
    site.server.kill9()
    site.reopen()
    time.sleep(2.0)
    assert len(spoken(site)) == 4
    assert again.stop() == 0


def a_call(seq: int, number: str = "", counter: str = "1", again: bool = False) -> calls.Call:
    return {
        "seq": seq, "at": seq * 1000, "words": {"vi": ["a", "b"]}, "short": {"vi": ["a"]},
        "spare": {"vi": ["c"]}, "repeat": 1,
        "call": {"number": number or f"A{seq:03}", "counter": counter, "again": again},
    }  # fmt: skip


def test_a_recall_gives_way_to_a_later_call_and_a_first_call_never_does() -> None:
    queue: list[calls.Call] = []
    for one in (a_call(3), a_call(2, "A009", "2", again=True), a_call(4, "A010", "2"), a_call(1)):
        queue = calls.with_call(queue, one)
    assert [it["seq"] for it in queue] == [1, 3, 4]
    assert calls.with_call(queue, a_call(3)) == queue


def test_a_call_taken_back_is_not_spoken() -> None:
    queue = [a_call(1), a_call(2), a_call(9)]
    picture = {"now": [{"number": "A001", "seq": 1}]}
    assert [it["seq"] for it in calls.without_undone(queue, picture, 5000)] == [1, 9]


def test_what_has_no_clip_is_said_digit_by_digit_or_by_the_chime() -> None:
    assert calls.playable(a_call(1), False, lambda *_: True) == ({"vi": ["a", "b"]}, "words")
    assert calls.playable(a_call(1), True, lambda *_: True) == ({"vi": ["a"]}, "short")
    only_c = lambda language, key: key == "c"  # noqa: E731
    assert calls.playable(a_call(1), False, only_c) == ({"vi": ["c"]}, "spare")
    assert calls.playable(a_call(1), False, lambda *_: False) == ({"vi": ["chime"]}, "chime")


def tone(seconds: float, rate: int, pitch: float = 440.0) -> Clip:
    """Cut off in the middle of a wave: it would click."""
    step = 2 * math.pi * pitch / rate
    many = range(int(seconds * rate))
    return Clip(array("h", (int(12_000 * math.cos(step * i)) for i in many)), rate)


def test_clips_of_any_rate_join_without_clicks() -> None:
    piece = joined(["mot", "hai", "ba"], [tone(0.2, RATE), tone(0.2, 44_100), tone(0.2, 16_000)])
    assert piece.rate == RATE and piece.seconds == pytest.approx(LEAD + 0.6 + 2 * GAP, abs=0.001)
    smooth = 12_000 * 2 * math.pi * 440 / RATE
    assert steepest(piece) < smooth * 1.2  # an unfaded end would jump by 12,000
    assert [round(s, 2) for s in silences(piece)] == [GAP, GAP]


def test_the_file_that_is_played_is_a_wav_of_the_whole_piece(tmp_path: Path) -> None:
    """A stand-in for aplay keeps what it was given; one that fails is told of."""
    player = tmp_path / "aplay"
    player.write_text('#!/bin/sh\nfor f; do :; done\ncp "$f" "$(dirname "$0")/played.wav"\n')
    player.chmod(0o755)
    sink = Program(str(player), None, tmp_path)
    sink.play(tone(0.1, RATE), {})
    with wave.open(str(tmp_path / "played.wav")) as file:
        assert (file.getframerate(), file.getnframes()) == (RATE, int(0.1 * RATE))
    player.write_text("#!/bin/sh\necho no such card >&2\nexit 1\n")
    with pytest.raises(Mute, match="no such card"):
        sink.play(tone(0.1, RATE), {})
    with pytest.raises(Mute, match="not installed"):
        Program("no-such-player", None, tmp_path)
