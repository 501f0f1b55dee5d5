"""The catalogues: complete, of one mind, and English where a word is missing."""

from __future__ import annotations

import ast
import re
import unicodedata

import pytest
from ruamel.yaml import YAML

from languages import HERE, Languages, read
from languages.__main__ import main
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


def test_a_language_that_lacks_a_message_says_it_in_vietnamese() -> None:
    words = Languages(["vi", "en", "fr"])
    assert words.say("fr", "Your number") == "Votre numéro"
    assert words.say("fr", "Take down") == "Gỡ xuống", "the hall's own, not the code's English"
    assert words.say("en", "Take down") == "Take down"
    assert words.catalogue("fr", "kiosk").keys() == words.catalogue("vi", "kiosk").keys()
    assert [words.own(name) for name in words.names] == ["Tiếng Việt", "English", "Français"]
    assert words.called("vi", "fr") == "Tiếng Pháp"
    assert words.own("zz") == "zz", "a code that nobody knows"


def test_what_a_language_lacks_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["missing", "fr"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert "display.po\tTake down" in listed
    assert not [line for line in listed if line.endswith("\tYour number")]
    assert len(listed) == sum(map(len, read("vi").values())) - sum(
        m in read("vi")[f] for f, words in read("fr").items() for m in words
    )
    assert main(["missing", "vi"]) == 0 and capsys.readouterr().out.strip() == ""
    assert main([]) == 0 and "fr\t" in capsys.readouterr().out


STATIONS = ("kiosk", "counter", "display", "printer", "rating", "dashboard", "reports", "web")


def said_in_code() -> dict[str, str]:
    """Every message of a Python module or template, and where: `_("…")`, `say(…, "…")`."""
    out: dict[str, str] = {}
    for station in STATIONS:
        for path in sorted((HERE.parent / station).rglob("*")):
            if path.suffix == ".html":
                for message in re.findall(r'\b_\("((?:[^"\\]|\\.)+)"', path.read_text()):
                    out[message] = path.name
            elif path.suffix == ".py":
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
                        for given in node.args:
                            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                                out[given.value] = path.name
    return out


def test_every_message_of_pages_slips_and_boards_is_said_in_vietnamese() -> None:
    said = {message for words in read("vi").values() for message in words}
    assert {m: where for m, where in said_in_code().items() if m not in said} == {}


def test_the_voice_has_the_same_words_in_every_language() -> None:
    voice = HERE.parent / "display" / "voice"
    rows = {
        path.parent.name: YAML(typ="safe").load(path.read_text("utf-8"))
        for path in voice.glob("*/words.yaml")
    }
    assert {"vi", "en", "fr"} <= set(rows)
    for name, row in rows.items():
        assert row.keys() == rows["vi"].keys(), name
        assert len(row["digits"]) == 10
        assert set("ABCDĐEGHKLMNPQRSTVX") <= set(row["letters"]), name
        assert all(
            p.keys() == rows["vi"]["phrases"]["cong-dan"].keys() for p in row["phrases"].values()
        )
