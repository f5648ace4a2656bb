"""The depot handbook of 15,000 words, made by rule from `long_page.toml`.

Only this page is generated, to have one that no reader reads to its end and no engine takes in one piece. What it
says about a depot follows from the depot's place in the list alone, so that it is the same on every machine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from plugin.sandbox.content.issue_file import mention_table
from plugin.sandbox.content.page_builder import PageBuilder
from plugin.sandbox.content.page_file import moment_of
from plugin.sandbox.site import User
from plugin.sandbox.wiki.model import Body, Page, Version


def add_handbook(pages: dict[str, Page], people: Mapping[str, User]) -> None:
    """Add the handbook to the pages; KeyError where its file is wrong."""
    source = resources.files("plugin.sandbox.content") / "long_page.toml"
    plan = tomllib.loads(source.read_text(encoding="utf-8"))
    depots = [dict(zip(plan["columns"], row, strict=True)) for row in plan["depots"]]
    parts = [plan["opening"], *(_depot(number, depot, plan) for number, depot in enumerate(depots)), plan["closing"]]
    text = "\n\n".join(parts)
    texts = [_before(text, plan)] * (len(plan["versions"]) - 1) + [text]
    bodies = [Body(adf=PageBuilder(mention_table(people), plan["id"]).document(each)) for each in texts]
    versions = [
        Version(number, people[author].account_id, moment_of(created), message, body, plan["title"])
        for number, ((author, created, message), body) in enumerate(zip(plan["versions"], bodies, strict=True), start=1)
    ]
    owner = versions[0].author
    pages[plan["id"]] = Page(plan["id"], plan["space"], "page", owner, versions, plan["parent"], list(plan["labels"]))


def _before(text: str, plan: dict[str, Any]) -> str:
    """The text as it was before the last change; KeyError where the plan names words that it does not have."""
    for now, was in plan["before"]:
        if now not in text:
            raise KeyError(now)
        text = text.replace(now, was, 1)
    return text


def _depot(number: int, depot: dict[str, Any], plan: dict[str, Any]) -> str:
    values = depot | _figures(number, depot)
    parts = [f"# {depot['name']}", plan["table"].format(**values)]
    for place, topic in enumerate(plan["topics"]):
        parts += [f"## {topic['title']}", _paragraph(number, place, topic).format(**values)]
        if steps := topic.get("steps"):
            parts.append("\n".join(f"1. {step.format(**values)}" for step in _turned(steps, number, len(steps))))
    if event := plan["events"].get(depot["code"]):
        parts += ["## What changed this year", event]
    return "\n\n".join(parts)


def _paragraph(number: int, place: int, topic: dict[str, Any]) -> str:
    return " ".join(_turned(topic["sentences"], number * 3 + place, topic["take"]))


def _turned(entries: list[str], start: int, count: int) -> list[str]:
    """Return `count` entries from `start` on, going round."""
    return [entries[(start + step) % len(entries)] for step in range(count)]


def _figures(number: int, depot: dict[str, Any]) -> dict[str, Any]:
    doors = depot["doors"]
    return {
        "shift": f"{4 + number % 3}:{number * 15 % 60:02d}",
        "parcels": doors * 310 + number * 47 % 190,
        "late": f"{number * 7 % 23 / 10 + 0.4:.1f}",
        "weight": 24 + number * 5 % 9,
        "minutes": 12 + number * 11 % 27,
        "bay": number * 13 % doors + 1,
        "vans": doors * 2 + number % 7,
        "extension": 4100 + number * 17,
        "cold": 2 + number % 4,
        "walk": 3 + number % 5,
        "scans": 96 + number * 3 % 4,
        "repair": number * 29 % 9 + 2,
    }
