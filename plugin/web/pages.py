"""The pages that a host frames: shells without content of their own; everything they show comes from the API."""

from __future__ import annotations

import secrets
from functools import lru_cache

from flask import Blueprint, Response, g, make_response, render_template, request

from connectors.host.model import Product
from plugin.identity.caller import Caller, TokenKind
from plugin.web.headers import nonce
from plugin.web.services import services
from plugin.web.tokens import takes

PAGE_PATHS = (
    "/panel", "/admin", "/welcome", "/project-admin", "/byline", "/macro", "/write", "/space"
)  # fmt: skip

blueprint = Blueprint("pages", __name__)

_LANGUAGES = ("en", "de", "ja")


def page_language() -> str:
    """The language of a page: what the host says (`loc`), else what the browser prefers."""
    asked = request.args.get("loc", "")[:2].lower()
    return asked if asked in _LANGUAGES else request.accept_languages.best_match(_LANGUAGES) or "en"


@blueprint.get("/jira/panel")
@takes(TokenKind.PAGE, Product.JIRA)
def panel() -> Response:
    """The panel in an issue."""
    surface = request.args.get("surface", "context")
    return shell("panel.html", surface if surface in {"context", "content"} else "context")


@blueprint.get("/jira/admin")
@takes(TokenKind.PAGE, Product.JIRA)
def jira_admin() -> Response:
    """What AI may do, for administrators; the API asks Jira whether this person is one."""
    return shell("admin.html", "admin")


@blueprint.get("/jira/welcome")
@takes(TokenKind.PAGE, Product.JIRA)
def welcome() -> Response:
    """The page after the installation."""
    return shell("welcome.html", "welcome")


@blueprint.get("/jira/project-admin")
@takes(TokenKind.PAGE, Product.JIRA)
def project_admin() -> Response:
    """What AI may do in one project, for its administrators; the API asks Jira whether this person is one."""
    return shell("place-admin.html", "project")


@blueprint.get("/confluence/byline")
@blueprint.get("/confluence/write")
@takes(TokenKind.PAGE, Product.CONFLUENCE)
def page_panel() -> Response:
    """The panel of a page: from its byline for readers, from its menu for writers."""
    return shell("panel.html", request.path.rpartition("/")[2])


@blueprint.get("/confluence/admin")
@takes(TokenKind.PAGE, Product.CONFLUENCE)
def confluence_admin() -> Response:
    """What AI may do, for administrators; the API asks Confluence whether this person is one."""
    return shell("admin.html", "admin")


@blueprint.get("/confluence/space")
@takes(TokenKind.PAGE, Product.CONFLUENCE)
def space_admin() -> Response:
    """What AI may do in one space, for its administrators; the API asks Confluence whether this person is one."""
    return shell("place-admin.html", "space")


def shell(template: str, surface: str) -> Response:
    """Return a page's shell with its nonce and ticket; the rest comes from the API."""
    caller: Caller = g.caller
    html = _rendered(template, surface, caller.product.value, page_language(), services().settings.bridge_url)
    response = make_response(html.replace(_NONCE, nonce()).replace(_TICKET, caller.ticket or ""))
    response.mimetype = "text/html"
    return response


# A shell differs by nonce and ticket alone, so it is rendered once; both are made of characters that need no escape.
_NONCE, _TICKET = (f"{name}-{secrets.token_hex(16)}" for name in ("nonce", "ticket"))


@lru_cache(maxsize=256)
def _rendered(template: str, surface: str, product: str, language: str, bridge_url: str) -> str:
    return render_template(
        template,
        nonce=_NONCE,
        bridge_url=bridge_url,
        static="../static",
        ticket=_TICKET,
        surface=surface,
        product=product,
        lang=language,
    )
