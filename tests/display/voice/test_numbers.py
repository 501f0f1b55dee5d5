"""Numbers aloud: the design's table, and every number from 0 to 9999 read and understood again."""

from __future__ import annotations

import pytest

from display.voice.numbers import LARGEST, VOCABULARY, WORDS, english, vietnamese
from display.voice.words import Words
from tests.display.voice.listener import understand_english, understand_vietnamese

TABLE = """
0 không
5 năm
10 mười
11 mười một
14 mười bốn
15 mười lăm
20 hai mươi
21 hai mươi mốt
24 hai mươi tư
31 ba mươi mốt
40 bốn mươi
44 bốn mươi tư
55 năm mươi lăm
65 sáu mươi lăm
91 chín mươi mốt
100 một trăm
101 một trăm linh một
104 một trăm linh bốn
105 một trăm linh năm
110 một trăm mười
111 một trăm mười một
115 một trăm mười lăm
121 một trăm hai mươi mốt
555 năm trăm năm mươi lăm
1000 một nghìn
1001 một nghìn không trăm linh một
1005 một nghìn không trăm linh năm
1010 một nghìn không trăm mười
1015 một nghìn không trăm mười lăm
1100 một nghìn một trăm
2024 hai nghìn không trăm hai mươi tư
9999 chín nghìn chín trăm chín mươi chín
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_the_table_is_read_as_written(line: str) -> None:
    n, words = line.split(" ", 1)
    assert " ".join(vietnamese(int(n))) == words


@pytest.mark.parametrize("south", [False, True])
def test_every_vietnamese_reading_is_understood_as_its_number(south: bool) -> None:
    for n in range(LARGEST + 1):
        assert understand_vietnamese(vietnamese(n, south), south) == n


def test_no_two_numbers_sound_alike() -> None:
    for read in (vietnamese, english):
        assert len({tuple(read(n)) for n in range(LARGEST + 1)}) == LARGEST + 1


def test_the_listener_refuses_what_the_libraries_say() -> None:
    for wrong in (
        "hai mươi một", "hai mươi bốn", "sáu mươi năm", "mười năm", "mười mốt", "một ngàn",
        "hai nghìn lẻ hai mươi tư", "hai nghìn hai mươi tư", "một nghìn năm", "linh năm", "mươi",
        "một trăm linh mười", "một nghìn không trăm", "không trăm linh một", "một trăm linh tư",
    ):  # fmt: skip
        with pytest.raises(ValueError):
            understand_vietnamese(wrong.split(), south=False)


def test_eighteen_words_are_enough_in_the_north_and_two_more_in_the_south() -> None:
    assert len(WORDS) == 18
    used = {word for n in range(LARGEST + 1) for word in vietnamese(n)}
    assert used == set(WORDS)
    southern = {word for n in range(LARGEST + 1) for word in vietnamese(n, south=True)}
    assert southern - used == {"lẻ", "ngàn"} and used - southern == {"linh", "nghìn"}
    assert used | southern == set(VOCABULARY["vi"])


def test_every_english_reading_is_understood_as_its_number() -> None:
    for n in range(LARGEST + 1):
        assert understand_english(english(n)) == n
    assert " ".join(english(1005)) == "one thousand and five"
    assert " ".join(english(9999)) == "nine thousand nine hundred and ninety-nine".replace("-", " ")
    assert {w for n in range(LARGEST + 1) for w in english(n)} == set(VOCABULARY["en"])


def test_numbers_outside_the_table_are_refused() -> None:
    for n in (-1, 10_000):
        for read in (vietnamese, english):
            with pytest.raises(ValueError):
                read(n)


@pytest.mark.parametrize("south", [False, True])
@pytest.mark.parametrize("as_number", [False, True])
def test_every_printed_number_is_understood_again(as_number: bool, south: bool) -> None:
    words = Words.read("vi")
    digits = {word: str(i) for i, word in enumerate(words.digits)}
    for n in range(LARGEST + 1):
        printed = f"B{n:03d}"
        letter, *spoken = words.number(printed, as_number=as_number, south=south)
        assert letter == "bê"
        if as_number:
            assert understand_vietnamese(spoken, south) == n
        else:
            assert "".join(digits[word] for word in spoken) == printed[1:]


LETTERS = (
    "A a, B bê, C xê, D dê, Đ đê, E e, G giê, H hát, K ca, L e-lờ, M em-mờ, N en-nờ, P pê, Q quy, "
    "R e-rờ, S ét-sì, T tê, V vê, X ích-xì"
)


def test_letters_have_their_vietnamese_names() -> None:
    words = Words.read("vi")
    for pair in LETTERS.split(", "):
        letter, name = pair.split(" ")
        assert words.number(f"{letter}1", as_number=False) == [name, "một"]
        assert words.number(f"{letter.lower()}1", as_number=False) == [name, "một"]


def test_no_two_letters_sound_alike() -> None:
    assert len(set(Words.read("vi").letters.values())) == len(Words.read("vi").letters)


def test_two_letters_and_long_numbers_are_read_too() -> None:
    words = Words.read("vi")
    assert words.number("AB1000", as_number=True) == ["a", "bê", "một", "nghìn"]
    assert words.number("A023", as_number=True) == ["a", "hai", "mươi", "ba"]
    assert words.number("A023", as_number=False) == ["a", "không", "hai", "ba"]
    assert words.number("12345", as_number=True) == ["một", "hai", "ba", "bốn", "năm"]
    assert words.number("A-5", as_number=True) == ["a", "năm"]
    assert words.number("\u0110" + "7", as_number=False) == ["đê", "bảy"]


def test_english_reads_its_own_way() -> None:
    words = Words.read("en")
    assert words.number("A023", as_number=False) == ["A", "zero", "two", "three"]
    assert words.number("A115", as_number=True) == ["A", "one", "hundred", "and", "fifteen"]
