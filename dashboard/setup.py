"""The set-up: a draft of config.yaml for each person, edited by fields, checked as by --check."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import request

from dashboard import setup_diff
from dashboard.setup_file import ConfigFile, Draft, Drafts
from queueing.who import Who
from settings.edit import NoSuchPlace, edited
from settings.form import KEPT, form, waits
from settings.load import Checked, offered, policies
from settings.mistake import Mistake
from settings.splice import CannotWrite
from web.problem import Problem
from web.wire import time_json

Json = dict[str, Any]
KEPT_CHECKS = 6  # texts whose check is remembered
LONGEST = 1_000_000  # letters of a draft


class Done(Exception):
    """The request has been done before."""


class Setup:
    """The set-up of one hall. Its methods are for the loop; what reads, checks or writes is done
    natively."""

    def __init__(self, house: Any) -> None:
        self.house = house
        self._checks: OrderedDict[str, Checked] = OrderedDict()
        self._busy = False

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One change at a time in this process. Not a lock: a wait for one would keep the turn."""
        while self._busy:
            self.house.engine.sleep(0.02)
        self._busy = True
        try:
            yield
        except Done:
            pass  # the picture that follows is the answer it had
        finally:
            self._busy = False

    # -- the file and the drafts ------------------------------------------------------------------

    @property
    def known(self) -> Checked:
        """What the hall was started with. Problem 404: a hall without a file (a test's)."""
        found: Checked | None = self.house.checked
        if found is None:
            raise Problem(404, "no_file", "This hall has no config.yaml to set up.")
        return found

    @property
    def file(self) -> ConfigFile:
        return ConfigFile(self.known.file)

    @property
    def drafts(self) -> Drafts:
        return Drafts(self.folder)

    @property
    def folder(self) -> Path:
        """Where drafts and sheets lie."""
        return Path(self.house.folder or self.known.folder / "data") / "setup"

    def native(self, fn: Any, *args: Any) -> Any:
        return self.house.engine.call_native(fn, *args)

    def read(self) -> str:
        """The file as it stands. Problem 409 when it can't be read."""
        try:
            return str(self.native(self.file.read))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "is not UTF-8"
            raise Problem(409, "no_file", f"{self.known.file.name}: {why}") from error

    def check(self, text: str) -> Checked:
        """The check of a text, remembered."""
        key = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        if key not in self._checks:
            checked = self.native(self.known.again, text)
            mine = self.house.live.plan.hall_id
            if checked.data is not None and checked.data["hall"]["id"] != mine:
                said = f"'{checked.data['hall']['id']}' is another hall; allowed: '{mine}'"
                path = ("hall", "id")
                checked.mistakes.append(Mistake(str(checked.file), 1, "hall.id", said, path))
            self._checks[key] = checked
            while len(self._checks) > KEPT_CHECKS:
                self._checks.popitem(last=False)
        self._checks.move_to_end(key)
        return self._checks[key]

    def draft(self, who: Who, rev: int) -> Draft:
        """The asker's draft if it is still at `rev` (0: a new one). Problem 409 otherwise; Done
        where this very request has been kept already and its reply got lost."""
        found = self.native(self.drafts.get, who.officer or "")
        if found is not None and found.key and found.key == asked():
            raise Done
        if (found.rev if found else 0) != rev:
            raise Problem(
                409, "draft_changed", "The draft was changed meanwhile, perhaps in another tab.",
                rev=found.rev if found else 0,
            )  # fmt: skip
        if found is None:
            text = self.read()
            found = Draft(who.officer or "", text, text, self.house.now(), 0)
        return found

    def keep(self, draft: Draft, text: str, base: str | None = None) -> Draft:
        if len(text) > LONGEST:
            raise Problem(400, "bad_request", f"text: at most {LONGEST} letters.")
        base = draft.base if base is None else base
        new = Draft(draft.officer, base, text, self.house.now(), draft.rev + 1, asked())
        self.native(self.drafts.put, new)
        return new

    def edit(self, who: Who, rev: int, edits: list[Json]) -> None:
        """All of the edits, or none. Problem 404 for a place that isn't there, 409 for one that
        only the text can change."""
        with self._alone():
            draft = self.draft(who, rev)
            text = draft.text

            def work() -> str:
                out = text
                for edit in edits:
                    out = edited(out, edit)
                return out

            try:
                new = self.native(work)
            except NoSuchPlace as error:
                raise Problem(404, "unknown_place", str(error)) from error
            except CannotWrite as error:
                raise Problem(409, "cannot_write", str(error)) from error
            self.keep(draft, new)

    def write_text(self, who: Who, rev: int, text: str) -> None:
        with self._alone():
            self.keep(self.draft(who, rev), text.replace("\r\n", "\n"))

    def discard(self, who: Who, rev: int) -> None:
        with self._alone():
            if self.native(self.drafts.get, who.officer or "") is not None:
                self.draft(who, rev)
                self.native(self.drafts.drop, who.officer or "")

    def rebase(self, who: Who, rev: int, keep: str) -> None:
        """The draft over the file as it is now: `mine` and `theirs` joined, or the file alone."""
        with self._alone():
            draft, now = self.draft(who, rev), self.read()
            text = now
            if keep == "both":
                text = self.native(setup_diff.joined, draft.base, draft.text, now)
                if text is None:
                    raise Problem(
                        409, "conflict", "Both changed the same lines.",
                        diff=self.native(setup_diff.lines, draft.base, now),
                    )  # fmt: skip
            self.keep(draft, text, now)

    # -- what is shown ----------------------------------------------------------------------------

    def picture(self, who: Who) -> Json:
        """The draft (or the file), what is wrong with it and what it would change."""
        now, draft = self.read(), self.native(self.drafts.get, who.officer or "")
        text = draft.text if draft else now
        checked, before = self.check(text), self.check(now)
        changes = setup_diff.values(before.raw, checked.raw) if draft else []
        return {
            "file": self.known.file.name, "rev": draft.rev if draft else 0,
            "draft": None if draft is None else {
                "at": time_json(draft.at), "base_changed": draft.base != now,
                "same": draft.text == now,
            },
            "others": [
                {"officer": d.officer, "at": time_json(d.at)}
                for d in self.native(self.drafts.others, who.officer or "")
            ],
            "by_hand": self.by_hand(before),
            "demo": self.house.demo is not None,
            "values": plain(checked.raw),
            "mistakes": [self.mistake(m) for m in checked.mistakes],
            "warnings": [self.mistake(m) for m in checked.warnings],
            "changes": changes,
            "restart": sorted({p for c in changes if waits(p := ".".join(c["path"]))}),
            "procedures": len(checked.procedures),
        }  # fmt: skip

    def values(self, who: Who) -> Json:
        """What the asker's draft says, or the file."""
        draft = self.native(self.drafts.get, who.officer or "")
        return self.check(draft.text if draft else self.read()).raw

    def by_hand(self, file: Checked) -> bool:
        """Whether the file says something else than the hall goes by."""
        if self.house.demo is not None:
            return False
        return file.data is None or file.data != self.house.settings

    def mistake(self, m: Mistake) -> Json:
        """As --check says it; `path` leads to the field. What is wrong in the catalogue is shown
        where the catalogue is named."""
        mine = m.file == str(self.known.file)
        path = list(m.at) if mine else ["hall", "procedures"]
        where = m.path if mine else f"{m.file}:{m.line}: {m.path}"
        return {"path": path, "where": where, "line": m.line if mine else None, "text": m.text}

    def describe(self) -> Json:
        """The form, made from the models."""
        return {**form(self.known.drivers, policies(), offered()), "kept": list(KEPT)}


def asked() -> str:
    """The request's Idempotency-Key."""
    return str(request.environ["hall.call"][1] or "")


def plain(value: Any) -> Any:
    """What was read, as JSON has it; 01 and 1.50 as they were written."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool):
        text = getattr(value, "text", str(value))
        return int(value) if text == str(int(value)) and abs(value) < 2**53 else text
    return str(value) if isinstance(value, Decimal) else value
