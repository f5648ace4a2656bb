"""An issue as a `Document`, read as one person.

What the person may not see, Jira does not send. For a customer's text, internal notes and restricted comments are
left out before anything else sees them, and only fields that a portal shows are taken.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.host.adf import word_count
from connectors.host.errors import HostAnswerInvalid
from connectors.host.files.reading import Files
from connectors.host.model import (
    Audience,
    Document,
    Item,
    Omission,
    Person,
    Place,
    Product,
    Segment,
    VisibilityKind,
)
from connectors.jira.client import JiraClient
from connectors.jira.comments import Comment, comments_of
from connectors.jira.description import without_ours
from connectors.jira.fields import fields_of, links_of, moment
from connectors.jira.files import files_of
from connectors.jira.segments import comment_segment, description_segment, summary_segment

FIELDS = (
    "summary,description,status,resolution,assignee,reporter,priority,duedate,issuetype,labels,components,"
    "fixVersions,project,issuelinks,subtasks,parent,attachment,created,updated"
)


@dataclass(frozen=True, slots=True)
class IssueGlance:
    """Comments that this person may see (id -> last change), an estimate of all words, digests of its own texts."""

    comments: dict[str, str]
    words: int
    texts: dict[str, str]
    updated: datetime | None = None


def locate(client: JiraClient, item: Item) -> tuple[Item, Place]:
    """Return the issue's id and key, and its project; nothing of its content is asked for."""
    return _named(client.get("issue", _reference(item), params={"fields": "project"}))


def glance(client: JiraClient, item: Item, *, audience: Audience) -> IssueGlance:
    """Return how much there is to read."""
    issue = client.get("issue", _reference(item), params={"fields": "summary,description,updated"})
    visible = [c for c in comments_of(client, _reference(item)) if _suits(c, audience)]
    found = issue.get("fields")
    fields = found if isinstance(found, dict) else {}
    words = word_count(without_ours(fields.get("description"))) + sum(word_count(c.body) for c in visible)
    texts = {segment.id: segment.digest for segment in _Reading("", "").texts(fields)}
    return IssueGlance({c.id: c.updated for c in visible}, words, texts, moment(fields.get("updated")))


def read_issue(client: JiraClient, item: Item, *, audience: Audience, files: bool = True) -> Document:
    """Return the whole issue as the person may read it; its files too, unless it is for customers.

    Raises:
        HostError: as the session; `HostAnswerInvalid` where a part of the answer is missing.
    """
    issue = client.get("issue", _reference(item), params={"fields": FIELDS})
    found, place = _named(issue)
    fields = issue["fields"]
    comments = comments_of(client, found.id)
    taken = [comment for comment in comments if _suits(comment, audience)]
    reading = _Reading(client.site_url, found.key)
    segments = [
        *reading.texts(fields),
        *(reading.comment(comment) for comment in taken),
        *fields_of(fields, audience),
    ]
    links = links_of(fields, client.site_url)
    wanted = files and audience is Audience.AGENT
    read = Files(omissions=_unread(fields))
    if wanted:
        read = files_of(client, fields, comments, _facts(fields).get("project_type", ""), reading.href)
    if audience is Audience.AGENT:
        segments += [*links, *read.segments]
    return Document(
        item=found,
        place=place,
        title=str(fields.get("summary") or found.key),
        segments=tuple(segments),
        updated=moment(fields.get("updated")),
        people=tuple(dict.fromkeys(reading.people)),
        omissions=(
            *read.omissions,
            *_omissions(comments, audience, reading.unknown, len(links)),
        ),
        comments_total=len(comments),
        labels=tuple(str(label) for label in fields.get("labels") or ()),
        facts=_facts(fields),
        versions={f"comment:{comment.id}": comment.updated for comment in taken},
    )


def read_texts(client: JiraClient, issue: dict[str, Any]) -> Document:
    """Return a document of an issue's title and description alone, from an answer that has them; nothing is asked.

    Raises:
        HostAnswerInvalid: a part of the answer is missing.
    """
    found, place = _named(issue)
    reading = _Reading(client.site_url, found.key)
    segments = tuple(reading.texts(issue["fields"]))
    title = str(issue["fields"].get("summary") or found.key)
    people = tuple(dict.fromkeys(reading.people))
    return Document(found, place, title, segments, None, people=people, facts=_facts(issue["fields"]))


class _Reading:
    """Collects who is mentioned and which nodes were not known while an issue's texts become segments."""

    def __init__(self, base_url: str, key: str) -> None:
        self.href = f"{base_url}/browse/{key}"
        self.people: list[Person] = []
        self.unknown: Counter[str] = Counter()

    def texts(self, fields: dict[str, Any]) -> list[Segment]:
        """The summary and the description, as far as there are any."""
        summary = summary_segment(fields, self.href)
        description, text = description_segment(fields, self.href)
        self.people += [*text.mentions, *(s.author for s in (summary, description) if s and s.author)]
        self.unknown += text.unknown
        return [segment for segment in (summary, description) if segment and segment.blocks]

    def comment(self, comment: Comment) -> Segment:
        """One comment."""
        segment, text = comment_segment(comment, self.href)
        self.people += [*text.mentions, *([segment.author] if segment.author else [])]
        self.unknown += text.unknown
        return segment


def _reference(item: Item) -> str:
    if not (item.id or item.key):
        raise HostAnswerInvalid("an issue without id and key")
    return item.id or item.key


def _named(issue: dict[str, Any]) -> tuple[Item, Place]:
    try:
        project = issue["fields"]["project"]
        item = Item(Product.JIRA, id=_text(issue["id"]), key=_text(issue["key"]))
        place = Place(
            Product.JIRA, key=_text(project["key"]), id=_text(project["id"]), name=str(project.get("name", ""))
        )
    except (KeyError, TypeError) as fault:
        raise HostAnswerInvalid("issue") from fault
    return item, place


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _suits(comment: Comment, audience: Audience) -> bool:
    return audience is Audience.AGENT or comment.visibility.kind is VisibilityKind.PUBLIC


def _facts(fields: dict[str, Any]) -> dict[str, str]:
    status = fields.get("status")
    category = status.get("statusCategory") if isinstance(status, dict) else None
    key = category.get("key") if isinstance(category, dict) else None
    project = fields.get("project")
    kind = project.get("projectTypeKey") if isinstance(project, dict) else None
    facts = {"status_category": key, "project_type": kind}
    return {name: value for name, value in facts.items() if isinstance(value, str)}


def _unread(fields: dict[str, Any]) -> tuple[Omission, ...]:
    files = [str(a.get("filename", "")) for a in fields.get("attachment") or () if isinstance(a, dict)]
    return (Omission("attachments", len(files), tuple(files)),) if files else ()


def _omissions(comments: list[Comment], audience: Audience, unknown: Counter[str], links: int) -> tuple[Omission, ...]:
    kept_back = Counter(c.visibility.kind for c in comments if not _suits(c, audience))
    counted = (
        Omission("internal_comments", kept_back[VisibilityKind.INTERNAL]),
        Omission("restricted_comments", kept_back[VisibilityKind.RESTRICTED]),
        Omission("linked_items", links if audience is Audience.CUSTOMER else 0),
        Omission("nodes", sum(unknown.values()), tuple(sorted(unknown))),
    )
    return tuple(omission for omission in counted if omission.count)
