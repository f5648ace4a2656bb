"""What is new in a page since a moment: its versions, the sections that they changed, and comments."""

from __future__ import annotations

from datetime import datetime

from connectors.confluence.client import ConfluenceClient
from connectors.confluence.read import read_page
from connectors.confluence.versions import Wanted, compare, versions_of
from connectors.host.errors import HostVersionMissing
from connectors.host.model import Audience, Document, Item, PageVersion, Segment
from connectors.host.news import Change, news_of


def read_news(client: ConfluenceClient, item: Item, since: datetime) -> Document:
    """Return what is new since then, as the person may read it.

    Raises:
        HostError: as `read_page`.
    """
    document = read_page(client, item, audience=Audience.AGENT, files=False)
    versions = versions_of(client, item)
    later = [version for version in versions if version.at is not None and version.at > since]
    before = _earlier_texts(client, item, document, versions, later) if later else None
    href = next((segment.href for segment in document.segments if segment.id == "summary"), "")

    def changed(segment: Segment) -> bool:
        if not segment.id.startswith("section:"):  # an included page has versions of its own
            return segment.at is not None and segment.at > since
        return bool(later) and (before is None or segment.text not in before)

    return news_of(document, since, [_change(version, href) for version in reversed(later)], changed)


def _earlier_texts(
    client: ConfluenceClient,
    item: Item,
    document: Document,
    versions: tuple[PageVersion, ...],
    later: list[PageVersion],
) -> frozenset[str] | None:
    """The texts of the sections in the version that stood at that time; None where it is not kept any more."""
    older = [version.number for version in versions if version not in later]
    earlier = max(older, default=min(version.number for version in later) - 1)
    present = int(document.facts["version"])
    if not 0 < earlier < present:
        return None
    try:
        both = compare(client, item, Wanted(earlier, present))
    except HostVersionMissing:
        return None
    return frozenset(segment.text for segment in both.segments if segment.id.startswith(f"v{earlier}/"))


def _change(version: PageVersion, href: str) -> Change:
    said = f"{version.number}: {version.message}" if version.message else str(version.number)
    return Change(f"version-{version.number}", "version", said, author=version.author, at=version.at, href=href)
