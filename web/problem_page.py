"""The page a person sees where a program would be told a problem: what is wrong, where to go on."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from web.reply import page_response

WAYS = {"login": (403,), "again": (408, 429, 500, 503)}  # what may help, by status


def wanted(environ: dict[str, Any]) -> bool:
    """Does somebody look at a page? Programs and the pages' own scripts do not ask for HTML."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and "text/html" in environ.get("HTTP_ACCEPT", "")
        and not environ["PATH_INFO"].startswith(("/api/", "/static/"))
    )


def problem_page(status: int, headers: Any) -> Response:
    """That problem as a page in the reader's language; `headers` are those beyond its shape."""
    ways = [way for way, where in WAYS.items() if status in where]
    reply = page_response(
        render_template("web/problem.html", status=status, ways=ways, here=request.path), status
    )
    for name in ("Retry-After", "Allow"):
        if name in headers:
            reply.headers[name] = headers[name]
    return reply
