"""The form of `pages/<ID>-<words>.md`: a head of `name: value` lines, then the texts, each under its own line.

    id: 196610
    space: OPS
    title: Runbook: payouts are late
    parent: 196609
    kind: blogpost                       (a page where it is missing)
    format: storage                      (kept in storage format alone; ADF where it is missing)
    level: confidential                  (its own classification)
    labels: runbook, payments
    read: emre, group payments-oncall    (who may see it; edit: who may change it)
    version: emre | 2026-03-02 09:00 | First version          (one line each, oldest first)
    property: vouch-approved = {"approved": true}

    == body
    == body 1                            (an older version's text; otherwise it had the first part of today's)
    == footer tomasz, 2026-11-11 10:00
    == inline haruka, 2026-11-12 09:30, open, on words of the page
    == reply 1 anneke, 2026-11-12 10:00  (an answer to the first comment of the file)

Times are UTC.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Mapping

from plugin.sandbox.content.adf_inline import Node
from plugin.sandbox.content.issue_file import head_of, mention_table, sections_of
from plugin.sandbox.content.page_builder import PageBuilder
from plugin.sandbox.content.planted import filled
from plugin.sandbox.site import User
from plugin.sandbox.wiki.model import Adf, Audience, Body, Page, Property, Version, WikiComment

_LEAST_BLOCKS = 1


def moment_of(text: str, second: int = 0) -> str:
    """Return `2026-11-16 16:02` (UTC) as Confluence's v2 writes times."""
    day, clock = text.split()
    return f"{day}T{clock}:{second:02d}.000Z"


def parse_page(source: str, people: Mapping[str, User]) -> Page:
    """Return the page of a file's text; `people` maps handles to users. KeyError and ValueError where it is wrong."""
    head_text, *parts = sections_of(filled(source))
    head = head_of(head_text)
    first = {name: values[0] for name, values in head.items()}
    page_id, ids = first["id"], {handle: user.account_id for handle, user in people.items()}
    bodies = dict(_body(page_id, part, first.get("format", "adf"), people) for part in parts if part.startswith("body"))
    page = Page(
        id=page_id,
        space=first["space"],
        kind=first.get("kind", "page"),
        owner=ids[first["version"].split("|")[0].strip()],
        versions=_versions(first["title"], head["version"], bodies, ids),
        parent=first.get("parent", ""),
        labels=_listed(first.get("labels", "")),
        level=first.get("level", ""),
        readers=_audience(first.get("read", ""), ids),
        editors=_audience(first.get("edit", ""), ids),
    )
    for part in parts:
        if not part.startswith("body"):
            _add_comment(page, part, people)
    page.properties = [_property(page, number, line) for number, line in enumerate(head.get("property", ()), start=1)]
    return page


def _listed(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def _audience(text: str, ids: Mapping[str, str]) -> Audience | None:
    names = _listed(text)
    groups = tuple(name.removeprefix("group ") for name in names if name.startswith("group "))
    people = tuple(ids[name] for name in names if not name.startswith("group "))
    return Audience(people, groups) if names else None


def _body(page_id: str, part: str, form: str, people: Mapping[str, User]) -> tuple[int, Body]:
    """Return the number of the version (0 for today's) and its text."""
    heading, _, text = part.partition("\n")
    number = int(heading.removeprefix("body").strip() or 0)
    if form == "storage":
        return number, Body(storage=text.strip())
    prefix = f"{page_id}-{number}" if number else page_id
    return number, Body(adf=PageBuilder(mention_table(people), prefix).document(text))


def _versions(title: str, lines: list[str], bodies: dict[int, Body], ids: Mapping[str, str]) -> list[Version]:
    found = []
    for number, line in enumerate(lines, start=1):
        author, created, message = (part.strip() for part in line.split("|"))
        body = bodies[0] if number == len(lines) else bodies.get(number) or _earlier(bodies[0], number / len(lines))
        found.append(Version(number, ids[author], moment_of(created), message, body, title))
    return found


def _earlier(body: Body, share: float) -> Body:
    """A page grows downwards: an older version had the first blocks of today's. Storage format stays whole."""
    if body.adf is None:
        return body
    blocks = body.adf["content"]
    kept = max(_LEAST_BLOCKS, math.ceil(len(blocks) * share))
    return Body(adf=body.adf | {"content": blocks[:kept]})


def _add_comment(page: Page, part: str, people: Mapping[str, User]) -> None:
    heading, _, text = part.partition("\n")
    kind, _, rest = heading.partition(" ")
    number = len(page.comments) + 1
    parent = None
    if kind == "reply":
        to, _, rest = rest.partition(" ")
        parent = page.comments[int(to) - 1]
    author, created, *marks = (word.strip() for word in rest.split(",", 3))
    comment_id = f"{page.id}{number:03d}"
    comment = WikiComment(
        id=comment_id,
        kind=parent.kind if parent else kind,
        author=people[author].account_id,
        created=moment_of(created, number * 7 % 60),
        body=Body(adf=PageBuilder(mention_table(people), comment_id).document(text)),
        parent=parent.id if parent else "",
    )
    if kind == "inline":
        comment.resolution, comment.selection = marks[0], marks[1].removeprefix("on ")
        comment.marker = str(uuid.uuid5(uuid.NAMESPACE_URL, f"marker:{comment_id}"))
        if page.body.adf and comment.resolution != "dangling":
            _mark(page.body.adf, comment.selection, comment.marker)
    elif kind not in {"footer", "reply"}:
        raise ValueError(f"unknown part of page {page.id}: {heading}")
    page.comments.append(comment)


def _mark(document: Adf, selection: str, marker: str) -> None:
    """Put the comment's annotation on the first text that holds the words; ValueError where none does."""
    if not _marked(document, selection, marker):
        raise ValueError(f"no text holds: {selection}")


def _marked(node: Node, selection: str, marker: str) -> bool:
    content = node.get("content", [])
    for at, child in enumerate(content):
        if child["type"] == "text" and selection in child["text"] and node["type"] != "codeBlock":
            before, _, after = child["text"].partition(selection)
            mark = {"type": "annotation", "attrs": {"id": marker, "annotationType": "inlineComment"}}
            words = child | {"text": selection, "marks": [*child.get("marks", []), mark]}
            pieces = [child | {"text": before}, words, child | {"text": after}]
            content[at : at + 1] = [piece for piece in pieces if piece["text"]]
            return True
        if _marked(child, selection, marker):
            return True
    return False


def _property(page: Page, number: int, line: str) -> Property:
    key, _, value = line.partition(" = ")
    created = page.current.created
    return Property(f"{page.id}9{number:02d}", key, json.loads(value), 1, page.current.author, created)
