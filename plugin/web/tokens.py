"""The guard: every route declares the one kind of token that it takes; an undeclared route stops the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, Request, g, request

from connectors.host.model import Product
from plugin.identity.caller import TokenKind
from plugin.identity.request import Signed
from plugin.web import whole_answers
from plugin.web.schema import json_body
from plugin.web.services import services

View = TypeVar("View", bound=Callable[..., Any])
Declared = tuple[TokenKind, Product | None]

_MARK = "_vouch_takes"
_OF_FLASK: dict[str, Declared] = {}


def takes(kind: TokenKind, product: Product | None = None) -> Callable[[View], View]:
    """Declare what a view takes; page, lifecycle and webhook tokens also name the product whose door it is."""
    if kind in {TokenKind.PAGE, TokenKind.LIFECYCLE, TokenKind.WEBHOOK} and product is None:
        msg = f"a {kind} route belongs to one product"
        raise ValueError(msg)

    def mark(view: View) -> View:
        setattr(view, _MARK, (kind, product))
        return view

    return mark


def declare(endpoint: str, kind: TokenKind) -> None:
    """Declare what a route that Flask itself makes takes."""
    _OF_FLASK[endpoint] = (kind, None)


def declared(app: Flask, endpoint: str) -> Declared | None:
    """Return what an endpoint takes, or None where nobody said."""
    return cast("Declared | None", getattr(app.view_functions.get(endpoint), _MARK, None)) or _OF_FLASK.get(endpoint)


def check_routes(app: Flask) -> None:
    """Refuse to start with a route that declares nothing.

    Raises:
        RuntimeError: names the routes.
    """
    missing = sorted({rule.rule for rule in app.url_map.iter_rules() if declared(app, rule.endpoint) is None})
    if missing:
        msg = f"routes without a declared token kind: {', '.join(missing)}"
        raise RuntimeError(msg)


def guard(app: Flask) -> None:
    """Verify the declared kind before any view runs."""

    @app.before_request
    def verify() -> None:
        if request.endpoint is None:
            return  # no such route: Flask answers 404
        said = declared(app, request.endpoint)
        if said is None:
            msg = f"undeclared route {request.endpoint}"
            raise RuntimeError(msg)
        kind, product = said
        signed = _signed(request)
        if signed.bearer_token:
            whole_answers.begin(request)
        identity = services().identity
        if kind is TokenKind.PAGE and product is not None:
            g.installation, g.caller = identity.page(product, signed, request.args)
        elif kind is TokenKind.CONTEXT:
            g.installation, g.caller = identity.context(signed)
        elif kind is TokenKind.INVOCATION:
            g.invocation = identity.forge.invocation(signed)
        elif kind is TokenKind.WEBHOOK and product is not None:
            g.installation = identity.webhook(product, signed)
        elif kind is TokenKind.LIFECYCLE and product is not None:
            g.body = json_body(request)
            g.client_key = services().lifecycle.verify(product, signed, g.body)


def _signed(req: Request) -> Signed:
    return Signed(
        method=req.method,
        target=_raw_target(req),
        authorization=req.headers.get("Authorization", ""),
        query_token=req.args.get("jwt", ""),
        ticket=req.headers.get("X-Vouch-Ticket", ""),
        person_token=req.headers.get("X-Forge-OAuth-User", ""),
    )


def _raw_target(req: Request) -> str:
    """The request target as it came over the wire; frameworks decode the path, and the hash must not.

    gunicorn and Werkzeug set RAW_URI, uWSGI sets REQUEST_URI. Without either it is put together again, which is the
    same for every route that we have (no path of ours holds data).
    """
    raw = req.environ.get("RAW_URI") or req.environ.get("REQUEST_URI")
    if isinstance(raw, str) and raw:
        return raw
    query = req.query_string.decode("latin-1")
    return f"{req.root_path}{req.path}" + (f"?{query}" if query else "")
