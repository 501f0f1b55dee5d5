"""Import of a catalogue: a sheet is read, looked at row by row, and taken into the draft.

Procedures become a new file beside config.yaml, which the draft then names: the old file stays, so
that an earlier config.yaml finds what it named. Services become rows of the draft.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from flask import Response
from pydantic import Field

from dashboard.setup_apply import Applying
from dashboard.setup_file import replace
from queueing.who import Who
from settings import importing
from settings.sheet import NotASheet, Sheet, read, tidy
from web.api import Api, Body
from web.problem import Problem

MOST = 12 * 1024 * 1024  # bytes of a sheet
SHOWN = 200  # refused rows in an answer; all of them are in the report
FOLDER = "catalogue"


class SheetBody(Body):
    """`data`: the file's bytes in base64."""

    model_config = {**Body.model_config, "str_max_length": MOST * 4 // 3 + 4}
    what: Literal["procedures", "services"]
    data: str


class LookBody(Body):
    """`columns`: what for → which column, from 0; `lead`: a field → the service it leads to;
    `rest`: the service of all other fields."""

    columns: dict[str, int | None] = Field(default_factory=dict, max_length=12)
    lead: dict[str, str | None] | None = Field(None, max_length=5000)
    rest: str | None = None


class TakeBody(LookBody):
    rev: int = Field(ge=0)


class Imports:
    """The sheet each person has read in last, in the hall's data beside their draft."""

    def __init__(self, setup: Applying) -> None:
        self.setup = setup

    def path(self, who: Who) -> Path:
        name = hashlib.sha256((who.officer or "").encode()).hexdigest()[:24]
        return Path(self.setup.folder) / f"import-{name}.json"

    def read_in(self, who: Who, what: str, data: str) -> dict[str, Any]:
        """Blocks. NotASheet."""
        try:
            sheet = read(base64.b64decode(data, validate=True))
        except (binascii.Error, ValueError) as error:
            raise NotASheet(str(error)) from error
        kept = {"what": what, "header": sheet.header, "rows": sheet.rows}
        self.path(who).parent.mkdir(parents=True, exist_ok=True)
        replace(self.path(who), json.dumps(kept).encode(), 0o600)
        return {
            "what": what, "header": sheet.header, "rows": len(sheet.rows),
            "columns": importing.guess(what, sheet.header),
            "sample": [cells for _, cells in sheet.rows[:5]],
        }  # fmt: skip

    def kept(self, who: Who) -> tuple[str, Sheet]:
        try:
            found = json.loads(self.path(who).read_text())
        except (OSError, ValueError):
            raise Problem(404, "no_import", "No sheet has been read in.") from None
        return found["what"], Sheet(found["header"], [(a, b) for a, b in found["rows"]])

    def look(
        self, who: Who, body: LookBody, values: dict[str, Any]
    ) -> tuple[str, Sheet, importing.Outcome, dict[str, Any]]:
        """What would be taken; `values` are the draft's. Blocks."""
        what, sheet = self.kept(who)
        columns = {**importing.guess(what, sheet.header), **body.columns}
        services = ids(values, "services")
        if what == "services":
            groups = ids(values, "service_groups")
            outcome = importing.services(sheet, columns, groups, [*groups, *services])
            return what, sheet, outcome, {"columns": columns, "fields": []}
        at = columns.get("field")
        fields = Counter(
            tidy(cells[at]) for _, cells in sheet.rows if at is not None and at < len(cells)
        )
        lead = suggest(list(fields), values) if body.lead is None else body.lead
        lead = {field: service for field, service in lead.items() if service}
        outcome = importing.procedures(sheet, columns, lead, body.rest or None, services)
        told = [{"field": f, "rows": n, "service": lead.get(f)} for f, n in fields.most_common(600)]
        return what, sheet, outcome, {"columns": columns, "fields": told}

    def report(self, who: Who) -> Path:
        return self.path(who).with_suffix(".csv")


def routes(house: Any, api: Api, setup: Applying, read_roles: Any, change: Any) -> None:
    """Adds the import to the set-up's routes."""
    imports = Imports(setup)

    @api.post("/setup/import", roles=change, body=SheetBody, most=MOST * 4 // 3 + 1000)
    def read_in(who: Who, body: SheetBody) -> dict[str, Any]:
        """Reads a sheet of procedures or services: CSV or XLSX."""
        try:
            found: dict[str, Any] = setup.native(imports.read_in, who, body.what, body.data)
        except NotASheet as error:
            raise Problem(400, "not_a_table", str(error)) from error
        return found

    def looked(who: Who, body: LookBody) -> Any:
        values = setup.values(who)

        def work() -> Any:
            what, sheet, outcome, more = imports.look(who, body, values)
            report = importing.report(sheet.header, outcome)
            replace(imports.report(who), report.encode(), 0o600)
            return what, sheet, outcome, more

        return setup.native(work)

    @api.post("/setup/import/look", roles=change, body=LookBody, most=1024 * 1024)
    def look(who: Who, body: LookBody) -> dict[str, Any]:
        """What would be taken of the sheet and what refused, row by row."""
        what, sheet, outcome, more = looked(who, body)
        return {
            "what": what, "header": sheet.header, **more, "all": len(sheet.rows),
            "taken": len(outcome.taken), "refused": len(outcome.refused), "blank": outcome.blank,
            "changed": outcome.changed, "sample": outcome.taken[:10],
            "refusals": [
                {"line": line, "why": why, "cells": cells[:3]}
                for line, cells, why in outcome.refused[:SHOWN]
            ],
            "services": [[row["id"], said(row)] for row in setup.values(who).get("services") or []
                         if isinstance(row, dict) and "id" in row],
        }  # fmt: skip

    @api.post("/setup/import/take", roles=change, body=TakeBody, most=1024 * 1024)
    def take(who: Who, body: TakeBody) -> dict[str, Any]:
        """The rows that can be taken go into the draft."""
        what, _, outcome, _ = looked(who, body)
        if not outcome.taken:
            raise Problem(409, "nothing_taken", "No row of the sheet can be taken.")
        if what == "services":
            edit = {"op": "extend", "path": ["services"], "value": outcome.taken}
        else:
            stamp = datetime.fromtimestamp(house.now() / 1000, UTC).strftime("%Y%m%d-%H%M%S")
            name = f"{FOLDER}/procedures-{stamp}.csv"
            text = importing.table(outcome.taken)

            def write() -> None:
                path = setup.known.folder / name
                path.parent.mkdir(exist_ok=True)
                replace(path, text.encode(), 0o644)

            try:
                setup.native(write)
            except OSError as error:
                raise Problem(409, "cannot_write", f"{name}: {error.strerror}") from error
            edit = {"op": "set", "path": ["hall", "procedures"], "value": name}
        setup.edit(who, body.rev, [edit])
        return setup.picture(who)

    @api.get("/setup/import/refused.csv", roles=read_roles, prefix="")
    def report(who: Who) -> Response:
        """The refused rows of the sheet looked at last, for a spreadsheet."""
        try:
            text = setup.native(imports.report(who).read_text)
        except OSError:
            raise Problem(404, "no_import", "No sheet has been looked at.") from None
        return Response(
            text, mimetype="text/csv",
            headers={"Content-Disposition": 'attachment; filename="refused.csv"',
                     "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        )  # fmt: skip


def ids(values: dict[str, Any], section: str) -> list[str]:
    rows = values.get(section)
    return [str(row["id"]) for row in rows or [] if isinstance(row, dict) and "id" in row]


def said(row: dict[str, Any]) -> str:
    name = row.get("name")
    return str(name.get("vi", "") if isinstance(name, dict) else name or row["id"])


def suggest(fields: list[str], values: dict[str, Any]) -> dict[str, str | None]:
    """A field's service by its name: the service called so, else the first of the group."""
    known: list[tuple[str, str]] = []
    rows = [r for r in values.get("services") or [] if isinstance(r, dict) and "id" in r]
    for row in rows:
        known.append((importing.fold(said(row)), str(row["id"])))
    for group in values.get("service_groups") or []:
        if not isinstance(group, dict) or "id" not in group:
            continue
        first = next((r for r in rows if r.get("group") == group["id"]), None)
        if first is not None:
            known.append((importing.fold(said(group)), str(first["id"])))
    out: dict[str, str | None] = {}
    for name in fields:
        folded = importing.fold(name)
        exact = [id for words, id in known if words == folded]
        near = [id for words, id in known if len(folded) > 4 and folded in words]
        out[name] = next(iter(exact or near), None)
    return out
