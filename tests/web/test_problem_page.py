"""Who looks at a page that cannot be shown reads why, in the hall's language; programs get JSON."""

from __future__ import annotations

import pytest

from tests.web.houses import SmallHouse
from tests.web.test_asking import code

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_a_person_who_may_not_see_a_page_is_told_and_led_to_the_login(hall: SmallHouse):
    reply = hall.page("/keys", hall.officer("lan"), headers=HTML)
    assert reply.status_code == 403 and reply.mimetype == "text/html"
    assert "Trang này không dành cho ông/bà" in reply.text
    assert 'href="/login?next=/keys"' in reply.text
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]


def test_an_address_that_leads_nowhere_is_a_page_in_the_readers_language(hall: SmallHouse):
    reply = hall.page("/nowhere", headers=HTML)
    assert reply.status_code == 404 and "Không có trang này" in reply.text
    english = hall.page("/nowhere?lang=en", headers=HTML)
    assert "There is no such page" in english.text and 'href="/"' in english.text


@pytest.mark.parametrize("path", ["/<img src=x onerror=alert(1)>", '/"><script>alert(1)</script>'])
def test_the_address_itself_is_only_text(hall: SmallHouse, path: str):
    text = hall.page(path, headers=HTML).text
    assert "<img" not in text and "<script>alert" not in text


def test_programs_and_scripts_get_problems(hall: SmallHouse):
    assert code(hall.get("/nowhere", raw=True)) == (404, "not_found")
    assert code(hall.get("/nowhere", headers=HTML)) == (404, "not_found"), "under /api"
    assert code(hall.post("/nowhere", raw=True, headers=HTML)) == (404, "not_found"), "an act"
