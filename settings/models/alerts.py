"""Alerts: from when on a manager is told, and where else it is told."""

from __future__ import annotations

from pydantic import Field

from settings.models.words import Line, Seconds, Section


class Alerts(Section):
    """Section `alerts`: when the dashboard tells by itself. `hall.target_wait` is the target."""

    promise_over: Seconds = Field(
        300,
        ge=60,
        le=3600,
        description="1 min to 1 h that a new ticket's P80 is over the target before it is told",
    )
    longest: int = Field(
        200, ge=100, le=500, description="percent of the target somebody waits already, 100–500"
    )
    idle: Seconds = Field(
        300, ge=60, le=3600, description="1 min to 1 h of a free counter beside a queue"
    )
    device_gone: Seconds = Field(
        60, ge=15, le=3600, description="15 s to 1 h without a word from a device"
    )
    bad_ratings: int = Field(3, ge=2, le=20, description="so many bad ratings, 2–20 …")
    bad_ratings_within: Seconds = Field(900, ge=300, le=14400, description="… within 5 min to 4 h")
    past_closing: Seconds = Field(
        600, ge=0, le=7200, description="0 to 2 h after closing that the last one may be called"
    )
    backup_age: Seconds = Field(
        172800, ge=3600, le=2592000, description="1 h to 720 h since the last backup"
    )
    calm: Seconds = Field(
        60, ge=0, le=3600, description="0 s to 1 h that all must be well before an alert goes"
    )
    cool_down: Seconds = Field(
        300, ge=0, le=14400, description="0 s to 4 h before an alert that went comes back"
    )
    escalate: Seconds = Field(
        600,
        ge=0,
        le=14400,
        description="0 s to 4 h nobody sees to an alert, then it goes to the supervisor, and after "
        "as long again to the manager; 0: never",
    )
    sounds: int = Field(
        10, ge=0, le=100, description="how often a page that may sounds for one alert, 0–100"
    )
    webhook: Line | None = Field(
        None,
        description="https://… that is told of every alert; its secret is HALL_WEBHOOK_SECRET in "
        "the environment (docs/webhook.md); nothing: none",
    )
