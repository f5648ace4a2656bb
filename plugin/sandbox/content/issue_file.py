"""The form of `issues/<KEY>.md`: a head of `name: value` lines, then the texts, each under its own line.

    key: PAY-101
    summary: ...
    status: In Review / indeterminate          (a status and its category)
    attach: name | media type | bytes | handle | 2026-11-16 15:02
    change: handle | 2026-11-16 15:02 | status | In Progress | In Review
    link: is blocked by PAY-117                (the other side gets its own end by itself)
    property: vouch-approved = {"approved": true}

    == description
    == anneke, 2026-11-16 16:02, role Developers, edited 2026-11-16 16:09
    == tomasz, 2026-11-16 16:20, internal

Times are UTC.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugin.sandbox.content.adf_builder import AdfBuilder
from plugin.sandbox.content.planted import filled
from plugin.sandbox.site import Attachment, Comment, Edit, Issue, User, Visibility

_PROJECT_BASES = {"SHOP": 10000, "PAY": 11000, "HELP": 12000, "SEC": 13000, "LAB": 14000}
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class ParsedIssue:
    """An issue and the links its file names, as (label, other key): they can be joined once all issues are known."""

    issue: Issue
    links: tuple[tuple[str, str], ...]


def issue_id(key: str) -> str:
    """Return the numeric id of an issue, which follows from its key."""
    project, number = key.split("-")
    return str(_PROJECT_BASES[project] + int(number))


def stamp(moment: str, second: int = 0) -> str:
    """Return `2026-11-16 16:02` (UTC) as Jira writes times."""
    day, clock = moment.split()
    return f"{day}T{clock}:{second:02d}.000+0000"


def parse_issue(source: str, people: Mapping[str, User]) -> ParsedIssue:
    """Return the issue of a file's text; `people` maps handles to users. KeyError and ValueError where it is wrong."""
    head_text, *parts = sections_of(filled(source))
    head = head_of(head_text)
    key = head["key"][0]
    comments = [_comment(key, number, part, people) for number, part in enumerate(parts[1:], start=1)]
    description = parts[0].partition("\n")[2].strip()
    mentions = mention_table(people)
    issue = _issue(head, people)
    issue.description = AdfBuilder(mentions, issue.id).document(description) if description else None
    issue.comments = comments
    last = comments[-1].updated or comments[-1].created if comments else issue.created
    issue.updated = max(issue.updated, last)
    links = (link.rpartition(" ") for link in head["link"])
    return ParsedIssue(issue, tuple((label, other) for label, _, other in links))


def mention_table(people: Mapping[str, User]) -> dict[str, tuple[str, str]]:
    """Return handle -> (account id, display name) for the ADF builder."""
    return {handle: (user.account_id, user.display_name) for handle, user in people.items()}


def sections_of(source: str) -> list[str]:
    """Return the head and the texts: parts begin at lines that start with `== `, but not inside code."""
    sections: list[list[str]] = [[]]
    fenced = False
    for line in source.split("\n"):
        fenced ^= line.lstrip().startswith(_FENCE)
        if line.startswith("== ") and not fenced:
            sections.append([line[3:]])
        else:
            sections[-1].append(line)
    return ["\n".join(lines) for lines in sections]


def head_of(text: str) -> dict[str, list[str]]:
    """Return the values of each name of a head, in order; a name that is missing has none."""
    head: dict[str, list[str]] = defaultdict(list)
    for line in filter(None, text.split("\n")):
        name, _, value = line.partition(":")
        head[name.strip()].append(value.strip())
    return head


def _issue(head: dict[str, list[str]], people: Mapping[str, User]) -> Issue:
    key = head["key"][0]
    status, _, category = head["status"][0].partition(" / ")
    assignee = _first(head, "assignee")
    created = stamp(head["created"][0])
    updated = _first(head, "updated")
    return Issue(
        id=issue_id(key),
        key=key,
        project=key.split("-")[0],
        summary=head["summary"][0],
        description=None,
        type=head["type"][0],
        status=status,
        status_category=category,
        priority=head["priority"][0],
        reporter=people[head["reporter"][0]].account_id,
        assignee=people[assignee].account_id if assignee else None,
        created=created,
        updated=stamp(updated) if updated else created,
        resolution=_first(head, "resolution"),
        due=_first(head, "due"),
        labels=_listed(head, "labels"),
        components=_listed(head, "components"),
        fix_versions=_listed(head, "fix versions"),
        attachments=[_attachment(key, n, line, people) for n, line in enumerate(head["attach"], start=1)],
        edits=[_edit(key, n, line, people) for n, line in enumerate(head["change"], start=1)],
        properties=dict(_property(line) for line in head["property"]),
        security_level=_first(head, "security"),
        request_type=_first(head, "request type"),
    )


def _first(head: dict[str, list[str]], name: str) -> str | None:
    return head[name][0] if head[name] else None


def _listed(head: dict[str, list[str]], name: str) -> list[str]:
    return [value.strip() for line in head[name] for value in line.split(",")]


def _property(line: str) -> tuple[str, Any]:
    name, _, value = line.partition(" = ")
    return name, json.loads(value)


def _attachment(key: str, number: int, line: str, people: Mapping[str, User]) -> Attachment:
    filename, mime_type, size, author, created = (part.strip() for part in line.split("|"))
    account_id = people[author].account_id
    return Attachment(f"{issue_id(key)}{number:02d}", filename, mime_type, int(size), account_id, stamp(created))


def _edit(key: str, number: int, line: str, people: Mapping[str, User]) -> Edit:
    author, created, name, was, now = (part.strip() for part in line.split("|"))
    return Edit(f"{issue_id(key)}9{number:03d}", people[author].account_id, stamp(created), name, was, now)


def _comment(key: str, number: int, part: str, people: Mapping[str, User]) -> Comment:
    heading, _, text = part.partition("\n")
    author, created, *marks = (word.strip() for word in heading.split(","))
    comment_id = f"{issue_id(key)}{number:03d}"
    comment = Comment(
        id=comment_id,
        author=people[author].account_id,
        created=stamp(created, number * 7 % 60),
        body=AdfBuilder(mention_table(people), comment_id).document(text),
    )
    for mark in marks:
        _apply(comment, mark)
    comment.updated = comment.updated or comment.created
    return comment


def _apply(comment: Comment, mark: str) -> None:
    kind, _, value = mark.partition(" ")
    if kind == "internal":
        comment.internal = True
    elif kind in {"role", "group"}:
        comment.visibility = Visibility(kind, value)
    elif kind == "edited":
        comment.updated = stamp(value)
    else:
        raise ValueError(f"unknown mark on comment {comment.id}: {mark}")
