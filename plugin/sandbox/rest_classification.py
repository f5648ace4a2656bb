"""REST: a project's classification levels, as Jira answers them; a single issue's own has no address."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify

from plugin.sandbox.permissions import may_browse, project_of
from plugin.sandbox.rest_session import Refusal, caller, guard
from plugin.sandbox.state import live
from plugin.sandbox.wiki.model import Classification

blueprint = Blueprint("rest_classification", __name__, url_prefix="/rest/api/3")
guard(blueprint)


@blueprint.get("/project/<reference>/classification-config")
def config(reference: str) -> Response:
    """Answer the levels that may be used, the project's default and the organisation's; 404 where nothing is set."""
    site, governed = live().site, live().governed
    found = project_of(site, reference)
    if found is None or not may_browse(caller(), found):
        raise Refusal(HTTPStatus.NOT_FOUND, f"No project could be found with key '{reference}'.")
    own = site.wiki.level(governed.project_levels.get(found.key, ""))
    above = site.wiki.level(governed.organisation_level)
    if own is None and above is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "Data classification is not enabled.")
    body: dict[str, Any] = {
        "classificationLevels": [_level(level) for level in site.wiki.levels],
        "containerOverride": "ANY",
    }
    if own is not None:
        body["defaultClassificationLevel"] = _level(own)
    if above is not None:
        body["organizationClassificationLevel"] = _level(above)
    return jsonify(body)


def _level(level: Classification) -> dict[str, Any]:
    return {
        "id": level.id,
        "status": "published",
        "name": level.name,
        "rank": level.order,
        "description": level.description,
        "guideline": level.guideline,
        "color": level.color,
    }
