"""Profiles: what makes of receipt printers are known to take, answer and lack, as data.

A row gives an option the value that `options.profile` stands for; what config.yaml says of an
option itself wins. Sources: the makers' command manuals and python-escpos' table of printers, whose
model names work as profiles as well (dots, resolution, cutter).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from printer import escpos


@dataclass(frozen=True, slots=True)
class Profile:
    """`width`: dots of a line at most. `band`: rows of a picture sent at once. `answers`: the n of
    DLE EOT n it replies to. `confirm`: answers GS r. `feed`: knows GS P. `cut`: what its cutter
    can. `buzzer`: the maker's command in hex. `qr`: prints QR by GS ( k. `single`: takes one
    network client at a time."""

    width: int | None = None
    dpi: int = 203
    band: int = 256
    answers: tuple[int, ...] = (1, 2, 3, 4)
    confirm: bool = True
    feed: bool = True
    cut: str = "partial"
    buzzer: str = ""
    qr: bool = False
    single: bool = True

    def options(self) -> dict[str, Any]:
        """Values for the options of the same name."""
        return {
            "dpi": self.dpi, "band": self.band, "answers": list(self.answers),
            "confirm": self.confirm, "feed": self.feed, "cut": self.cut,
            "qr": "native" if self.qr else "picture",
        }  # fmt: skip


PROFILES: dict[str, Profile] = {
    # Epson's manuals: every status command, GS P, QR by command; heads of 203 and of 180 dpi
    "epson-80": Profile(576, qr=True),
    "epson-80-180dpi": Profile(512, dpi=180, qr=True),
    "epson-58": Profile(384, qr=True),
    "epson-80-many-clients": Profile(576, qr=True, single=False),
    # compatible makes whose manuals list DLE EOT 1-4 and GS r; ESC B n t sounds the buzzer
    "compatible-80": Profile(576, buzzer="1B420302"),
    "compatible-58": Profile(384, cut="none", buzzer="1B420302"),
    # clones: small buffers, answer for printer and paper only, no GS P, QR commands as rubbish
    "clone-80": Profile(576, band=128, answers=(1, 4), feed=False),
    "clone-58": Profile(384, band=128, answers=(1, 4), feed=False, cut="none"),
    # one direction only: a parallel converter, a line with one wire
    "mute-80": Profile(576, band=128, answers=(), confirm=False, feed=False),
    "mute-58": Profile(384, band=128, answers=(), confirm=False, feed=False, cut="none"),
}  # fmt: skip


def profile(name: str) -> Profile | None:
    """Ours, or what python-escpos knows of a model; None for an unknown name. Raises ValueError
    for a model without raster pictures (GS v 0)."""
    if name in PROFILES:
        return PROFILES[name]
    known = escpos.profiles().get(name)
    if known is None:
        return None
    if not known.raster:
        raise ValueError(f"'{name}' prints no raster (GS v 0)")
    cut = "partial" if "partial" in known.cuts or not known.cuts else "full"
    return Profile(known.width, known.dpi or 203, cut=cut)
