"""Text mode: the slip in a printer's own letters, without diacritics and without a picture."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from printer import escpos, plain
from printer.drivers.tcp import TcpDriver, TcpOptions
from printer.lettering import VIETNAMESE, clean
from printer.slip import Words
from tests.fakes.printer import FakePrinter
from tests.printer.slips import STANDARD, URL, picture, read_qr, sheet
from tests.printer.test_escpos import on_paper

# bytes of text mode that are orders; everything else must be printable ASCII or a line feed
ORDERS = (b"\x1b@", b"\x1bR\x00", b"\x1bE\x00", b"\x1bE\x01", b"\x1dVB\x00")


def words_of(data: bytes) -> bytes:
    """What is left without the orders we send ourselves, the sizes among them."""
    for order in ORDERS:
        data = data.replace(order, b"")
    for size in range(plain.LARGEST):
        data = data.replace(bytes((0x1D, 0x21, size * 0x11)), b"")
    return data


@pytest.mark.parametrize(("dots", "columns"), [(576, 48), (512, 42), (384, 32)])
def test_the_slip_fits_the_columns_and_says_everything(dots: int, columns: int) -> None:
    data = plain.job(STANDARD, dots, qr="none")
    lines = words_of(data).decode("ascii").splitlines()
    assert max(map(len, lines)) <= columns
    said = " ".join(" ".join(lines).split())
    for text in (
        "UBND tinh Bac Ninh", "PHIEU SO THU TU", "A025", "Cap giay chung nhan quyen su dung dat",
        "So nguoi cho truoc: 12", "Thoi gian cho du kien: 15-25 phut", "07:42 - 22/11/2026",
        "Vui long giu phieu va cho goi so. Xin cam on!",
    ):  # fmt: skip
        assert text in said, text


def test_the_number_is_as_large_as_the_paper_allows() -> None:
    assert b"\x1d!\x44\x1bE\x01A025\n\x1bE\x00\x1d!\x00" in plain.job(STANDARD, 576)
    long = replace(STANDARD, number="AB10025")
    assert b"\x1d!\x33\x1bE\x01AB10025\n" in plain.job(long, 384)


def test_a_reprint_is_marked_in_double_size() -> None:
    data = plain.job(replace(STANDARD, reprint=Words("BẢN IN LẠI", "REPRINT")), 576)
    assert b"\x1d!\x11\x1bE\x01BAN IN LAI\n" in data and b"REPRINT\n" in data


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_vietnamese_letter_becomes_the_one_below_its_marks(form: Any) -> None:
    text = plain.ascii_of(unicodedata.normalize(form, VIETNAMESE))
    assert text.isascii() and "?" not in text
    assert set(text) == set("aeiouydAEIOUYD")
    assert plain.ascii_of("Đặng Thị Ưởng – “quầy” 5") == 'Dang Thi Uong - "quay" 5'
    assert plain.ascii_of("漢\x1b\x00\u202e") == "????"


def test_nothing_people_typed_reaches_the_printer_as_an_order() -> None:
    evil = "Nguyễn\x1b@\x1dV\x00\x10\x04\x01\x10\x14\x01\u202e\x7f Văn " + "A" * 200
    for service in (Words(evil), Words(clean(evil))):
        data = plain.job(replace(STANDARD, service=service, number=evil[:12]), 384, qr="none")
        assert all(0x20 <= byte <= 0x7E or byte == 0x0A for byte in words_of(data))
        assert not escpos.REAL_TIME.search(data)
        slip = on_paper(data, 384)
        assert slip.unknown == [] and slip.cut == "partial"


def test_the_qr_is_a_picture_by_itself_or_the_printers_own() -> None:
    assert read_qr(on_paper(plain.job(STANDARD, 576)).picture()) == URL
    slip = on_paper(plain.job(STANDARD, 576, qr="native"))
    assert slip.codes == [URL.encode()] and slip.unknown == []
    assert on_paper(plain.job(STANDARD, 576, qr="none")).codes == []
    assert len(plain.job(STANDARD, 576, qr="native")) < 800  # 0.9 s at 9,600 baud


def test_a_printer_set_to_text_gets_letters_and_confirms(tmp_path: Any) -> None:
    with FakePrinter() as fake:
        options = TcpOptions(
            host="127.0.0.1", port=fake.port, mode="text", profile="epson-80", confirm_within=1
        )
        it = TcpDriver(options, 576, "p1", tmp_path)
        link = it.open()
        page = picture()
        data = it.encode(page, STANDARD)
        assert link.send(sheet(data, page), lambda c: None).state == "printed"
        link.close()
        (slip,) = fake.wait_for(1)
        assert b"PHIEU SO THU TU\n" in slip.text and slip.codes == [URL.encode()]
        assert it.encode(page) == replace_mode(options).job(page)  # no words known: the picture


def replace_mode(options: TcpOptions) -> TcpOptions:
    return options.model_copy(update={"mode": "picture"})
