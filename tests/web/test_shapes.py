"""Bodies and queries out of shape: 4xx that say where and what, and nothing else happens (F24)."""

from __future__ import annotations

import pytest

from tests.web.houses import SmallHouse
from tests.web.test_asking import code

BAD = {
    "no JSON": b"x",
    "nothing": b"",
    "a list": b"[]",
    "null": b"null",
    "a number": b"1",
    "a missing member": b"{}",
    "an unknown member": b'{"service":"khai-sinh","vip":true}',
    "another type": b'{"service":7}',
    "null where text is due": b'{"service":null}',
    "NaN": b'{"service":"khai-sinh","many":NaN}',
    "Infinity": b'{"service":"khai-sinh","many":Infinity}',
    "a float for an int": b'{"service":"khai-sinh","many":1.0}',
    "text for an int": b'{"service":"khai-sinh","many":"1"}',
    "true for an int": b'{"service":"khai-sinh","many":true}',
    "a negative number": b'{"service":"khai-sinh","many":-1}',
    "a huge number": b'{"service":"khai-sinh","many":' + b"9" * 5000 + b"}",
    "too many needs": b'{"service":"khai-sinh","needs":["a","a","a","a","a","a"]}',
    "a NUL": b'{"service":"khai-sinh\\u0000"}',
    "half a surrogate": b'{"service":"\\ud800"}',
    "no UTF-8": b'{"service":"\xff\xfe"}',
    "a long text": b'{"service":"' + b"x" * 3000 + b'"}',
    "deep nesting": b'{"service":' + b"[" * 20000 + b"]" * 20000 + b"}",
    "a byte order mark": b'\xef\xbb\xbf{"service":"khai-sinh"}',
    "two documents": b'{"service":"khai-sinh"}{}',
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_out_of_shape_is_a_bad_request(hall: SmallHouse, what: str):
    reply = hall.post("/booth/tickets", BAD[what], as_=hall.device("k1", "kiosk"))
    assert code(reply) == (400, "bad_request")
    assert b"Traceback" not in reply.data and len(reply.data) < 1000
    assert hall.house.live.tickets == {}


def test_a_mistake_says_where_and_what(hall: SmallHouse):
    reply = hall.post("/booth/tickets", {"service": 7, "vip": 1}, as_=hall.device("k1", "kiosk"))
    told = {m["where"]: m["what"] for m in reply.get_json()["mistakes"]}
    assert set(told) == {"service", "vip"}
    assert "string" in told["service"]


def test_one_megabyte_is_too_large(hall: SmallHouse):
    key = hall.device("k1", "kiosk")
    assert code(hall.post("/booth/tickets", b"x" * 1_000_000, as_=key)) == (413, "too_large")
    assert code(hall.post("/booth/bare", b"x" * 1_000_000, as_=key)) == (413, "too_large")


def test_unicode_of_all_sorts_is_only_text(hall: SmallHouse):
    key = hall.device("k1", "kiosk")
    for text in ("\u202eevil", "ệ" * 50, "e\u0323\u0302", "\u200b", "<img onerror=x>", "😀"):
        assert code(hall.post("/booth/tickets", {"service": text}, as_=key)) == (
            404, "unknown_service",
        )  # fmt: skip


def test_a_call_without_a_body_takes_none(hall: SmallHouse):
    key = hall.device("k1", "kiosk")
    for body in (None, b"", b"{}", b" {} "):
        assert hall.post("/booth/bare", body, as_=key).status_code == 200
    assert code(hall.post("/booth/bare", {"x": 1}, as_=key)) == (400, "bad_request")


def test_the_query_is_read_by_the_functions_parameters(hall: SmallHouse):
    assert hall.get("/booth/search?q=khai%20sinh&limit=3").get_json() == {
        "q": "khai sinh", "limit": 3, "role": "anyone",
    }  # fmt: skip
    for bad in ("", "?limit=3", "?q=a&limit=x", "?q=a&limit=-1", "?q=a%00", "?q=" + "a" * 3000):
        assert code(hall.get(f"/booth/search{bad}")) == (400, "bad_request")


def test_nothing_to_do_is_204(hall: SmallHouse):
    reply = hall.post("/booth/nothing", {}, as_=hall.device("k1", "kiosk"))
    assert (reply.status_code, reply.data) == (204, b"")
