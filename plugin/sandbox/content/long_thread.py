"""PAY-140's 120 comments, made by rule from `long_thread.toml`.

Only this thread is generated, to have one that nobody reads to its end. The numbers in it follow from the comment's
place alone, so that it is the same on every machine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from importlib import resources
from typing import Any

from plugin.sandbox.content.adf_builder import AdfBuilder
from plugin.sandbox.content.issue_file import mention_table
from plugin.sandbox.site import Comment, Issue, User

_TALK_EVERY = 4


def queue_thread(issue: Issue, people: Mapping[str, User]) -> None:
    """Add the comments to the issue and set its time of change; KeyError where the file is wrong."""
    source = resources.files("plugin.sandbox.content") / "long_thread.toml"
    plan = tomllib.loads(source.read_text(encoding="utf-8"))
    issue.comments = [_comment(issue, number, plan, people) for number in range(1, plan["comments"] + 1)]
    issue.updated = issue.comments[-1].created


def _comment(issue: Issue, number: int, plan: dict[str, Any], people: Mapping[str, User]) -> Comment:
    comment_id = f"{issue.id}{number:03d}"
    author, text = plan["events"].get(str(number)) or _routine(number, plan)
    moment = plan["start"] + timedelta(minutes=plan["step_minutes"]) * (number - 1)
    created = moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    body = AdfBuilder(mention_table(people), comment_id).document(text)
    return Comment(id=comment_id, author=people[author].account_id, created=created, body=body, updated=created)


def _routine(number: int, plan: dict[str, Any]) -> tuple[str, str]:
    """Return who wrote the comment of that number (from 1) and its markup."""
    group, merchants = next((name, size) for start, name, size in reversed(plan["groups"]) if number > start)
    talk, checks, on_call = plan["talk"], plan["checks"], plan["on_call"]
    if number % _TALK_EVERY == 0:
        author, template = talk[(number // _TALK_EVERY - 1) % len(talk)]
    else:
        author, template = on_call[number * 5 % len(on_call)], checks[number * 7 // 4 % len(checks)]
    text = template.format(
        group=group,
        paid=merchants * 3 + number * 13 % 29,
        few=number * 11 % 4 + 2,
        slow=number * 17 % 23 + 6,
        peak=merchants + number * 19 % 41,
        amount=f"{merchants * 214 + number * 37:,}",
        minute=number * 7 % 50 + 5,
    )
    return author, text
