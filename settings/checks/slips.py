"""Paper: logos that can be printed, languages that are spoken, printers that stand in."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

from PIL import Image

from settings.draft import Draft
from settings.mistake import one_of
from settings.models.words import shown
from settings.reading import Path_

LOGO = (480, 240)  # dots a logo takes at most: 60 by 30 mm
LARGEST = 5_000_000  # bytes of the file
START = "data:image/png;base64,"


def check_slips(draft: Draft) -> None:
    """A logo becomes part of the settings: replays and agents need no file."""
    hall = draft.maps.get("hall")
    layouts: list[tuple[Path_, Any]] = [] if hall is None else [(("hall", "slip"), hall.slip)]
    for _, path, printer in draft.each("printers"):
        if printer.slip is not None:
            layouts.append(((*path, "slip"), printer.slip))
    for path, layout in layouts:
        allowed = ("citizen", "none", *(n for n in draft.languages if n != "vi"))
        if layout.second not in allowed:
            draft.wrong((*path, "second"), one_of(layout.second, allowed, "a second language"))
        if "note" in layout.order and layout.note is None:
            draft.wrong((*path, "note"), "is missing; allowed: words, as order has the part note")
        if "logo" in layout.order and layout.logo is None:
            draft.wrong((*path, "logo"), "is missing; allowed: a file, as order has the part logo")
        if layout.logo is not None and not layout.logo.startswith(START):
            made, why = logo(Path(draft.file).parent / layout.logo)
            if made is None:
                draft.wrong((*path, "logo"), f"{shown(layout.logo)} {why}; allowed: PNG or JPEG")
            else:
                layout.logo = made
                if "logo" not in layout.order:
                    layout.order = ["logo", *layout.order]


def logo(path: Path) -> tuple[str | None, str]:
    """The picture in grey, no larger than a slip can use, as a data URL; or why not."""
    try:
        if path.stat().st_size > LARGEST:
            return None, "is larger than 5 MB"
        with Image.open(path, formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > 25_000_000:
                return None, "has more than 25 million dots"
            seen = opened.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        why = "cannot be found" if isinstance(error, FileNotFoundError) else "is no picture"
        return None, why
    # what is transparent is white: paper
    page = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("L")
    page.thumbnail(LOGO, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return START + base64.b64encode(out.getvalue()).decode("ascii"), ""


def check_standing_in(draft: Draft) -> None:
    """Slips go to another printer, and to one whose paper is as wide as what it is given."""
    known = draft.known.get("printers", {})
    for _, path, printer in draft.each("printers"):
        if printer.divert_to is None:
            continue
        where = (*path, "divert_to")
        if printer.divert_to not in known:
            draft.wrong(where, one_of(printer.divert_to, known, "in printers"))
        elif printer.divert_to == printer.id:
            draft.wrong(where, "is the printer itself; allowed: the id of another")
