"""What every protocol of LED boards must do; a new one is tried by being in DRIVERS."""

from __future__ import annotations

import json
import re

import pytest
from pydantic import ValidationError

from demo.led_boards import KINDS, Board
from display.drivers import DRIVERS, OPTIONS
from display.drivers.driver import LedOptions
from tests.display.families import ROOT, driver, rows

SHOWN = ("A005", "B12", "0007", "9999", "")
DIGITS_ONLY = ("led-meter", "led-sum", "led-sunpn", "led-edi")
# which virtual board stands for an offered row
BOARDS = {
    "led-modbus": "modbus", "led-meter": "meter", "led-queue": "queue", "led-sum": "sum",
    "led-sunpn": "sunpn", "led-edi": "edi", "led-armfly": "armfly", "led-alpha": "alpha",
}  # fmt: skip


def test_every_protocol_has_an_offered_row() -> None:
    assert {row["driver"] for row in rows().values()} == set(DRIVERS) == set(OPTIONS)
    assert set(BOARDS) == set(rows())


@pytest.mark.parametrize("line", BOARDS)
@pytest.mark.parametrize("text", SHOWN)
def test_a_board_that_knows_nothing_of_the_hall_reads_what_was_meant(line: str, text: str) -> None:
    """Through the virtual board of that make, which shares no code with the driver."""
    row = rows()[line]
    address, places = row["boards"][0]["address"], row["boards"][0]["digits"]
    if line in DIGITS_ONLY:
        text = re.sub(r"\D", "", text)
    board = Board(address + row["options"].get("address_offset", 0), places, " " * places)
    heard = bytearray(b"".join(f.data for f in driver(line).show(address, places, text, False)))
    frames = list(KINDS[BOARDS[line]]().frames(heard))
    assert [to for to, _, _ in frames] in ([board.address], [-1]) and not heard
    for _, does, _ in frames:
        does(board)
    shown = board.shows.strip()
    if line in DIGITS_ONLY:
        assert int(shown or 0) == int(text or 0)
    else:
        assert shown == text.strip()


@pytest.mark.parametrize("line", BOARDS)
def test_the_same_text_gives_the_same_bytes_and_another_text_others(line: str) -> None:
    one = driver(line)
    address, places = rows()[line]["boards"][0]["address"], rows()[line]["boards"][0]["digits"]
    seen = {text: [f.data for f in one.show(address, places, text, False)] for text in SHOWN[1:]}
    assert seen == {t: [f.data for f in one.show(address, places, t, False)] for t in SHOWN[1:]}
    assert len({b"".join(data) for data in seen.values()}) == len(seen)
    assert all(f.meaning for f in one.show(address, places, "1", False))


@pytest.mark.parametrize("line", BOARDS)
def test_nothing_and_noise_are_no_answer(line: str) -> None:
    one = driver(line)
    sent = one.show(1, 4, "5", False)[0].data
    for heard in (b"", b"\x00\xff\x01", sent[:3]):
        answer = one.answer(sent, heard, False)
        assert (answer.state, answer.junk) == ("wait", len(heard))


@pytest.mark.parametrize("name", OPTIONS)
def test_options_are_plain_and_said_in_the_docs(name: str) -> None:
    docs = (ROOT / "docs" / "devices.md").read_text().split("## LED boards")[1]
    assert f"| `{name}` |" in docs
    for key, field in OPTIONS[name].model_fields.items():
        told = field.alias or key
        assert f"`{told}`" in docs or f"`{told}:" in docs, (
            f"{name}: {told} is not in docs/devices.md"
        )
        assert field.description
    given = {"frame": "address text"} if name == "template" else {}
    made = OPTIONS[name].model_validate(given)
    assert isinstance(made, LedOptions)
    assert json.loads(json.dumps(made.model_dump(by_alias=True)))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"frame": "01 addr text"}, "neither hex nor a word"),
        ({"frame": "01 address 07"}, "one of text, number, places"),
        ({"frame": "text number"}, "one of text, number, places"),
        ({"frame": "address address text"}, "each word once"),
        ({"frame": "text blink", "steady": ""}, "steady"),
        ({"frame": "text", "pad": "2020"}, "one byte"),
        ({"frame": "text", "pad": "zz"}, "no hex"),
        ({"frame": "text", "brightness": "01 text"}, "brightness"),
        ({"frame": "text", "text": "{name}"}, "no text of a board"),
        ({"frame": "text", "text": "{number"}, "no text of a board"),
        ({"frame": "text", "blink": 16}, "15"),
        ({"frame": "text", "rewrite": 0}, "5"),
    ],
)
def test_a_template_that_can_not_work_is_refused_in_words(options: dict, said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        OPTIONS["template"].model_validate(options)


@pytest.mark.parametrize(
    ("name", "options", "address", "right"),
    [
        ("modbus", {}, 0, False), ("modbus", {}, 1, True), ("modbus", {}, 247, True),
        ("modbus", {}, 248, False), ("alpha", {}, 0, False), ("alpha", {}, 255, True),
        ("template", {"frame": "address text", "address_offset": 32}, 223, True),
        ("template", {"frame": "address text", "address_offset": 32}, 224, False),
        ("template", {"frame": "address text", "address_as": "decimal"}, 99, True),
        ("template", {"frame": "address text", "address_as": "decimal"}, 100, False),
        ("template", {"frame": "address text", "address_as": "hex"}, 255, True),
        ("template", {"frame": "text"}, 255, True),
    ],
)  # fmt: skip
def test_addresses_that_a_protocol_lacks_are_refused(
    name: str, options: dict, address: int, right: bool
) -> None:
    made = OPTIONS[name].model_validate(options)
    assert (made.why_not(address, 4) is None) is right
