"""The hall itself: its name, its rules of conduct, its hours, its languages."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from settings.models.slips import SlipLayout
from settings.models.words import (
    Clock,
    Day,
    Flag,
    Id,
    Line,
    Seconds,
    Section,
    Text,
    choice,
    clock,
    shown,
    wrong,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Identity(Section):
    """`hall.identity`: against hoarding, the kiosk asks for the number of the citizen's card."""

    asked: Flag = Field(False, description="true: kiosks ask for the number of the citizen's card")
    services: list[Id] = Field(
        default_factory=list, description="the services it is asked for; nothing: all of them"
    )
    a_day: int = Field(2, ge=1, le=20, description="tickets a person and day, 1–20")
    a_service: int = Field(1, ge=1, le=20, description="of these for one service, 1–20")
    purpose: Text = Field(
        default_factory=lambda: {
            "vi": "Số thẻ chỉ dùng để mỗi người không lấy quá nhiều số trong ngày. "
            "Số thẻ không được lưu lại.",
            "en": "Your card's number is used only to keep one person from taking too many numbers "
            "a day. It is not kept.",
        },
        description="what the screen says about what the number is for and how long it is kept",
    )


class Hall(Section):
    """Section `hall`."""

    id: Id = Field(description="a short name of the hall, kept for ever: the journal carries it")
    name: Text = Field(description="the hall's name, as printed on the slip")
    agency: Text = Field(description="the body the hall belongs to")
    address: Line = Field("", description="where it stands, one line")
    timezone: Line = Field("Asia/Ho_Chi_Minh", description="a time zone such as Asia/Ho_Chi_Minh")
    public_url: Line | None = Field(
        None, description="the address printed in the slip's QR code, such as http://10.0.0.5:8000"
    )
    procedures: Line | None = Field(
        None,
        description="a CSV file (code,name,service) beside this file: what the kiosk's search "
        "finds",
    )
    on_next: choice("finish", "refuse") = Field(
        "finish",
        description="'next' while a ticket is at the counter: finish it, or refuse and say so",
    )
    outcome: choice("optional", "required") = Field(
        "optional", description="whether a served visit may be finished without saying how it ended"
    )
    officer_may_pick: Flag = Field(
        False, description="true: officers may call a ticket by hand; false: supervisors only"
    )
    without_ticket: Flag = Field(
        True,
        description="true: officers may serve somebody who has no ticket; false: supervisors only",
    )
    no_show_not_before: Seconds = Field(
        20,
        ge=20,
        le=600,
        description="20 s to 10 min after the call before 'no-show' may be pressed",
    )
    no_show_after: Seconds | None = Field(
        None,
        ge=60,
        le=3600,
        description="1 min to 1 h after the last call the hall marks 'no-show' by itself; nothing: "
        "only the officer does",
    )
    recall_after: Seconds = Field(
        30,
        ge=10,
        le=600,
        description="10 s to 10 min: when the officer's page suggests to call again",
    )
    undo_within: Seconds = Field(
        10, ge=0, le=60, description="0 s to 60 s in which an officer may take back the last move"
    )
    change_service_within: Seconds = Field(
        60, ge=0, le=600, description="0 s to 10 min in which the kiosk may change the service"
    )
    target_wait: Seconds = Field(
        1800,
        ge=300,
        le=14400,
        description="5 min to 4 h of waiting that the hall wants nobody to exceed",
    )
    service_cap: Seconds = Field(
        3600,
        ge=600,
        le=28800,
        description="10 min to 8 h: a longer service was not finished in time",
    )

    identity: Identity = Field(
        default_factory=Identity, description="whether kiosks ask who takes a ticket"
    )
    slip: SlipLayout = Field(
        default_factory=SlipLayout, description="what stands on the slip, from top to bottom"
    )

    @field_validator("public_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not re.fullmatch(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?/?", value):
            raise wrong(
                f"{shown(value)} is no address; allowed: http(s)://host or http(s)://host:port"
            )
        return value.rstrip("/")


def _session(value: Any) -> str:
    """'7:30-11:30' → '07:30-11:30'; begins before it ends."""
    parts = re.split(r"\s*[-–]\s*", value.strip()) if isinstance(value, str) else []
    if len(parts) != 2:
        raise wrong(f"{shown(value)} is no session; allowed: from-to, such as 7:30-11:30")
    start, end = clock(parts[0]), clock(parts[1])
    if start >= end:
        raise wrong(f"{shown(value)} ends before it begins; allowed: from-to, such as 13:30-17:00")
    return f"{start}-{end}"


Session = Annotated[str, BeforeValidator(_session)]
Sessions = Field(
    default_factory=list, description="a list of sessions, such as [7:30-11:30, 13:30-17:00]"
)


class Week(Section):
    """Sessions by weekday; a day that is not named is closed."""

    mon: list[Session] = Sessions
    tue: list[Session] = Sessions
    wed: list[Session] = Sessions
    thu: list[Session] = Sessions
    fri: list[Session] = Sessions
    sat: list[Session] = Sessions
    sun: list[Session] = Sessions


class Holiday(Section):
    """A day on which the hall is closed, by the calendar."""

    date: Day = Field(description="year-month-day, such as 2026-09-02")
    name: Text = Field(description="its name, shown at the kiosk")


class Closure(Section):
    """Days on which this hall is closed for a reason of its own."""

    from_: Day = Field(alias="from", description="the first closed day, year-month-day")
    to: Day = Field(description="the last closed day, year-month-day")
    reason: Text = Field(description="why, shown at the kiosk")


class Hours(Section):
    """Section `hours`."""

    week: Week = Field(description="the sessions by weekday: mon, tue, wed, thu, fri, sat, sun")
    holidays: list[Holiday] = Field(default_factory=list, description="a list of {date, name}")
    closures: list[Closure] = Field(
        default_factory=list, description="a list of {from, to, reason}"
    )
    tickets_before_opening: int = Field(
        30,
        ge=0,
        le=180,
        description="minutes before the first session from which tickets are given, 0–180",
    )
    past_closing: int | None = Field(
        30,
        ge=0,
        le=240,
        description="minutes past closing by which nine of ten who take a ticket at a kiosk should "
        "be called, by the forecast, else it gives none for that service; null: it always gives",
    )
    close_day_at: Clock = Field("20:00", description="the time of day at which open tickets expire")
