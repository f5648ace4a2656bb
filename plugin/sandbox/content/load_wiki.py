"""Loads Confluence's part of the stand-in site: levels, spaces and pages; pure, and fresh at every call."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from plugin.sandbox.content.long_page import add_handbook
from plugin.sandbox.content.page_file import moment_of, parse_page
from plugin.sandbox.site import User
from plugin.sandbox.wiki.model import Classification, Page, Space, Wiki

_HERE = resources.files("plugin.sandbox.content")


def load_wiki(people: Mapping[str, User]) -> Wiki:
    """Return spaces and pages; `people` maps handles to users. KeyError or ValueError where a file is wrong."""
    plan = tomllib.loads((_HERE / "spaces.toml").read_text(encoding="utf-8"))
    files = sorted((f for f in (_HERE / "pages").iterdir() if f.name.endswith(".md")), key=lambda file: file.name)
    pages = {page.id: page for page in (parse_page(file.read_text(encoding="utf-8"), people) for file in files)}
    add_handbook(pages, people)
    levels = tuple(_level(code, order, row) for order, (code, row) in enumerate(plan["levels"].items()))
    wiki = Wiki(levels, tuple(_space(key, row, people) for key, row in plan["spaces"].items()), pages)
    _check(wiki, pages)
    return wiki


def _level(code: str, order: int, row: dict[str, Any]) -> Classification:
    return Classification(code=code, order=order, **row)


def _space(key: str, row: dict[str, Any], people: Mapping[str, User]) -> Space:
    def ids(handles: list[str]) -> tuple[str, ...]:
        return tuple(people[handle].account_id for handle in handles)

    return Space(
        id=row["id"],
        key=key,
        name=row["name"],
        description=row["description"],
        homepage_id=row["home"],
        created=moment_of(row["created"]),
        author=people[row["author"]].account_id,
        read=ids(row["read"]),
        write=ids(row["write"]),
        admins=ids(row["admins"]),
        level=row.get("level", ""),
    )


def _check(wiki: Wiki, pages: dict[str, Page]) -> None:
    """Refuse content in which a page stands in no space or under no page, or a level or home page is missing."""
    known = {level.code for level in wiki.levels} | {""}
    for page in pages.values():
        if wiki.space(page.space) is None or page.level not in known or (page.parent and page.parent not in pages):
            raise ValueError(f"page {page.id} names a space, level or parent that is missing")
    for space in wiki.spaces:
        if space.homepage_id not in pages or space.level not in known:
            raise ValueError(f"space {space.key} names a home page or level that is missing")
