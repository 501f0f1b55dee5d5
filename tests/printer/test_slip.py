"""The slip: what it says, in which languages, and that every letter of Vietnamese is drawn."""

from __future__ import annotations

import unicodedata
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image, ImageDraw

from languages import Languages
from printer.drawing import draw
from printer.lettering import VIETNAMESE, Lettering, clean, one_bit
from printer.slip import Slip, Words, compose, minutes
from queueing.plan import Plan
from queueing.ticket import State
from tests.halls import small_hall, text
from tests.printer.slips import STANDARD, URL, picture, read_qr

# 2026-11-22 07:42 in Hà Nội
MORNING = 1795308120000


def hall(service: str = "khai-sinh", sections: dict[str, Any] | None = None, **ticket: Any) -> Any:
    """A hall as compose looks at it: one waiting ticket, 12 people before it."""
    given = {
        "service": service, "language": "vi", "state": State.WAITING, "klass": "regular",
        "ground": None, "number": "A025", "issued_at": MORNING, "then": (), "put_off": None,
        "legs": (),
    }  # fmt: skip
    return SimpleNamespace(
        tickets={7: SimpleNamespace(**{**given, **ticket})},
        plan=Plan.read(small_hall(**(sections or {}))),
        ahead=lambda id: 12,
    )


def said(slip: Slip) -> str:
    """Everything on the slip, one text."""

    def texts(value: Any) -> list[str]:
        if isinstance(value, Words):
            return [value.vi, value.second or ""]
        if isinstance(value, tuple):
            return [t for part in value for t in texts(part)]
        return [value] if isinstance(value, str) else []

    return "\n".join(t for f in fields(slip) for t in texts(getattr(slip, f.name)) if t)


def test_the_slip_says_what_the_hall_must_say() -> None:
    slip = compose(
        hall(klass="priority", ground="nguoi-cao-tuoi"), 7, Languages(), url=URL,
        estimate={"p50": 900, "p80": 1500},
    )  # fmt: skip
    for words in (
        "UBND phường Thử Nghiệm", "Bộ phận một cửa phường Thử Nghiệm", "PHIẾU SỐ THỨ TỰ", "A025",
        "Đăng ký khai sinh", "Quầy 1, 2 (Khu vực 1)", "Ưu tiên: Người cao tuổi",
        "Số người chờ trước", "12", "Thời gian chờ dự kiến", "15–25 phút", "07:42 · 22/11/2026",
        "Buổi: Sáng", URL, "Vui lòng giữ phiếu và chờ gọi số. Xin cảm ơn!",
        "Đây không phải Giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
    ):  # fmt: skip
        assert words in said(slip).split("\n"), words
    assert slip.reprint is None


def test_a_vietnamese_slip_has_no_word_of_another_language() -> None:
    assert "Birth" not in said(compose(hall(), 7, Languages()))


def test_a_citizen_who_chose_english_reads_both() -> None:
    slip = compose(hall(language="en"), 7, Languages(), estimate={"p50": 60, "p80": 500})
    assert slip.title == Words("PHIẾU SỐ THỨ TỰ", "QUEUE NUMBER")
    assert slip.service == Words("Đăng ký khai sinh", "Birth registration")
    assert slip.where == Words("Quầy 1, 2 (Khu vực 1)", "Counter 1, 2 (Zone 1)")
    assert "not the official receipt" in (slip.legal.second or "")
    assert slip.rows[1][1] == Words("0–10 phút", "0–10 min")


def test_a_language_the_hall_does_not_offer_is_left_out() -> None:
    assert compose(hall(language="fr"), 7, Languages()).title == Words("PHIẾU SỐ THỨ TỰ")


def test_afternoon_slips_say_so() -> None:
    slip = compose(hall(issued_at=MORNING + 6 * 3_600_000), 7, Languages())
    assert (slip.when.vi, slip.session.vi) == ("13:42 · 22/11/2026", "Buổi: Chiều")


def test_a_reprint_is_marked_and_does_not_repeat_an_old_wait() -> None:
    slip = compose(hall(language="en"), 7, Languages(), reprint=True)
    assert slip.reprint == Words("BẢN IN LẠI", "REPRINT")
    assert slip.rows == ()


def test_without_an_estimate_only_the_people_ahead_are_said() -> None:
    slip = compose(hall(), 7, Languages(), ahead=0)
    assert [label.vi for label, _ in slip.rows] == ["Số người chờ trước"]
    assert slip.rows[0][1].vi == "0"


def test_a_service_of_many_counters_names_the_area() -> None:
    rows = [
        {"id": str(n), "name": text(f"Quầy {n}"), "zone": "z1", "agency": None,
         "first": ["ho-tich"], "second": []}
        for n in range(1, 7)
    ]  # fmt: skip
    slip = compose(hall(sections={"counters": rows}), 7, Languages())
    assert slip.where == Words("Khu vực 1")


@pytest.mark.parametrize(
    ("p50", "p80", "shown"),
    [(900, 1500, (15, 25)), (890, 1501, (10, 30)), (0, 0, (0, 5)), (600, 600, (10, 15))],
)
def test_an_estimate_is_rounded_outward_to_five_minutes(
    p50: int, p80: int, shown: tuple[int, int]
) -> None:
    assert minutes({"p50": p50, "p80": p80}) == shown


def test_a_short_wait_and_a_very_long_one_are_not_said_in_minutes() -> None:
    soon = compose(hall(language="en"), 7, Languages(), estimate={"p50": 30, "p80": 200})
    assert soon.rows[1][1] == Words("sắp đến lượt", "nearly your turn")
    long = compose(hall(language="en"), 7, Languages(), estimate={"p50": 3300, "p80": 4500})
    assert long.rows[1][1] == Words("trên 60 phút, dự kiến sau 08:35", "over 60 min, after 08:35")


def test_the_font_has_every_vietnamese_letter_and_says_what_it_lacks() -> None:
    letters = Lettering()
    assert len(set(VIETNAMESE)) == 2 * (12 * 6 + 1)
    assert letters.complete
    assert letters.lacks("Ơ漢") == {"漢"}


def test_letters_and_marks_taken_apart_are_drawn_like_whole_ones() -> None:
    name = "Nguyễn Thị Thuý Ngữ – Đăng ký khai tử, cấp sổ đỏ; ẨẪẬ Ỷ ỹ"
    apart = unicodedata.normalize("NFD", name)
    assert apart != name
    one = compose(hall(sections=_named(name)), 7, Languages())
    other = compose(hall(sections=_named(apart)), 7, Languages())
    letters = Lettering()
    assert draw(one, 576, letters).tobytes() == draw(other, 576, letters).tobytes()


def test_every_tone_is_a_picture_of_its_own() -> None:
    letters = Lettering()
    for weight, size in (("regular", 19), ("bold", 34)):
        drawn = {letters.line(c, weight, size).tobytes() for c in VIETNAMESE}
        assert len(drawn) == len(VIETNAMESE)


def test_no_part_of_a_letter_is_cut_off_at_the_edges_of_its_line() -> None:
    letters = Lettering()
    for weight in ("regular", "bold", "heavy"):
        for size in (16, 19, 24, 34):
            for letter in VIETNAMESE + "QjgW,":
                line = letters.line(letter, weight, size)
                roomy = Image.new("L", (4 * size, 4 * size))
                ImageDraw.Draw(roomy).text(
                    (size, size), letter, 255, letters.font(weight, size), anchor="la"
                )
                there, here = one_bit(roomy).getbbox(), line.getbbox()
                assert there is not None and here is not None
                assert line.crop(here).tobytes() == one_bit(roomy).crop(there).tobytes(), letter


@pytest.mark.parametrize("width", [576, 512, 384])
@pytest.mark.parametrize("name", ["Đ" * 200, "Nghiệm " * 28 + "hết", "X" + "ệ" * 199])
def test_a_name_of_two_hundred_letters_wraps_and_is_never_cut(width: int, name: str) -> None:
    letters = Lettering()
    lines = letters.wrap(clean(name), "bold", 34, width - 20)
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert all(letters.length(line, "bold", 34) <= width - 20 for line in lines)
    short, long = picture(width), picture(width, service=Words(clean(name)))
    assert long.height > short.height + 100
    assert read_qr(long) == URL


def test_control_and_bidi_characters_are_dropped_from_names() -> None:
    evil = "Hộ\x1b@ tịch\x1dV\x00\u202e\u200b\r\nA\u2028B\tC\x10\x04\x01\ud800"
    assert clean(evil) == "Hộ@ tịch V A B C"


@pytest.mark.parametrize("width", [576, 512, 384])
def test_the_code_is_read_back_from_the_picture(width: int) -> None:
    assert read_qr(picture(width)) == URL


@pytest.mark.parametrize("width", [576, 512, 384])
@pytest.mark.parametrize("number", ["A1", "A025", "AB1000", "ĐX12345", "1001"])
def test_a_number_of_any_length_fits_the_paper(width: int, number: str) -> None:
    page = picture(width, number=number)
    assert page.size[0] == width
    box = Image.eval(page.convert("L"), lambda v: 255 - v).getbbox()
    assert box is not None and box[0] >= 4 and box[2] <= width - 2
    assert read_qr(page) == URL


def test_the_number_is_the_largest_thing_by_far() -> None:
    """At least 13 mm high on 80 mm paper, for eyes of every age."""
    letters = Lettering()
    tall = letters.line("A025", "heavy", round(576 * 0.3)).getbbox()
    assert tall is not None and (tall[3] - tall[1]) / 8 >= 13


def test_a_slip_without_a_link_is_still_a_slip() -> None:
    for width in (576, 384):
        assert 300 < picture(width, url=None).height < picture(width).height


def test_the_second_language_makes_the_slip_longer_never_wider() -> None:
    both = {
        f.name: Words(value.vi, "Second " * 9)
        for f in fields(STANDARD)
        if isinstance(value := getattr(STANDARD, f.name), Words)
    }
    page = picture(384, **both)
    assert page.width == 384 and page.height > picture(384).height + 200


def _named(name: str) -> dict[str, Any]:
    services = small_hall()["services"]
    services[0]["name"] = text(name)
    return {"services": services}


def test_a_visit_of_several_services_says_what_comes_then() -> None:
    slip = compose(hall(then=("sao-y", "so-do"), language="en"), 7, Languages())
    assert slip.rows[-1] == (
        Words("Tiếp theo", "Then"),
        Words("Chứng thực bản sao; Cấp sổ đỏ", "Certified copies; Land title"),
    )
