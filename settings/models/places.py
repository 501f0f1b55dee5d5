"""The places of the hall: zones, counters, kiosks, displays."""

from __future__ import annotations

from pydantic import Field

from settings.models.words import Flag, Id, Line, Seconds, Section, Size, Text, choice

WAYS = ("left", "right", "ahead", "back", "up", "down")


class Zone(Section):
    """A row of `zones`: counters and displays that belong together, one voice for all."""

    id: Id = Field(description="a short name, a–z, 0–9, hyphens")
    name: Text = Field(description="as people call that part of the hall")


class Counter(Section):
    """A row of `counters`. The two lists name services, or groups for all their services."""

    id: Id = Field(description="what stands on the counter: 1, 2, … or a short name")
    name: Text | None = Field(None, description="as spoken and shown; 'Quầy 5' for counter 5")
    zone: Id = Field(description="the id of a zone")
    agency: Id | None = Field(None, description="the id of the agency whose officers sit here")
    first: list[Id] = Field(min_length=1, description="services or groups it serves, at least one")
    second: list[Id] = Field(
        default_factory=list,
        description="services or groups it helps out with when its own are empty",
    )
    floor: Text | None = Field(None, description="such as Tầng 2; shown and printed")
    direction: choice(*WAYS) | None = Field(
        None, description="where it lies from the board: left, right, ahead, back, up, down"
    )


class Screen(Section):
    """A kiosk's screen: the sizes of what is touched are computed from it."""

    width: int = Field(1080, ge=320, le=8192, description="pixels, 320–8192")
    height: int = Field(1920, ge=320, le=8192, description="pixels, 320–8192")
    diagonal: Size = Field("21.5", description="inches, such as 21.5")
    bottom: int = Field(
        800, ge=200, le=1000,
        description="mm from the floor to the glass's lower edge, 200–1000: what a hand reaches "
        "from a wheelchair is computed from it",
    )  # fmt: skip


class Kiosk(Section):
    """A row of `kiosks`."""

    id: Id = Field(description="a short name, a–z, 0–9, hyphens")
    name: Text = Field(description="where it stands")
    zone: Id | None = Field(None, description="the id of a zone, or nothing")
    services: list[Id] = Field(
        default_factory=list, description="services or groups it offers; nothing: all of them"
    )
    printer: Id | None = Field(
        None, description="the id of a printer; nothing: number on screen only"
    )
    per_hour: int | None = Field(
        None, ge=1, le=9999, description="tickets it may give in an hour, 1–9999, or nothing"
    )
    reserve: int = Field(
        20, ge=0, le=50,
        description="numbers of each series, 0–50, set apart each day for this kiosk to give by "
        "itself while it cannot reach the hall",
    )  # fmt: skip
    screen: Screen = Field(default_factory=Screen, description="{width, height, diagonal, bottom}")


class Media(Section):
    """What a display shows beside the calls: pictures and films, one after the other."""

    folder: Line = Field(
        description="a folder with pictures (PNG, JPEG, WebP) and films (MP4, WebM), within the "
        "hall's data unless absolute"
    )
    seconds: Seconds = Field(10, ge=5, le=600, description="5 s to 10 min a picture stays")
    sound: Flag = Field(
        False, description="true: films are heard, except while a number is called and spoken"
    )


class Display(Section):
    """A row of `displays`: a TV board."""

    id: Id = Field(description="a short name, a–z, 0–9, hyphens")
    name: Text = Field(description="where it hangs")
    zone: Id = Field(description="the id of a zone")
    speaks: Flag = Field(False, description="true on exactly one display of a zone: it calls aloud")
    rows: int = Field(10, ge=1, le=20, description="calls on the board at once, 1–20")
    distance: int = Field(5, ge=1, le=50, description="metres from the farthest seat, 1–50")
    diagonal: Size = Field("55", description="inches, such as 55")
    width: int = Field(
        1920, ge=640, le=8192, description="pixels, 640–8192; on its side: 1080 by 1920"
    )
    height: int = Field(1080, ge=480, le=8192, description="pixels, 480–8192")
    directions: dict[str, choice(*WAYS)] = Field(
        default_factory=dict,
        description="counter → where it lies from this display, if not as the counter says: "
        f"{', '.join(WAYS)}",
    )
    media: Media | None = Field(
        None, description="{folder, seconds, sound}: pictures and films beside the calls"
    )
