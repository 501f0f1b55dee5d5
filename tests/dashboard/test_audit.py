"""The audit page: who did what, where, in a sentence; only for those who may; safe as a table."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from dashboard import audit_words
from dashboard.audit import safe
from languages import Languages
from queueing.events import KINDS
from queueing.who import Who
from tests.counter.browser import OpenDesk, accessible, at, shot
from tests.counter.desk import Desk, refused

EVIL = '<img src=x onerror=alert(1)>=HYPERLINK("x")'


def a_morning(desk: Desk) -> dict[str, Any]:
    """Two tickets, one with priority by reception, one picked by hand, a counter paused."""
    desk.post("lan", "/counters/1/open")
    tickets = [desk.post("k1", "/tickets", {"service": "khai-sinh"}).json for _ in range(3)]
    granted = desk.post(
        "tiep", f"/tickets/{tickets[2]['id']}/grant",
        {"class": "priority", "ground": "nguoi-cao-tuoi"},
    )  # fmt: skip
    assert granted.status_code == 200, granted.json
    desk.post("truong", "/counters/2/open")
    called = desk.post("truong", "/counters/2/call", {"ticket": tickets[1]["id"], "reason": "sick"})
    assert called.status_code == 200, called.json
    desk.post("lan", "/counters/1/call-next")
    desk.post("lan", "/counters/1/finish")
    desk.post("lan", "/counters/1/pause", {"reason": "break"})
    return {"tickets": tickets}


def sentences(desk: Desk, query: str = "", who: str = "quan") -> list[str]:
    reply = desk.get(who, f"/audit?lang=vi&limit=500{query}")
    assert reply.status_code == 200, reply.json
    return [row["sentence"] for row in reply.json["events"]]


def test_every_act_is_a_sentence_with_who_and_where(desk: Desk) -> None:
    a_morning(desk)
    said = sentences(desk)
    assert "lan đã mở Quầy 1." in said
    assert "Kiosk 1 đã cấp số A001 cho Khai sinh." in said or any("A001" in s for s in said)
    picked = "truong đã gọi đích danh số A002 đến Quầy 2. Lý do: sick"
    assert any(s.startswith(picked) for s in said)
    assert any("tiep đã chuyển số A003 sang diện ưu tiên" in s for s in said)
    assert any(s.startswith("lan đã tạm nghỉ tại Quầy 1.") for s in said)
    row = desk.get("quan", "/audit?kind=calls&person=lan").json["events"][0]
    assert (row["kind"], row["officer"], row["counter"]) == ("TicketCalled", "lan", "1")
    assert row["number"] == "A003" and row["at"].endswith("Z")


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("&person=truong", lambda e: e["officer"] == "truong"),
        ("&counter=2", lambda e: e["counter"] == "2"),
        ("&device=k1", lambda e: e["device"] == "k1"),
        ("&ticket=a002", lambda e: e["number"] == "A002"),
        ("&kind=counters", lambda e: e["kind"].startswith("Counter")),
        ("&kind=TicketIssued", lambda e: e["kind"] == "TicketIssued"),
        ("&view=hand", lambda e: e["kind"] == "TicketCalled" and e["officer"] == "truong"),
        ("&view=priority", lambda e: e["kind"] == "PriorityGranted"),
        ("&from=2020-01-01&to=2020-12-31", lambda e: False),
    ],
)
def test_each_filter_leaves_what_fits(desk: Desk, query: str, fits: Any) -> None:
    a_morning(desk)
    every = desk.get("quan", "/audit?limit=500").json["events"]
    found = desk.get("quan", f"/audit?limit=500{query}").json["events"]
    assert found == [row for row in every if fits(row)]


@pytest.mark.parametrize(
    "query",
    ["from=x", "to=2026-02-30", "from=2026-01-02&to=2026-01-01", "kind=nothing", "view=x",
     "limit=0", "limit=501", "before=-1", "before=x", "from=9999-12-31&to=9999-12-31"],
)  # fmt: skip
def test_a_wrong_question_is_refused_with_its_place(desk: Desk, query: str) -> None:
    refused(desk.get("quan", f"/audit?{query}"), 400, "bad_request")


def test_a_manager_with_counters_of_his_own_sees_those_only(desk: Desk) -> None:
    a_morning(desk)
    desk.people.add_officer("quan-2", "manager", ["2"], "mat-khau-dai-123")
    desk.tokens["quan-2"] = desk.people.login("quan-2", "mat-khau-dai-123")[0]
    rows = desk.get("quan-2", "/audit?limit=500").json["events"]
    assert rows and {row["counter"] for row in rows} == {"2"}
    assert desk.get("quan-2", "/audit?counter=1").json["events"] == []
    assert "cơ quan mình" in desk.page("quan-2", "/audit?lang=vi").text


def test_notes_and_comments_are_not_shown(desk: Desk) -> None:
    tickets = a_morning(desk)["tickets"]
    desk.post("truong", "/counters/2/start")
    note = desk.post(
        "truong", "/counters/2/transfer", {"service": "so-do", "note": "bí mật gia đình"}
    )
    assert note.status_code == 200, note.json
    for path in ("/audit?limit=500", "/audit.csv"):
        reply = desk.get("quan", f"{path}?ticket={tickets[1]['number']}".replace("500?", "500&"))
        assert reply.status_code == 200 and "bí mật" not in reply.text


def test_the_table_is_safe_for_spreadsheets_and_whole(desk: Desk) -> None:
    a_morning(desk)
    desk.people.add_officer(EVIL[28:], "officer", None, "mat-khau-dai-123")
    desk.journal.do(
        lambda hall, now: hall.officer_disabled(Who("admin", officer="=cmd|x"), now, EVIL),
        caller="test", route="test",
    )  # fmt: skip
    reply = desk.get("quan", "/audit.csv?lang=en")
    assert reply.headers["Content-Type"].startswith("text/csv")
    text = reply.data.decode("utf-8")
    assert text.startswith("\ufeffseq,at,kind")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == len(desk.get("quan", "/audit?limit=500").json["events"])
    assert rows[0]["officer"] == "'=cmd|x" and rows[0]["sentence"].startswith("'=cmd|x disabled")
    assert rows[0]["at"].endswith("Z")
    page = desk.page("quan", "/audit").text
    assert "<img src=x" not in page and "&lt;img" in page
    assert safe("\t=1") == "'\t=1" and safe("A001") == "A001"


def test_pages_go_on_where_the_last_one_ended(desk: Desk) -> None:
    a_morning(desk)
    got, before = [], ""
    while True:
        page = desk.get("quan", f"/audit?limit=4{before}").json
        got += [row["seq"] for row in page["events"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert got == sorted(got, reverse=True) and len(got) == desk.house.live.seq


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_of_event_has_a_sentence_and_a_group(language: str) -> None:
    words = Languages(["vi", "en"])
    said = audit_words.sentences(lambda message: words.say(language, message))
    assert set(KINDS) - set(said) == set()
    assert sorted(k for g in audit_words.GROUPS.values() for k in g) == sorted(KINDS)
    if language == "vi":
        english = audit_words.sentences(str)
        assert [k for k in said if said[k] == english[k]] == ["other"]


def test_the_page_is_read_filtered_and_saved_by_keyboard(
    open_desk: OpenDesk, browser: Browser
) -> None:
    a_morning(open_desk)
    with at(browser, open_desk, "quan", "/audit") as page:
        expect(page.get_by_role("row")).to_have_count(open_desk.house.live.seq + 1)
        accessible(page, "audit")
        shot(page, "audit")
        page.get_by_label("Người thực hiện").focus()
        page.keyboard.type("truong")
        page.get_by_label("Số phiếu").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("row").nth(1)).to_contain_text("truong")
        expect(page.get_by_label("Người thực hiện")).to_have_value("truong")
        page.get_by_role("link", name="Gọi đích danh").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("1 trong 2 lượt gọi là đích danh")).to_be_visible()
        accessible(page, "calls by hand")
        shot(page, "audit_by_hand")
        with page.expect_download() as saving:
            page.get_by_role("link", name="Lưu thành CSV").click()
        assert "gọi đích danh" in saving.value.path().read_text("utf-8-sig")
    with at(browser, open_desk, "tinh", "/audit", width=360, height=720) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        accessible(page, "audit on a phone")
        shot(page, "audit_phone")
        page.goto("/audit?from=2020-01-01&to=2019-01-01")
        expect(page.get_by_role("alert")).to_be_visible()
        accessible(page, "audit refused")
