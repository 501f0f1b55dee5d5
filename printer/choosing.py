"""Choosing: the page /printers, where slips are looked at before there are any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from printer import words
from printer.picture import paper_left
from queueing.refusal import Refusal
from web.app import language


def choice(house: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the page's template needs. `asked`: the printer, the slip's language, its kind."""
    plan, lang = house.live.plan, language(house)
    if plan is None or not plan.settings["printers"]:
        raise Refusal("unknown_printer", "this hall has no printer")
    pick = house.languages.pick
    kiosks: dict[str, list[str]] = {}
    for row in plan.settings["kiosks"]:
        kiosks.setdefault(row["printer"], []).append(pick(lang, row["name"]))
    named = {row["id"]: pick(lang, row["name"]) for row in plan.settings["printers"]}
    printers = [
        {
            "id": row["id"], "name": pick(lang, row["name"]),
            "kiosks": ", ".join(kiosks.get(row["id"], ())), "driver": row["driver"],
            "width": row["width"], "profile": row["options"].get("profile"),
            "roll": row.get("roll"), "left": _metres(paper_left(house.live, row)),
            "stand_in": named.get(row.get("divert_to")),
            "can_test": house.devices.can_test(row["id"]),
        }
        for row in plan.settings["printers"]
    ]  # fmt: skip
    chosen = next((p for p in printers if p["id"] == asked.get("printer")), printers[0])
    names = {code: house.languages.own(code) for code in house.languages.names}
    kind = asked.get("kind") if asked.get("kind") in ("slip", "reprint", "test") else "slip"
    shown = asked.get("language") if asked.get("language") in names else "vi"
    query = {"slip": f"language={shown}", "reprint": f"language={shown}&reprint=1",
             "test": "page=test"}[str(kind)]  # fmt: skip
    return {
        "printers": printers, "chosen": chosen, "kind": kind, "shown": shown, "names": names,
        "preview": f"/api/v1/printers/{chosen['id']}/preview.png?{query}",
        "setting": {"printer": chosen["id"]},
        "words": words.trying(lambda message: house.languages.say(lang, message)),
    }  # fmt: skip


def _metres(mm: int | None) -> str | None:
    return None if mm is None else f"{mm / 1000:.1f}"
