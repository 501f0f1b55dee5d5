"""Slips as files in a folder: what a printer would have got (.bin), and how it looks (.png).

For halls without a printer yet, for trying a layout, and for the committed config.yaml.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from pydantic import Field

from printer.drivers.driver import Down, Outcome, PaperOptions, Sheet
from printer.slip import Slip
from printer.status import Condition
from settings.models.words import Line


class FileOptions(PaperOptions):
    folder: Line = Field("slips", description="a folder, within the hall's data unless absolute")
    keep: int = Field(200, ge=1, le=100_000, description="slips kept, the oldest go first")


class FileDriver:
    Options = FileOptions
    native = True  # files block
    native_line = False
    confirms = True
    draws = True

    def __init__(self, options: FileOptions, width: int, id: str, data: Path) -> None:
        self.options, self.folder = options, data / options.folder / id

    def encode(self, picture: Image.Image, slip: Slip | None = None) -> bytes:
        return self.options.job(picture, slip)

    def prepare(self) -> None:
        """Nothing."""

    def doubt(self) -> None:
        """A file is whole or not there."""

    def open(self) -> FileLink:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise Down("folder") from None
        return FileLink(self.folder, self.options.keep)


class FileLink:
    def __init__(self, folder: Path, keep: int) -> None:
        self._folder, self._keep = folder, keep

    def look(self) -> Condition:
        if not os.access(self._folder, os.W_OK | os.X_OK):
            return Condition("not_ready", "folder")
        return Condition()

    def send(self, sheet: Sheet, news: Callable[[Condition], None]) -> Outcome:
        name = f"{sheet.job:08d}-{re.sub(r'[^A-Za-z0-9]', '', sheet.number)}"
        picture, data = self._folder / f"{name}.png", self._folder / f"{name}.bin"
        if sheet.picture is None:
            return Outcome("failed", "cannot_draw")
        try:
            sheet.picture.save(picture)
            part = data.with_suffix(".part")
            with part.open("wb") as file:
                file.write(sheet.data)
                file.flush()
                os.fsync(file.fileno())
            part.rename(data)
            for old in sorted(self._folder.glob("*.bin"))[: -self._keep]:
                old.unlink(missing_ok=True)
                old.with_suffix(".png").unlink(missing_ok=True)
        except OSError:
            picture.unlink(missing_ok=True)
            return Outcome("failed", "folder", Condition("not_ready", "folder"))
        return Outcome("printed")

    def close(self) -> None:
        pass
