"""What is new in a page: its versions since, the sections that they changed, and comments; nothing older."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.confluence.client import ConfluenceClient
from connectors.confluence.news import read_news
from connectors.host.model import Item, Product
from tests.unit.connectors.confluence.test_versions import VERSIONS, version
from tests.unit.connectors.confluence.wiki import Confluence, adf, comment, heading, page

ITEM = Item(Product.CONFLUENCE, id="42")


@pytest.fixture
def plan(confluence: Confluence) -> Confluence:
    """A page in its seventh version: the sixth added a section, the seventh changed another."""
    intro, risks = ("Intro.",), (heading("Risks"), "Three of them.")
    confluence.pages["42"] = page("42", adf(*intro, *risks, heading("Rota"), "By hand."))
    confluence.older["42"] = {
        5: page("42", adf(*intro, heading("Risks"), "Two."), version=version(5)),
        6: page("42", adf(*intro, heading("Risks"), "Two.", heading("Rota"), "By hand."), version=version(6)),
    }
    confluence.lists[VERSIONS] = [version(number) for number in (7, 6, 5)]
    confluence.lists["/api/v2/pages/42/footer-comments"] = [comment(5, "Before."), comment(59, "After.")]
    return confluence


def names(client: ConfluenceClient, since: datetime) -> list[str]:
    """The ids of what is new."""
    return [segment.id for segment in read_news(client, ITEM, since).segments]


def test_what_is_new(plan: Confluence, client: ConfluenceClient) -> None:
    """Versions since, with who made them and their message; the sections that differ from then; comments since."""
    del plan
    document = read_news(client, ITEM, datetime(2026, 11, 6, 18, tzinfo=UTC))
    assert [segment.id for segment in document.segments] == [
        "summary", "section:risks", "comment:5", "comment:59", "change:version-7",
    ]  # fmt: skip
    (change,) = (segment for segment in document.segments if segment.id.startswith("change:"))
    assert (change.role, change.text) == ("version", "7: v7")
    assert change.author is not None
    assert change.author.display_name == "Bo Ek"
    ids = names(client, datetime(2026, 11, 5, 18, tzinfo=UTC))
    assert ids[1:3] == ["section:risks", "section:rota"]
    assert ids[-2:] == ["change:version-6", "change:version-7"]


def test_comments_alone(plan: Confluence, client: ConfluenceClient) -> None:
    """Where the page has no new version its sections are old, whatever was said below it."""
    assert names(client, datetime(2026, 11, 16, 10, 30, tzinfo=UTC)) == ["summary", "comment:59"]
    assert not plan.paths("version=")


def test_a_version_that_is_gone(plan: Confluence, client: ConfluenceClient) -> None:
    """A version that was removed cannot be compared with: then every section may be new, and is shown."""
    del plan.older["42"][6]
    assert names(client, datetime(2026, 11, 6, 18, tzinfo=UTC))[1:4] == ["section:top", "section:risks", "section:rota"]
