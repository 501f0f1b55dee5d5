"""What the citizen came for: agencies, groups, services, procedures; grounds of priority."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator, model_validator

from settings.models.words import Id, Line, Section, Text, choice, shown, wrong

# Letters the voice can speak (vietnam.md), without those that look like a digit.
LETTERS = "ABCDĐEGHKLMNPQRSTVX"


class Series(Section):
    """A range of numbers. `series: A` alone means A001, A002, …"""

    letters: str = Field("", description=f"none, one or two of {LETTERS}")
    first: int = Field(1, ge=0, le=99_999, description="the day's first number, 0–99999")
    last: int | None = Field(None, ge=1, le=99_999, description="the day's last number, or nothing")
    digits: int = Field(3, ge=1, le=5, description="how many digits at least, 1–5")

    @model_validator(mode="before")
    @classmethod
    def _letters_alone(cls, value: Any) -> Any:
        return {"letters": value} if isinstance(value, str) else value

    @field_validator("letters")
    @classmethod
    def _spoken(cls, value: str) -> str:
        if len(value) > 2 or any(c not in LETTERS for c in value):
            raise wrong(f"{shown(value)} cannot be spoken; allowed: none, one or two of {LETTERS}")
        return value


class Agency(Section):
    """A row of `agencies`."""

    id: Id = Field(description="a short name, a–z, 0–9, hyphens")
    name: Text = Field(description="the agency's name")


class ServiceGroup(Section):
    """A row of `service_groups`: services of one field that share a series of numbers."""

    id: Id = Field(description="a short name, a–z, 0–9, hyphens")
    name: Text = Field(description="the field's name, shown at the kiosk")
    agency: Id | None = Field(None, description="the id of an agency; services may name another")
    series: Series = Field(description="letters (A), or {letters, first, last, digits}")
    policy: Line | None = Field(None, description="a policy of its own, else the hall's")
    ratio: int | None = Field(
        None, ge=1, le=20, description="of the policy ratio, if not the hall's policy.ratio"
    )


class Procedure(Section):
    """An entry of the public catalogue that leads to a service."""

    code: Line = Field(description="the catalogue's code")
    name: Line = Field(description="the catalogue's name")


class Service(Section):
    """A row of `services`."""

    id: Id = Field(description="a short name, a–z, 0–9, hyphens")
    name: Text = Field(description="what the citizen would call it")
    group: Id = Field(description="the id of a service group")
    agency: Id | None = Field(None, description="the id of an agency, if not the group's")
    series: Series | None = Field(None, description="numbers of its own, if not the group's")
    kind: choice("submit", "collect", "other") = Field(
        "submit", description="submit (hand in), collect (fetch a result) or other"
    )
    minutes: int = Field(
        10, ge=1, le=240, description="what it takes at the counter, a first guess, 1–240"
    )
    quota: int | None = Field(None, ge=1, le=9999, description="tickets a day, 1–9999, or nothing")
    procedures: list[Procedure] = Field(
        default_factory=list,
        description="a list of {code, name}; long ones belong in hall.procedures",
    )


class Ground(Section):
    """A row of `grounds`: why somebody goes first, by which law, and who may say so."""

    id: Id = Field(description="a short name, a–z, 0–9, hyphens")
    name: Text = Field(description="as the citizen reads it")
    class_: choice("priority", "urgent") = Field(
        "priority", alias="class", description="priority or urgent (supervisors only)"
    )
    law: Line = Field(description="the legal reference, one line")
    grant: list[choice("citizen", "reception", "officer")] = Field(
        default_factory=list,
        description="who may grant it: citizen (at the kiosk), reception, officer",
    )
