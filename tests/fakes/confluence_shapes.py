"""The calls that change something in Confluence, as Atlassian's OpenAPI descriptions (v2, and v1 for labels) give them.

Restated by hand, and stricter where the description leaves a door open that we do not use: no unknown parameter, no
unknown key of a body, a body in one of the two forms.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jsonschema import Draft202012Validator
from requests import PreparedRequest, Response

Schema = dict[str, Any]


def strict(required: tuple[str, ...], optional: tuple[str, ...] = (), **properties: Schema) -> Schema:
    """An object with these keys and no other."""
    assert set(properties) == {*required, *optional}
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


STRING: Schema = {"type": "string", "minLength": 1}
ID: Schema = {"type": "string", "pattern": "^[0-9]+$"}
NUMBER: Schema = {"type": "integer", "minimum": 1}
# `oneOf` of the description: representation and value, or one key that is named for the representation.
BODY = strict(("representation", "value"), representation={"enum": ["storage", "atlas_doc_format"]}, value=STRING)
VALUE = strict(("run", "mac"), run=STRING, mac={"type": "string", "pattern": "^[0-9a-f]{64}$"})
NEW_COMMENT: Schema = {
    "oneOf": [
        strict(("pageId", "body"), pageId=ID, body=BODY),
        strict(("blogPostId", "body"), blogPostId=ID, body=BODY),
    ]
}
NEW_PROPERTY = strict(("key", "value"), key=STRING, value=VALUE)
PROPERTY = strict(("key", "value", "version"), key=STRING, value=VALUE, version=strict(("number",), number=NUMBER))
LABELS: Schema = {
    "type": "array",
    "minItems": 1,
    "items": strict(("prefix", "name"), prefix={"const": "global"}, name=STRING),
}

NEW_DRAFT = strict(
    ("spaceId", "status", "title", "body"),
    ("parentId",),
    spaceId=ID,
    status={"const": "draft"},  # left out, the page would be published
    title={"type": "string", "minLength": 1, "maxLength": 255},
    body=BODY,
    parentId=ID,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of call: method, path below `/wiki`, body, query (name -> pattern), and the statuses it may answer."""

    method: str
    path: str
    answers: tuple[int, ...]
    body: Schema | None = None
    query: tuple[tuple[str, str], ...] = ()
    scope: str = "WRITE"


_PROPERTIES = r"/api/v2/(pages|blogposts|comments)/\d+/properties"
SHAPES = (
    Shape("POST", r"/api/v2/footer-comments", (201, 400, 401, 404), NEW_COMMENT),
    Shape("DELETE", r"/api/v2/footer-comments/\d+", (204, 400, 401, 404), scope="DELETE"),
    Shape("POST", r"/api/v2/pages", (200, 400, 401, 404, 413), NEW_DRAFT),
    Shape("DELETE", r"/api/v2/pages/\d+", (204, 400, 401, 404), query=(("draft", "true"),), scope="DELETE"),
    Shape("POST", r"/rest/api/content/\d+/label", (200, 400, 403, 404), LABELS),
    Shape("DELETE", r"/rest/api/content/\d+/label", (204, 403, 404), query=(("name", ".+"),)),
    Shape("POST", _PROPERTIES, (200, 400, 401, 404), NEW_PROPERTY),
    Shape("PUT", _PROPERTIES + r"/\d+", (200, 400, 401, 404), PROPERTY),
    Shape("DELETE", _PROPERTIES + r"/\d+", (204, 400, 401, 404)),
)


def shape_of(request: PreparedRequest) -> Shape:
    """Return the one kind of call that a request is; it must fit in every part."""
    parts = urlsplit(str(request.url))
    path = parts.path.removeprefix("/wiki")
    found = [s for s in SHAPES if s.method == request.method and re.fullmatch(s.path, path)]
    assert len(found) == 1, f"{request.method} {path} is no call of Confluence's"
    shape, query = found[0], parse_qs(parts.query, keep_blank_values=True)
    expected = dict(shape.query)
    assert set(query) == set(expected), f"{path}: {sorted(query)}"
    assert all(len(query[name]) == 1 and re.fullmatch(expected[name], query[name][0]) for name in query), query
    if shape.body is None:
        assert not request.body
    else:
        assert str(request.headers["Content-Type"]).startswith("application/json")
        sent = json.loads(request.body or b"null")
        assert [error.message for error in Draft202012Validator(shape.body).iter_errors(sent)] == []
        check_document(sent)
    return shape


def check_document(sent: object) -> None:
    """The value of a body in ADF is a document, written as a string."""
    body = sent.get("body") if isinstance(sent, dict) else None
    if isinstance(body, dict) and body["representation"] == "atlas_doc_format":
        document = json.loads(body["value"])
        assert (document["type"], document["version"]) == ("doc", 1)
        assert document["content"]


class Watched:
    """A response hook of `requests`: checks each call that changes something, and keeps it."""

    def __init__(self) -> None:
        self.loose = False  # whether a call is let through that the product makes on a site that does not keep its word
        self.calls: list[tuple[Shape, Any, int]] = []

    def __call__(self, response: Response, **_: Any) -> None:
        """Check a request against its shape, and its answer's status."""
        request = response.request
        if request.method == "GET" or urlsplit(str(request.url)).path.endswith("/users-bulk"):
            return
        if self.loose and request.method == "DELETE":
            return
        shape = shape_of(request)
        assert response.status_code in {*shape.answers, 409, 429, 500, 503}, response.status_code
        self.calls.append((shape, json.loads(request.body) if request.body else None, response.status_code))

    def made(self) -> list[tuple[str, str]]:
        """Method and path of each call, in order."""
        return [(shape.method, shape.path) for shape, _, _ in self.calls]
