"""A hall with a config.yaml of its own, to be set up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from display.drivers import OPTIONS as LINES
from printer.drivers import OPTIONS as PRINTERS
from settings import Checked, load
from tests.counter.desk import Desk

ROOT = Path(__file__).parents[2]
DRIVERS = {"printers": PRINTERS, "led_buses": LINES}


def config(folder: Path, source: str = "halls/ward.yaml") -> Path:
    """A copy of a committed file, of the hall the tests' journals are for."""
    lines = (ROOT / source).read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("  id: "))
    lines[at] = "  id: test"
    text = "\n".join(lines)
    for name in ("catalogue/procedures.csv",):
        text = text.replace(f"procedures: {name}", f"procedures: {ROOT / name}")
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def furnish(desk: Desk, folder: Path, checked: Checked) -> None:
    """Gives a desk the file its settings came from."""
    desk.house.folder = folder / "data"
    desk.house.checked = checked


class SetUp(Desk):
    """The desk over that file. `edit` keeps edits in the admin's draft and gives the picture."""

    def __init__(self, folder: Path, source: str = "halls/ward.yaml") -> None:
        self.path = config(folder, source)
        self.checked = load(self.path, DRIVERS, bench=True)  # the tests' clock stands on a Sunday
        assert self.checked.data is not None, self.checked.report()
        super().__init__(folder, **self.checked.data)
        furnish(self, folder, self.checked)

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def picture(self, who: str = "admin") -> dict[str, Any]:  # type: ignore[override]
        reply = self.get(who, "/setup")
        assert reply.status_code == 200, reply.text
        return reply.json

    def edit(self, *edits: dict[str, Any], who: str = "admin") -> dict[str, Any]:
        body = {"rev": self.picture(who)["rev"], "edits": list(edits)}
        reply = self.post(who, "/setup/draft", body)
        assert reply.status_code == 200, reply.text
        return reply.json

    def set(self, path: str, value: Any, who: str = "admin") -> dict[str, Any]:
        steps = [int(s) if s.isdigit() else s for s in path.split(".")]
        return self.edit({"op": "set", "path": steps, "value": value}, who=who)

    def apply(self, who: str = "admin", **more: Any) -> Any:
        return self.post(who, "/setup/apply", {"rev": self.picture(who)["rev"], **more})
