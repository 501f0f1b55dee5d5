"""Loading: the file becomes the hall's settings as plain JSON, or a list of mistakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from settings import catalogue
from settings.checks import CHECKS
from settings.draft import Draft, Drivers
from settings.mistake import Mistake
from settings.models import MAPS, ROWS, SECTIONS
from settings.reading import Reading

LANGUAGES = Path(__file__).parents[1] / "languages"
POLICIES = ("effective_time", "fifo", "strict", "ratio")


@dataclass
class Checked:
    """What became of a file. `data` has the shape queueing/plan.py reads (None while there are
    mistakes); `procedures` are all rows {code, name, service} of the catalogue, which also stand in
    their services; `folder` is where relative paths begin. `text` is what was read, `raw` the same
    as plain values before any model saw it; `drivers` and `bench` as it was loaded with."""

    file: Path
    data: dict[str, Any] | None = None
    procedures: list[dict[str, str]] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)
    text: str = ""
    raw: dict[str, Any] = field(default_factory=dict)
    drivers: Drivers | None = None
    bench: bool = False

    def again(self, text: str | None = None) -> Checked:
        """The file as it is now, or `text` as if it stood there, checked likewise. Takes a second
        where there are thousands of procedures."""
        return load(self.file, self.drivers, self.bench, text)

    @property
    def folder(self) -> Path:
        return self.file.resolve().parent

    @property
    def database(self) -> str:
        """The journal's address: storage.url, with SQLite's relative paths beside the file."""
        url = (self.data or {}).get("storage", {}).get("url") or "sqlite:///data/hall.db"
        if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
            return f"sqlite:///{self.folder / url.removeprefix('sqlite:///')}"
        return str(url)

    def report(self) -> str:
        """What --check prints: the mistakes and warnings in file order, or what the hall has."""
        lines = [str(m) for m in self.mistakes]
        lines += [f"{w.file}:{w.line}: {w.path}: warning: {w.text}" for w in self.warnings]
        if self.data is not None:
            counts = ("agencies", "services", "counters", "kiosks", "displays", "printers")
            has = ", ".join(f"{len(self.data[name])} {name}" for name in counts)
            lines.append(f"{self.file}: no mistakes; {has}, {len(self.procedures)} procedures")
        return "\n".join(lines)


def load(
    path: str | Path, drivers: Drivers | None = None, bench: bool = False, text: str | None = None
) -> Checked:
    """Reads and checks the whole file. `drivers` are the options models by section and driver name:
    {"printers": {"tcp": TcpOptions, …}, "led_buses": {…}}; without them options stay unchecked.
    `bench` opens the hall at any hour without quotas and limits; `text` is read in place of the
    file."""
    checked = Checked(Path(path), drivers=drivers, bench=bench)
    reading = Reading(checked.file, text)
    checked.text, checked.raw = reading.text, reading.data or {}
    draft = Draft(
        file=str(path), reading=reading, drivers=drivers, policies=policies(), offered=offered(),
    )  # fmt: skip
    for line, where, said in reading.found:
        draft.mistakes.append(Mistake(str(path), line, reading.show(where), said, where))
    if reading.data is not None:
        draft.shape()
        for check in CHECKS:
            check(draft)
        _catalogue(draft, checked)
    checked.mistakes += sorted(set(draft.mistakes), key=lambda m: (m.file != str(path), m))
    checked.warnings += sorted(set(draft.warnings), key=lambda m: (m.file != str(path), m))
    if not checked.mistakes:
        checked.data = _data(draft, checked.procedures, bench)
    return checked


def policies() -> tuple[str, ...]:
    """The names of the rules' policies."""
    import queueing.policies

    return tuple(getattr(queueing.policies, "POLICIES", POLICIES))


def offered() -> tuple[str, ...]:
    """Languages with a folder; English is in the code."""
    folders = {p.name for p in LANGUAGES.iterdir() if p.is_dir() and len(p.name) in (2, 3)}
    return tuple(sorted(folders | {"vi", "en"}, key=lambda name: (name != "vi", name)))


def _catalogue(draft: Draft, checked: Checked) -> None:
    hall = draft.maps.get("hall")
    for _, _, service in draft.each("services"):
        for procedure in service.procedures:
            row = {"code": procedure.code, "name": procedure.name, "service": service.id}
            checked.procedures.append(row)
    if hall is None or hall.procedures is None:
        return
    rows, mistakes = catalogue.read(
        checked.folder / hall.procedures, hall.procedures, draft.known.get("services", {}),
        whole=bool(draft.known.get("services")),
    )  # fmt: skip
    checked.procedures += rows
    draft.mistakes += mistakes


def _data(draft: Draft, procedures: list[dict[str, str]], bench: bool) -> dict[str, Any]:
    """The settings as plain JSON: every default filled in, no floats, in the sections' order."""
    out: dict[str, Any] = {}
    for section in SECTIONS:
        if section in MAPS:
            out[section] = draft.maps[section].model_dump(by_alias=True)
        elif section in ROWS:
            out[section] = [row.model_dump(by_alias=True) for _, row in draft.rows[section]]
        else:
            out[section] = list(draft.languages)
    for counter in out["counters"]:
        if counter["name"] is None:
            counter["name"] = {
                name: _counter_words(name).replace("{id}", counter["id"])
                for name in draft.languages
            }
    by_service: dict[str, list[dict[str, str]]] = {}
    for row in procedures:
        by_service.setdefault(row["service"], []).append({"code": row["code"], "name": row["name"]})
    for service in out["services"]:
        service["procedures"] = by_service.get(service["id"], [])
    server = out["server"]
    server["bench"] = bench
    if out["hall"]["public_url"] is None:
        out["hall"]["public_url"] = f"http://{server['host']}:{server['port']}"
    return _plain(out)


def _counter_words(language: str) -> str:
    """What a counter without a name is called: a further language says it in a file of its own."""
    own = LANGUAGES / language / "counter.txt"
    if own.is_file():
        return own.read_text("utf-8").strip()
    return "Counter {id}" if language == "en" else "Quầy {id}"


def _plain(value: Any) -> Any:
    """Only dict, list, str, int, bool and None; sizes with a point as text."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (float, Decimal)):
        return format(Decimal(str(value)).normalize(), "f")
    return str(value)
