"""The search: what people type, led to what they meant; over a real catalogue where one is."""

from __future__ import annotations

import csv
import random
import unicodedata
from pathlib import Path

import pytest

from kiosk.search import Row, Search
from kiosk.services import rows
from kiosk.spelling import fold, sayings
from queueing.plan import Plan
from settings import load
from tests.kiosk.typed import TYPED, right

REAL = Path(__file__).parents[2] / "../shared/data/procedures.csv"
ROWS = [
    Row("khai-sinh", ("Đăng ký khai sinh", "Birth registration")),
    Row("ket-hon", ("Đăng ký kết hôn", "Marriage registration")),
    Row("so-do", ("Cấp sổ đỏ", "Land title")),
    Row("cu-tru", ("Cư trú", "Residence")),
    Row("khai-sinh", ("Đăng ký khai sinh có yếu tố nước ngoài",), "1.001"),
    Row("khai-sinh", ("Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh",), "1.002"),
    Row("tu-phap", ("CẤP PHIẾU LÝ LỊCH TƯ PHÁP CHO CÔNG DÂN",), "1.003"),
    Row("lai-xe", ("Cấp lại giấy phép lái xe",), "1.004"),
    Row("can-cuoc", ("Cấp đổi thẻ căn cước công dân",), "1.005"),
]


@pytest.fixture(scope="module")
def small() -> Search:
    return Search(ROWS)


@pytest.fixture(scope="module")
def real() -> Search:
    """5,475 rows: the real catalogue, or one made of its commonest words."""
    if REAL.exists():
        with REAL.open(newline="") as file:
            return Search([Row(r["field"], (r["name"],), r["code"]) for r in csv.DictReader(file)])
    words = ("cấp giấy phép đăng ký chứng nhận khai sinh kết hôn đất đai nhà ở xe thuế hộ "
             "tịch công dân quyền sử dụng doanh nghiệp lao động bảo hiểm đầu tư")  # fmt: skip
    dice = random.Random(7)
    names = [" ".join(dice.choices(words.split(), k=dice.randint(4, 40))) for _ in range(5475)]
    return Search([Row("s", (name,), f"1.{n:06}") for n, name in enumerate(names)])


@pytest.fixture(scope="module")
def committed() -> Search:
    """The services and the catalogue that come with the hall."""
    return Search(rows(Plan.read(load(Path(__file__).parents[2] / "config.yaml").data)), sayings())


def first(search: Search, query: str) -> str:
    found = search.find(query)
    return found[0].names[0] if found else ""


@pytest.mark.parametrize(
    "query",
    ["đăng ký khai sinh", "dang ky khai sinh", "DANG KY KHAI SINH", "Khai Sinh", "sinh khai",
     unicodedata.normalize("NFD", "khai sinh đăng ký"), "đăng kí khai sinh", "birth", "khaisinh",
     "khai sin", "khai", "  khai   sinh  ", "khai-sinh!", "hkai sinh", "kai sinh", "khhai sinh",
     "khai sing"],
)  # fmt: skip
def test_birth_registration_is_found_however_it_is_written(small: Search, query: str) -> None:
    assert first(small, query) == "Đăng ký khai sinh"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("lltp", "CẤP PHIẾU LÝ LỊCH TƯ PHÁP CHO CÔNG DÂN"),
        ("cccd", "Cấp đổi thẻ căn cước công dân"),
        ("gplx", "Cấp lại giấy phép lái xe"),
        ("ly lich tu phap", "CẤP PHIẾU LÝ LỊCH TƯ PHÁP CHO CÔNG DÂN"),
        ("1.004", "Cấp lại giấy phép lái xe"),
        ("so do", "Cấp sổ đỏ"),
        ("sổ đỏ", "Cấp sổ đỏ"),
        ("trich luc", "Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh"),
        ("khai sinh nuoc ngoai", "Đăng ký khai sinh có yếu tố nước ngoài"),
        ("lam lai giay phep lai xe", "Cấp lại giấy phép lái xe"),
    ],
)
def test_people_find_what_they_mean(small: Search, query: str, name: str) -> None:
    assert first(small, query) == name


@pytest.mark.parametrize("query", ["", "   ", "!!!", "xzxzxzx", "\0", "😀", "́̀"])
def test_what_means_nothing_finds_nothing(small: Search, query: str) -> None:
    assert small.find(query) == []


def test_what_is_typed_finds_the_right_procedure_among_the_first_five(committed: Search) -> None:
    """Of what people type, all that the committed catalogue has something for."""
    tried = 0
    for typed in TYPED:
        if not any(right(typed, row.names[0]) for row in committed.rows):
            continue
        tried += 1
        found = [row.names[0] for row in committed.find(typed.query, 5)]
        assert any(right(typed, name) for name in found), (typed.query, found)
    assert tried >= 50


def test_the_words_of_every_day_are_data() -> None:
    search = Search(
        [Row("a", ("Cấp giấy chứng nhận",)), Row("b", ("Đỏ",))], [("sổ đỏ", "cấp giấy chứng nhận")]
    )
    assert [row.service for row in search.find("so do")] == ["a", "b"]
    assert Search([Row("a", ("Cấp giấy chứng nhận",))]).find("so do") == []


@pytest.mark.parametrize(("one", "other"), [("kí", "ký"), ("quí", "quý"), ("lí", "ly")])
def test_an_i_for_a_y_is_the_same_word_where_it_is_the_only_vowel(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert fold("tay") != fold("tai")
    assert fold("thuy") != fold("thui")


def test_tones_that_were_typed_are_meant() -> None:
    search = Search([Row("a", ("Đặt cọc",)), Row("b", ("Đất đai",)), Row("c", ("Đạt chuẩn",))])
    assert first(search, "đất") == "Đất đai"
    assert first(search, "đạt") == "Đạt chuẩn"


def test_a_kiosk_finds_only_what_it_offers(small: Search) -> None:
    assert {r.service for r in small.find("cap", within={"lai-xe"})} == {"lai-xe"}


def test_the_same_name_is_shown_once() -> None:
    search = Search([Row("a", ("Tách thửa",), "1"), Row("a", ("TÁCH THỬA",), "2")])
    assert len(search.find("tach thua")) == 1


def test_a_very_long_query_is_cut_not_refused(small: Search) -> None:
    assert first(small, "khai sinh " * 500) == "Đăng ký khai sinh"


def test_one_wrong_letter_still_finds_the_procedure(real: Search) -> None:
    """Three words of a name, one letter of one word wrong, missing, doubled or swapped."""
    dice, missed = random.Random(11), []
    for row in dice.sample(real.rows, 120):
        words = [w for w in fold(row.names[0]).split() if len(w) > 2 and w.isalpha()]
        if len(set(words)) < 4:
            continue
        at = dice.randrange(len(words) - 2)
        typed = words[at : at + 3]
        wrong = dice.randrange(3)
        typed[wrong] = misspell(typed[wrong], dice)
        query = " ".join(typed)
        found = real.find(query, limit=len(real.rows))
        if not any(r.service == row.service and fold(r.names[0]) == fold(row.names[0])
                   for r in found):  # fmt: skip
            missed.append((query, row.names[0]))
    assert missed == []


def misspell(word: str, dice: random.Random) -> str:
    at = dice.randrange(len(word))
    kind = dice.randrange(4)
    if kind == 0:
        return word[:at] + dice.choice("bcdghklmnprstvx") + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
