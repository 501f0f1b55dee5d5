"""A draft of the settings: rows as far as they are right, for the checks that look across them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from settings.mistake import Mistake, one_of
from settings.models import MAPS, NEEDED, ROWS, SECTIONS
from settings.models.words import LANGUAGE, _id, shown
from settings.reading import Path_, Reading
from settings.shapes import fit, real

Drivers = dict[str, dict[str, type[BaseModel]]]


@dataclass
class Draft:
    """`rows[section]` are (index in the file, row); `known[section]` also has the ids of rows that
    are wrong otherwise, so that one mistake does not look like ten."""

    file: str
    reading: Reading
    drivers: Drivers | None
    policies: tuple[str, ...]
    offered: tuple[str, ...]  # languages that have a catalogue
    languages: list[str] = field(default_factory=lambda: ["vi"])
    rows: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    maps: dict[str, Any] = field(default_factory=dict)
    known: dict[str, dict[str, int]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)
    _left_out: dict[Path_, set[Path_]] = field(default_factory=dict)

    def wrong(self, path: Path_, text: str) -> None:
        self.mistakes.append(self._at(path, text))

    def warn(self, path: Path_, text: str) -> None:
        self.warnings.append(self._at(path, text))

    def line(self, path: Path_) -> int:
        return self.reading.line(self._real(path))

    def each(self, *sections: str) -> Iterator[tuple[str, Path_, Any]]:
        """(section, path, row) of every usable row."""
        for section in sections:
            for index, row in self.rows.get(section, []):
                yield section, (section, index), row

    def get(self, section: str, id: str | None) -> Any:
        """The row of that id, None where there is none that is right."""
        return next((row for _, row in self.rows.get(section, []) if row.id == id), None)

    def shape(self) -> None:
        """Every section against its model."""
        data = self.reading.data or {}
        for key in data:
            if key not in SECTIONS:
                self.wrong((key,), f"unknown section: {one_of(key, SECTIONS)}")
        for section in NEEDED:
            if not data.get(section):
                empty = section in data
                what = "a list of mappings with id" if section in ROWS else "a mapping"
                text = f"the section is {'empty' if empty else 'missing'}; allowed: {what}"
                self.mistakes.append(self._at((section,), text))
        self._languages(data.get("languages"))
        for section, model in MAPS.items():
            raw = data.get(section)
            if raw is None:
                if section not in NEEDED:
                    self.maps[section] = model()
                continue
            self.maps[section] = self._fit(model, raw, (section,))
        for section, model in ROWS.items():
            self._rows(section, model, data.get(section))

    def _languages(self, raw: Any) -> None:
        if raw is None:
            self.languages = ["vi", "en"]
            return
        if not isinstance(raw, list) or not raw:
            self.wrong(("languages",), f"{shown(raw)} is no list; allowed: such as [vi, en]")
            self.languages = ["vi", "en"]
            return
        names: list[str] = []
        for at, name in enumerate(raw):
            path: Path_ = ("languages", at)
            if not isinstance(name, str) or not LANGUAGE.fullmatch(name):
                self.wrong(
                    path, f"{shown(name)} is no language; allowed: {', '.join(self.offered)}"
                )
            elif name in names:
                self.wrong(path, f"'{name}' is here twice; allowed: each language once")
            else:
                names.append(name)
        if names and names[0] != "vi":
            self.wrong(("languages",), "must begin with vi: what has no other words is Vietnamese")
        for at, name in enumerate(raw):
            if name in names and name not in self.offered:
                text = one_of(name, self.offered, "spoken here (no folder in languages/)")
                self.wrong(("languages", at), text)
        self.languages = ["vi", *(n for n in names if n != "vi")]

    def _rows(self, section: str, model: type[BaseModel], raw: Any) -> None:
        rows: list[tuple[int, Any]] = []
        known: dict[str, int] = {}
        self.rows[section], self.known[section] = rows, known
        if raw is None:
            return
        if not isinstance(raw, list):
            self.wrong((section,), f"{shown(raw)} is no list; allowed: a list of mappings with id")
            return
        for index, item in enumerate(raw):
            path: Path_ = (section, index)
            if not isinstance(item, dict):
                keys = ", ".join(f.alias or n for n, f in model.model_fields.items())
                self.wrong(path, f"{shown(item)} is no mapping; allowed: {keys}")
                continue
            try:
                id = _id(item.get("id"))
            except ValueError:
                id = None
            if id is not None and id in known:
                first = self.reading.line((section, known[id], "id"))
                self.wrong(
                    (*path, "id"), f"'{id}' is here twice, first on line {first}; rename one"
                )
            elif id is not None:
                known[id] = index
            row = self._fit(model, item, path)
            if row is not None and known.get(row.id) == index:
                rows.append((index, row))

    def _fit(self, model: type[BaseModel], raw: Any, path: Path_) -> Any:
        row, found, left_out = fit(model, raw, {"languages": self.languages})
        for inner, text in found:
            self.mistakes.append(
                Mistake(
                    self.file, self.reading.line((*path, *inner)),
                    self.reading.show((*path, *inner)), text, (*path, *inner),
                )
            )  # fmt: skip
        if left_out:
            self._left_out[path] = left_out
        return row

    def _real(self, path: Path_) -> Path_:
        for start, left_out in self._left_out.items():
            if path[: len(start)] == start:
                return (*start, *real(path[len(start) :], left_out))
        return path

    def _at(self, path: Path_, text: str) -> Mistake:
        path = self._real(path)
        return Mistake(self.file, self.reading.line(path), self.reading.show(path), text, path)
