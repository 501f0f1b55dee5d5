"""What every printer driver is: options in config.yaml, a link for one job, one outcome.

Drivers are plain blocking code; no wait in them is longer than a second unless `Link.send` tells
what it waits for. One that blocks the whole process (files, USB) says `native`, and is then run
in a thread of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from PIL import Image
from pydantic import Field, field_validator

from printer import escpos
from printer.status import Condition
from settings.models.words import Section, wrong


class Options(Section):
    """What all printers' options have."""

    print_within: int = Field(
        120, ge=5, le=3600, description="seconds a slip may wait for the printer, 5–3600"
    )


class PaperOptions(Options):
    """Of printers that get ESC/POS bytes."""

    profile: str | None = Field(None, description="a model of python-escpos, such as TM-T20II")
    cut: Literal["partial", "full", "none"] = Field("partial", description="partial, full or none")
    buzzer: str = Field("", description="the maker's buzzer command in hex, such as 1B420205")
    feed: bool = Field(True, description="false: send white rows as white (no GS P in the printer)")

    @field_validator("profile")
    @classmethod
    def _known(cls, name: str | None) -> str | None:
        if name is not None:
            known = escpos.profiles().get(name)
            if known is None:
                raise wrong(f"'{name}' is no model of python-escpos; allowed: such as TM-T20II")
            if not known.raster:
                raise wrong(f"'{name}' prints no raster (GS v 0); allowed: models that do")
        return name

    @field_validator("buzzer")
    @classmethod
    def _hex(cls, text: str) -> str:
        try:
            data = bytes.fromhex(text)
        except ValueError:
            raise wrong(f"'{text}' is no hex; allowed: such as 1B420205") from None
        if escpos.REAL_TIME.search(data):
            raise wrong(f"'{text}' is a real-time command; allowed: such as 1B420205")
        return text

    def dpi(self) -> int:
        known = escpos.profiles().get(self.profile) if self.profile else None
        return (known.dpi if known else None) or 203

    def job(self, picture: Image.Image) -> bytes:
        return escpos.job(
            picture, cut=self.cut, buzzer=bytes.fromhex(self.buzzer), dpi=self.dpi(),
            feed=self.feed,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One slip: `job` its id, `number` the ticket's; its picture and its bytes if drawn."""

    job: int
    number: str
    picture: Image.Image | None = None
    reprint: bool = False
    data: bytes = b""


class Down(Exception):
    """The printer cannot be talked to; `why` as in Condition."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a slip. `state`: printed | failed (nothing came out) | unconfirmed.

    `condition` is the printer's last known one.
    """

    state: str
    why: str | None = None
    condition: Condition = Condition()


class Link(Protocol):
    """One connection for one job, or for a look."""

    def look(self) -> Condition:
        """The printer's condition now, asked of the printer."""
        ...

    def send(self, sheet: Sheet, news: Callable[[Condition], None]) -> Outcome:
        """Sends and waits for the confirmation; `news` is told what holds it up meanwhile."""
        ...

    def close(self) -> None: ...


class Driver(Protocol):
    """One printer. Made of (options, width in dots, id, folder for the hall's data)."""

    Options: type[Options]
    native: bool  # its calls block the process
    draws: bool  # it needs picture and bytes

    def __init__(self, options: Any, width: int, id: str, data: Path) -> None: ...

    def encode(self, picture: Image.Image) -> bytes:
        """The bytes of a job, made off the loop; b"" where the driver needs none."""
        ...

    def open(self) -> Link:
        """Raises Down."""
        ...

    def doubt(self) -> None:
        """A slip may have been cut short in the printer: the next one must not be swallowed."""
        ...
