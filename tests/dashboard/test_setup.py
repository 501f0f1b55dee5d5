"""The set-up: draft, check, apply without restart, history, revert."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.counter.desk import refused
from tests.dashboard.set_up import SetUp

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
