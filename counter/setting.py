"""What the officer's page is told once, when it is loaded: names and rights, in its language."""

from __future__ import annotations

from typing import Any

from counter import words
from queueing.plan import Plan
from queueing.who import Who
from web.app import language

PROMISES = (5, 10, 15, 30, 60)  # minutes an officer may promise to somebody set aside


def page(house: Any, plan: Plan, who: Who, counter: str) -> dict[str, Any]:
    """Everything counter.html is made from."""
    lang = language(house)

    def say(message: str) -> str:
        return house.languages.say(lang, message)

    def text(names: dict[str, str]) -> str:
        return house.languages.pick(lang, names)

    here = plan.counters[counter]
    agencies = {a["id"]: text(a["name"]) for a in plan.settings["agencies"]}
    return {
        "counter": counter,
        "counter_name": text(here.name),
        "agency_name": agencies.get(here.agency or "", ""),
        "officer": who.officer,
        "services": by_group(plan, text),
        "outcomes": words.outcomes(say),
        "by_hand": words.by_hand(say),
        "unticketed": words.unticketed(say),
        "pauses": words.pauses(say),
        "promises": PROMISES,
        "words": {**words.script(say), "languages": tongues(house, lang)},
        "setting": {
            "counter": counter,
            "counter_name": text(here.name),
            "me": who.officer,
            "supervisor": who.role == "supervisor",
            "may_open": who.counters is None or counter in who.counters,
            "zone": plan.zone_name,
            "lang": lang,
            "first": house.languages.names[0],
            "keypad": keypad(plan, counter),
            "names": {
                "services": {s.id: text(s.name) for s in plan.services.values()},
                "counters": {c.id: text(c.name) for c in plan.counters.values()},
                "grounds": {g.id: text(g.name) for g in plan.grounds.values()},
            },
        },
    }


def tongues(house: Any, lang: str) -> dict[str, str]:
    """The hall's languages by code, named in the reader's."""
    return {name: house.languages.called(lang, name) for name in house.languages.names}


def keypad(plan: Plan, counter: str) -> dict[str, str]:
    """The keys of a keypad plugged into the officer's PC: a key's name in the browser → a verb."""
    for pad in plan.settings["pads"]:
        if pad["kind"] == "call" and pad["counter"] == counter and not pad.get("port"):
            return dict(pad.get("keys") or {})
    return {}


def by_group(plan: Plan, text: Any) -> list[dict[str, Any]]:
    """The services under their groups' names, in config.yaml's order."""
    return [
        {
            "name": text(group.name),
            "services": [
                {"id": s.id, "name": text(s.name)}
                for s in plan.services.values()
                if s.group == group.id
            ],
        }
        for group in plan.groups.values()
    ]
