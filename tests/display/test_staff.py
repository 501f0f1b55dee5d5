"""What staff do about boards, over HTTP: messages, muted zones, boards tried, pictures beside."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from display.media import media_of
from display.pages import pages
from tests.display.mornings import Morning, Television, two_zones
from tests.web.houses import small_house
from web.wire import time_json


def boss(m: Morning) -> str:
    return m.h.officer("sep", "supervisor")


def post(m: Morning, path: str, body: Any = None) -> Any:
    return m.h.post(path, {} if body is None else body, as_=boss(m))


def hang(m: Morning, minutes: int = 30, **more: Any) -> Any:
    until = time_json(m.h.house.now() + minutes * 60_000)
    body = {"texts": {"vi": "Nghỉ trưa", "en": "Lunch"}, "until": until, **more}
    return post(m, "/boards/message", body)


def test_a_message_hangs_in_its_zone_until_its_time_and_stands_in_the_journal(
    morning: Morning,
) -> None:
    m = morning
    reply = hang(m, zone="z1")
    assert reply.status_code == 200, reply.json
    assert reply.json["messages"][0]["officer"] == "sep"
    shown = m.picture()
    assert shown["notice"]["texts"] == {"vi": "Nghỉ trưa", "en": "Lunch"}
    assert (shown["message"], shown["urgent"]) == ("Nghỉ trưa", None)
    assert m.picture("tv3")["notice"] is None, "another zone"
    hang(m, minutes=10, urgent=True, texts={"vi": "Diễn tập chữa cháy"})
    assert m.picture("tv3")["urgent"]["texts"] == {"vi": "Diễn tập chữa cháy"}
    assert m.picture("tv3")["message"] == "Diễn tập chữa cháy"
    m.h.tick(11 * 60)
    assert m.picture()["urgent"] is None and m.picture()["notice"] is not None
    assert post(m, "/boards/message/end", {"zone": "z1"}).json["messages"] == []
    rows = m.h.journal.events(0, 1000)
    written = [(e["kind"], e["officer"]) for e in rows if e["kind"].startswith("Message")]
    assert written == [("MessageSet", "sep"), ("MessageSet", "sep"), ("MessageEnded", "sep")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"until": "mai"}, "until"),
        ({"until": "2026-13-01T10:00"}, "until"),
        ({"until": "2020-01-01T10:00"}, "until"),
        ({"texts": {}}, "texts"),
        ({"texts": {"en": "Lunch"}}, "texts"),
        ({"texts": {"vi": "   "}}, "texts"),
        ({"texts": {"vi": "x" * 201}}, "texts"),
        ({"texts": {"vi": "một\nhai"}}, "texts"),
        ({"texts": {"vi": "x", "xx": "y"}}, "texts"),
        ({"texts": {"vi": 5}}, "texts"),
        ({"urgent": "yes"}, "urgent"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_no_message_is_refused_with_what_and_where(
    morning: Morning, change: dict[str, Any], says: str
) -> None:
    reply = hang(morning, **change)
    assert (reply.status_code, reply.json["code"]) == (400, "bad_request")
    assert says in reply.json["detail"], reply.json
    assert morning.picture()["notice"] is None


def test_an_unknown_place_is_not_found(morning: Morning) -> None:
    assert hang(morning, zone="z9").status_code == 404
    assert post(morning, "/zones/z9/mute", {"minutes": 5}).json["code"] == "unknown_zone"
    assert post(morning, "/displays/tv9/test").json["code"] == "unknown_display"
    assert post(morning, "/zones/z1/mute", {"minutes": 241}).status_code == 400


def test_a_muted_zone_shows_its_calls_and_says_nothing_until_its_time(morning: Morning) -> None:
    m = morning
    tv = Television(m.h, "tv1")
    assert post(m, "/zones/z1/mute", {"minutes": 5}).status_code == 200
    m.issue(n=2)
    m.do("call_next", "1")
    assert [said.get("muted") for said in tv.hear()] == [True], "known, and not to be said"
    shown = m.picture()
    assert shown["now"][0]["counter"] == "1" and shown["muted_until"] is not None
    assert m.picture("tv3")["muted_until"] is None
    refused = post(m, "/displays/tv1/test")
    assert (refused.status_code, refused.json["state"]) == (409, "muted")
    m.h.tick(301)
    assert m.picture()["muted_until"] is None
    m.do("call_next", "2")
    assert "muted" not in tv.hear()[-1]


def test_a_board_that_is_tried_shows_it_for_15_s_and_others_do_not(morning: Morning) -> None:
    m = morning
    assert post(m, "/displays/tv1/test").status_code == 200
    assert m.picture()["test"]["seq"] == m.h.hall.seq
    assert m.picture("tv2")["test"] is None
    m.h.tick(15)
    assert m.picture()["test"] is None
    page = m.h.page("/display/tv1", m.h.device("tv1", "display")).text
    assert '"thuwr-loa"' in page and "/thuwr-loa.wav?" in page
    clip = m.h.client.get("/display/voice/vi/thuwr-loa.wav")
    assert clip.status_code == 200 and clip.data[:4] == b"RIFF"


def test_a_display_sees_a_counter_where_it_lies_from_there(tmp_path: Path) -> None:
    settings = two_zones()
    settings["displays"][1]["directions"] = {"5": "right"}
    with small_house(pages, settings=settings) as h:
        m = Morning(h)
        m.issue()
        m.do("call_next", "5")
        ways = [m.picture(tv)["now"][0]["direction"] for tv in ("tv1", "tv2")]
        assert ways == ["left", "right"]


# -- pictures beside the calls --------------------------------------------------------------------


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Morning]:
    folder = tmp_path / "sanh"
    folder.mkdir()
    for name, kind in (("1.png", "PNG"), ("Ảnh 2.jpg", "JPEG"), ("3.webp", "WEBP")):
        Image.new("RGB", (64, 36), "navy").save(folder / name, kind)
    (folder / "4.webm").write_bytes(b"\x1a\x45\xdf\xa3" + bytes(60))
    whole = io.BytesIO()
    Image.new("RGB", (64, 36)).save(whole, "PNG")
    (folder / "cut.png").write_bytes(whole.getvalue()[:60])
    (folder / "film.mp4").write_bytes(b"<html>")
    (folder / "page.svg").write_text("<svg/>")
    (folder / "notes.txt").write_text("not shown, and nobody's fault")
    settings = two_zones()
    settings["displays"][0]["media"] = {"folder": str(folder), "seconds": 7, "sound": False}
    with small_house(pages, settings=settings) as h:
        m = Morning(h)
        media_of(h.house).look()
        yield m


def alerts(m: Morning) -> dict[str, str]:
    return {a: x.detail for (name, a), x in m.h.hall.alerts.items() if name == "media_broken"}


def test_a_folder_of_pictures_and_films_is_shown_and_what_is_none_is_an_alert(
    gallery: Morning,
) -> None:
    shown = gallery.picture()["media"]
    assert (shown["seconds"], shown["sound"]) == (7, False)
    assert [(f["name"], f["kind"]) for f in shown["files"]] == [
        ("1.png", "picture"), ("3.webp", "picture"), ("4.webm", "film"), ("Ảnh 2.jpg", "picture"),
    ]  # fmt: skip
    told = alerts(gallery)["tv1"]
    assert "cut.png: damaged" in told and "film.mp4: damaged" in told and "page.svg" in told
    assert "notes" not in told
    assert gallery.picture("tv2")["media"] is None
    key = gallery.h.device("tv1", "display")
    for file in shown["files"]:
        reply = gallery.h.get(file["url"], as_=key, raw=True)
        assert reply.status_code == 200, file
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
    other = gallery.h.device("tv2", "display")
    assert gallery.h.get("/display/media/tv1/1.png", as_=other, raw=True).status_code == 403
    for name in ("cut.png", "notes.txt", "..%2f..%2fhall.db", ".."):
        reply = gallery.h.get(f"/display/media/tv1/{name}", as_=key, raw=True)
        assert reply.status_code == 404, name


def test_what_a_board_could_not_show_is_left_out_until_it_is_another_file(
    gallery: Morning, tmp_path: Path
) -> None:
    key = gallery.h.device("tv1", "display")
    media = media_of(gallery.h.house)
    body = {"name": "4.webm", "why": "film"}
    assert gallery.h.post("/displays/tv1/media-trouble", body, as_=key).status_code == 200
    media.look()
    assert "4.webm" not in [f["name"] for f in gallery.picture()["media"]["files"]]
    assert "4.webm: the board cannot show it" in alerts(gallery)["tv1"]
    lost = {"name": "nothing.png", "why": ""}
    assert gallery.h.post("/displays/tv1/media-trouble", lost, as_=key).status_code == 404
    folder = tmp_path / "sanh"
    (folder / "4.webm").write_bytes(b"\x1a\x45\xdf\xa3" + bytes(80))
    for name in ("cut.png", "film.mp4", "page.svg"):
        (folder / name).unlink()
    media.look()
    assert "4.webm" in [f["name"] for f in gallery.picture()["media"]["files"]]
    assert alerts(gallery) == {}
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    media.look()
    assert gallery.picture()["media"]["files"] == [] and "sanh" in alerts(gallery)["tv1"]
