"""The hall's HTTP: what it takes and what it refuses, byte by byte, on one connection."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest

import engine
import engine.http
from engine.base import listener


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/broken":
        raise RuntimeError("secret of the house")
    if path == "/late":

        def parts():
            yield b"one"
            raise RuntimeError("half way")

        start_response("200 OK", [("Content-Type", "text/plain")])
        return parts()
    if path == "/parts":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (part for part in (b"one", b"", b"two"))
    if path == "/none":
        start_response("204 No Content", [])
        return []
    if path == "/split":
        start_response("200 OK", [("X", "a\r\nEvil: yes")])
        return [b""]
    body = environ["wsgi.input"].read()
    seen = {k: v for k, v in environ.items() if isinstance(v, str)}
    text = json.dumps({**seen, "body": body.decode("latin-1")}).encode()
    start_response("200 OK", [("Content-Type", "application/json")])
    return [text]


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    door = listener("127.0.0.1", 0)
    where = door.getsockname()
    serving = engine.make("threading").serve(app, door)
    yield where
    serving.stop()


class Line:
    """A client's raw connection."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.sock = socket.create_connection(address, timeout=5)
        self.buffer = b""

    def say(self, data: bytes) -> None:
        self.sock.sendall(data)

    def reply(self) -> tuple[int, dict[str, str], bytes]:
        while b"\r\n\r\n" not in self.buffer:
            data = self.sock.recv(65536)
            if not data:
                raise EOFError
            self.buffer += data
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:])
        length = int(headers.get("content-length", 0))
        while len(self.buffer) < length:
            self.buffer += self.sock.recv(65536)
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return int(lines[0].split()[1]), headers, body

    def closed(self) -> bool:
        try:
            return self.sock.recv(1) == b""
        except ConnectionError:
            return True


def ask(address: tuple[str, int], data: bytes) -> tuple[int, dict[str, str], bytes]:
    line = Line(address)
    line.say(data)
    return line.reply()


def seen(address: tuple[str, int], data: bytes) -> dict[str, str]:
    status, _, body = ask(address, data)
    assert status == 200
    return json.loads(body)


H = b"Host: x\r\n"


def test_a_request_arrives_as_wsgi_wants_it(address):
    got = seen(
        address,
        b"POST /a%20b?q=1&r=%C3%A1 HTTP/1.1\r\nHost: hall\r\nX-Two: a\r\nx-two:  b \r\n"
        b"Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
    )
    assert (got["REQUEST_METHOD"], got["PATH_INFO"], got["QUERY_STRING"]) == (
        "POST", "/a b", "q=1&r=%C3%A1",
    )  # fmt: skip
    assert (got["HTTP_HOST"], got["HTTP_X_TWO"], got["CONTENT_TYPE"]) == (
        "hall",
        "a,b",
        "text/plain",
    )
    assert (got["CONTENT_LENGTH"], got["body"]) == ("5", "hello")


def test_cookies_in_two_headers_are_joined_as_cookies(address):
    got = seen(address, b"GET / HTTP/1.1\r\n" + H + b"Cookie: a=1\r\nCookie: b=2\r\n\r\n")
    assert got["HTTP_COOKIE"] == "a=1; b=2"


def test_a_connection_is_kept_and_requests_may_follow_closely(address):
    line = Line(address)
    line.say((b"GET /1 HTTP/1.1\r\n" + H + b"\r\n") * 3)
    for _ in range(3):
        assert line.reply()[0] == 200


def test_a_request_cut_into_single_bytes_is_understood(address):
    line = Line(address)
    for byte in b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 2\r\n\r\nok":
        line.say(bytes([byte]))
    assert json.loads(line.reply()[2])["body"] == "ok"


def test_chunks_are_put_together(address):
    got = seen(address, b"POST / HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked\r\n\r\n"
               b"3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n")  # fmt: skip
    assert got["body"] == "abc0123456789"


def test_a_client_that_asks_first_is_told_to_continue(address):
    line = Line(address)
    line.say(b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    assert line.reply()[0] == 100
    line.say(b"ok")
    assert line.reply()[0] == 200


@pytest.mark.parametrize(
    ("version", "extra", "kept"),
    [("1.1", b"", True), ("1.1", b"Connection: close\r\n", False), ("1.0", b"", False),
     ("1.0", b"Connection: keep-alive\r\n", True)],
)  # fmt: skip
def test_connections_are_kept_as_the_client_wishes(address, version, extra, kept):
    line = Line(address)
    line.say(f"GET / HTTP/{version}\r\n".encode() + H + extra + b"\r\n")
    _, headers, _ = line.reply()
    assert (headers.get("connection") != "close") == kept
    line.sock.settimeout(0.2)
    if kept:
        with pytest.raises(TimeoutError):
            line.sock.recv(1)
    else:
        assert line.closed()


def test_a_stream_of_unknown_length_comes_in_chunks_or_till_the_end(address):
    line = Line(address)
    line.say(b"GET /parts HTTP/1.1\r\n" + H + b"Connection: close\r\n\r\n")
    data = b""
    while piece := line.sock.recv(65536):
        data += piece
    assert data.endswith(b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    old = Line(address)
    old.say(b"GET /parts HTTP/1.0\r\n\r\n")
    data = b""
    while piece := old.sock.recv(65536):
        data += piece
    assert data.endswith(b"\r\n\r\nonetwo")


def test_head_and_204_have_no_body(address):
    line = Line(address)
    line.say(b"HEAD / HTTP/1.1\r\n" + H + b"\r\nGET /none HTTP/1.1\r\n" + H + b"\r\n")
    line.say(b"GET / HTTP/1.1\r\n" + H + b"Connection: close\r\n\r\n")
    data = b""
    while piece := line.sock.recv(65536):
        data += piece
    heads = data.split(b"\r\n\r\n")
    assert heads[0].startswith(b"HTTP/1.1 200") and heads[1].startswith(b"HTTP/1.1 204")
    assert b"content-length" not in heads[1].lower()
    assert heads[2].startswith(b"HTTP/1.1 200") and len(heads) == 4


BAD = {
    "no words": b"\x16\x03\x01\x00\xa5\x01\r\n\r\n",
    "two words": b"GET /\r\n\r\n",
    "four words": b"GET / x HTTP/1.1\r\n" + H + b"\r\n",
    "a method in small letters": b"get / HTTP/1.1\r\n" + H + b"\r\n",
    "another server's address": b"GET http://evil/ HTTP/1.1\r\n" + H + b"\r\n",
    "a control character in the path": b"GET /\x01 HTTP/1.1\r\n" + H + b"\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\n" + H + H + b"\r\n",
    "a header without colon": b"GET / HTTP/1.1\r\n" + H + b"nothing\r\n\r\n",
    "a space before the colon": b"GET / HTTP/1.1\r\n" + H + b"Content-Length : 3\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\n" + H + b"A: b\r\n c: d\r\n\r\n",
    "a bare line feed": b"GET / HTTP/1.1\r\n" + H + b"A: b\nEvil: c\r\n\r\n",
    "a bare carriage return": b"GET / HTTP/1.1\r\n" + H + b"A: b\rEvil: c\r\n\r\n",
    "a NUL": b"GET / HTTP/1.1\r\n" + H + b"A: \x00\r\n\r\n",
    "length and chunks": b"POST / HTTP/1.1\r\n" + H
    + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\n" + H
    + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
    "a negative length": b"POST / HTTP/1.1\r\n" + H + b"Content-Length: -1\r\n\r\n",
    "a length with a sign": b"POST / HTTP/1.1\r\n" + H + b"Content-Length: +3\r\n\r\nabc",
    "an unknown coding": b"POST / HTTP/1.1\r\n" + H + b"Transfer-Encoding: gzip\r\n\r\n",
    "chunked twice": b"POST / HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked, chunked\r\n\r\n",
    "a chunk's size that is none": b"POST / HTTP/1.1\r\n" + H
    + b"Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
    "a chunk longer than it says": b"POST / HTTP/1.1\r\n" + H
    + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_is_not_http_is_refused_and_the_connection_closed(address, what):
    line = Line(address)
    line.say(BAD[what])
    line.sock.shutdown(socket.SHUT_WR)
    status, headers, _ = line.reply()
    assert status == 400 and headers["connection"] == "close"
    assert line.closed()


def test_another_version_is_refused(address):
    assert ask(address, b"GET / HTTP/2.0\r\n" + H + b"\r\n")[0] == 505


def test_a_head_without_end_is_refused(address):
    line = Line(address)
    line.say(b"GET / HTTP/1.1\r\n" + H + b"A: " + b"a" * 40_000)
    assert line.reply()[0] == 431


def test_a_header_name_with_an_underscore_is_left_out(address):
    got = seen(address, b"GET / HTTP/1.1\r\n" + H + b"Content_Length: 9\r\nX_Y: z\r\n\r\n")
    assert "HTTP_X_Y" not in got and "CONTENT_LENGTH" not in got


def test_a_body_too_long_is_seen_by_its_length_only_and_the_reply_arrives(address):
    line = Line(address)
    line.say(b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000)
    status, headers, body = line.reply()
    assert status == 200 and headers["connection"] == "close"
    assert json.loads(body)["CONTENT_LENGTH"] == "3000000" and json.loads(body)["body"] == ""
    assert line.closed()


def test_an_error_in_the_application_says_nothing_of_itself(address):
    status, headers, body = ask(address, b"GET /broken HTTP/1.1\r\n" + H + b"\r\n")
    assert status == 500 and b"secret" not in body and b"Traceback" not in body
    assert headers["content-type"] == "application/problem+json"


def test_an_error_half_way_cuts_the_connection(address):
    line = Line(address)
    line.say(b"GET /late HTTP/1.1\r\n" + H + b"\r\n")
    data = b""
    while piece := line.sock.recv(65536):
        data += piece
    assert data.endswith(b"3\r\none\r\n"), "no end of the chunks: the client sees it was cut"


def test_a_line_break_never_gets_into_a_reply_header(address):
    line = Line(address)
    line.say(b"GET /split HTTP/1.1\r\n" + H + b"\r\n")
    data = b""
    while piece := line.sock.recv(65536):
        data += piece
    assert b"Evil" not in data


def test_a_head_that_never_ends_is_given_up(address, monkeypatch):
    monkeypatch.setattr(engine.http, "HEAD_WITHIN", 0.2)
    line = Line(address)
    line.say(b"GET / HT")
    with pytest.raises(EOFError):
        line.reply()


def test_other_threads_are_served_while_one_is_slow(address):
    slow = Line(address)
    slow.say(b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 10\r\n\r\nabc")
    assert ask(address, b"GET / HTTP/1.1\r\n" + H + b"\r\n")[0] == 200
    slow.say(b"defghij")
    assert slow.reply()[0] == 200
