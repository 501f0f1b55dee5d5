"""Paper in config.yaml: the slip's layout, its logo, printers that stand in for others."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from printer.drivers import OPTIONS
from settings import load
from tests.halls import small_hall, text
from tests.settings.test_settings import written


def said(folder: Path, printers: list[dict[str, Any]] | None = None, **slip: Any) -> str:
    """What --check says of a hall with that slip."""
    return checked(folder, printers, **slip).report()


def checked(folder: Path, printers: list[dict[str, Any]] | None = None, **slip: Any) -> Any:
    settings = small_hall(**({"printers": printers} if printers else {}))
    if slip:
        settings["hall"]["slip"] = slip
    return load(written(settings, folder / "config.yaml"), {"printers": dict(OPTIONS)})


def row(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "name": text(id), "driver": "screen", "width": 576, **more}


def test_a_logo_becomes_part_of_the_settings_small_and_grey(tmp_path: Path) -> None:
    page = Image.new("RGBA", (2000, 1000), (0, 0, 0, 0))
    ImageDraw.Draw(page).rectangle((0, 0, 900, 999), fill=(200, 0, 0, 255))
    page.save(tmp_path / "logo.png")
    data = checked(tmp_path, logo="logo.png").data
    url = data["hall"]["slip"]["logo"]
    made = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    assert (made.size, made.mode) == ((480, 240), "L")
    assert made.getpixel((10, 10)) < 100 and made.getpixel((470, 10)) == 255
    assert data["hall"]["slip"]["order"][0] == "logo" and len(url) < 30_000


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        ({"logo": "none.png"}, "hall.slip.logo: 'none.png' cannot be found"),
        ({"logo": "config.yaml"}, "hall.slip.logo: 'config.yaml' is no picture"),
        ({"order": ["title", "so-thu-tu"]}, "hall.slip.order: 'so-thu-tu'"),
        ({"order": ["title", "service"]}, "lacks number"),
        ({"order": ["number", "title", "number"]}, "'number' is here twice"),
        ({"order": ["title", "number", "qr", "qr_facts"]}, "beside qr or facts"),
        ({"order": ["title", "number", "note"]}, "hall.slip.note: is missing"),
        ({"order": ["title", "number", "logo"]}, "hall.slip.logo: is missing"),
        ({"facts": ["wait", "weight"]}, "hall.slip.facts: 'weight'"),
        ({"second": "fr"}, "hall.slip.second: 'fr'"),
        ({"colour": "red"}, "unknown key"),
    ],
)
def test_a_slip_that_cannot_be_is_told(tmp_path: Path, slip: dict[str, Any], words: str) -> None:
    assert words in said(tmp_path, **slip)


def test_a_printer_may_have_a_slip_of_its_own(tmp_path: Path) -> None:
    rows = [row("p1", slip={"order": ["title", "number", "keep"], "second": "en"})]
    assert "no mistakes" in said(tmp_path, rows)


def test_a_printer_stands_in_for_another_that_exists(tmp_path: Path) -> None:
    good = [row("p1", divert_to="p2", divert_after="20 s"), row("p2", divert_to="p1")]
    assert "no mistakes" in said(tmp_path, good)
    assert "printers[p1].divert_to: 'p9'" in said(tmp_path, [row("p1", divert_to="p9")])
    assert "is the printer itself" in said(tmp_path, [row("p1", divert_to="p1")])


def test_ports_of_every_driver_have_one_owner(tmp_path: Path) -> None:
    usb = {"vendor": "04b8", "product": "0e15"}
    for driver, options in (
        ("serial", {"port": "/dev/ttyUSB0"}), ("device", {"device": "/dev/usb/lp0"}),
        ("usb", usb), ("cups", {"queue": "kiosk"}), ("tcp", {"host": "10.0.0.9"}),
    ):  # fmt: skip
        rows = [row(id, driver=driver, options=dict(options)) for id in ("p1", "p2")]
        assert "allowed: one owner" in said(tmp_path, rows), driver
    alike = [row(f"p{n}", driver="usb", options={**usb, "serial": str(n)}) for n in (1, 2)]
    assert "one owner" not in said(tmp_path, alike)


def test_a_profile_fills_in_what_is_not_said_and_limits_the_width(tmp_path: Path) -> None:
    options = {"host": "10.0.0.9", "profile": "clone-58", "cut": "partial"}
    rows = [row("p1", driver="tcp", options=options)]
    assert "'576' is more than its profile prints; allowed: 384 at most" in said(tmp_path, rows)
    rows[0]["width"] = 384
    made = checked(tmp_path, rows).data["printers"][0]["options"]
    assert (made["answers"], made["band"], made["feed"]) == ([1, 4], 128, False)
    assert made["cut"] == "partial"  # what is said wins
