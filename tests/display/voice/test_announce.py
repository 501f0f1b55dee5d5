"""Announcements: what is said for a call, by the hall's settings; clips that are missing (F17)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from display.voice.announce import Spoken, Voice, own_words, spoken_counter
from display.voice.clips import Pack
from display.voice.words import CHIME, Words, slug
from tests.halls import small_hall

A023 = ["a", "khoong", "hai", "ba"]
MOI, DEN = "mowif-coong-daan-cos-soos-thuws-tuwj", "ddeens-quaayf-soos"


def pack_without(*lost: str) -> Any:
    """Opens packs that hold every word but those."""

    def open_pack(language: str, folder: Path | None = None) -> Pack:
        keys = {slug(word) for word in Words.read(language).vocabulary()} | {CHIME}
        files = {key: Path(f"{key}.wav") for key in keys - {slug(word) for word in lost}}
        return Pack(language, Path("."), files, "1")

    return open_pack


def voice(lost: tuple[str, ...] = (), **settings: Any) -> Voice:
    return Voice(small_hall(voice=settings), pack_without(*lost))


def test_a_call_is_a_chime_the_invitation_the_number_and_the_counter() -> None:
    said = voice().announce(Spoken("A023", "5"))
    assert said.words == {"vi": [CHIME, MOI, *A023, DEN, "nawm"]}
    assert said.repeat == 1


def test_a_recall_begins_with_its_words() -> None:
    said = voice().announce(Spoken("A023", "5", again=True)).words["vi"]
    assert said == [CHIME, "xin-nhawcs-laij", MOI, *A023, DEN, "nawm"]


def test_behind_only_number_and_counter_are_said() -> None:
    assert voice().announce(Spoken("A023", "12", again=True)).short == {
        "vi": [*A023, "quaayf-soos", "muwowif", "hai"]
    }


def test_the_hall_chooses_its_words() -> None:
    said = voice(phrase="xin-moi", numbers="number", south=True, chime=False, repeat=0)
    words = said.announce(Spoken("A1004", "21"))
    assert words.words["vi"] == [
        "xin-mowif-coong-daan-soos", "a", "mootj", "nganf", "khoong", "trawm", "ler", "boons",
        "vaof-quaayf-soos", "hai", "muwowi", "moots",
    ]  # fmt: skip
    assert words.repeat == 0
    assert words.spare["vi"][1:6] == ["a", "mootj", "khoong", "khoong", "boons"]


def test_english_follows_as_a_second_voice() -> None:
    said = voice(second_language="en").announce(Spoken("A023", "5")).words
    assert list(said) == ["vi", "en"]
    assert said["vi"][0] == CHIME
    assert said["en"] == [
        "now-serving-number", "a", "zero", "two", "three", "at-counter-number", "five",
    ]  # fmt: skip


def test_a_number_with_a_missing_word_is_said_digit_by_digit() -> None:
    said = voice(("mươi",), numbers="number").announce(Spoken("A023", "5"))
    assert said.words["vi"] == [CHIME, MOI, *A023, DEN, "nawm"]
    assert voice(numbers="number").announce(Spoken("A023", "5")).words["vi"][2:6] == [
        "a", "hai", "muwowi", "ba",
    ]  # fmt: skip


def test_with_a_digit_missing_the_chime_alone_is_played() -> None:
    for lost in (("ba",), ("bê",), ("năm",)):
        said = voice(lost, second_language="en").announce(Spoken("B023", "5"))
        assert said.words["vi"] == [CHIME], "half a number sends people to the wrong counter"
        assert "en" in said.words
    assert voice(("ba",), chime=False).announce(Spoken("A023", "5")).words == {"vi": [CHIME]}


def test_a_counter_word_missing_leads_to_its_digits() -> None:
    said = voice(("mười",)).announce(Spoken("A023", "12")).words["vi"]
    assert said[-2:] == ["mootj", "hai"]


def test_a_missing_invitation_leaves_number_and_counter() -> None:
    said = voice(("Mời công dân có số thứ tự",)).announce(Spoken("A023", "5"))
    assert said.words["vi"] == [CHIME, *A023, DEN, "nawm"]


def test_without_any_clip_the_page_is_told_to_chime() -> None:
    nothing = Voice(small_hall(), lambda language, folder=None: Pack(language, Path("."), {}, ""))
    said = nothing.announce(Spoken("A023", "5"))
    assert said.words == said.short == {"vi": [CHIME]}


def test_a_counter_without_a_number_is_not_half_said() -> None:
    assert voice().announce(Spoken("A023", None)).words == {"vi": [CHIME, MOI, *A023]}


@pytest.mark.parametrize("number", ["A001", "B999", "C1000", "AB042", "0007", "Đ015", "Z9999"])
@pytest.mark.parametrize("numbers", ["digits", "number"])
def test_every_form_of_number_can_be_said_with_the_built_in_packs(
    number: str, numbers: str
) -> None:
    said = Voice(small_hall(voice={"numbers": numbers, "second_language": "en"}))
    for south in (False, True):
        said._south = south
        for language, clips in said.announce(Spoken(number, "12", again=True)).words.items():
            assert len(clips) >= 5 and all(clip in said.packs[language].files for clip in clips)


def test_a_language_without_words_is_left_out() -> None:
    settings = small_hall(voice={"second_language": "km"}, languages=["km", "vi"])
    assert Voice(settings, pack_without()).languages == ["vi"]


@pytest.mark.parametrize(
    "id, name, spoken",
    [
        ("5", "Quầy 5", "5"), ("12B", "Quầy", "12B"), ("A-3", "Quầy A3", "A-3"),
        ("dat-dai-2", "Quầy Đất đai 2", "2"), ("huong-dan", "Bàn hướng dẫn", None),
        ("c10", "Quầy 10 tầng 2", "c10"), ("tra-ket-qua", "Cửa 4A", "4A"),
    ],
)  # fmt: skip
def test_counters_are_called_by_what_stands_on_them(id: str, name: str, spoken: str | None) -> None:
    assert spoken_counter(id, name) == spoken


DESK = {"vi": "Bàn hướng dẫn", "en": "Help desk"}


def test_a_counter_without_a_number_is_called_by_its_name_once_there_is_a_clip_of_it() -> None:
    heard: dict[str, list[str]] = {"vi": ["Bàn hướng dẫn"], "en": ["Help desk"]}

    def open_pack(language: str, folder: Path | None = None) -> Pack:
        words = heard[language] if folder == own_words(Path("data"), language) else []
        keys = [slug(word) for word in words or [*Words.read(language).vocabulary(), CHIME]]
        return Pack(language, Path("."), {key: Path(key) for key in keys}, "1")

    said = Voice(small_hall(voice={"second_language": "en"}), open_pack)
    call = Spoken("A023", spoken_counter("huong-dan", DESK["vi"]), names=DESK)
    assert said.announce(call).words == {
        "vi": [CHIME, MOI, *A023, "ddeens", "banf-huwowngs-daanx"],
        "en": ["now-serving-number", "a", "zero", "two", "three", "at", "help-desk"],
    }
    assert said.announce(call).short["vi"] == [*A023, "banf-huwowngs-daanx"]
    assert said.announce(call).spare["vi"] == [CHIME, MOI, *A023], "what the page can always say"


def test_a_hall_may_call_every_counter_by_its_name_and_number_words_are_spelled_out() -> None:
    said = voice(counters="name")
    assert said.own_words([{"vi": "Quầy Đất đai 12"}], "vi") == ["Quầy Đất đai mười hai"]
    call = Spoken("A023", "12", names={"vi": "Quầy Đất đai 12"})
    assert said.announce(call).words["vi"][-3:] == ["ddeens-quaayf-soos", "muwowif", "hai"]
    assert voice().own_words([{"vi": "Quầy 12"}, DESK], "vi") == ["Bàn hướng dẫn"]


def test_priority_is_said_only_where_the_hall_wants_it() -> None:
    call = Spoken("A023", "5", priority=True)
    assert voice().announce(call).words["vi"][1] == MOI
    first = voice(priority=True).announce(call).words["vi"][1]
    assert first == "mowif-coong-daan-dieenj-uwu-tieen-cos-soos-thuws-tuwj"
    assert voice(priority=True).announce(Spoken("A023", "5")).words["vi"][1] == MOI


def test_a_recorded_pack_speaks_and_an_empty_one_gives_way_to_the_built_in(tmp_path: Path) -> None:
    recorded = tmp_path / "recorded"
    recorded.mkdir()
    built_in = Pack.open("vi")
    for key in built_in.files:
        (recorded / f"{key}.ogg").write_bytes(b"x")
    settings = small_hall(voice={"packs": {"vi": "recorded"}})
    assert Voice(settings, folder=tmp_path).packs["vi"].files[A023[1]].suffix == ".ogg"
    for path in recorded.iterdir():
        path.unlink()
    assert Voice(settings, folder=tmp_path).packs["vi"].files[A023[1]].suffix == ".wav"
