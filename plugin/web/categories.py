"""What administrators say of the values that can be suggested, over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from connectors.host.choices import Field
from plugin.assist.categories.descriptions import FieldWords
from plugin.assist.categories.places import DescribedPlace
from plugin.errors import BadRequest
from plugin.identity.caller import Caller, TokenKind
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("categories", __name__, url_prefix="/api/v1/categories")

_MOST_KEY = 255


def _caller() -> Caller:
    caller: Caller = g.caller
    return caller


@blueprint.get("/descriptions")
@takes(TokenKind.CONTEXT)
def read() -> Response:
    """Every field of a project or space with its values, and what is said of them."""
    services().admins.let_in(_caller(), "categories")
    return jsonify(_json(services().categories.places.of(_caller(), _key())))


@blueprint.put("/descriptions")
@takes(TokenKind.CONTEXT)
def write() -> Response:
    """Replace what is said of a project or space."""
    services().admins.let_in(_caller(), "categories")
    body = json_body(request, "CategoryDescriptions")
    words = {
        Field(row["field"]): FieldWords(
            row["limit"], {value: said.strip() for value, said in row["sentences"].items() if said.strip()}
        )
        for row in body["fields"]
    }
    return jsonify(_json(services().categories.places.put(_caller(), _key(), words)))


def _key() -> str:
    key = request.args.get("place", "")
    if not key or len(key) > _MOST_KEY:
        raise BadRequest(detail="place")
    return key


def _json(found: DescribedPlace) -> dict[str, Any]:
    """A `CategoryPlace`."""
    return {
        "place": {"key": found.place.key, "name": found.place.name},
        "fields": [
            {
                "field": each.field.value,
                "limit": found.words[each.field].limit if each.field in found.words else None,
                "usual_limit": FieldWords().limit_of(each.field),
                "values": [
                    {
                        "id": value.id,
                        "name": value.name,
                        "description": value.description,
                        "sentence": found.words[each.field].sentences.get(value.id, "")
                        if each.field in found.words
                        else "",
                    }
                    for value in each.values
                ],
            }
            for each in found.fields
        ],
    }
