"""The versions of a page: which there are, and two of them as one document to compare.

The text of an earlier version is read as the person, like that of the present one; who may view the page now may view
its history. What a page includes is another page with versions of its own, and is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from connectors.confluence.client import ConfluenceClient
from connectors.confluence.content import PAGES, Content, moment, named, place_of, with_body
from connectors.confluence.people import names_of, person
from connectors.confluence.restrictions import Restriction, restriction_of
from connectors.confluence.segments import Reading
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostVersionMissing
from connectors.host.model import Document, Item, PageVersion, Person, Product, Segment, versioned

NEWEST = 25


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which versions to compare; 0 stands for "not said".

    Attributes:
        earlier: else `seen`, where the person saw an earlier one than `later`, else the one before `later`.
        later: else the present one.
        seen: the version that the person saw last.
    """

    earlier: int = 0
    later: int = 0
    seen: int = 0

    def against(self, present: int) -> tuple[int, int]:
        """Return the numbers of both.

        Raises:
            HostVersionMissing: a page has no such versions, or only one.
        """
        later = self.later or present
        earlier = self.earlier or (self.seen if 0 < self.seen < later else later - 1)
        if not 0 < earlier < later <= present:
            raise HostVersionMissing(f"{earlier} and {later} of {present}")
        return earlier, later


def versions_of(client: ConfluenceClient, item: Item) -> tuple[PageVersion, ...]:
    """Return the newest versions, the newest first; at most `NEWEST`.

    Raises:
        HostError: as the client.
    """
    page = named(client, item)
    params = {"limit": NEWEST, "sort": "-modified-date"}
    rows = list(islice(client.rows(page.where, page.id, "versions", params=params), NEWEST))
    names = names_of(client, (str(row.get("authorId") or "") for row in rows))
    return tuple(_version(row, names) for row in rows)


def compare(client: ConfluenceClient, item: Item, wanted: Wanted) -> Document:
    """Return both versions as one document: segments `v<number>/section:...`, the earlier version's first.

    Raises:
        HostVersionMissing: there is no such version (any more), or only one.
        HostError: as the client.
    """
    present = named(client, item)
    earlier, later = wanted.against(int(present.version))
    sides = [_at(client, present, number) for number in (earlier, later)]
    place = place_of(client, present.space_id)
    restriction = restriction_of(client, present.where, present.id, has_parent=bool(present.row.get("parentId")))
    names = names_of(client, _account_ids(sides))
    people: list[Person] = []
    segments: list[Segment] = []
    for side in sides:
        reading = Reading(client, side, names)
        segments += _segments(reading, side, names, now=side.version == present.version)
        people += reading.people
    return Document(
        item=Item(Product.CONFLUENCE, id=present.id),
        place=place,
        title=sides[1].title,
        segments=tuple(segments),
        updated=moment(present.changed.get("createdAt")),
        people=tuple(dict.fromkeys(people)),
        facts=_facts(present, restriction, earlier, later),
        versions={segment.id: segment.id.partition("/")[0].removeprefix("v") for segment in segments},
    )


def _at(client: ConfluenceClient, present: Content, number: int) -> Content:
    """The page in one version; one that was removed from the history is missing, not hidden."""
    try:
        found = with_body(client, present.id, version=number)
    except HostNotFound as fault:
        raise HostVersionMissing(str(number)) from fault
    if found.version != str(number):
        raise HostAnswerInvalid("another version than was asked for")
    return found


def _account_ids(sides: list[Content]) -> Iterator[str]:
    for side in sides:
        yield from (str(found) for found in (side.row.get("authorId"), side.changed.get("authorId")) if found)
        yield from side.body.nameless() if side.body else ()


def _segments(reading: Reading, side: Content, names: dict[str, str], *, now: bool) -> list[Segment]:
    """The version's title and sections, by whoever wrote the version; only the present one can be jumped to."""
    author, at = person(side.changed.get("authorId"), names), moment(side.changed.get("createdAt"))
    return [
        replace(s, id=versioned(side.version, s.id), author=author, at=at, href=s.href if now else "")
        for s in reading.page()
    ]


def _facts(present: Content, restriction: Restriction, earlier: int, later: int) -> dict[str, str]:
    return {
        "version": present.version,
        "content_type": "page" if present.where == PAGES else "blogpost",
        "restriction": restriction.value,
        "from_version": str(earlier),
        "to_version": str(later),
    }


def _version(row: dict[str, Any], names: dict[str, str]) -> PageVersion:
    number, message = row.get("number"), row.get("message")
    if not isinstance(number, int) or isinstance(number, bool):
        raise HostAnswerInvalid("version")
    author = person(row.get("authorId"), names)
    return PageVersion(number, moment(row.get("createdAt")), author, message if isinstance(message, str) else "")
