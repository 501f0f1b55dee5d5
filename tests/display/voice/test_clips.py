"""Clips: the built-in packs are whole, even and quick to make; a hall's own pack is checked."""

from __future__ import annotations

import time
import wave
from array import array
from pathlib import Path

import pytest

from display.voice import sound
from display.voice.__main__ import main
from display.voice.clips import CLIPS, Pack, make
from display.voice.words import CHIME, Words, slug, spoken_languages


@pytest.fixture(scope="module", params=["vi", "en"])
def pack(request: pytest.FixtureRequest) -> Pack:
    make(request.param)
    return Pack.open(request.param)


def test_a_pack_has_every_word_and_a_chime(pack: Pack) -> None:
    assert pack.missing(Words.read(pack.language)) == []
    assert CHIME in pack.files


def test_every_digit_and_letter_of_each_language_has_a_clip_of_its_own(pack: Pack) -> None:
    words = Words.read(pack.language)
    assert len({slug(w) for w in words.digits}) == 10
    assert set(words.letters) >= set("ABCDEFGHIJKLMNOPQRSTUVWXYZĐ")


def test_no_two_words_share_a_key(pack: Pack) -> None:
    words = Words.read(pack.language)
    every = {w.lower() for w in (*words.vocabulary(), *words.digits, *words.letters.values())}
    assert len({slug(word) for word in every}) == len(every)
    assert all(slug(word).isascii() and slug(word) for word in every)


def test_keys_are_what_a_vietnamese_keyboard_types() -> None:
    assert slug("một") == "mootj" and slug("mốt") == "moots"
    assert slug("mười") == "muwowif" and slug("mươi") == "muwowi"
    assert slug("đê") == "ddee" and slug("dê") == "dee" and slug("tư") == "tuw"
    assert slug("đến quầy số") == "ddeens-quaayf-soos"
    assert slug("Xin nhắc lại,") == "xin-nhawcs-laij"
    assert slug("e-lờ") == "e-lowf"


def test_clips_are_trimmed_even_and_never_cut_off(pack: Pack) -> None:
    for key, path in pack.files.items():
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (22050, 1, 2)
        samples, rate = sound.read(path)
        assert abs(sound.loudness(samples) - sound.LOUDNESS) < 1.5, key
        assert max(abs(s) for s in samples) < 32767 * 0.9, key
        assert 0.1 < len(samples) / rate < 3.0, key
        loud = [i for i, s in enumerate(samples) if abs(s) > 600]
        assert loud[0] / rate < 0.15 and (len(samples) - loud[-1]) / rate < 0.3, key


def test_the_chime_is_short_and_dies_away(pack: Pack) -> None:
    samples, rate = sound.read(pack.files[CHIME])
    assert 0.5 < len(samples) / rate <= 1.5
    third = len(samples) // 3
    assert sound.loudness(samples[:third]) > sound.loudness(samples[-third:]) + 6
    assert abs(samples[-1]) < 200


def test_making_again_does_nothing_until_the_words_change(tmp_path: Path) -> None:
    folder = tmp_path / "vi"
    assert make("vi", folder) is True
    before = {p.name: p.stat().st_mtime_ns for p in folder.iterdir()}
    start = time.perf_counter()
    assert make("vi", folder) is False
    assert time.perf_counter() - start < 0.5
    assert {p.name: p.stat().st_mtime_ns for p in folder.iterdir()} == before
    (folder / "mootj.wav").unlink()
    assert make("vi", folder) is True
    assert (folder / "mootj.wav").is_file()
    assert [p.name for p in tmp_path.iterdir()] == ["vi"], "nothing half made is left"


def test_digits_are_never_given_to_the_speaker() -> None:
    for language in spoken_languages():
        assert not any(c.isdigit() for word in Words.read(language).vocabulary() for c in word)


def test_a_pack_that_is_not_there_has_nothing(tmp_path: Path) -> None:
    pack = Pack.open("vi", tmp_path / "nowhere")
    assert pack.files == {} and not pack.has(["một"])


def test_a_recorded_pack_may_name_its_files_as_it_likes(tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(b"x")
    folder = tmp_path / "pack"
    folder.mkdir()
    for name in ("so-1.ogg", "hai.mp3", "notes.txt"):
        (folder / name).write_bytes(b"x")
    (folder / "pack.yaml").write_text("words: {một: so-1.ogg, ba: ../secret.wav, bốn: gone.ogg}")
    pack = Pack.open("vi", folder)
    assert pack.files["mootj"].name == "so-1.ogg" and pack.has(["một", "hai"])
    assert not pack.has(["ba"]) and not pack.has(["bốn"]), "nothing outside the folder is served"
    assert "notes" not in pack.files


def test_a_changed_clip_changes_the_version(tmp_path: Path) -> None:
    (tmp_path / "hai.wav").write_bytes(b"one")
    before = Pack.open("vi", tmp_path).version
    (tmp_path / "hai.wav").write_bytes(b"other")
    assert Pack.open("vi", tmp_path).version != before


def test_the_announcers_sheet_names_every_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["script", "vi"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert ["mowif-coong-daan-cos-soos-thuws-tuwj.wav", "Mời công dân có số thứ tự"] in lines
    assert {name for name, _ in lines} == {p.name for p in Pack.open("vi").files.values()}


def test_the_checker_finds_what_is_wrong_with_a_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make("vi")
    for path in (CLIPS / "vi").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert main(["check", "vi", str(tmp_path)]) == 0
    loud, _ = sound.read(tmp_path / "hai.wav")
    sound.write(tmp_path / "hai.wav", sound.level(loud, -8.0))
    sound.write(tmp_path / "ba.wav", array("h", bytes(8000)))
    (tmp_path / "tuw.wav").unlink()
    (tmp_path / "lawm.wav").write_bytes(b"RIFF")
    sound.write(tmp_path / "chime.wav", sound.chime() * 2)
    capsys.readouterr()
    assert main(["check", "vi", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    for wrong in ("missing: tuw.wav  (tư)", "silent: ba.wav", "unreadable: lawm.wav",
                  "too long: chime.wav", "hai.wav"):  # fmt: skip
        assert wrong in said
    assert "louder than the others" in said and len(said.splitlines()) == 5
