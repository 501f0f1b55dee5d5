"""LED boards at the check of config.yaml: addresses that can be, numbers that can be shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from display.drivers import OPTIONS
from settings import load
from tests.settings.test_mistakes import DRIVERS, GOOD, check


def led_warnings(
    tmp_path: Path, text: str, drivers: dict[str, Any] = DRIVERS
) -> list[tuple[str, str]]:
    check(tmp_path, text)
    checked = load(tmp_path / "config.yaml", drivers)
    assert checked.mistakes == []
    return [(w.path, w.text) for w in checked.warnings if w.path.startswith("led_buses")]


def test_letters_a_led_board_cannot_show_are_warned_of(tmp_path: Path) -> None:
    text = GOOD.replace("agency: ubnd, series: A", "agency: ubnd, series: K")
    ((path, said),) = led_warnings(tmp_path, text)
    assert path == "led_buses[led].boards[#1]" and "cannot show K" in said


def test_a_ticket_transferred_brings_its_letter_with_it(tmp_path: Path) -> None:
    """cu-tru is at no counter with a board."""
    assert led_warnings(tmp_path, GOOD) == []
    text = GOOD.replace("agency: cong-an, series: B", "agency: cong-an, series: M")
    ((path, said),) = led_warnings(tmp_path, text)
    assert path == "led_buses[led].boards" and "cannot show M" in said and "transferred" in said
    shown = text.replace("    driver: modbus\n", "    driver: modbus\n    segments: false\n")
    assert led_warnings(tmp_path, shown) == []


def test_a_number_too_long_for_its_board_is_warned_of(tmp_path: Path) -> None:
    text = GOOD.replace("address: 2, digits: 4", "address: 2, digits: 3")
    found = led_warnings(tmp_path, text)
    assert any(path == "led_buses[led].boards[#2]" and "3 places" in said for path, said in found)


def test_a_protocol_of_digits_warns_of_letters_and_knows_its_addresses(tmp_path: Path) -> None:
    drivers = {**DRIVERS, "led_buses": OPTIONS}
    text = GOOD.replace("    driver: modbus\n", "    driver: modbus\n    options: {form: number}\n")
    assert all("digits only" in said for _, said in led_warnings(tmp_path, text, drivers))
    assert led_warnings(tmp_path, text, drivers)
    (tmp_path / "config.yaml").write_text(
        GOOD.replace("counter: 1, address: 1", "counter: 1, address: 0")
    )
    mistakes = load(tmp_path / "config.yaml", drivers).mistakes
    assert [(m.path, m.text) for m in mistakes if m.path.startswith("led")] == [
        ("led_buses[led].boards[#1].address", "'0' is no Modbus address; allowed: 1–247")
    ]
