"""Builds the stand-in site as a Flask application."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, abort, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from plugin.sandbox import (
    lifecycle,
    oauth,
    pages,
    panels,
    rest_accounts,
    rest_changelog,
    rest_choices,
    rest_classification,
    rest_comment,
    rest_data_policy,
    rest_files,
    rest_issue,
    rest_misc,
    rest_search,
    rest_user,
)
from plugin.sandbox.content.load import load_site
from plugin.sandbox.errors import SandboxError
from plugin.sandbox.forge.api import ApiAddresses
from plugin.sandbox.forge.api import blueprint as forge_api
from plugin.sandbox.forge.pages import blueprint as forge_pages
from plugin.sandbox.forge.panels import blueprint as forge_panels
from plugin.sandbox.keys import InstallKey
from plugin.sandbox.panels import origin_of
from plugin.sandbox.same_origin import require_same_origin
from plugin.sandbox.site import Site
from plugin.sandbox.state import SiteSettings, SiteState, live
from plugin.sandbox.view import View
from plugin.sandbox.wiki import rest_page, rest_policy, rest_property, rest_space, rest_v1, rest_write
from plugin.sandbox.wiki.pages import blueprint as wiki_pages
from plugin.sandbox.wiki.rest_comment import blueprint as wiki_comment
from plugin.sandbox.wiki.session import refusal_json

_JIRA = (
    rest_issue,
    rest_data_policy,
    rest_changelog,
    rest_choices,
    rest_classification,
    rest_comment,
    rest_files,
    rest_misc,
    rest_search,
    rest_user,
    pages,
)
_CONFLUENCE = (rest_page, rest_policy, rest_write, rest_property, rest_space, rest_v1)
_BLUEPRINTS = (lifecycle, oauth, panels, rest_accounts, *_JIRA, *_CONFLUENCE)
_FORGE = (forge_api, forge_panels, forge_pages)
_MAX_BODY = 1_000_000


def create_site(base_url: str, *, site: Site | None = None, settings: SiteSettings | None = None) -> Flask:
    """Return the site's application; `app.extensions["site"]` is its live `SiteState`.

    Args:
        base_url: scheme, host and port under which it is reached; tokens and callbacks name it.
        site: the content, which the server changes while it runs; the invented company's by default.
        settings: how it behaves.
    """
    app = Flask(__name__, static_folder="static", static_url_path="/sandbox", template_folder="templates")
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it
    state = SiteState(
        base_url=base_url, site=site or load_site(), settings=settings or SiteSettings(), key=InstallKey()
    )
    app.extensions["site"] = state
    app.wsgi_app = ApiAddresses(app.wsgi_app, state.cloud_id)  # type: ignore[assignment]  # how Flask wraps itself
    app.before_request(_own_host)
    app.before_request(state.faults.before)
    app.after_request(state.faults.after)
    app.after_request(_headers)
    app.register_error_handler(HTTPException, _error)
    app.add_url_rule("/sandbox/faults", view_func=_add_fault, methods=["POST"])
    for part in (*(module.blueprint for module in _BLUEPRINTS), *_FORGE, rest_files.media, wiki_comment, wiki_pages):
        app.register_blueprint(part)
    return app


def _add_fault() -> tuple[Response, int]:
    """Ask for a fault: `{path, kind, times?, seconds?}`."""
    require_same_origin()
    sent = request.get_json(silent=True)
    sent = sent if isinstance(sent, dict) else {}
    times, seconds = sent.get("times", 1), sent.get("seconds")
    if not isinstance(times, int) or not isinstance(seconds, int | float | None):
        abort(HTTPStatus.BAD_REQUEST)
    try:
        live().faults.add(str(sent.get("path", "")), str(sent.get("kind", "")), times, seconds=seconds)
    except SandboxError as error:
        return jsonify({"error": str(error)}), HTTPStatus.BAD_REQUEST
    return jsonify({}), HTTPStatus.CREATED


def _own_host() -> None:
    """Refuse other host names, so that no page of the web reaches the site by a name that it makes point here."""
    if request.path.startswith("/sandbox/media/"):  # the other server, as it were; its addresses cannot be guessed
        return
    if request.host not in {urlsplit(live().base_url).netloc, "localhost"}:
        abort(HTTPStatus.BAD_REQUEST)


def _headers(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint == "static":
        # The bridge is loaded by the app's pages, which have another origin.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Cache-Control"] = "no-cache"
    elif response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = _policy()
        response.headers["Cache-Control"] = "no-store"
    return response


def _policy() -> str:
    origins = {origin_of(each.app_base_url) for each in list(live().installs.values())} | {live().forge.frames_url}
    apps = " ".join(sorted(origins - {""}))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' {apps}".rstrip(),
            "connect-src 'self'",
            "frame-src " + (apps or "'none'"),
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _error(error: HTTPException) -> tuple[str | Response, int]:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if request.path.startswith(("/wiki/rest/", "/wiki/api/")):
        return jsonify(refusal_json(HTTPStatus(code), error.name)), code
    if request.path.startswith(("/rest/", "/sandbox/", "/oauth2/", "/install-keys/", "/forge/", "/_edge/")):
        return jsonify({"errorMessages": [error.description or error.name], "errors": {}}), code
    return render_template("error.html", title=error.name, text=error.description or "", view=View.of()), code
