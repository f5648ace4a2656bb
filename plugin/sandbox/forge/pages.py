"""The site's page about its Forge app: what it asks for, and an administrator's yes."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, abort, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from plugin.sandbox.errors import SandboxError
from plugin.sandbox.forge import install as installing
from plugin.sandbox.forge.app import read_app
from plugin.sandbox.same_origin import require_same_origin
from plugin.sandbox.state import live
from plugin.sandbox.view import View

blueprint = Blueprint("forge_pages", __name__)


@blueprint.get("/admin/apps")
def apps() -> str:
    """Show the Forge app that waits for approval, or is installed."""
    view, door = _administrator(), live().forge
    folder = door.offered
    app = door.installation.app if door.installation else read_app(folder) if folder else None
    asked = installing.consent(app) if app else {}
    return render_template("forge_app.html", view=view, app=app, asked=asked, installed=door.installation is not None)


@blueprint.post("/admin/apps")
def approve() -> AnyResponse:
    """Install it: an administrator approves what it asks for."""
    require_same_origin()
    view, door = _administrator(), live().forge
    if door.offered is None:
        abort(HTTPStatus.NOT_FOUND)
    try:
        installing.install(live(), door.offered)
    except SandboxError as error:
        abort(HTTPStatus.BAD_REQUEST, str(error))
    return redirect(view.url("/admin/apps"), HTTPStatus.SEE_OTHER)


def _administrator() -> View:
    view = View.of()
    if not view.user.site_admin:
        abort(HTTPStatus.FORBIDDEN, "Only administrators of this site see this page.")
    return view
