"""Bad values in every field of the set-up: told at the field, never a breakdown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.setup_labels import labels
from languages import Languages
from settings.edit import edited
from settings.form import form, leaves
from settings.load import offered, policies
from settings.splice import CannotWrite
from tests.dashboard.set_up import DRIVERS, SetUp


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SetUp]:
    desk = SetUp(tmp_path)
    yield desk
    desk.close()


BAD = [
    "", "banana", -1, 10**9, 1.5, True, None, [], ["x", {"y": 1}], {"vi": 3}, {"xx": "y"},
    "a\nb", "\u200b", "=1+1", "0x1F", "9" * 400,
]  # fmt: skip


def test_bad_values_in_every_field_are_told_at_the_field_and_never_break(desk: SetUp) -> None:
    """Every leaf of the form; the values dealt out so that each kind of field meets several."""
    checked, told = desk.checked, 0
    sections = form(DRIVERS, policies(), offered())["sections"]
    fields = [f for s in sections for f in leaves(s["fields"])]
    for at, field in enumerate(fields):
        path = place(field["path"], checked.raw)
        if path is None:
            continue
        edit = {"op": "set", "path": path, "value": BAD[at * 5 % len(BAD)]}
        try:
            found = checked.again(edited(checked.text, edit))
        except CannotWrite:
            continue
        assert all(m.text and m.line >= 1 for m in found.mistakes)
        told += any(list(m.at[: len(path)]) == path for m in found.mistakes)
        if at % 40 == 0:  # the same through the routes
            rev = desk.picture()["rev"]
            reply = desk.post("admin", "/setup/draft", {"rev": rev, "edits": [edit]})
            assert reply.status_code in (200, 409), reply.text
            assert desk.apply().status_code < 500
            desk.post("admin", "/setup/discard", {"rev": desk.picture()["rev"]})
    assert told > len(fields) / 2


def test_every_field_has_a_label_and_its_help_in_vietnamese() -> None:
    """A driver's options alone go by their keys."""
    languages = Languages(["vi", "en"])
    names = labels(lambda text: text)

    def everything(fields: list) -> Iterator[dict]:
        for field in fields:
            yield field
            yield from everything(field.get("fields", []))

    lacking = []
    for section in form(DRIVERS, policies(), offered())["sections"]:
        for field in everything(section["fields"]):
            if field["path"] not in names and field["key"] not in names:
                lacking.append(f"label of {field['path']}")
            if field["help"] and languages.say("vi", field["help"]) == field["help"]:
                lacking.append(f"Vietnamese of {field['path']}: {field['help']}")
    assert lacking == []


def place(path: str, raw: dict) -> list | None:
    """A form's path in the file: the first row of every list on the way."""
    out: list = []
    here: object = raw
    for step in path.split("."):
        if isinstance(here, list):
            if not here:
                return None
            out.append(0)
            here = here[0]
        if not isinstance(here, dict):
            return None
        out.append(step)
        here = here.get(step, {})
    return out


@pytest.mark.parametrize("value", [10**400, "\x85", {"\n": {"": []}}, "x: y", "~", "*a", "<<"])
def test_what_a_file_cannot_say_surely_is_refused_or_read_back_the_same(
    desk: SetUp, value: object
) -> None:
    edit = {"op": "set", "path": ["hall", "address"], "value": value}
    try:
        text = edited(desk.text, edit)
    except CannotWrite:
        return
    assert str(desk.checked.again(text).raw["hall"]["address"]) == str(value)
