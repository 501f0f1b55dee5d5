"""The fake printer, and a way for people to run it and break it by hand.

    python -m tests.fakes.printer --port 9100 --out slips
    python -m tests.fakes.printer --serial /tmp/printer --baud 9600

then type: paper out | paper in | paper low | cover open | cover closed | jam | unjam | unplug |
plug | silent | rubbish | ok | state
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from demo.fake_printer import FakePrinter
from demo.fake_serial import SerialPrinter

__all__ = ["FakePrinter", "SerialPrinter"]


def _obey(printer: FakePrinter, order: str) -> None:
    match order.split():
        case ["paper", "out"]:
            printer.load_paper(0)
        case ["paper", "in"]:
            printer.load_paper()
        case ["paper", "low"]:
            printer.set(near_end=True)
        case ["cover", ("open" | "closed") as how]:
            printer.set(cover_open=how == "open")
        case ["jam"]:
            printer.set(jammed=True)
        case ["unjam"]:
            printer.set(jammed=False)
        case ["unplug"]:
            printer.unplug()
        case ["plug"]:
            printer.plug()
        case [("silent" | "rubbish" | "slow" | "ok") as voice]:
            printer.set(voice=voice)
        case ["state"]:
            print(
                " ".join(f"{printer.health.status(n):02x}" for n in (1, 2, 3, 4)),
                len(printer.slips),
            )
        case _:
            print(__doc__)


def main() -> None:
    parser = argparse.ArgumentParser(description="a receipt printer that isn't there")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--width", type=int, default=576, help="dots a line")
    parser.add_argument("--speed", type=float, default=1200, help="rows a second")
    parser.add_argument("--out", type=Path, default=None, help="folder for the slips as PNG")
    parser.add_argument("--serial", type=Path, default=None, help="a link to a serial port instead")
    parser.add_argument("--baud", type=int, default=None, help="no faster than such a line")
    given = parser.parse_args()
    how = {"width": given.width, "speed": given.speed, "out": given.out}
    printer = (
        SerialPrinter(given.serial, baud=given.baud, **how)
        if given.serial
        else FakePrinter(given.host, given.port, **how)
    )
    with printer:
        where = getattr(printer, "device", None) or f"{given.host}:{printer.port}"
        print(f"printing at {where}")
        for order in sys.stdin:
            _obey(printer, order.strip())


if __name__ == "__main__":
    main()
