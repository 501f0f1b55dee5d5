"""agent.yaml: what hangs on this PC. Everything else is said by the hall's config.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from printer.drivers import DRIVERS
from settings.models.words import Id, Line, Section, wrong


class PrinterHere(Section):
    """Section `printer`: how this PC reaches its printer; as a row of config.yaml's `printers`."""

    driver: str = Field(description="the printer's driver")
    options: dict[str, Any] = Field(default_factory=dict, description="the driver's own settings")

    look: int = Field(5, ge=1, le=8, description="seconds between looks at the printer, 1–8")

    @field_validator("driver")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in DRIVERS:
            raise wrong(f"'{name}' is no driver; allowed: {', '.join(DRIVERS)}")
        return name


class KeypadHere(Section):
    """A row of `keypads`: a USB keypad that is a pad of config.yaml (one without a port)."""

    pad: Id = Field(description="the pad's id in config.yaml")
    device: Line = Field(description="/dev/input/by-id/… or /dev/hall/…")


class SpeakerHere(Section):
    """Section `speaker`: the calls of a zone, spoken by this PC without a browser."""

    display: Id = Field(description="the id of the zone's display that speaks, in config.yaml")
    play: Literal["aplay", "paplay", "pw-play", "file"] = Field(
        "aplay", description="the program that plays; file: into a folder, for trying"
    )
    device: Line | None = Field(None, description="aplay -D or paplay --device: which speakers")
    folder: Line = Field("spoken", description="with play: file, within the data folder")
    speed: int = Field(1, ge=1, le=100, description="with play: file, times quicker, 1–100")


class AgentSettings(Section):
    """The whole file."""

    printer: PrinterHere | None = None
    keypads: list[KeypadHere] = Field(default_factory=list)
    speaker: SpeakerHere | None = None


class BadSettings(Exception):
    """What is wrong with the file, a line a mistake."""


def read(path: Path) -> AgentSettings:
    """Raises BadSettings."""
    try:
        found = YAML(typ="safe").load(path.read_text()) or {}
        settings = AgentSettings.model_validate(found)
        if settings.printer is not None:
            DRIVERS[settings.printer.driver].Options(**settings.printer.options)
    except (OSError, YAMLError) as error:
        raise BadSettings(f"{path}: {error}") from None
    except ValidationError as error:
        lines = [
            f"{path}: {'.'.join(str(part) for part in it['loc'])}: {it['msg']}"
            for it in error.errors()
        ]
        raise BadSettings("\n".join(lines)) from None
    return settings
