"""The doors: login, logout, pairing, the start page, health."""

from __future__ import annotations

import json
import re

import pytest
from openapi_spec_validator import validate

from tests.web.houses import SmallHouse
from tests.web.test_asking import code
from web.pages import local_path

PASSWORD = "mat-khau-dai-123"


def log_in(hall: SmallHouse, name: str = "lan", password: str = PASSWORD, **more):
    return hall.post("/login", {"name": name, "password": password, **more})


def test_a_program_logs_in_for_a_token(hall: SmallHouse):
    hall.people.add_officer("lan", "officer", ["1", "2"], PASSWORD)
    body = log_in(hall).get_json()
    assert body["officer"] == {"name": "lan", "role": "officer", "counters": ["1", "2"]}
    assert hall.people.who(body["token"]).counters == {"1", "2"}


def test_a_page_logs_in_for_a_cookie_scripts_cannot_read(hall: SmallHouse):
    hall.officer("lan")
    reply = log_in(hall, cookie=True)
    assert "token" not in reply.get_json()
    cookie = reply.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie
    assert hall.client.get("/office").status_code == 200


@pytest.mark.parametrize(
    ("name", "password"), [("lan", "wrong"), ("nobody", PASSWORD), ("", PASSWORD), ("lan", "")]
)
def test_a_wrong_name_and_a_wrong_password_are_not_told_apart(hall: SmallHouse, name, password):
    hall.officer("lan")
    reply = log_in(hall, name, password)
    assert code(reply) == (401, "wrong_login")
    assert reply.get_json()["detail"] == "Name or password is wrong."


def test_a_disabled_officer_stays_out_and_falls_out(hall: SmallHouse):
    token = hall.officer("lan", "admin")
    assert hall.get("/booth/mine/k1", as_=token).status_code == 200
    hall.people.disable("lan")
    assert hall.get("/booth/mine/k1", as_=token).status_code == 401
    assert code(log_in(hall)) == (401, "wrong_login")


def test_a_login_ends_after_twelve_hours(hall: SmallHouse):
    token = hall.officer("lan", "admin")
    hall.tick(12 * 3600 - 1)
    assert hall.get("/booth/mine/k1", as_=token).status_code == 200
    hall.tick(2)
    assert hall.get("/booth/mine/k1", as_=token).status_code == 401


def test_logging_out_kills_the_token_and_the_cookie(hall: SmallHouse):
    hall.officer("lan")
    log_in(hall, cookie=True)
    page = hall.client.get("/office")
    assert page.status_code == 200
    cookie = hall.client.get_cookie("hall_person").value
    assert code(hall.post("/logout"))[0] == 403  # another site's page has no token
    from web.tokens import page_token

    reply = hall.post("/logout", headers={"X-Hall-Token": page_token(cookie)})
    assert reply.status_code == 200 and hall.people.who(cookie) is None
    assert hall.client.get("/office").status_code == 303


def test_login_and_pairing_are_not_done_from_other_sites(hall: SmallHouse):
    hall.officer("lan")
    key = hall.device("k1", "kiosk")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil"}):
        for path, body in (
            ("/login", {"name": "lan", "password": PASSWORD}),
            ("/pair", {"key": key}),
        ):
            assert code(hall.post(path, body, headers=headers)) == (403, "not_from_our_page")
    assert (
        hall.post("/pair", {"key": key}, headers={"Origin": "http://localhost"}).status_code == 200
    )


def test_an_enrolled_key_becomes_the_pages_cookie(hall: SmallHouse):
    reply = hall.post("/pair", {"key": f" {hall.device('k1', 'kiosk')}\n"})
    assert reply.get_json() == {"device": "k1", "kind": "kiosk", "page": "/kiosk/k1"}
    cookie = reply.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert int(re.search(r"Max-Age=(\d+)", cookie)[1]) > 365 * 86400
    assert hall.client.get("/booth/k1").status_code == 200


def test_one_browser_may_be_several_devices(hall: SmallHouse):
    for id in ("k1", "k2"):
        hall.post("/pair", {"key": hall.device(id, "kiosk")})
    assert hall.client.get("/booth/k1").data == b"k1 at k1"
    assert hall.client.get("/booth/k2").data == b"k2 at k2"


def test_what_is_no_devices_key_does_not_pair(hall: SmallHouse):
    for key in ("", "x", "hk_x", hall.officer("lan")):
        assert code(hall.post("/pair", {"key": key})) == (401, "wrong_key")


@pytest.mark.parametrize(
    ("next", "leads"),
    [("/counter/3", "/counter/3"), ("//evil", "/"), ("/\\evil", "/"), ("http://evil", "/"),
     ("javascript:alert(1)", "/"), ("", "/"), ("/a\nb", "/"), ("/a?b=c", "/a?b=c")],
)  # fmt: skip
def test_after_the_door_one_stays_in_the_house(next, leads):
    assert local_path(next) == leads


def test_the_forms_carry_where_to_go_inert(hall: SmallHouse):
    html = hall.client.get('/login?next=/"><script>x').get_data(as_text=True)
    assert "<script>x" not in html


def test_a_guesser_is_slowed_down_and_others_are_not(guarded: SmallHouse):
    guarded.officer("lan")
    statuses = [log_in(guarded, "lan", f"wrong-{n}").status_code for n in range(12)]
    assert statuses[0] == 401 and statuses[-1] == 429
    reply = log_in(guarded)
    assert code(reply) == (429, "too_many") and int(reply.headers["Retry-After"]) >= 1
    guarded.officer("minh")
    other = {"name": "minh", "password": PASSWORD}
    reply = guarded.post("/login", other, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert reply.status_code == 200


def test_logging_in_rightly_again_and_again_is_no_guessing(guarded: SmallHouse):
    guarded.officer("lan")
    assert {log_in(guarded).status_code for _ in range(20)} == {200}


# start page, languages


def test_the_start_page_says_where_one_is(hall: SmallHouse):
    html = hall.client.get("/").get_data(as_text=True)
    assert "Bộ phận một cửa phường Thử Nghiệm" in html and "Đăng nhập" in html
    assert '<html lang="vi">' in html


def test_english_is_the_second_language(hall: SmallHouse):
    html = hall.client.get("/?lang=en").get_data(as_text=True)
    assert '<html lang="en">' in html and "Log in" in html and "Test ward one-stop hall" in html
    assert "Log in" in hall.client.get("/login").get_data(as_text=True), "it is remembered"
    assert '<html lang="vi">' in hall.client.get("/?lang=vi").get_data(as_text=True)
    assert '<html lang="vi">' in hall.client.get("/?lang=xx").get_data(as_text=True)


def test_a_device_does_not_remember_a_citizens_language(hall: SmallHouse):
    reply = hall.page("/booth/k1?lang=en", hall.device("k1", "kiosk"))
    assert reply.status_code == 200 and "Set-Cookie" not in reply.headers


def test_a_page_carries_its_anti_forgery_token(hall: SmallHouse):
    from web.tokens import page_token

    key = hall.device("k1", "kiosk")
    # pages of the booth are bare text; the start page shows with any cookie
    html = hall.page("/", key).get_data(as_text=True)
    assert f'content="{page_token(key)}"' in html


# health and the document


def test_alive_and_ready(hall: SmallHouse):
    assert hall.client.get("/healthz").get_json() == {"alive": True}
    hall.house.devices.set("p1", "down", "unplugged")
    ready = hall.client.get("/readyz")
    assert ready.status_code == 200 and ready.get_json()["devices"] == {"p1": "down"}
    hall.stop("disk full")
    ready = hall.client.get("/readyz")
    assert (ready.status_code, ready.get_json()["why"]) == (503, "disk full")


def test_metrics_are_openmetrics_and_for_this_machine_only(hall: SmallHouse):
    reply = hall.client.get("/metrics")
    assert reply.headers["Content-Type"].startswith("application/openmetrics-text")
    assert reply.get_data(as_text=True).endswith("# EOF\n")
    assert "hall_journal_open 1.0" in reply.get_data(as_text=True)
    far = hall.client.get("/metrics", environ_base={"REMOTE_ADDR": "192.168.1.7"})
    assert code(far) == (403, "not_allowed")
    handed_on = hall.client.get("/metrics", headers={"X-Forwarded-For": "192.168.1.7"})
    assert code(handed_on) == (403, "not_allowed")


def test_the_document_of_the_api_is_openapi(hall: SmallHouse):
    document = json.loads(hall.get("/openapi.json").data)
    validate(document)
    issue = document["paths"]["/api/v1/booth/tickets"]["post"]
    assert document["openapi"].startswith("3.1")
    assert issue["x-roles"] == ["kiosk", "reception"]
    assert issue["summary"] == "Gives a ticket."
    body = issue["requestBody"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
    schema = document["components"]["schemas"][body]
    assert set(schema["properties"]) == {"service", "class", "many", "needs"}
    assert schema["additionalProperties"] is False
    mine = document["paths"]["/api/v1/booth/mine/{device}"]["get"]
    assert mine["parameters"][0] == {
        "name": "device", "in": "path", "required": True, "schema": {"type": "string"},
    }  # fmt: skip


# static files


def test_static_files_are_served_with_their_type(hall: SmallHouse):
    for path, kind in (
        ("/static/web/live.js", "text/javascript; charset=utf-8"),
        ("/static/web/hall.css", "text/css; charset=utf-8"),
        ("/static/vendor/socket.io.esm.min.js", "text/javascript; charset=utf-8"),
        ("/static/vendor/fonts/BeVietnamPro-700.ttf", "font/ttf"),
    ):
        reply = hall.client.get(path)
        assert (reply.status_code, reply.headers["Content-Type"]) == (200, kind)
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        again = hall.client.get(path, headers={"If-None-Match": reply.headers["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    ["/static/web/../app.py", "/static/web/%2e%2e/%2e%2e/app.py", "/static/vendor/package.json",
     "/static/web/nothing.js", "/static/nobody/x.js", "/static/web//etc/passwd",
     "/static/vendor/../../etc/passwd", "/static/web/", "/static/people/people.py"],
)  # fmt: skip
def test_nothing_else_is_served(hall: SmallHouse, path):
    assert code(hall.client.get(path))[0] == 404
