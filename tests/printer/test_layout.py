"""The slip laid out by config: parts in any order, a logo, chosen facts, a second language."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageDraw

from languages import Languages
from printer.drawing import draw, picture_of
from printer.lettering import Lettering
from printer.sample import sample
from printer.slip import Slip, Words
from queueing.plan import Plan
from settings.models.slips import USUAL
from tests.halls import small_hall
from tests.printer.slips import STANDARD, URL, read_qr, same_ink

LETTERS = Lettering()


def png(width: int, height: int) -> bytes:
    """A logo with a dark left half and a pale grey right one."""
    page = Image.new("L", (width, height), 200)
    ImageDraw.Draw(page).rectangle((0, 0, width // 2 - 1, height), fill=60)
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def laid_out(**slip: Any) -> Slip:
    """A sample slip of a hall with that `hall.slip`."""
    settings = small_hall()
    settings["hall"]["slip"] = slip
    return sample(Plan.read(settings), Languages(["vi", "en"]), language="en")


@pytest.mark.parametrize("width", [576, 512, 384])
def test_parts_come_in_the_order_asked_for(width: int) -> None:
    """What follows the last part both have is moved whole: the head is the same dots."""
    head = draw(replace(STANDARD, parts=("title", "number")), width, LETTERS)
    more = draw(replace(STANDARD, parts=("title", "number", "service", "qr")), width, LETTERS)
    assert same_ink(head.crop((0, 0, width, head.height - 6)),
                    more.crop((0, 0, width, head.height - 6)))  # fmt: skip
    assert more.height > head.height + 200 and read_qr(more) == URL
    other = draw(replace(STANDARD, parts=("number", "title")), width, LETTERS)
    assert other.height == head.height and not same_ink(other, head)


@pytest.mark.parametrize("width", [576, 384])
def test_facts_and_code_may_stand_apart(width: int) -> None:
    apart = replace(STANDARD, parts=("title", "number", "qr", "facts"))
    assert read_qr(draw(apart, width, LETTERS)) == URL
    bare = draw(replace(STANDARD, parts=("title", "number")), width, LETTERS)
    facts = draw(replace(STANDARD, parts=("title", "number", "facts")), width, LETTERS)
    assert facts.height > bare.height + 80


@pytest.mark.parametrize(("width", "logo"), [(576, (300, 100)), (384, (900, 300))])
def test_a_logo_is_black_where_it_is_dark_and_no_wider_than_the_paper(
    width: int, logo: tuple[int, int]
) -> None:
    mask = picture_of(png(*logo), width - 16)
    assert mask.mode == "1" and mask.width == min(logo[0], width - 16)
    inked = Image.eval(mask.convert("L"), lambda v: v).getbbox()
    assert inked is not None and abs(inked[2] - mask.width / 2) <= 2
    page = draw(replace(STANDARD, logo=png(*logo), parts=("logo", *USUAL)), width, LETTERS)
    assert page.width == width
    assert page.height - draw(STANDARD, width, LETTERS).height >= mask.height


def test_a_reprint_is_marked_whatever_is_left_out() -> None:
    short = replace(STANDARD, parts=("title", "number"))
    marked = replace(short, reprint=Words("BẢN IN LẠI"))
    grown = draw(marked, 576, LETTERS).height - draw(short, 576, LETTERS).height
    assert grown > 40


def test_facts_and_the_second_language_follow_the_settings() -> None:
    slip = laid_out(facts=["wait", "session"], second="none", order=["title", "number", "facts"])
    assert [row[0].vi for row in slip.rows] == ["Thời gian chờ dự kiến"]
    assert slip.when is None and slip.session is not None
    assert slip.title.second is None and slip.parts == ("title", "number", "facts")
    assert laid_out(second="citizen").title.second == "QUEUE NUMBER"
    assert laid_out(facts=["ahead", "wait"]).rows[0][0].vi == "Số người chờ trước"
    assert laid_out(facts=["wait", "ahead"]).rows[0][0].vi == "Thời gian chờ dự kiến"


def test_a_note_and_a_logo_come_out_of_the_settings() -> None:
    url = "data:image/png;base64," + base64.b64encode(png(30, 10)).decode()
    note = {"vi": "Giữ trật tự\u202e nhé", "en": "Quiet, please"}
    slip = laid_out(note=note, logo=url, second="en")
    assert slip.logo == png(30, 10)
    assert slip.note == Words("Giữ trật tự nhé", "Quiet, please")
