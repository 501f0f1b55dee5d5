"""The slip as a hall wants it: what stands on it, in which order, with which logo."""

from __future__ import annotations

from pydantic import Field, field_validator

from settings.mistake import one_of
from settings.models.words import Line, Section, Text, shown, wrong

# from top to bottom; qr_facts: the QR with the facts beside it, where the paper is wide enough
USUAL = (
    "agency", "hall", "line", "title", "number", "service", "where", "class", "line", "qr_facts",
    "keep", "legal",
)  # fmt: skip
PARTS = ("logo", *dict.fromkeys(USUAL), "facts", "qr", "note")
FACTS = ("ahead", "wait", "when", "session")
ALONE = ("qr_facts", "facts", "qr")  # of these qr_facts is the other two


class SlipLayout(Section):
    """`hall.slip`, or `slip` of a printer that is to differ."""

    logo: Line | None = Field(
        None, description="a picture (PNG or JPEG) beside this file, printed in black and white"
    )
    order: list[Line] = Field(
        list(USUAL), description=f"the parts from top to bottom, of {', '.join(PARTS)}"
    )
    facts: list[Line] = Field(list(FACTS), description=f"what the facts say, of {', '.join(FACTS)}")
    second: Line = Field(
        "citizen",
        description="a second language below: citizen (what they chose), none, or one always",
    )
    note: Text | None = Field(None, description="a sentence of the hall's own, the part note")

    @field_validator("order")
    @classmethod
    def _order(cls, order: list[str]) -> list[str]:
        for at, part in enumerate(order):
            if part not in PARTS:
                raise wrong(one_of(part, PARTS, "a part of the slip"))
            if part != "line" and part in order[:at]:
                raise wrong(f"'{part}' is here twice; allowed: once (only line may come again)")
        for needed in ("title", "number"):
            if needed not in order:
                raise wrong(f"lacks {needed}: without it a slip is of no use")
        if "qr_facts" in order and {"facts", "qr"} & set(order):
            raise wrong("has qr_facts beside qr or facts; allowed: qr_facts, or the two apart")
        return order

    @field_validator("facts")
    @classmethod
    def _facts(cls, facts: list[str]) -> list[str]:
        for name in facts:
            if name not in FACTS:
                raise wrong(one_of(name, FACTS, "a fact of the slip"))
        if len(set(facts)) < len(facts):
            raise wrong(f"{shown(facts)} names one twice; allowed: each once")
        return facts
