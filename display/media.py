"""Media: the pictures and films that a display shows beside the calls, from its folder.

The folder is looked through in a native thread. A file that is no picture or film of an allowed
kind, or that the board could not show, is left out, with a line in the log and an alert.
"""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from queueing.who import THE_HALL

log = logging.getLogger("display")
ALERT = "media_broken"
EVERY = 15.0  # s between looks at the folders
MOST = 200  # files of one display
PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
FILMS = {".mp4": "video/mp4", ".webm": "video/webm"}
TYPES = {**PICTURES, **FILMS}
LARGEST_PICTURE = 20 * 2**20  # bytes
PIXELS = 50_000_000
SIDECARS = {".txt", ".md", ".db", ".ini"}  # what lies about in folders, and nobody meant to show


@dataclass(slots=True)
class Found:
    """What a look at one folder found. `bad`: file → why; "" for the folder itself."""

    files: dict[str, Path] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)


class Media:
    """All displays' folders in this process."""

    def __init__(self, house: Any) -> None:
        self._house, self._engine = house, house.engine
        self._found: dict[str, Found] = {}
        self._refused: dict[str, dict[str, tuple[int, str]]] = {}  # by boards: (version, why)
        self._checked: dict[tuple[str, int], str | None] = {}
        self._raised: dict[str, str] = {}
        self._wake = house.engine.event()
        self._stopped = False

    def start(self) -> Media:
        self._house.journal.listen("media", self.hear)
        self._engine.spawn(self._run)
        return self

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    def hear(self, event: Any, hall: Any) -> None:
        if event.kind == "SettingsChanged":
            self._wake.set()

    def shown(self, display: dict[str, Any]) -> dict[str, Any] | None:
        """{files: [{name, kind, url}], seconds, sound} of a display's row; None: nothing."""
        how = display.get("media")
        found = self._found.get(display["id"])
        if not how or found is None:
            return None
        at = f"/display/media/{display['id']}/"
        files = [
            {
                "name": name, "kind": "film" if path.suffix.lower() in FILMS else "picture",
                "url": f"{at}{quote(name)}?{found.versions[name]}",
            }
            for name, path in found.files.items()
        ]  # fmt: skip
        return {"files": files, "seconds": how["seconds"], "sound": how["sound"]}

    def path(self, display: str, name: str) -> Path | None:
        """A file that is shown there."""
        found = self._found.get(display)
        return found.files.get(name) if found else None

    def refused(self, display: str, name: str, why: str) -> bool:
        """The board could not show it: left out until the file is another. False: not there."""
        found = self._found.get(display)
        if found is None or name not in found.files:
            return False
        self._refused.setdefault(display, {})[name] = (found.versions[name], why)
        self._wake.set()
        return True

    # -- the task ---------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            try:
                self.look()
            except Exception:
                log.exception("media: a look failed")
            if not self._stopped:
                self._wake.wait(EVERY)

    def look(self) -> None:
        """Looks through every folder; boards whose list changed get a new picture."""
        rows = {r["id"]: r for r in self._house.settings["displays"] if r.get("media")}
        for id in set(self._found) - set(rows):
            del self._found[id]
            self._house.topics.touch("display", [id])
        for id, row in rows.items():
            folder = (self._house.folder or Path("data")) / row["media"]["folder"]
            refused = dict(self._refused.get(id, {}))
            found = self._engine.call_native(look_through, folder, refused, self._checked)
            if found != self._found.get(id):
                self._found[id] = found
                self._house.topics.touch("display", [id])
        self._tell(set(rows))

    def _tell(self, displays: set[str]) -> None:
        """Alerts as they should be, on the hall's list as it is: a restart mends itself."""
        now = {id: words_of(self._found[id].bad) for id in displays if self._found[id].bad}
        with self._engine.turn():
            open_ = {
                about: alert.detail
                for (name, about), alert in self._house.live.alerts.items()
                if name == ALERT
            }
        for id, text in now.items():
            if open_.get(id) != text:
                log.warning("media of %s left out: %s", id, text)
                self._act("raise_alert", id, "info", text)
        for id in set(open_) - set(now):
            self._act("clear_alert", id)

    def _act(self, verb: str, *about: str) -> None:
        self._house.act(
            THE_HALL, lambda hall, now: getattr(hall, verb)(THE_HALL, now, ALERT, *about)
        )


def words_of(bad: dict[str, str]) -> str:
    """What is wrong, short enough for an alert."""
    parts = [f"{name}: {why}" if name else why for name, why in sorted(bad.items())]
    return "; ".join(parts[:3]) + (f" (+{len(parts) - 3})" if len(parts) > 3 else "")


def look_through(
    folder: Path, refused: dict[str, tuple[int, str]], checked: dict[tuple[str, int], str | None]
) -> Found:
    """Pictures and films of a folder by name. `checked` keeps what was opened before."""
    found = Found()
    try:
        paths = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    except OSError as error:
        found.bad[""] = f"{folder.name}: {error.strerror}"
        return found
    for path in paths:
        name = unicodedata.normalize("NFC", path.name)
        if not path.is_file() or path.suffix.lower() in SIDECARS:
            continue
        stat = path.stat()
        version = stat.st_mtime_ns // 1_000_000 + stat.st_size
        key = (str(path), version)
        if key not in checked:
            checked[key] = wrong_with(path, stat.st_size)
        why = checked[key]
        if name in refused and refused[name][0] == version:
            why = refused[name][1]
        if why is None and len(found.files) == MOST:
            why = f"more than {MOST} files"
        if why is not None:
            found.bad[name] = why
            continue
        found.files[name], found.versions[name] = path, version
    return found


def wrong_with(path: Path, size: int) -> str | None:
    """Why a file cannot be shown; None if it can, as far as that is seen without playing it."""
    kind = path.suffix.lower()
    if kind not in TYPES:
        return "not a kind that is shown"
    if kind in FILMS:
        with path.open("rb") as file:
            head = file.read(12)
        whole = head[4:8] == b"ftyp" if kind == ".mp4" else head[:4] == b"\x1a\x45\xdf\xa3"
        return None if whole else "damaged"
    if size > LARGEST_PICTURE:
        return "larger than 20 MB"
    from PIL import Image  # heavy, and few halls have pictures

    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > PIXELS:
                return "more than 50 million pixels"
            picture.load()
    except Exception as error:  # Pillow raises many kinds for a damaged file
        log.debug("media %s: %s", path, error)
        return "damaged"
    return None


def media_of(house: Any) -> Media:
    """The house's media, made when first asked for."""
    if getattr(house, "media", None) is None:
        house.media = Media(house)
    return house.media
