"""The bytes: what the printer is told puts exactly the picture on paper, and nothing else."""

from __future__ import annotations

import random

import pytest
from escpos.printer import Dummy
from PIL import Image, ImageDraw

from demo.escpos_reading import Mechanism, Slip
from printer import escpos
from tests.printer.slips import URL, picture, read_qr, same_ink


def on_paper(data: bytes, width: int = 576, *, unit: int = 406) -> Slip:
    """The slip another reader of ESC/POS makes of it, on a printer that feeds in half dots."""
    slips: list[Slip] = []
    left = bytearray(data)

    def take(n: int) -> bytes:
        taken = bytes(left[:n])
        del left[:n]
        return taken

    mechanism = Mechanism(
        width, 203, unit, take, lambda: None, lambda: None, slips.append, lambda c, n: None
    )
    while left:
        mechanism.step()
    assert len(slips) == 1 and mechanism.slip.blank
    return slips[0]


@pytest.mark.parametrize("width", [576, 512, 384])
@pytest.mark.parametrize("feed", [True, False])
def test_the_picture_comes_out_dot_for_dot(width: int, feed: bool) -> None:
    page = picture(width)
    slip = on_paper(escpos.job(page, feed=feed), width)
    assert same_ink(page, slip.picture())
    assert (slip.text, slip.unknown, slip.real_time, slip.cut) == (b"", [], 0, "partial")
    assert read_qr(slip.picture()) == URL


def test_white_rows_are_as_high_on_printers_that_feed_in_other_units() -> None:
    page = picture()
    for unit in (180, 203, 360, 406):
        assert same_ink(page, on_paper(escpos.job(page), unit=unit).picture()), unit


def test_the_plain_form_is_what_python_escpos_sends() -> None:
    page = Image.new("1", (576, 200), 255)
    ImageDraw.Draw(page).rectangle((0, 0, 575, 199), fill=0)
    theirs = Dummy(profile="TM-T20II")
    theirs.image(page)
    assert escpos.encode(page, feed=False) == theirs.output


@pytest.mark.parametrize(("width", "share"), [(576, 0.55), (512, 0.57), (384, 0.50)])
def test_the_standard_slip_needs_little_more_than_half_the_bytes(width: int, share: float) -> None:
    """Trimmed: bands end at their last ink, white is fed. Plain: what python-escpos sends."""
    page = picture(width)
    theirs = Dummy(profile="TM-T20II")
    theirs.image(page)
    assert len(escpos.job(page)) <= share * len(theirs.output)


def test_no_band_is_higher_than_the_smallest_buffers_take() -> None:
    page = Image.new("1", (576, 700), 0)
    data = escpos.encode(page)
    assert data.count(b"\x1dv0\x00\x48\x00\x00\x01") == 2
    assert same_ink(page, on_paper(data + escpos.CUT["full"]).picture().crop((0, 0, 576, 700)))


def test_random_dots_come_out_dot_for_dot() -> None:
    chance = random.Random(5)
    for _ in range(20):
        page = Image.new("1", (chance.choice([8, 100, 384, 576]), chance.randint(1, 400)), 255)
        for _ in range(chance.randint(0, 60)):
            x, y = chance.randrange(page.width), chance.randrange(page.height)
            page.paste(0, (x, y, x + chance.randint(1, 40), y + chance.randint(1, 30)))
        data = escpos.job(page)
        assert not escpos.REAL_TIME.search(data)
        paper = on_paper(data, 576).picture()
        wide = Image.new("1", (576, page.height), 255)
        wide.paste(page)
        assert same_ink(wide, paper)


REAL_TIME = [
    *(bytes((0x10, 0x04, n)) for n in (1, 2, 3, 4, 5, 6, 7, 8, 0x12)),
    *(bytes((0x10, 0x05, n)) for n in (0, 1, 2)),
    *(bytes((0x10, 0x14, n)) for n in (1, 2, 3, 7, 8)),
]


@pytest.mark.parametrize("command", REAL_TIME, ids=lambda c: c.hex(" "))
def test_dots_that_spell_a_real_time_command_are_moved_until_they_do_not(command: bytes) -> None:
    page = Image.frombytes("1", (64, 3), bytes(255 - b for b in command + bytes(4) + b"\x01") * 3)
    before = escpos._bands(page, 203, True)
    assert command in before
    data = escpos.encode(page)
    assert not escpos.REAL_TIME.search(data)
    slip = on_paper(data + escpos.CUT["full"])
    assert slip.real_time == 0
    # the same dots, at most three to the side and two down
    ink = Image.eval(slip.picture().convert("L"), lambda v: 255 - v).getbbox()
    was = Image.eval(page.convert("L"), lambda v: 255 - v).getbbox()
    assert ink is not None and was is not None
    assert (ink[2] - ink[0], ink[3] - ink[1]) == (was[2] - was[0], was[3] - was[1])


def test_real_time_commands_across_two_rows_are_found() -> None:
    rows = bytes(7) + b"\x10" + b"\x04\x01" + bytes(5) + b"\x01"
    page = Image.frombytes("1", (64, 2), bytes(255 - b for b in rows))
    assert not escpos.REAL_TIME.search(escpos.encode(page))


@pytest.mark.parametrize("rows", [64, 128, 256])
def test_real_time_commands_across_two_bands_are_found(rows: int) -> None:
    """The last byte of a band, and the next band's header: `10 1D …` is none, but ink before a feed
    of 4 rows is, as is a header whose sizes spell one."""
    page = Image.new("1", (96, rows + 8), 255)
    page.paste(0, (8, 0, 72, rows + 8))
    stride = b"\x00\x10\x04\x01" + bytes(3) + b"\x10"  # ends a row with 10, holds one inside
    page.paste(Image.frombytes("1", (64, 1), bytes(255 - b for b in stride)), (8, rows - 1))
    data = escpos.encode(page, band=rows)
    assert not escpos.REAL_TIME.search(data)
    slip = on_paper(data + escpos.CUT["full"])
    assert slip.real_time == 0 and slip.unknown == []


def test_a_band_whose_sizes_spell_a_real_time_command_is_moved() -> None:
    """xL xH yL yH of GS v 0: 16 bytes by 1,028 rows would be 10 00 04 04; 4,112 by 5 is 10 10 05 00
    – a printer that acts on `10 05 00` would drop what it holds."""
    page = Image.new("1", (4112 * 8, 5), 0)
    assert escpos.REAL_TIME.search(escpos._bands(page, 203, True))
    with pytest.raises(ValueError, match="real-time"):
        escpos.encode(page)  # nowhere to go on paper as wide as the picture


@pytest.mark.parametrize("band", [8, 24, 128, 2047])
def test_bands_of_any_height_make_the_same_slip(band: int) -> None:
    page = picture()
    assert same_ink(page, on_paper(escpos.job(page, band=band)).picture())


def test_grey_is_refused_rather_than_dithered() -> None:
    with pytest.raises(ValueError, match="1-bit"):
        escpos.encode(Image.new("L", (8, 8)))


def test_cut_and_buzzer_stand_after_the_picture() -> None:
    page = Image.new("1", (8, 1), 0)
    assert escpos.job(page, cut="full", buzzer=b"\x1bB\x02\x05").endswith(
        b"\x1dVA\x00\x1bB\x02\x05"
    )
    assert escpos.job(page, cut="partial").endswith(b"\x1dV\x42\x00")
    assert escpos.job(page, cut="none").endswith(b"\x1bd\x04")


def test_printers_of_python_escpos_are_known_by_model() -> None:
    known = escpos.profiles()
    assert (known["TM-T88V"].width, known["TM-T88V"].dpi) == (512, 180)
    assert known["TM-T20II"].width == 576 and "partial" in known["TM-T20II"].cuts
    assert not known["TM-U220"].raster
    assert known["default"].width is None
