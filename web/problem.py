"""Errors as RFC 9457 `application/problem+json`, with a stable `code`; never a stack trace."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from queueing.refusal import Refusal
from web.problem_page import problem_page, wanted
from web.reply import problem_response

log = logging.getLogger("web")


class Problem(Exception):
    """A request that can't be answered. `more` are further JSON members, `headers` extra ones."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}
        self.more = more


# what the journal raises, by name: web and journal don't import each other
JOURNAL = {
    "JournalDown": (503, "journal_down", "The hall can't write its journal now."),
    "KeyReused": (422, "key_reused", "This Idempotency-Key was used with another body."),
}
HTTP_CODES = {
    400: "bad_request", 401: "who_are_you", 403: "not_allowed", 404: "not_found",
    405: "method_not_allowed", 406: "not_acceptable", 408: "timeout", 411: "length_required",
    413: "too_large", 414: "too_long", 415: "unsupported_type", 416: "range", 429: "too_many",
    431: "too_large",
}  # fmt: skip


def problem(error: BaseException) -> Response:
    """The reply to any error raised while a request is answered. Unknown ones are logged: 500."""
    if isinstance(error, Refusal):
        return problem_response(error.status, error.code, error.detail, error.more)
    if isinstance(error, Problem):
        return problem_response(error.status, error.code, error.detail, error.more, error.headers)
    if isinstance(error, ValidationError):
        return problem_response(
            400, "bad_request", say_mistakes(error), {"mistakes": mistakes(error)}
        )
    known = JOURNAL.get(type(error).__name__)
    if known:
        status, code, detail = known
        more = {"why": str(error)} if str(error) else {}
        headers = {"Retry-After": "2"} if status == 503 else {}
        return problem_response(status, code, detail, more, headers)
    if isinstance(error, TimeoutError):
        return problem_response(
            503, "journal_down", "The journal has not answered in time; ask again, same key.",
            {}, {"Retry-After": "1"},
        )  # fmt: skip
    if isinstance(error, HTTPException):
        status = error.code or 500
        if error.response is not None:
            return error.response  # type: ignore[return-value]
        headers = {}
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            headers["Allow"] = ", ".join(sorted(allowed))
        code = HTTP_CODES.get(status, "bad_request" if status < 500 else "broken")
        return problem_response(status, code, error.name, {}, headers)
    log.exception("unexpected error", extra={"path": request.path, "method": request.method})
    return problem_response(500, "broken", "Something is broken here; it has been written down.")


def mistakes(error: ValidationError) -> list[dict[str, str]]:
    """Where and what, of each mistake; what was sent is not repeated."""
    return [
        {"where": ".".join(str(p) for p in row["loc"]) or "body", "what": row["msg"]}
        for row in error.errors(include_url=False, include_context=False, include_input=False)[:20]
    ]


def say_mistakes(error: ValidationError) -> str:
    return "; ".join(f"{m['where']}: {m['what']}" for m in mistakes(error)[:3])


def shown(error: BaseException) -> Response:
    """The problem, as a page where somebody looks at one."""
    reply = problem(error)
    if reply.status_code >= 400 and wanted(request.environ):
        try:
            return problem_page(reply.status_code, reply.headers)
        except Exception:
            log.exception("the page of a problem could not be made", extra={"path": request.path})
    return reply


def install(app: Flask) -> None:
    """Every error of the app becomes a problem."""
    app.register_error_handler(Exception, shown)
