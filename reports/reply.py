"""A report's reply: a file to be kept, or JSON to be read."""

from __future__ import annotations

from flask import Response

from reports.files import TYPES
from web.reply import COMMON


def file_reply(body: bytes, format: str, name: str) -> Response:
    """A file to be kept, or JSON to be read; never guessed at, never stored on the way."""
    reply = Response(body, 200, {"Content-Type": TYPES[format], **dict(COMMON)})
    reply.headers["Cache-Control"] = "no-store"
    if format != "json":
        reply.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
        reply.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return reply
