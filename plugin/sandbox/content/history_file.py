"""The form of `history/<PROJECT>.toml`: topics of solved issues, each with a type, components, labels and its issues.

The issues get the project's free keys in turn, a topic each, so that topics and dates mix as they do in life.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count, zip_longest
from typing import Any

from plugin.sandbox.content.adf_builder import AdfBuilder
from plugin.sandbox.content.issue_file import issue_id, mention_table
from plugin.sandbox.site import Issue, Project, User

_FIRST = datetime(2026, 1, 7, 8, 12, tzinfo=UTC)
_BETWEEN = timedelta(days=3, hours=7, minutes=41)
_SOLVED_AFTER = timedelta(days=2, hours=3)


def past_issues(
    project: Project, topics: list[dict[str, Any]], taken: Iterable[str], people: Mapping[str, User]
) -> Iterator[Issue]:
    """Yield a project's solved issues; KeyError or ValueError where the file is wrong.

    Args:
        project: whose keys they get.
        topics: of the file.
        taken: keys that are in use.
        people: handle -> user.
    """
    used = set(taken)
    keys = (key for number in count(1) if (key := f"{project.key}-{number}") not in used)
    rows = [[(topic, entry) for entry in topic["issues"]] for topic in topics]
    turns = [each for turn in zip_longest(*rows) for each in turn if each is not None]
    builder = AdfBuilder(mention_table(people), project.key)
    workers = [account for account in project.agents or project.browse if account in _workers(project)]
    for number, ((topic, entry), key) in enumerate(zip(turns, keys, strict=False)):
        summary, text, *priority = entry
        created = _FIRST + number * _BETWEEN
        yield Issue(
            id=issue_id(key),
            key=key,
            project=project.key,
            summary=summary,
            description=builder.document(text),
            type=topic["type"],
            status="Done" if project.type == "software" else "Resolved",
            status_category="done",
            priority=priority[0] if priority else topic["priority"],
            reporter=workers[number % len(workers)],
            assignee=workers[(number + 1) % len(workers)],
            created=_stamp(created),
            updated=_stamp(created + _SOLVED_AFTER),
            resolution="Done",
            labels=list(topic["labels"]),
            components=list(topic["components"]),
            request_type=topic.get("request_type"),
            past=True,
        )


def _workers(project: Project) -> set[str]:
    return {account for members in project.roles.values() for account in members}


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
