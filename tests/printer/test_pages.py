"""The printer's page, pictures of slips, and what an agent may report."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from printer.pages import pages
from queueing.who import THE_HALL
from tests.halls import small_hall, text
from tests.printer.slips import read_qr
from tests.web.houses import SmallHouse, small_house


@pytest.fixture
def house() -> Iterator[SmallHouse]:
    rows = [
        {"id": id, "name": text(f"Máy in {id}"), "driver": "screen", "options": {}, "width": width}
        for id, width in (("p1", 576), ("p2", 384))
    ]
    with small_house(pages, settings=small_hall(printers=rows)) as it:
        yield it


def issue(house: SmallHouse, printer: str = "p1") -> int:
    reply = house.do(
        lambda hall, now: hall.issue(THE_HALL, now, service="khai-sinh", printer=printer)
    )
    return int(reply.events[-1].seq)


def seen(reply: Any) -> Image.Image:
    assert reply.status_code == 200, reply.get_data(as_text=True)
    assert reply.headers["Cache-Control"] == "no-store"
    return Image.open(io.BytesIO(reply.data))


def test_a_slip_can_be_looked_at_as_it_is_printed(house: SmallHouse) -> None:
    staff = house.officer("lan", "reception")
    ticket, other = issue(house), issue(house, "p2")
    page = seen(house.get(f"/printers/p1/jobs/{ticket}/slip.png", as_=staff))
    assert page.width == 576 and page.mode == "1"
    assert f"/t/{ticket}-" in read_qr(page)
    assert seen(house.get(f"/printers/p2/jobs/{other}/slip.png", as_=staff)).width == 384


def test_a_reprint_is_marked_on_its_picture(house: SmallHouse) -> None:
    staff = house.officer("lan", "reception")
    ticket = issue(house)
    again = house.do(lambda hall, now: hall.reprint(THE_HALL, now, ticket)).events[-1].seq
    first = seen(house.get(f"/printers/p1/jobs/{ticket}/slip.png", as_=staff))
    marked = seen(house.get(f"/printers/p1/jobs/{again}/slip.png", as_=staff))
    assert read_qr(first) == read_qr(marked) and first.tobytes() != marked.tobytes()


def test_the_picture_lists_the_jobs_of_one_printer_newest_first(house: SmallHouse) -> None:
    staff = house.officer("lan", "reception")
    ids = [issue(house) for _ in range(25)]
    issue(house, "p2")
    for id in ids[5:]:
        house.do(lambda hall, now, id=id: hall.print_started(THE_HALL, now, id))
        house.do(lambda hall, now, id=id: hall.print_confirmed(THE_HALL, now, id))
    picture = house.get("/printers/p1", as_=staff).json
    # the last twenty, and whatever is still to print
    assert [j["job"] for j in picture["jobs"]] == ids[:4:-1] + ids[4::-1]
    job = picture["jobs"][0]
    assert (job["state"], job["reprint"], job["why"]) == ("printed", False, None)
    assert picture["state"] == "unknown" and picture["width"] == 576


def test_an_agent_reports_what_became_of_a_job(house: SmallHouse) -> None:
    agent = house.device("p1", "printer")
    job = issue(house)
    path = f"/printers/p1/jobs/{job}"
    assert house.post(path, {"state": "started"}, as_=agent).json["state"] == "started"
    done = house.post(path, {"state": "unconfirmed", "why": "paper_out"}, as_=agent)
    assert (done.status_code, done.json["state"], done.json["why"]) == (
        200, "unconfirmed", "paper_out",
    )  # fmt: skip
    again = house.post(path, {"state": "started"}, as_=agent)
    assert (again.status_code, again.json["code"]) == (409, "illegal_move")


def test_the_same_report_twice_is_one(house: SmallHouse) -> None:
    agent, job = house.device("p1", "printer"), issue(house)
    one = house.post(f"/printers/p1/jobs/{job}", {"state": "started"}, as_=agent, key="a")
    two = house.post(f"/printers/p1/jobs/{job}", {"state": "started"}, as_=agent, key="a")
    assert (one.status_code, two.status_code) == (200, 200) and one.json == two.json


@pytest.mark.parametrize(
    "body", [{}, {"state": "queued"}, {"state": "failed", "why": "<b>"}, {"state": 1}, {"x": 1}]
)
def test_reports_of_another_shape_are_refused(house: SmallHouse, body: Any) -> None:
    agent, job = house.device("p1", "printer"), issue(house)
    assert house.post(f"/printers/p1/jobs/{job}", body, as_=agent).status_code == 400
    assert house.house.live.jobs[job].state == "queued"


def test_an_agent_sees_and_reports_its_own_printer_only(house: SmallHouse) -> None:
    agent, job, other = house.device("p1", "printer"), issue(house), issue(house, "p2")
    assert house.get("/printers/p2", as_=agent).status_code == 403
    assert house.get(f"/printers/p2/jobs/{other}/slip.png", as_=agent).status_code == 403
    assert (
        house.post(f"/printers/p2/jobs/{other}", {"state": "started"}, as_=agent).status_code == 403
    )
    assert (
        house.post(f"/printers/p1/jobs/{other}", {"state": "started"}, as_=agent).status_code == 404
    )
    assert house.get("/printers/p1", as_=agent).json["jobs"][0]["job"] == job


def test_who_must_not_see_slips_does_not(house: SmallHouse) -> None:
    job = issue(house)
    for who in (None, house.officer("hoa", "officer"), house.device("k1", "kiosk")):
        for path in (
            "/printers/p1",
            f"/printers/p1/jobs/{job}/slip.png",
            "/printers/p1/preview.png",
        ):
            assert house.get(path, as_=who).status_code in (401, 403)


def test_unknown_printers_and_jobs_are_told_as_such(house: SmallHouse) -> None:
    staff = house.officer("lan", "reception")
    assert house.get("/printers/p9", as_=staff).json["code"] == "unknown_printer"
    assert house.get("/printers/p9/preview.png", as_=staff).json["code"] == "unknown_printer"
    assert house.get("/printers/p1/jobs/999/slip.png", as_=staff).json["code"] == "unknown_job"


def test_a_sample_shows_before_the_first_ticket(house: SmallHouse) -> None:
    staff = house.officer("lan", "admin")
    page = seen(house.get("/printers/p2/preview.png", as_=staff))
    assert page.width == 384 and read_qr(page) == "http://127.0.0.1:8000"


def test_the_page_carries_its_words_and_no_inline_script(house: SmallHouse) -> None:
    html = house.page("/printers/p1", house.officer("lan", "reception")).get_data(as_text=True)
    words = json.loads(html.split('id="words">')[1].split("</script>")[0])
    assert "Máy in p1" in html and words["reprint"] == "BẢN IN LẠI"
    assert words["states"]["unconfirmed"] == "Chưa chắc đã in"
    assert "/static/printer/printer.js" in html


def test_news_of_jobs_and_of_the_device_reach_who_watches(house: SmallHouse) -> None:
    watcher = house.socket(house.officer("lan", "reception"))
    assert watcher.emit("watch", {"topic": "printer/p1"}, namespace="/live", callback=True)["ok"]
    job = issue(house)
    house.flush()
    house.house.devices.set("p1", "not_ready", "paper_out")
    house.flush()
    data = [e["args"][0] for e in watcher.get_received("/live") if e["name"] == "picture"]
    pictures = [p["data"] if isinstance(p, dict) else p for p in data]
    assert str(job) in str(pictures) and "paper_out" in str(pictures)


# -- setting up -----------------------------------------------------------------------------------


def test_the_slip_can_be_looked_at_in_each_language_again_and_as_a_test_page(
    house: SmallHouse,
) -> None:
    staff = house.officer("lan", "admin")
    seen_pages = {
        query: seen(house.get(f"/printers/p1/preview.png{query}", as_=staff)).tobytes()
        for query in ("", "?language=en", "?reprint=1", "?page=test")
    }
    assert len(set(seen_pages.values())) == 4
    odd = seen(house.get("/printers/p1/preview.png?language=xx", as_=staff)).tobytes()
    assert odd == seen_pages[""]


def test_the_page_of_printers_names_them_their_kiosks_and_what_they_print(
    house: SmallHouse,
) -> None:
    page = house.page("/printers?printer=p2&kind=test", house.officer("lan", "manager"))
    html = page.get_data(as_text=True)
    assert "/api/v1/printers/p2/preview.png?page=test" in html
    assert '<option value="p1">Máy in p1 –' in html and "<dd>384</dd>" in html
    assert "script-src" in page.headers["Content-Security-Policy"]
    odd = house.page("/printers?printer=%3Cb%3E&kind=x&language=zz", house.officer("hoa", "admin"))
    assert odd.status_code == 200 and "preview.png?language=vi" in odd.get_data(as_text=True)


def test_a_new_roll_is_told_and_shown(house: SmallHouse) -> None:
    staff = house.officer("lan", "reception")
    rows = [{**row, "roll": 80} for row in house.settings["printers"]]
    settings = {**house.settings, "printers": rows}
    house.do(lambda hall, now: hall.change_settings(THE_HALL, now, settings))
    assert house.get("/printers/p1", as_=staff).json["paper_mm"] is None
    assert house.post("/printers/p1/paper", as_=staff).json == {"paper_mm": 80_000}
    job = issue(house)
    house.do(lambda hall, now: hall.print_started(THE_HALL, now, job))
    house.do(lambda hall, now: hall.print_confirmed(THE_HALL, now, job, mm=90))
    assert house.get("/printers/p1", as_=staff).json["paper_mm"] == 79_910
    assert "79.9 / 80 m" in house.page("/printers", staff).get_data(as_text=True)
    assert house.post("/printers/p9/paper", as_=staff).json["code"] == "unknown_printer"


def test_a_printer_nobody_drives_here_cannot_be_tried(house: SmallHouse) -> None:
    staff = house.officer("lan", "reception")
    assert house.post("/printers/p1/test", as_=staff).status_code == 404
    from web.devices import Hands

    house.house.devices.take_on("p1", Hands("printer", None, lambda: "cover_open"))
    assert house.post("/printers/p1/test", as_=staff).json == {"word": "cover_open"}
