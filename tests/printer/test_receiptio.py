"""receiptio, a program that isn't ours, asks our fake printer for its state and prints on it.

What the drivers are tried against behaves as printers do for somebody else as well.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.printer import FakePrinter
from tests.printer.slips import read_qr

CLIENT = Path(__file__).parents[2] / "node_modules/receiptio/bin/cli.js"
ADDRESS = f"127.77.{os.getpid() % 250}.9"  # the program knows no other port than 9100


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    assert CLIENT.exists(), "receiptio is not installed; run: npm ci"
    with FakePrinter(ADDRESS, 9100) as printer:
        yield printer


def receiptio(*given: str, text: str = "") -> str:
    done = subprocess.run(
        ["node", str(CLIENT), "-d", ADDRESS, *given], input=text, text=True, capture_output=True,
        timeout=30,
    )  # fmt: skip
    return done.stderr.strip()  # its word; the exit code says the same


def test_its_states_are_what_the_fake_printer_is_in(fake: FakePrinter) -> None:
    faults: tuple[tuple[dict[str, Any], dict[str, Any], str], ...] = (
        ({}, {}, "online"),
        ({"cover_open": True}, {"cover_open": False}, "coveropen"),
        ({"roll": 0}, {"roll": None}, "paperempty"),
        ({"jammed": True, "error": True}, {"jammed": False, "error": False}, "error"),
        ({"near_end": True}, {"near_end": False}, "online"),
    )
    for fault, well, said in faults:
        fake.set(**fault)
        assert receiptio("-q", "-p", "epson") == said
        fake.set(**well)


def test_it_finds_out_by_itself_what_kind_of_printer_it_is(fake: FakePrinter) -> None:
    assert receiptio("-q") == "online"


def test_it_prints_and_hears_that_all_is_out(fake: FakePrinter) -> None:
    said = receiptio(
        "-p", "epson", "-l", "en", text="^^^A025\n\nCounter | 5\n{code:A025;option:qrcode,6,m}\n"
    )
    assert said == "success"
    (slip,) = fake.wait_for(1)
    assert b"A025\n" in slip.text and b"Counter" in slip.text
    assert (slip.unknown, slip.cut) == ([], "partial")
    assert (slip.codes == [b"A025"]) or read_qr(slip.picture()) == "A025"


def test_it_is_told_that_the_paper_ended(fake: FakePrinter) -> None:
    fake.load_paper(20)
    assert receiptio("-p", "epson", "-l", "en", text="A025\n" * 40) == "paperempty"
