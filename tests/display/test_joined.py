"""Announcements as they are heard: the page's own player renders them, and they are measured here
and by ffmpeg. No word is lost, none clicks, none stands apart from the others or is louder."""

from __future__ import annotations

import re
import subprocess
from array import array
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest
from playwright.sync_api import Browser, Page

from display.voice import sound
from display.voice.announce import Spoken, Voice
from tests.display.screens import Scene, scene
from tests.halls import small_hall

CALLS = [
    Spoken("A023", "5"), Spoken("B115", "24", again=True), Spoken("Đ999", "12B"),
    Spoken("A1005", "7", priority=True),
]  # fmt: skip
RENDER = """async ([language, keys]) => {
    const { Player } = await import("/static/display/player.js");
    const player = new Player(window.hall_voice.player.addresses);
    player.context = new OfflineAudioContext(1, 22050 * 12, 22050);
    await player.load();
    player.play(language, keys);
    const heard = (await player.context.startRendering()).getChannelData(0);
    return Array.from(heard, (x) => Math.round(x * 32767));
}"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("joined"), browser) as it:
        yield it


@pytest.fixture(scope="module")
def page(hall: Scene) -> Iterator[Page]:
    with hall.board() as page:
        token = hall.hall.tokens["manh"]
        page.context.add_cookies([{"name": "hall_person", "value": token, "url": hall.server.url}])
        page.goto(f"{hall.server.url}/voice")
        yield page


def said(call: Spoken, numbers: str) -> list[str]:
    settings = small_hall(voice={"numbers": numbers, "chime": False, "priority": True})
    return Voice(settings).announce(call).words["vi"]


def ebur128(file: Path) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBFS) by ffmpeg (EBU R 128)."""
    done = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats", "-i", str(file),
         "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    summary = done[done.rindex("Summary:") :]
    found = [re.search(rf"{name}:\s+(-?[\d.]+|-inf) ", summary) for name in ("I", "Peak")]
    assert all(found), summary
    return tuple(float(match[1]) for match in found if match)  # type: ignore[return-value]


@pytest.mark.parametrize("numbers", ["digits", "number"])
@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.number}-{call.counter}")
def test_a_call_is_one_even_stream_of_words(
    page: Page, tmp_path: Path, call: Spoken, numbers: str
) -> None:
    keys = said(call, numbers)
    heard = array("h", map(int, page.evaluate(RENDER, ["vi", keys])))
    files = Voice(small_hall()).packs["vi"].files
    words = [sound.read(files[key])[0] for key in keys]
    first = next(i for i, s in enumerate(heard) if abs(s) > 200)
    last = max(i for i, s in enumerate(heard) if abs(s) > 200)
    spoken = sum(len(word) for word in words) / sound.RATE
    assert spoken < (last - first) / sound.RATE + 0.2, "words cut off or over each other"
    assert (last - first) / sound.RATE < spoken + 0.2 * len(words), "words lost in silence"

    # 10 ms frames below −50 dBFS in a row: the longest pause within the call
    frames = [heard[i : i + 220] for i in range(first, last, 220)]
    still = "".join("." if max(abs(s) for s in frame) < 104 else "x" for frame in frames)
    assert max(len(gap) for gap in re.findall(r"\.*", still)) <= 40, "more than 0.4 s of silence"

    # a click is a step between two samples larger than the voice itself ever makes
    steepest = max(abs(b - a) for w in words for a, b in zip(w, w[1:], strict=False))
    step = max(abs(b - a) for a, b in zip(heard, heard[1:], strict=False))
    assert step <= steepest * 1.05, "a click where words join"

    file = tmp_path / "call.wav"
    sound.write(file, heard[first:last])
    loud, peak = ebur128(file)
    assert -24 < loud < -15 and peak < -0.5, (loud, peak)


def test_every_clip_is_as_loud_as_the_others_to_ffmpeg(tmp_path: Path) -> None:
    for language in ("vi", "en"):
        pack = Voice(small_hall(languages=[language], voice={"second_language": None})).packs
        levels = {}
        for key, path in pack[language].files.items():
            if "-" in key and key != "chime":  # R 128 needs 0.4 s: words of two syllables and more
                levels[key] = ebur128(path)[0]
        assert len(levels) >= 5
        assert max(levels.values()) - min(levels.values()) < 5, levels
