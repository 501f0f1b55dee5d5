"""Founding a hall for a story: config.yaml, officers and device keys made, nothing running."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import engine
from engine.clock import WallClock
from journal import Journal
from people import People
from people.commands import devices
from queueing.who import THE_HALL
from settings import load
from tests.halls import small_hall, text
from tests.web.houses import quick_passwords

PASSWORD = "mot mat khau dai"


@dataclass
class Founded:
    """A hall on disk: `config` and `data` for the server, a key a device, names of officers."""

    config: Path
    data: Path
    settings: dict[str, Any]
    keys: dict[str, str] = field(default_factory=dict)
    officers: dict[str, str] = field(default_factory=dict)  # counter -> officer's name
    tokens: dict[str, str] = field(default_factory=dict)  # name -> a session's token

    @property
    def database(self) -> str:
        return f"sqlite:///{self.data.resolve()}/hall.db"


def many_counters(n: int) -> list[dict[str, Any]]:
    """n counters in zone z1 that all serve civil status first."""
    return [
        {
            "id": str(i),
            "name": text(f"Quầy {i}", f"Counter {i}"),
            "zone": "z1",
            "agency": "ubnd",
            "first": ["ho-tich", "dat-dai", "chung-thuc"],
            "second": [],
        }
        for i in range(1, n + 1)
    ]


def found(
    folder: Path,
    *,
    officers: list[str] | None = None,
    people: dict[str, str] | None = None,
    **sections: Any,
) -> Founded:
    """Writes config.yaml of tests/halls.py's small hall with `sections` put in, then one officer a
    counter (of `officers`: all counters unless named), `people` (name → role) and all device keys.
    Everybody is logged in once; the counters are not open.
    """
    settings = small_hall(**sections)
    del settings["server"]["bench"]
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yaml"
    with config.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(settings, file)
    checked = load(config)
    assert not checked.mistakes, checked.report()
    hall = Founded(config, folder / "data", checked.data)
    hall.data.mkdir(exist_ok=True)
    journal = Journal(
        hall.database, checked.data["hall"]["id"], engine.make("threading"), WallClock(),
        settings=checked.data,
    )  # fmt: skip
    staff = People(hall.database, checked.data["hall"]["id"], journal.now).open()
    with quick_passwords():
        staff_it(hall, staff, settings, officers, people or {})
    for device, kind in devices(checked.data).items():
        hall.keys[device] = staff.enrol(device, kind)
        journal.do(
            lambda h, now, d=device, k=kind: h.device_enrolled(THE_HALL, now, d, k),
            caller="hall", route="founding",
        )  # fmt: skip
    journal.close()
    staff.close()
    return hall


def staff_it(
    hall: Founded, staff: People, settings: dict[str, Any], officers: list[str] | None,
    people: dict[str, str],
) -> None:  # fmt: skip
    """Everybody is there and logged in once."""
    for counter in officers if officers is not None else [c["id"] for c in settings["counters"]]:
        name = f"can-bo-{counter}"
        hall.officers[counter] = name
        staff.add_officer(name, "officer", [counter], PASSWORD)
    for name, role in people.items():
        staff.add_officer(name, role, None, PASSWORD)
    for name in [*hall.officers.values(), *people]:
        session = staff.login(name, PASSWORD)
        assert session is not None
        hall.tokens[name] = session[0]
