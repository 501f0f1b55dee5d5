"""The set-up's drafts applied to a running hall, and the history of that: in the journal, with who,
when, why and the file's text."""

from __future__ import annotations

from typing import Any

from dashboard import setup_diff
from dashboard.setup import Json, Setup
from dashboard.setup_file import Changed
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import Api
from web.problem import Problem
from web.wire import time_json


class Applying(Setup):
    """The set-up with what changes the hall."""

    def __init__(self, house: Any) -> None:
        super().__init__(house)
        self._whys: dict[int, tuple[str | None, bool]] = {}  # seq -> why, has a text

    # -- apply ------------------------------------------------------------------------------------

    def apply(self, api: Api, who: Who, rev: int, why: str | None) -> Any:
        """File first, then the event; the file is put back if the rules refuse meanwhile."""
        if self.house.demo is not None:
            raise Problem(409, "demo", "A demo's devices hang on its settings: nothing is applied.")
        with self._alone():
            try:
                draft = self.draft(who, rev)
            except Problem as problem:
                return api.verb(raising(problem))  # or what this key was answered before
            if draft.rev == 0:
                return api.verb(raising(Problem(409, "no_draft", "There is no draft to apply.")))
            now = self.read()
            if now not in (draft.base, draft.text):
                raise self.changed(draft.base, now)
            checked = self.check(draft.text)
            if checked.mistakes or checked.data is None:
                raise Problem(
                    400, "mistakes", "; ".join(f"{m.path}: {m.text}" for m in checked.mistakes[:3]),
                    mistakes=[self.mistake(m) for m in checked.mistakes],
                )  # fmt: skip
            self.still_keyed(checked.data)
            change = (who, checked.data, draft.text, why)
            self.house.live.change_settings(who, self.house.now(), *change[1:])  # refused early
            self.write(draft.text, now)
            try:
                reply = api.verb(
                    lambda hall, at: hall.change_settings(who, at, *change[1:]),
                    lambda hall, events: (200, {"seq": hall.seq, "changed": bool(events)}),
                )
            except Refusal:
                self.write(now, draft.text)
                raise
            self.native(self.drafts.drop, draft.officer)
            return reply

    def write(self, text: str, instead_of: str) -> None:
        if text == instead_of:
            return
        try:
            self.native(self.file.write, text, instead_of)
        except Changed:
            raise self.changed(instead_of, self.read()) from None
        except OSError as error:
            raise Problem(
                409, "cannot_write", f"{self.known.file.name} can't be written: {error.strerror}"
            ) from error

    def changed(self, base: str, now: str) -> Problem:
        return Problem(
            409, "base_changed", "The file was changed outside after this draft began.",
            diff=self.native(setup_diff.lines, base, now),
        )  # fmt: skip

    def still_keyed(self, data: Json) -> None:
        """Problem 409 for devices taken away whose key is still good: it is revoked first."""
        people = self.house.people
        kinds, before = people.devices_of(data), people.devices_of(self.house.settings)
        keyed = people.enrolled()
        gone = sorted(id for id in keyed if id in before and kinds.get(id) != before[id])
        if gone:
            names = ", ".join(gone)
            raise Problem(
                409, "in_use", f"These devices still have a good key: {names}. Revoke it first.",
                devices=gone,
            )  # fmt: skip

    # -- history ----------------------------------------------------------------------------------

    def history(self, before: int, limit: int) -> list[Json]:
        out = []
        for seq, at, officer in self.house.journal.of_kind("SettingsChanged", before, limit):
            if seq not in self._whys:
                data = self.event(seq)["data"]
                self._whys[seq] = (data.get("why"), "text" in data)
            why, text = self._whys[seq]
            out.append({"seq": seq, "at": time_json(at), "officer": officer, "why": why,
                        "text": text})  # fmt: skip
        return out

    def event(self, seq: int) -> Json:
        """Problem 404: no change of settings."""
        found = self.house.journal.events(seq - 1, 1) if seq > 0 else []
        if not found or found[0]["seq"] != seq or found[0]["kind"] != "SettingsChanged":
            raise Problem(404, "unknown_change", f"Event {seq} is no change of settings.")
        return dict(found[0])

    def change(self, seq: int) -> Json:
        """What one change did, compared with the one before it."""
        event = self.event(seq)
        earlier = self.house.journal.of_kind("SettingsChanged", seq, 1)
        old = self.event(earlier[0][0])["data"] if earlier else {"settings": {}, "text": ""}
        new = event["data"]

        def work() -> tuple[Any, Any]:
            texts = (old.get("text"), new.get("text"))
            lines = setup_diff.lines(*texts) if None not in texts else []
            return lines, setup_diff.values(old["settings"], new["settings"]) if earlier else []

        lines, values = self.native(work)
        return {
            "seq": seq, "at": time_json(event["at"]), "officer": event["officer"],
            "why": new.get("why"), "diff": lines, "changes": values,
        }  # fmt: skip

    def revert(self, who: Who, seq: int, rev: int) -> None:
        """The file as it was then becomes the draft; applying it is a change like any other."""
        text = self.event(seq)["data"].get("text")
        if text is None:
            raise Problem(409, "no_text", "Of that change the file's text was not kept.")
        with self._alone():
            self.keep(self.draft(who, rev), text, self.read())


def raising(problem: Problem) -> Any:
    def act(hall: Any, now: int) -> list[Any]:
        raise problem

    return act
