"""Atlassian's API as apps reach it, `/ex/<product>/<cloud id>/...`, in front of the site's REST; and Forge's keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Response, jsonify, request
from werkzeug import Response as PlainResponse

from plugin.sandbox.state import AccessToken, live

blueprint = Blueprint("forge_api", __name__)

THROUGH = "sandbox.through"
_ADDRESS = re.compile(r"/ex/(jira|confluence)/([^/]+)(/.+)")
_BELOW = {"jira": "/rest/", "confluence": "/wiki/"}


class ApiAddresses:
    """Leads what comes to the API's addresses to the site's REST, marked so that only the API's tokens open it."""

    def __init__(self, app: WSGIApplication, cloud_id: str) -> None:
        self._app = app
        self._cloud_id = cloud_id

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse, /) -> Iterable[bytes]:
        """Answer a request."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith("/ex/"):
            return self._app(environ, start_response)
        found = _ADDRESS.fullmatch(path)
        if found is None or found[2] != self._cloud_id or not found[3].startswith(_BELOW[found[1]]):
            return PlainResponse('{"code":404}', HTTPStatus.NOT_FOUND, mimetype="application/json")(
                environ, start_response
            )
        environ["PATH_INFO"], environ[THROUGH] = found[3], found[1]
        return self._app(environ, start_response)


def through_api() -> str:
    """The product through whose API address this request came; empty where it came to the site itself."""
    return str(request.environ.get(THROUGH, ""))


def unsettled(access: AccessToken) -> bool:
    """Whether a token is of a Forge app whose permissions come only some time after its install."""
    installation = live().forge.installation
    return access.through == "api" and installation is not None and live().clock() < installation.settled_at


@blueprint.get("/forge/.well-known/jwks.json")
def keys() -> Response:
    """Answer the keys that verify invocation tokens."""
    response = jsonify({"keys": [live().forge.key.jwk]})
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@blueprint.get("/_edge/tenant_info")
def tenant_info() -> Response:
    """Answer which site this is, to anybody."""
    return jsonify({"cloudId": live().cloud_id})
