"""Request bodies against `openapi.yaml`, the one source of the API's schemas."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from flask import Request
from jsonschema import Draft202012Validator

from plugin.errors import BadRequest, BodyTooLarge

MAX_BODY_BYTES = 1_000_000


@cache
def openapi() -> dict[str, Any]:
    """Return the API's description: `openapi.yaml`, and the areas that stand in files of their own in `openapi/`.

    Raises:
        ValueError: two files describe one path or schema.
    """
    root = files("plugin.web")
    document: dict[str, Any] = yaml.safe_load(root.joinpath("openapi.yaml").read_text(encoding="utf-8"))
    areas = sorted(root.joinpath("openapi").iterdir(), key=lambda each: each.name)
    for area in (yaml.safe_load(each.read_text(encoding="utf-8")) for each in areas if each.name.endswith(".yaml")):
        for mine, its in (
            (document["paths"], area.get("paths", {})),
            (document["components"]["schemas"], area.get("schemas", {})),
        ):
            if mine.keys() & its.keys():
                msg = f"described twice: {sorted(mine.keys() & its.keys())}"
                raise ValueError(msg)
            mine.update(its)
    return document


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the validator of a schema of `components`; references inside the file are resolved."""
    components = openapi()["components"]
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": components})


def json_body(request: Request, schema: str | None = None) -> dict[str, Any]:
    """Return the request's JSON object, valid by that schema.

    Raises:
        BodyTooLarge: over a million bytes.
        BadRequest: not JSON, not an object, or not as the schema says; never repeats what was sent.
    """
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise BodyTooLarge
    raw = request.get_data(cache=False)
    if len(raw) > MAX_BODY_BYTES:
        raise BodyTooLarge
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadRequest("The body is not JSON.", code="malformed_json") from None
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.", code="invalid_body")
    if schema is not None:
        error = next(iter(validator(schema).iter_errors(body)), None)
        if error is not None:
            where = "/".join(str(part) for part in error.absolute_path)[:80]
            raise BadRequest("The body does not have the expected form.", code="invalid_body", detail=where)
    return body
