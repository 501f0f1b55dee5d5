"""LED boards' frames, byte by byte: the makers' published examples, and bytes of other programs."""

from __future__ import annotations

import alphasign
import pytest
from alphasign.protocol import DELAY

from display.drivers.driver import value_of, worded
from display.drivers.modbus import crc, write_many, write_one
from tests.display.families import driver, rows

# line, (address, digits, text, blinking), frames in hex; from makers' manuals
PUBLISHED = [
    (
        "led-modbus", (1, 6, "A005", False),
        "01 10 00 00 00 06 0C 00 41 00 30 00 30 00 35 00 20 00 20 B3 FE",
    ),
    ("led-meter", (1, 4, "50", False), "01 06 00 00 00 32 08 1F"),
    ("led-queue", (1, 4, "A05", False), "01 21 20 41 30 35 20 07"),
    ("led-queue", (1, 4, "A05", True), "01 21 26 41 30 35 20 07"),
    ("led-queue", (0x5F, 4, "", False), "01 7F 20 20 20 20 20 07"),
    ("led-sum", (5, 4, "999", False), "05 03 E7 EF"),
    ("led-sum", (5, 4, "", False), "05 00 00 05"),
    ("led-sunpn", (0, 4, "888", False), "3A 00 78 03 01 B6 0A"),
    ("led-edi", (1, 4, "1234", False), "02 30 31 31 32 33 34 03"),
    ("led-edi", (1, 4, "5", False), "02 30 31 30 30 30 35 03"),
    ("led-armfly", (1, 4, "8.8.8.8.", False), "24 30 30 31 2C 38 2E 38 2E 38 2E 38 2E 23"),
    ("led-armfly", (12, 4, "A05", False), "24 30 31 32 2C 41 30 35 20 23"),
    (
        "led-alpha", (1, 12, "A005 -> 3", False),
        "00 00 00 00 00 01 5A 30 31 02 41 30 1B 30 62 41 30 30 35 20 2D 3E 20 33 03 30 32 44 37 04",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "shown", "expected"), PUBLISHED)
def test_a_board_gets_the_bytes_its_maker_published(
    line: str, shown: tuple[int, int, str, bool], expected: str
) -> None:
    assert [f.data for f in driver(line).show(*shown)] == [bytes.fromhex(expected)]


def test_every_offered_row_has_published_bytes() -> None:
    assert {line for line, _, _ in PUBLISHED} == set(rows())


def test_a_board_that_was_told_answers_in_the_published_bytes() -> None:
    digits = driver("led-modbus")
    sent = digits.show(1, 6, "A005", False)[0].data
    assert digits.answer(sent, bytes.fromhex("01 10 00 00 00 06 40 0B"), False).state == "ok"
    meter = driver("led-meter")
    sent = meter.show(1, 4, "50", False)[0].data
    assert meter.answer(sent, sent, False).state == "ok"


# -- other programs' bytes ------------------------------------------------------------------------


@pytest.mark.parametrize("checksum", [True, False])
@pytest.mark.parametrize("label", ["0", "A"])
@pytest.mark.parametrize(
    ("address", "text", "blinking"),
    [(1, "A005 -> 3", False), (15, "B123", True), (254, "A1000 -> 12", True), (32, "D.7", False)],
)
def test_alpha_bytes_are_those_of_alphasignpy(
    address: int, text: str, blinking: bool, label: str, checksum: bool
) -> None:
    ours = driver("led-alpha", label=label, checksum=checksum).show(address, 12, text, blinking)
    mode = alphasign.DisplayMode.FLASH if blinking else alphasign.DisplayMode.HOLD
    place = alphasign.DisplayPosition.TOP_LINE  # 30h, which the protocol's paper calls fill
    packet = alphasign.Packet(address=f"{address:02X}")
    packet.add(alphasign.WriteText(text, label=label, mode=mode, position=place), checksum=checksum)
    # DELAY marks where its sender pauses between nested commands; it is not sent
    assert [frame.data for frame in ours] == [packet.to_bytes().replace(DELAY, b"")]


def test_sums_are_pymodbus_s() -> None:
    from pymodbus.framer.rtu import FramerRTU

    for body in (b"", b"\x00", bytes(range(256)), b"\xff" * 9, b"\x01\x06\x00\x00\x00\x32"):
        assert crc(body) == FramerRTU.compute_CRC(body).to_bytes(2, "big")


# -- what a board can't show ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "number", "digits", "expected"),
    [
        ("{number}", "A005", 4, "A005"),
        ("{number}", "A1000", 4, "1000"),
        ("{number}", "AB1000", 3, "000"),
        ("{number} -> {counter}", "A005", 12, "A005 -> 3"),
        ("{number} -> {counter}", "A005", 6, "A005"),
        ("{number} -> {counter}", "A005", 3, "005"),
        ("{number}", "Đ005", 4, "D005"),
        ("Quầy {counter}: {number}", "A005", 13, "Quay 3: A005"),
        ("{number}", "A\x07\x1b5", 4, "A  5"),
    ],
)
def test_a_number_too_long_loses_what_matters_least(
    template: str, number: str, digits: int, expected: str
) -> None:
    assert worded(template, number, "3", digits) == expected


def test_a_text_may_hold_the_way_and_the_floor_of_its_counter() -> None:
    def shown(floor: str = "", direction: str | None = None) -> str:
        return worded("{number} {arrow}{counter} {floor}", "A005", "3", 20, True, floor, direction)

    assert shown("Tầng 2", "up") == "A005 ^3 Tang 2"
    assert shown(direction="left") == "A005 <3"
    assert shown() == "A005 3"


def test_boards_of_numbers_get_digits_only() -> None:
    assert worded("{number}", "A005", "3", 4, letters=False) == "005"
    assert value_of("A005") == 5
    with pytest.raises(ValueError, match="no number"):
        value_of("A")
    with pytest.raises(ValueError, match="65535"):
        value_of("70000")


def test_function_06_writes_a_register_after_the_other() -> None:
    frames = driver("led-modbus", function="06").show(7, 3, "B2", False)
    assert [f.data for f in frames] == [
        write_one(7, 0, ord("B")), write_one(7, 1, ord("2")), write_one(7, 2, ord(" ")),
    ]  # fmt: skip


def test_places_are_a_byte_of_their_digit_each() -> None:
    board = driver("led-sum", frame="AA address places xor8", pad="0F")
    assert board.show(3, 4, "A12", False)[0].data == bytes.fromhex("AA 03 0F 01 02 0F AA")
    board = driver("led-sum", frame="AA address places xor8", pad="0F", fill="left", sum_from=1)
    assert board.show(3, 4, "12", False)[0].data == bytes.fromhex("AA 03 0F 0F 01 02 00")


def test_a_board_is_told_its_brightness_once() -> None:
    assert [f.data for f in driver("led-queue").first(1)] == [bytes.fromhex("02 21 23 07")]
    assert driver("led-sum").first(1) == driver("led-modbus").first(1) == []


# -- answers --------------------------------------------------------------------------------------

SENT = write_many(1, 0, [65, 48, 48, 53])
GOOD = bytes.fromhex("01 10 00 00 00 04") + crc(bytes.fromhex("01 10 00 00 00 04"))
OTHER = bytes.fromhex("02 10 00 00 00 04") + crc(bytes.fromhex("02 10 00 00 00 04"))
NO = bytes.fromhex("01 90 02") + crc(bytes.fromhex("01 90 02"))
ONE = write_one(1, 0, 5)


@pytest.mark.parametrize(
    ("sent", "heard", "echoes", "state", "junk", "echo"),
    [
        (SENT, b"", False, "wait", 0, False),
        (SENT, GOOD[:-1], False, "wait", 7, False),
        (SENT, GOOD, False, "ok", 0, False),
        (SENT, b"\xff\x01\x10" + GOOD, False, "ok", 3, False),
        (SENT, SENT + GOOD, False, "ok", 0, True),
        (SENT, SENT, False, "wait", 0, True),
        (SENT, b"\x00" + SENT + b"\x00" + GOOD, True, "ok", 2, True),
        (SENT, GOOD[:-1] + b"\x00", False, "wait", 8, False),
        (SENT, OTHER, False, "wait", 8, False),
        (SENT, OTHER + GOOD, False, "ok", 8, False),
        (SENT, NO, False, "refused", 0, False),
        (SENT, NO[:-1] + b"\x00", False, "wait", 5, False),
        (ONE, ONE, False, "ok", 0, False),
        (ONE, ONE, True, "wait", 0, True),
        (ONE, ONE + ONE, True, "ok", 0, True),
        (ONE, ONE + ONE, False, "ok", 0, True),
    ],
)  # fmt: skip
def test_an_answer_is_found_among_noise_and_echoes(
    sent: bytes, heard: bytes, echoes: bool, state: str, junk: int, echo: bool
) -> None:
    answer = driver("led-modbus").answer(sent, heard, echoes)
    assert (answer.state, answer.junk, answer.echo) == (state, junk, echo)
    if state == "refused":
        assert answer.why == "refused_register"
