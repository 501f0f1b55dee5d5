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
from pydantic import Field, field_validator, model_validator

from printer import escpos, plain
from printer.profiles import PROFILES, profile
from printer.slip import Slip
from printer.status import Condition
from settings.models.words import Section, wrong


class Options(Section):
    """What all printers' options have."""

    print_within: int = Field(
        120, ge=5, le=3600, description="seconds a slip may wait for the printer, 5–3600"
    )


class PaperOptions(Options):
    """Of printers that get ESC/POS bytes. `profile` fills in what is not given."""

    profile: str | None = Field(
        None, description="a make of docs/devices.md or a model of python-escpos, as TM-T20II"
    )
    mode: Literal["picture", "text"] = Field(
        "picture", description="text: plain letters without diacritics, as a last resort"
    )
    cut: Literal["partial", "full", "none"] = Field("partial", description="partial, full or none")
    buzzer: str = Field(
        "", description="the buzzer's command in hex, such as 1B420205, or maker: the profile's"
    )
    feed: bool = Field(True, description="false: send white rows as white (no GS P in the printer)")
    dpi: int = Field(203, ge=100, le=600, description="dots an inch: 203, some models 180")
    band: int = Field(256, ge=8, le=2047, description="rows of a picture sent at once, 8–2047")
    qr: Literal["picture", "native", "none"] = Field(
        "picture", description="of a slip in text mode: picture, native (GS ( k) or none"
    )

    @model_validator(mode="before")
    @classmethod
    def _of_profile(cls, given: Any) -> Any:
        name = given.get("profile") if isinstance(given, dict) else None
        if not isinstance(name, str):
            return given
        try:
            known = profile(name)
        except ValueError:
            return given  # told by the field's own check
        if known is None:
            return given
        filled = {k: v for k, v in known.options().items() if k in cls.model_fields}
        if given.get("buzzer") == "maker":
            filled["buzzer"] = known.buzzer
            given = {k: v for k, v in given.items() if k != "buzzer"}
        return {**filled, **given}

    @field_validator("profile")
    @classmethod
    def _known(cls, name: str | None) -> str | None:
        if name is not None:
            try:
                known = profile(name)
            except ValueError as error:
                raise wrong(f"{error}; allowed: models that do") from None
            if known is None:
                known_here = ", ".join(PROFILES)
                raise wrong(
                    f"'{name}' is no known make; allowed: {known_here}, or a model of "
                    "python-escpos such as TM-T20II"
                )
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

    def widest(self) -> int | None:
        """Dots of a line at most, where the profile says so."""
        known = profile(self.profile) if self.profile else None
        return known.width if known else None

    def job(self, picture: Image.Image, slip: Slip | None = None) -> bytes:
        """A whole slip; in text mode the words of `slip`, without them the picture all the same."""
        buzzer = bytes.fromhex(self.buzzer)
        if self.mode == "text" and slip is not None:
            return plain.job(
                slip, picture.width, cut=self.cut, buzzer=buzzer, qr=self.qr, band=self.band
            )
        return escpos.job(
            picture, cut=self.cut, buzzer=buzzer, dpi=self.dpi, feed=self.feed, band=self.band
        )


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

    @property
    def native_line(self) -> bool:
        """Opening and closing blocks the process, the rest does not."""
        ...

    draws: bool  # it needs picture and bytes

    @property
    def confirms(self) -> bool:
        """Whether it can ever say "printed"; else its slips are unconfirmed (cannot_confirm)."""
        ...

    def __init__(self, options: Any, width: int, id: str, data: Path) -> None: ...

    def encode(self, picture: Image.Image, slip: Slip | None = None) -> bytes:
        """The bytes of a job, made off the loop; b"" where the driver needs none. `slip`: the words
        of the picture, for text mode."""
        ...

    def prepare(self) -> None:
        """What must be done before opening and blocks, such as looking a name up. Raises Down."""
        ...

    def open(self) -> Link:
        """Raises Down."""
        ...

    def doubt(self) -> None:
        """A slip may have been cut short in the printer: the next one must not be swallowed."""
        ...
