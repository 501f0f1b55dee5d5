"""The catalogues: complete, of one mind, and English where a word is missing."""

from __future__ import annotations

import re
import unicodedata

import pytest

from languages import HERE, Languages, read
from tests.kiosk.messages import used

FILES = sorted(HERE.glob("*/*.po"))


@pytest.fixture(scope="module")
def words() -> Languages:
    return Languages(["vi", "en"])


def test_the_first_language_is_the_halls_own(words: Languages) -> None:
    assert words.say("vi", "All agencies") == "Tất cả cơ quan"
    assert words.say("en", "All agencies") == "All agencies"
    assert words.say("fr", "All agencies") == "All agencies", "a language nobody offers"
    assert words.say("vi", "Never heard of") == "Never heard of"


def test_a_text_of_the_config_falls_back_to_the_halls_language(words: Languages) -> None:
    assert words.pick("en", {"vi": "Quầy 1", "en": "Counter 1"}) == "Counter 1"
    assert words.pick("en", {"vi": "Quầy 1"}) == "Quầy 1"
    assert words.pick("en", {"km": "ទី១"}) == "ទី១"


def test_a_page_gets_its_folders_words_only(words: Languages) -> None:
    kiosk = words.catalogue("vi", "kiosk")
    assert set(kiosk) == set(read("vi")["kiosk"])
    assert set(kiosk) <= set(words.catalogue("vi"))
    assert words.catalogue("en", "kiosk") == {}
    assert words.catalogue("vi", "nothing") == {}


def test_the_kiosk_says_everything_in_vietnamese_and_nothing_in_vain() -> None:
    assert set(read("vi")["kiosk"]) == used()


def test_no_message_is_said_in_two_ways() -> None:
    said: dict[str, dict[str, list[str]]] = {}
    for file, messages in read("vi").items():
        for message, text in messages.items():
            said.setdefault(message, {}).setdefault(text, []).append(file)
    assert {m: ways for m, ways in said.items() if len(ways) > 1} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_catalogue_is_sound(path) -> None:
    """Composed letters, every placeholder kept, nothing left untranslated."""
    text = path.read_text()
    assert text == unicodedata.normalize("NFC", text)
    holes = re.compile(r"\{\w+\}|%\(\w+\)[sd]")
    for message, said in read(path.parent.name)[path.stem].items():
        assert sorted(holes.findall(message)) == sorted(holes.findall(said)), message
    assert not re.search(r'msgid "[^"]+"\nmsgstr ""\n(?!")', text), "an empty translation"


def test_a_new_language_is_a_folder(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("languages.HERE", tmp_path)
    (tmp_path / "km").mkdir()
    (tmp_path / "km" / "kiosk.po").write_text('msgid "Done"\nmsgstr "រួចរាល់"\n')
    words = Languages(["vi", "km"])
    assert words.say("km", "Done") == "រួចរាល់"
    assert words.say("vi", "Done") == "Done"
