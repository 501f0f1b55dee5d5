"""Static files: /static/<station>/… from its folder, /static/vendor/… from an allow-list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, abort, send_file
from werkzeug.security import safe_join

ROOT = Path(__file__).resolve().parent.parent
FONTS = "node_modules/@expo-google-fonts/be-vietnam-pro"
VENDOR = {
    "socket.io.esm.min.js": "node_modules/socket.io-client/dist/socket.io.esm.min.js",
    "uPlot.esm.js": "node_modules/uplot/dist/uPlot.esm.js",
    "uPlot.min.css": "node_modules/uplot/dist/uPlot.min.css",
    "fonts/BeVietnamPro-400.ttf": f"{FONTS}/400Regular/BeVietnamPro_400Regular.ttf",
    "fonts/BeVietnamPro-600.ttf": f"{FONTS}/600SemiBold/BeVietnamPro_600SemiBold.ttf",
    "fonts/BeVietnamPro-700.ttf": f"{FONTS}/700Bold/BeVietnamPro_700Bold.ttf",
}
TYPES = {
    ".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf",
    ".svg": "image/svg+xml", ".png": "image/png", ".wav": "audio/wav", ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg", ".json": "application/json", ".webmanifest": "application/manifest+json",
}  # fmt: skip
RULE = "/static/<station>/<path:name>"


def install(app: Flask, folders: dict[str, Path]) -> set[str]:
    """Registers the one static route; gives its rules."""

    def static(station: str, name: str) -> Any:
        if station == "vendor":
            source = VENDOR.get(name)
            path = str(ROOT / source) if source else None
        else:
            folder = folders.get(station)
            path = safe_join(str(folder / station), name) if folder else None
        kind = TYPES.get(Path(name).suffix)
        if path is None or kind is None or not Path(path).is_file():
            abort(404)
        reply = send_file(path, mimetype=kind, conditional=True, etag=True, max_age=None)
        reply.headers["Cache-Control"] = "max-age=604800" if station == "vendor" else "no-cache"
        reply.headers["X-Content-Type-Options"] = "nosniff"
        reply.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return reply

    app.add_url_rule(RULE, "static", static)
    return {RULE}
