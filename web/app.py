"""The Flask app: joins blueprints, static files, languages, errors. No rule of the hall."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, request
from flask.sessions import SessionInterface
from werkzeug.routing import MapAdapter

from web import problem
from web.asking import LANGUAGE_COOKIE, MAX_BODY
from web.static_files import install as install_static
from web.tokens import page_token

ROOT = Path(__file__).resolve().parent.parent


class NoSession(SessionInterface):
    """Flask's own session is not used: logins live in people/."""

    def open_session(self, app: Flask, request: Any) -> Any:
        return NULL

    def is_null_session(self, obj: object) -> bool:
        return True


NULL = SessionInterface.null_session_class()


class HallApp(Flask):
    """Flask without what the hall has no use for: virtual hosts, coroutines, sessions, signals and
    the chains of functions before, after and around a request. Api does all that in one pass."""

    session_interface = NoSession()

    def create_url_adapter(self, request: Any) -> MapAdapter | None:
        if request is None:
            return super().create_url_adapter(request)
        environ = request.environ
        return MapAdapter(
            self.url_map, "hall", "/", "", environ["wsgi.url_scheme"], request.path,
            environ["REQUEST_METHOD"], environ.get("QUERY_STRING"),
        )  # fmt: skip

    def ensure_sync(self, func: Any) -> Any:
        return func

    def full_dispatch_request(self) -> Any:
        self._got_first_request = True
        try:
            reply = self.dispatch_request()
        except Exception as error:
            reply = self.handle_user_exception(error)
        return reply if isinstance(reply, Response) else self.make_response(reply)

    def do_teardown_request(self, exc: Any = None) -> None:
        """Nobody has registered any."""

    def do_teardown_appcontext(self, exc: Any = None) -> None:
        """Nobody has registered any."""

    def _chain(self, *args: Any, **kwargs: Any) -> Any:
        raise ValueError("before_request and its like are not run here: use web.api.Api")

    before_request = after_request = teardown_request = teardown_appcontext = _chain


def make_app(house: Any, blueprints: Iterable[Blueprint]) -> Flask:
    """The app of a house. Raises ValueError for a route not registered through Api."""
    app = HallApp("hall", static_folder=None, template_folder=str(ROOT / "web" / "templates"),
                root_path=str(ROOT))  # fmt: skip
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, PROPAGATE_EXCEPTIONS=False,
                      MAX_FORM_MEMORY_SIZE=MAX_BODY, TEMPLATES_AUTO_RELOAD=False)  # fmt: skip
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False  # a redirect would need our name, which we don't know
    app.house = house  # type: ignore[attr-defined]
    blueprints = list(blueprints)
    folders = {bp.name: Path(bp.static_folder) for bp in blueprints if bp.static_folder}
    folders.setdefault("web", ROOT / "web" / "static")
    house.pages = version_of(folders.values())
    house.renew()
    static_rules = install_static(app, folders)
    for bp in blueprints:
        bp.static_folder = None  # served by the one static route
        if bp.before_request_funcs or bp.after_request_funcs or bp.teardown_request_funcs:
            raise ValueError(f"{bp.name}: before_request and its like are not run here")
        app.register_blueprint(bp)
    known = {route.rule for route in house.routes} | static_rules
    strays = [rule.rule for rule in app.url_map.iter_rules() if rule.rule not in known]
    if strays:
        raise ValueError(f"routes without roles (use web.api.Api): {strays}")
    problem.install(app)
    install_words(app, house)
    return app


def version_of(folders: Iterable[Path]) -> str:
    """Changes when a page's script, style or template does: what `hello` tells the pages."""
    digest = hashlib.sha256()
    for folder in sorted(folders):
        for path in sorted(folder.parent.rglob("*")):
            if path.suffix in (".js", ".css", ".html") and path.is_file():
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def language(house: Any) -> str:
    """The request's language: `?lang=`, else the cookie, else the hall's first."""
    names = house.languages.names
    for wish in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wish in names:
            return wish
    return names[0]


def install_words(app: Flask, house: Any) -> None:
    """`_()`, `text()`, `lang` and what base.html shows, for the templates."""
    say, pick = house.languages.say, house.languages.pick

    @app.context_processor
    def words() -> dict[str, Any]:
        lang = language(house)
        who, cookie = request.environ.get("hall.page", (None, None))
        plan = house.live.plan
        return {
            "_": lambda message, **values: say(lang, message, **values),
            "text": lambda words: pick(lang, words),
            "lang": lang,
            "languages": house.languages.names,
            "page_token": page_token(cookie) if cookie else "",
            "version": house.version,
            "hall_name": pick(lang, plan.settings["hall"]["name"]) if plan else "",
            "who": who,
            "house": house,
        }

    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
