"""How the hall behaves: whose turn it is, ratings, voice; where the server and the data live."""

from __future__ import annotations

from pydantic import Field

from settings.models.words import Flag, Id, Line, Seconds, Section, Text, choice


class Policy(Section):
    """Section `policy`: whose turn it is (docs: domain, 'Whose turn')."""

    name: Line = Field("effective_time", description="the hall's policy; a group may have its own")
    head_start_priority: Seconds = Field(
        1200, ge=0, le=14400, description="0 to 4 h: how much earlier priority counts"
    )
    head_start_slot: Seconds = Field(
        600, ge=0, le=14400, description="0 to 4 h: how much earlier an appointment counts"
    )
    head_start_transferred: Seconds = Field(
        600, ge=0, le=14400, description="0 to 4 h: how much earlier a transferred ticket counts"
    )
    overflow: Seconds = Field(
        1200,
        ge=60,
        le=14400,
        description="1 min to 4 h of waiting before second lists count as first",
    )
    slot_grace: Seconds = Field(
        600, ge=0, le=3600, description="0 to 1 h: how late for an appointment is still on time"
    )
    slot_share: int = Field(
        100,
        ge=0,
        le=100,
        description="0–100 per cent of a service's tickets of the last hour that may have an "
        "appointment's head start; who comes beyond that stands by the appointment's time alone",
    )
    return_credit: Seconds = Field(
        600, ge=0, le=3600, description="0 to 1 h credited to who comes back after a no-show"
    )
    ratio: int = Field(
        3, ge=1, le=20, description="of the policy ratio: regular tickets between two with priority"
    )


class Reason(Section):
    """A row of `rating.reasons`."""

    id: Id = Field(description="a short name, a–z, 0–9, hyphens")
    name: Text = Field(description="as the citizen reads it")


class Rating(Section):
    """Section `rating`."""

    levels: int = Field(5, description="3 or 5")
    window: Seconds = Field(
        30, ge=10, le=300, description="10 s to 5 min: how long a pad stays open"
    )
    page_window: Seconds = Field(
        7200, ge=300, le=86400, description="5 min to 24 h: how long the slip's page stays open"
    )
    reasons: list[Reason] = Field(
        default_factory=list,
        max_length=12,
        description="at most 12 of {id, name}; asked after a bad score",
    )


class Voice(Section):
    """Section `voice`."""

    phrase: choice("cong-dan", "xin-moi") = Field(
        "cong-dan",
        description="cong-dan ('Mời công dân có số thứ tự …') or xin-moi ('Xin mời công dân số …')",
    )
    numbers: choice("digits", "number") = Field(
        "digits", description="digits (không hai ba) or number (hai mươi ba)"
    )
    south: Flag = Field(False, description="true: lẻ and ngàn instead of linh and nghìn")
    repeat: int = Field(1, ge=0, le=2, description="how often a call is repeated, 0–2")
    chime: Flag = Field(True, description="true: a chime before each call")
    second_language: Line | None = Field(
        None, description="a language of the hall spoken after Vietnamese"
    )
    counters: choice("number", "name") = Field(
        "number", description="number ('đến quầy số năm') or name ('đến Quầy Đất đai')"
    )
    priority: Flag = Field(
        False, description="true: a priority ticket is called with words of its own"
    )
    packs: dict[str, Line] = Field(
        default_factory=dict,
        description="language → a folder of clips the hall recorded, within the hall's data "
        "unless absolute; nothing: the built-in ones",
    )


class Storage(Section):
    """Section `storage`."""

    url: Line | None = Field(
        None, description="sqlite:///data/hall.db or postgresql://host/name; nothing: data/hall.db"
    )
    personal_days: int = Field(
        30, ge=1, le=3650, description="days after which notes, comments, identity go, 1–3650"
    )
    anchors: Line | None = Field(
        None,
        description="the file of signed anchors, best on another disk; nothing: anchors.jsonl in "
        "the data folder, where relative paths begin",
    )
    anchor_key: Line | None = Field(
        None,
        description="the key that signs them, unless HALL_ANCHOR_KEY holds it; nothing: anchor.key "
        "in the data folder",
    )
    backups: Line | None = Field(
        None,
        description="the folder of scheduled backups, best on another disk; nothing: backups. With "
        "PostgreSQL: the folder your own dumps are put into, so that their age is told",
    )
    backup_hours: int = Field(
        24, ge=0, le=168, description="a backup after so many hours and at closing; 0: none, 0–168"
    )
    backup_days: int = Field(
        14, ge=2, le=366, description="days of which the last backup is kept, then one a month"
    )
    reports: Line | None = Field(
        None, description="the folder of the daily reports; nothing: reports in the data folder"
    )
    report_days: int = Field(
        366, ge=0, le=3660, description="days of which daily reports are kept; 0: none made, 0–3660"
    )


class Server(Section):
    """Section `server`. Changes need a restart."""

    host: Line = Field(
        "127.0.0.1", description="the address to listen on; 127.0.0.1: this machine only"
    )
    port: int = Field(8000, ge=0, le=65535, description="0–65535; 0 picks a free one")
    plain_http: Flag = Field(
        False,
        description="true: the hall's network without TLS, which stands as an alert on the "
        "dashboard",
    )
    tls: Flag = Field(
        False, description="true: https with what `python hall_server.py tls` made in data/tls"
    )
    idle_lock: Seconds = Field(
        1800,
        ge=60,
        le=43200,
        description="a page of an officer locks itself after that long without a touch, "
        "1 min–12 h; the ticket stays",
    )
    session: Seconds = Field(
        43200, ge=900, le=43200, description="a login ends after that long, 15 min–12 h"
    )
    totp: list[choice("manager", "admin")] = Field(
        default_factory=list,
        max_length=2,
        description="roles that may do nothing before their second step at login is set up: "
        "manager, admin",
    )
