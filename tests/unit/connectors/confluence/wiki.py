"""A Confluence without a network, answering in the shapes of Atlassian's OpenAPI description."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import responses
from requests import PreparedRequest

BASE = "https://site.atlassian.net/wiki"
Answer = tuple[int, dict[str, str], str]


def adf(*content: dict[str, Any] | str) -> dict[str, Any]:
    """A document; bare strings are paragraphs."""
    blocks = [
        {"type": "paragraph", "content": [{"type": "text", "text": c}]} if isinstance(c, str) else c for c in content
    ]
    return {"type": "doc", "version": 1, "content": blocks}


def heading(words: str, level: int = 1) -> dict[str, Any]:
    """A heading."""
    return {"type": "heading", "attrs": {"level": level}, "content": [{"type": "text", "text": words}]}


def comment(number: int, words: str, **extra: Any) -> dict[str, Any]:
    """A comment as Confluence sends it."""
    version = {
        "number": 1,
        "message": "",
        "minorEdit": False,
        "authorId": "acc-2",
        "createdAt": f"2026-11-16T10:{number % 60:02d}:00.000Z",
    }
    body = {"atlas_doc_format": {"representation": "atlas_doc_format", "value": json.dumps(adf(words))}}
    links = {"webui": f"/spaces/OPS/pages/42?focusedCommentId={number}"}
    return {"id": str(number), "status": "current", "title": "Re: Plan", "pageId": "42"} | {
        "version": version,
        "body": body,
        "_links": links,
        **extra,
    }


def page(page_id: str, document: dict[str, Any] | None, storage: str = "", **extra: Any) -> dict[str, Any]:
    """A page as Confluence keeps it, with both formats; a document of None is one that it cannot give."""
    return {
        "id": page_id,
        "status": "current",
        "title": "Plan",
        "spaceId": "11",
        "parentId": None,
        "parentType": None,
        "authorId": "acc-1",
        "createdAt": "2026-11-01T09:00:00.000Z",
        "version": {"number": 7, "message": "", "minorEdit": False, "authorId": "acc-2"}
        | {"createdAt": "2026-11-16T12:00:00.000Z"},
        "formats": {"atlas_doc_format": json.dumps(document) if document else "", "storage": storage},
        "labels": {"results": [{"id": "1", "name": "plan", "prefix": "global"}], "meta": {"hasMore": False}},
        "_links": {"webui": f"/spaces/OPS/pages/{page_id}/Plan", "base": BASE},
        **extra,
    }


class Confluence:
    """Answers for a few pages. `lists` is every paged list by path; `size` is how many rows a page of it has."""

    def __init__(self, mock: responses.RequestsMock) -> None:
        self.mock = mock
        self.pages: dict[str, dict[str, Any]] = {}
        self.older: dict[str, dict[int, dict[str, Any]]] = {}  # earlier versions of a page, by number
        self.lists: dict[str, list[Any]] = {}
        self.restricted: set[str] = set()
        self.names = {"acc-1": "Ada Byron", "acc-2": "Bo Ek"}
        self.answers: dict[str, Any] = {}
        self.spaces = {"11": "OPS", "12": "HR"}
        self.size = 2
        self.asked: list[str] = []
        for method in (responses.GET, responses.POST):
            mock.add_callback(method, re.compile(re.escape(BASE) + "/.*"), self._answer)

    def paths(self, *having: str) -> list[str]:
        """What was asked for, as far as it holds these words."""
        return [path for path in self.asked if all(word in path for word in having)]

    def _answer(self, request: PreparedRequest) -> Answer:
        parts = urlsplit(str(request.url))
        path, query = parts.path.removeprefix("/wiki"), {k: v[0] for k, v in parse_qs(parts.query).items()}
        self.asked.append(f"{request.method} {path}?{parts.query}")
        found = self.answers.get(path)
        if found is None:
            found = self._found(path, query, request)
        if isinstance(found, int):
            return found, {}, "{}"
        return (404, {}, "{}") if found is None else (200, {}, json.dumps(found))

    def _found(self, path: str, query: dict[str, str], request: PreparedRequest) -> Any:
        if path == "/api/v2/users-bulk":
            ids = json.loads(request.body or b"{}")["accountIds"]
            people = [{"accountId": i, "displayName": self.names[i]} for i in ids if i in self.names]
            return {"results": people, "_links": {}}
        if path.startswith("/rest/api/content/"):
            users = [{"type": "known", "accountId": "acc-9"}] if path.split("/")[4] in self.restricted else []
            kinds = {"user": {"results": users}, "group": {"results": []}}
            return {"operation": "read", "restrictions": kinds, "_expandable": {}, "_links": {}}
        return self._content(path, query)

    def _content(self, path: str, query: dict[str, str]) -> Any:
        kind, _, rest = path.removeprefix("/api/v2/").partition("/")
        if kind == "spaces" and rest in self.spaces:
            return {"id": rest, "key": self.spaces[rest], "name": "Operations", "type": "global"}
        if kind == "spaces" and not rest:
            keys = [{"id": i, "key": key} for i, key in self.spaces.items() if key == query.get("keys")]
            return {"results": keys, "_links": {}}
        if path == "/api/v2/pages":
            wanted = query["title"], query["space-id"]
            rows = [row for row in self.pages.values() if (row["title"], row["spaceId"]) == wanted]
            return {"results": [self._page(row, {}) for row in rows], "_links": {}}
        if kind == "pages" and rest in self.pages:
            present, wanted = self.pages[rest], int(query.get("version", "0"))
            if not wanted or wanted == present["version"]["number"]:
                return self._page(present, query)
            earlier = self.older.get(rest, {}).get(wanted)
            return self._page(earlier | {"status": "historical"}, query) if earlier else None
        return self._rows(path, query)

    def _page(self, row: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
        form = query.get("body-format", "")
        value = row["formats"].get(form)
        hidden = {"formats"} | (set() if "include-labels" in query else {"labels"})
        shown = {key: value for key, value in row.items() if key not in hidden}
        return shown | {"body": {form: {"representation": form, "value": value}} if value else {}}

    def _rows(self, path: str, query: dict[str, str]) -> Any:
        tail = path.rpartition("/")[2]
        if path not in self.lists and tail not in {"footer-comments", "inline-comments", "children", "attachments"}:
            return None
        rows, start = self.lists.get(path, []), int(query.get("cursor", "0"))
        end = start + self.size
        links = {"next": f"/wiki{path}?limit=100&cursor={end}", "base": BASE} if end < len(rows) else {"base": BASE}
        return {"results": rows[start:end], "_links": links}
