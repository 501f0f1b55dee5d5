"""Exports: JSON lines, an event log that pm4py opens, metrics and the file for Grafana."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import reports.pages
from journal import chain
from reports import export
from reports.reading import reading
from tests.reports.golden import AN, DAY, KIOSK, Golden
from tests.web.houses import small_house

ROOT = Path(__file__).parents[2]


def written(golden: Golden, how: str, first: str | None = None, last: str | None = None) -> str:
    plan = golden.journal.live.plan
    out = io.StringIO()
    with reading(golden.url, "test") as store:
        rows = export.chosen(store, *export.span(plan, first, last))
        if how == "jsonl":
            export.to_jsonl(rows, plan.hours.zone, out)
        else:
            export.to_xes(rows, "Hall \x07 <&>", plan.hours.zone, out)
    return out.getvalue()


def test_every_event_is_a_line_and_the_chain_can_be_followed(golden: Golden) -> None:
    lines = [json.loads(line) for line in written(golden, "jsonl").splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, golden.journal.live.seq + 1))
    rated = [line for line in lines if line["kind"] == "ServiceRated"]
    assert "HYPERLINK" not in json.dumps(lines[1:]), "what people wrote stays here"
    assert len(rated[1]["data"]["personal"]["comment"]) == 64
    previous = lines[0]["hash"]
    with reading(golden.url, "test") as store:
        at = {row.seq: row.at for part in store.read(0, len(lines)) for row in part}
    for line in lines[1:]:
        previous = chain.link(
            previous, "test", line["seq"], at[line["seq"]], line["kind"], line["ticket"],
            line["counter"], line["officer"], line["device"], chain.canonical(line["data"]),
        )  # fmt: skip
        assert previous == line["hash"]


def test_days_can_be_chosen(golden: Golden) -> None:
    assert written(golden, "jsonl", "2026-11-23") == ""
    assert written(golden, "jsonl", DAY, DAY) == written(golden, "jsonl")
    assert written(golden, "jsonl", None, "2026-11-21") == ""


def test_the_event_log_is_one_trace_a_visit(golden: Golden, tmp_path: Path) -> None:
    """Read by pm4py, as a researcher would."""
    import pm4py

    path = tmp_path / "hall.xes"
    path.write_text(written(golden, "xes"), encoding="utf-8")
    log = pm4py.read_xes(str(path))
    assert log["case:concept:name"].nunique() == 5
    visit = log[log["case:concept:name"] == f"{DAY} B001"].sort_values("time:timestamp")
    assert list(visit["concept:name"]) == [
        "TicketIssued", "TicketCalled", "ServingStarted", "TicketTransferred", "TicketCalled",
        "ServingStarted", "TicketFinished",
    ]  # fmt: skip
    assert set(visit["org:resource"].dropna()) == {"an", "binh", "sếp"}
    assert pm4py.get_start_activities(log) == {"TicketIssued": 5}


def test_the_event_log_is_well_formed_whatever_the_names(golden: Golden) -> None:
    root = ElementTree.fromstring(written(golden, "xes"))
    name = root.find("{http://www.xes-standard.org/}string")
    assert name is not None and name.get("value") == "Hall <&>"


def test_the_command_writes_a_file_or_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "all.jsonl"
    data = ["--data", str(tmp_path / "nothing-here")]
    assert export.main(["--jsonl", str(out), *data]) == 1
    assert export.main(["--jsonl", str(out), "--from", "gestern", *data]) == 1
    assert "export:" in capsys.readouterr().err


def test_the_queue_is_measured_and_grafana_draws_what_there_is() -> None:
    with small_house(reports.pages.pages) as h:
        h.do(lambda hall, now: hall.open(AN, now, "1"))
        for _ in range(3):
            h.do(lambda hall, now: hall.issue(KIOSK, now, service="khai-sinh"))
        h.tick(90)
        h.do(lambda hall, now: hall.call_next(AN, now, "1"))
        said = h.client.get("/metrics").text
    assert 'hall_waiting{service="khai-sinh"} 2.0' in said
    assert 'hall_longest_wait_seconds{service="khai-sinh"} 90.0' in said
    assert 'hall_tickets_total{service="khai-sinh",what="issued"} 3.0' in said
    assert 'hall_wait_seconds_total{service="khai-sinh"} 90.0' in said
    assert 'hall_counters{state="open"} 1.0' in said
    there = set(re.findall(r"^# TYPE (\w+) ", said, re.M)) | set(re.findall(r"^(\w+)", said, re.M))
    board = json.loads((ROOT / "docs" / "grafana" / "hall.json").read_text())
    used = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\bhall_\w+", target["expr"])
    }
    assert used and used - there == set()
