"""Replies: their headers, made once."""

from __future__ import annotations

import json
from typing import Any

from flask import Response

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
COMMON = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
JSON_HEADERS = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), *COMMON]
PROBLEM_HEADERS = [("Content-Type", "application/problem+json"), *JSON_HEADERS[1:]]
PAGE_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", CSP),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), usb=(), serial=()"),
    *COMMON,
]
REASONS = {
    400: "Bad request", 401: "Who are you", 403: "Not allowed", 404: "Not found",
    405: "Method not allowed", 409: "Not now", 413: "Too large", 422: "Key reused",
    429: "Too many requests", 500: "Broken", 503: "Stopped",
}  # fmt: skip


def json_response(value: Any, status: int = 200) -> Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text.encode(), status, JSON_HEADERS)


def empty_response(status: int = 204) -> Response:
    return Response(b"", status, JSON_HEADERS[1:])


def page_response(html: str, status: int = 200) -> Response:
    return Response(html, status, PAGE_HEADERS)


def problem_response(
    status: int, code: str, detail: str, more: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    body = {
        "type": "about:blank", "title": REASONS.get(status, "Refused"), "status": status,
        "code": code, "detail": detail, **(more or {}),
    }  # fmt: skip
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)
    out = Response(text.encode(), status, PROBLEM_HEADERS)
    for name, value in (headers or {}).items():
        out.headers[name] = value
    return out
