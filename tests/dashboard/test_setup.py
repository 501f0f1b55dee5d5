"""The set-up: draft, check, apply without restart, history, revert."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from dashboard.setup_apply import Applying
from dashboard.setup_file import Drafts
from queueing.who import Who
from settings import load
from tests.counter.desk import refused
from tests.dashboard.set_up import DRIVERS, SetUp

TEN = [
    ("hall.on_next", "refuse"),
    ("hall.recall_after", "45 s"),
    ("hours.close_day_at", "19:30"),
    ("hours.week.fri", ["7:30-11:30", "13:30-16:30"]),
    ("services.0.minutes", 12),
    ("counters.3.name", {"vi": "Quầy Một cửa", "en": "One-stop counter"}),
    ("displays.0.distance", 8),
    ("policy.head_start_priority", "15 min"),
    ("rating.levels", 3),
    ("voice.second_language", "en"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SetUp]:
    desk = SetUp(tmp_path)
    yield desk
    desk.close()


def changed(before: str, after: str) -> list[str]:
    found = unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_ten_edits_touch_ten_lines_and_no_comment(tmp_path: Path) -> None:
    desk = SetUp(tmp_path, "config.yaml")
    before = desk.text
    for path, value in TEN:
        picture = desk.set(path, value)
    assert picture["mistakes"] == [] and len(picture["changes"]) >= 10
    assert desk.text == before, "a draft is no change"
    reply = desk.apply(why="mười thay đổi")
    assert reply.status_code == 200 and reply.json["changed"], reply.text
    diff = changed(before, desk.text)
    assert len([line for line in diff if line[0] == "-"]) == 10
    assert len([line for line in diff if line[0] == "+"]) == 10
    comments = [line.split(" #", 1)[1] for line in before.split("\n") if " #" in line]
    assert [line.split(" #", 1)[1] for line in desk.text.split("\n") if " #" in line] == comments
    live = desk.house.settings
    assert (live["hall"]["on_next"], live["hall"]["recall_after"]) == ("refuse", 45)
    assert live["counters"][3]["name"]["vi"] == "Quầy Một cửa"
    desk.close()


def test_a_draft_outlives_everything_and_others_see_that_it_is_there(desk: SetUp) -> None:
    picture = desk.set("hall.recall_after", "40 s")
    assert (picture["rev"], picture["others"]) == (1, [])
    fresh = Applying(desk.house)  # a restart
    with desk.app.test_request_context("/"):
        assert fresh.picture(Who("admin", officer="admin"))["values"]["hall"]["recall_after"]
    seen = desk.picture("quan")
    assert [o["officer"] for o in seen["others"]] == ["admin"] and seen["draft"] is None
    assert "recall_after" not in seen["values"]["hall"], "each sees their own"
    refused(desk.post("quan", "/setup/draft", {"rev": 0, "edits": [EDIT]}), 403, "not_allowed")
    assert desk.post("admin", "/setup/discard", {"rev": 1}).json["draft"] is None
    assert desk.picture("quan")["others"] == []


EDIT = {"op": "set", "path": ["hall", "recall_after"], "value": "50 s"}


def test_another_tab_is_told_and_a_lost_reply_is_asked_again(desk: SetUp) -> None:
    body = {"rev": 0, "edits": [EDIT]}
    first = desk.post("admin", "/setup/draft", body, key="one-choice")
    again = desk.post("admin", "/setup/draft", body, key="one-choice")
    assert first.json["rev"] == again.json["rev"] == 1
    refused(desk.post("admin", "/setup/draft", body), 409, "draft_changed", rev=1)


def test_what_is_wrong_stands_at_its_field_as_the_check_says_it(desk: SetUp) -> None:
    picture = desk.set("hours.week.mon", ["7:30-11:30", "12:00-11:00"])
    (wrong,) = picture["mistakes"]
    assert wrong["path"] == ["hours", "week", "mon", 1]
    reply = desk.apply()
    refused(reply, 400, "mistakes")
    draft = Drafts(desk.house.folder / "setup").get("admin")
    assert draft is not None
    (said,) = desk.checked.again(draft.text).mistakes
    assert (wrong["text"], wrong["line"]) == (said.text, said.line)
    assert desk.text == draft.base and desk.house.settings["hours"]["week"]["mon"]


def test_applying_writes_the_file_then_the_hall_goes_by_it_and_history_keeps_who(
    desk: SetUp,
) -> None:
    before = desk.text
    desk.set("services.0.minutes", 33)
    reply = desk.apply(why="đo lại")
    assert reply.json == {"seq": desk.house.live.seq, "changed": True}
    assert desk.house.settings["services"][0]["minutes"] == 33
    assert load(desk.path, DRIVERS, bench=True).data == desk.house.settings, (
        "a restart changes nothing"
    )
    picture = desk.picture()
    assert picture["draft"] is None and not picture["by_hand"]
    (last, *_) = desk.get("quan", "/setup/history").json["changes"]
    assert (last["officer"], last["why"], last["text"]) == ("admin", "đo lại", True)
    change = desk.get("quan", f"/setup/history/{last['seq']}").json
    (value,) = change["changes"]
    assert (value["path"][-1], value["new"]) == ("minutes", "33")
    desk.set("services.0.minutes", 44)
    assert desk.apply().status_code == 200
    first = desk.get("admin", f"/setup/history/{last['seq']}").json
    assert [row["text"] for row in first["diff"] if row["sign"] == "+"] == []  # no text before it
    body = {"rev": 0}
    back = desk.post("admin", f"/setup/history/{last['seq']}/draft", body).json
    assert [c["new"] for c in back["changes"]] == ["33"]
    assert desk.apply(why="như cũ").status_code == 200
    assert desk.house.settings["services"][0]["minutes"] == 33
    assert len(changed(before, desk.text)) == 2
    refused(desk.post("admin", "/setup/history/1/draft", {"rev": 0}), 409, "no_text")
    refused(desk.get("admin", "/setup/history/999999"), 404, "unknown_change")


def test_a_repeated_apply_is_one(desk: SetUp) -> None:
    desk.set("hall.recall_after", "41 s")
    body = {"rev": 1}
    first = desk.post("admin", "/setup/apply", body, key="apply-once")
    again = desk.post("admin", "/setup/apply", body, key="apply-once")
    assert first.json == again.json and first.status_code == again.status_code == 200
    refused(desk.post("admin", "/setup/apply", {"rev": 0}), 409, "no_draft")


def test_a_file_changed_by_hand_is_seen_and_never_overwritten(desk: SetUp) -> None:
    desk.set("hall.recall_after", "42 s")
    by_hand = desk.text.replace("close_day_at: ", "close_day_at:  ")
    by_hand = by_hand.replace("    - {", "    -  {", 1) + "# seen by the technician\n"
    desk.path.write_text(by_hand, encoding="utf-8")
    picture = desk.picture()
    assert picture["draft"]["base_changed"]
    reply = desk.apply()
    refused(reply, 409, "base_changed")
    assert any("technician" in row["text"] for row in reply.json["diff"])
    assert desk.text == by_hand
    joined = desk.post("admin", "/setup/rebase", {"rev": 1, "keep": "both"}).json
    assert not joined["draft"]["base_changed"]
    assert desk.apply().status_code == 200
    assert "42 s" in desk.text and desk.text.endswith("# seen by the technician\n")


def test_two_changes_of_one_line_are_a_conflict_to_be_settled_by_hand(desk: SetUp) -> None:
    desk.set("services.0.minutes", 21)
    draft = desk.get("admin", "/setup/text").json["text"].split("\n")
    line = next(a for a, b in zip(desk.text.split("\n"), draft, strict=False) if a != b)
    desk.path.write_text(desk.text.replace(line, line + "  # mine"), encoding="utf-8")
    refused(desk.post("admin", "/setup/rebase", {"rev": 1, "keep": "both"}), 409, "conflict")
    anew = desk.post("admin", "/setup/rebase", {"rev": 1, "keep": "file"}).json
    assert anew["draft"]["same"] and anew["changes"] == []


def test_a_hand_made_change_of_meaning_is_told_and_taken_up_by_apply(desk: SetUp) -> None:
    desk.path.write_text(
        desk.text.replace("minutes: ", "minutes: 1", 1), encoding="utf-8"
    )  # 8 -> 18
    assert desk.picture()["by_hand"]
    desk.set("hall.recall_after", "43 s")
    assert desk.apply().status_code == 200
    assert not desk.picture()["by_hand"]


def test_what_is_in_use_is_not_taken_away(desk: SetUp) -> None:
    """F26: by service, counter, printer and device; history keeps the old names."""
    services = [s["id"] for s in desk.house.settings["services"]]
    ticket = desk.house.do(
        lambda hall, now: hall.issue(Who("reception", officer="tiep"), now, service=services[0]),
        None, caller="test", route="test",
    ).events[-1].ticket  # fmt: skip
    before = desk.text
    for section, index in (("services", 0),):
        desk.edit({"op": "remove", "path": [section, index]})
    text = desk.get("admin", "/setup/text").json["text"]
    free = "\n".join(
        re.sub(rf"(, )?\b{services[0]}\b(?=[,\]])", "", x) if "first:" in x else x
        for x in text.split("\n")
    )
    free = free.replace("[, ", "[")
    rev = desk.picture()["rev"]
    picture = desk.post("admin", "/setup/text", {"rev": rev, "text": free}).json
    assert [m for m in picture["mistakes"] if "procedures" not in m["path"]] == []
    if picture["mistakes"]:
        desk.edit({"op": "unset", "path": ["hall", "procedures"]})
    reply = desk.apply()
    refused(reply, 409, "illegal_move", services=[services[0]], counts={services[0]: 1})
    assert desk.text == before, "the file was not touched"
    desk.house.do(
        lambda hall, now: hall.cancel(Who("reception", officer="tiep"), now, ticket), None,
        caller="test", route="test",
    )  # fmt: skip
    assert desk.apply().status_code == 200, "served or cancelled, it may go"
    assert services[0] not in [s["id"] for s in desk.house.settings["services"]]
    assert desk.house.live.tickets[ticket].service == services[0], "history keeps what it was"


def test_a_counter_opened_while_its_removal_is_applied_stays(
    desk: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is written by then, and is put back."""
    counters = desk.house.settings["counters"]
    last, index = counters[-1]["id"], len(counters) - 1
    pads = [i for i, p in enumerate(desk.house.settings["pads"]) if p.get("counter") == last]
    for path in [["pads", i] for i in reversed(pads)] + [["counters", index]]:
        desk.edit({"op": "remove", "path": path})
    desk.set("counters.0.second", ["hop-dong", "cu-tru"])  # somebody else serves what it served
    assert desk.picture()["mistakes"] == []
    before, write = desk.text, Applying.write

    def write_and_open(self: Applying, text: str, instead_of: str) -> None:
        write(self, text, instead_of)
        if text != before:
            assert desk.text != before
            desk.post("lan", f"/counters/{last}/open")

    monkeypatch.setattr(Applying, "write", write_and_open)
    reply = desk.apply()
    refused(reply, 409, "illegal_move")
    assert desk.text == before
    assert last in [c["id"] for c in desk.house.settings["counters"]]


def test_a_device_with_a_good_key_stays_until_it_is_revoked(desk: SetUp) -> None:
    kiosk = desk.house.settings["kiosks"][0]["id"]
    desk.people.enrol(kiosk, "kiosk")
    desk.edit({"op": "remove", "path": ["kiosks", 0]})
    refused(desk.apply(), 409, "in_use", devices=[kiosk])
    desk.people.revoke(kiosk)
    assert desk.apply().status_code == 200


def test_another_halls_id_is_a_mistake_at_its_field(desk: SetUp) -> None:
    picture = desk.set("hall.id", "another")
    assert [m["path"] for m in picture["mistakes"]] == [["hall", "id"]]
    refused(desk.apply(), 400, "mistakes")


def test_a_secret_never_gets_into_the_journal(desk: SetUp) -> None:
    picture = desk.set("storage.password", "hunter2")
    assert any("secret" in m["text"] for m in picture["mistakes"])
    refused(desk.apply(), 400, "mistakes")
    assert "hunter2" not in json.dumps(desk.journal.events(0, 1000))


def test_what_waits_for_a_restart_is_named(desk: SetUp) -> None:
    picture = desk.set("server.port", 8123)
    assert picture["restart"] == ["server.port"]
    picture = desk.set("server.idle_lock", "20 min")
    assert picture["restart"] == ["server.port"]


@pytest.mark.parametrize(
    "body",
    [
        {"rev": 0, "edits": [{"op": "set", "path": ["hall", "nope", 3, "x"], "value": 1}]},
        {"rev": 0, "edits": [{"op": "remove", "path": ["services", 999]}]},
        {"rev": 0, "edits": [{"op": "move", "path": ["services", 0], "to": 99}]},
        {"rev": 0, "edits": [{"op": "unset", "path": ["hall", "nope"]}]},
        {"rev": 0, "edits": [{"op": "add", "path": ["hall"], "value": 1}]},
        {"rev": 0, "edits": [{"op": "extend", "path": ["services"], "value": 1}]},
        {"rev": 0, "edits": [{"op": "set", "path": [], "value": 1}]},
        {"rev": -1, "edits": []},
        {"edits": "all of them"},
    ],
)
def test_a_place_that_is_not_there_is_refused(desk: SetUp, body: dict) -> None:
    reply = desk.post("admin", "/setup/draft", body)
    assert reply.status_code in (400, 404, 409), reply.text
    assert desk.picture()["draft"] is None
