"""Two versions of a page as one document, and the list to choose from, in the shapes of Atlassian's description."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.confluence.client import ConfluenceClient
from connectors.confluence.versions import NEWEST, Wanted, compare, versions_of
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostVersionMissing
from connectors.host.model import Item, Person, Product, SegmentKind
from tests.unit.connectors.confluence.wiki import BASE, Confluence, adf, heading, page

ITEM = Item(Product.CONFLUENCE, id="42")
HREF = f"{BASE}/spaces/OPS/pages/42/Plan"
VERSIONS = "/api/v2/pages/42/versions"


def version(number: int, author: str = "acc-2", **extra: Any) -> dict[str, Any]:
    """A row of the list of versions, as Atlassian's description has it."""
    created = f"2026-11-{number:02d}T12:00:00.000Z"
    row = {"number": number, "message": f"v{number}", "minorEdit": False, "authorId": author, "createdAt": created}
    return row | extra


@pytest.fixture
def history(confluence: Confluence) -> Confluence:
    """A page in its seventh version, which was renamed and grew a section."""
    confluence.pages["42"] = page("42", adf("Intro.", heading("Risks"), "Three of them."), title="Plan B")
    confluence.older["42"] = {
        5: page("42", None, "<p>Intro.</p><h1>Risks</h1><p>Two.</p>", title="Plan", version=version(5, "acc-1")),
        6: page("42", adf("Intro."), title="Plan", version=version(6)),
    }
    return confluence


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), ("6", "7")),
        (Wanted(seen=5), ("5", "7")),
        (Wanted(seen=7), ("6", "7")),
        (Wanted(earlier=5), ("5", "7")),
        (Wanted(earlier=5, later=6), ("5", "6")),
        (Wanted(later=6, seen=6), ("5", "6")),
    ],
)
def test_which_versions(
    history: Confluence, client: ConfluenceClient, wanted: Wanted, numbers: tuple[str, str]
) -> None:
    """What was asked for, else since the version that was seen, else since the one before."""
    document = compare(client, ITEM, wanted)
    assert numbers == (document.facts["from_version"], document.facts["to_version"])
    assert document.facts["version"] == "7"
    assert {segment.id.partition("/")[0] for segment in document.segments} == {f"v{number}" for number in numbers}
    assert not history.paths("comments") + history.paths("attachments")


def test_both_versions(history: Confluence, client: ConfluenceClient) -> None:
    """Each version's title and sections, by its own author and time, in either format; only the present one links."""
    del history
    document = compare(client, ITEM, Wanted(earlier=5))
    assert [(s.id, s.text, s.href) for s in document.segments] == [
        ("v5/summary", "Plan", ""),
        ("v5/section:top", "Intro.", ""),
        ("v5/section:risks", "Risks\nTwo.", ""),
        ("v7/summary", "Plan B", HREF),
        ("v7/section:top", "Intro.", HREF),
        ("v7/section:risks", "Risks\nThree of them.", f"{HREF}#Risks"),
    ]
    assert (document.title, document.place.key, document.comments_total) == ("Plan B", "OPS", 0)
    assert document.segments[0].author == Person("acc-1", "Ada Byron")
    assert [s.at.day for s in document.segments if s.at and s.kind is SegmentKind.SUMMARY] == [5, 16]


def test_restricted(history: Confluence, client: ConfluenceClient) -> None:
    """That the page is restricted is a fact of the document, of both versions alike."""
    history.restricted.add("42")
    assert compare(client, ITEM, Wanted()).facts["restriction"] == "own"


@pytest.mark.parametrize(
    "wanted", [Wanted(earlier=7), Wanted(earlier=6, later=5), Wanted(later=8), Wanted(later=1), Wanted(earlier=4)]
)
def test_missing(history: Confluence, client: ConfluenceClient, wanted: Wanted) -> None:
    """A version that is not there, was removed from the history, or does not come before the other one."""
    del history
    with pytest.raises(HostVersionMissing):
        compare(client, ITEM, wanted)


def test_one_version(confluence: Confluence, client: ConfluenceClient) -> None:
    """A page that nobody has changed has nothing to compare."""
    confluence.pages["42"] = page("42", adf("Intro."), version=version(1))
    with pytest.raises(HostVersionMissing):
        compare(client, ITEM, Wanted())


def test_another_version_than_asked(history: Confluence, client: ConfluenceClient) -> None:
    """A host that answers with another version is not believed."""
    history.older["42"][6] = history.older["42"][5]
    with pytest.raises(HostAnswerInvalid):
        compare(client, ITEM, Wanted())


def test_hidden_page(confluence: Confluence, client: ConfluenceClient) -> None:
    """A page that the person may not see is not found, and not told from one without versions."""
    confluence.answers["/api/v2/pages/42"] = confluence.answers["/api/v2/blogposts/42"] = 404
    with pytest.raises(HostNotFound) as fault:
        compare(client, ITEM, Wanted())
    assert not isinstance(fault.value, HostVersionMissing)


def test_list(history: Confluence, client: ConfluenceClient) -> None:
    """The newest versions with author, time and message; one whose author has no name has none."""
    history.lists[VERSIONS] = [version(7), version(6, "acc-9", message=None), version(5, "acc-1")]
    history.size = 50
    found = versions_of(client, ITEM)
    assert [(v.number, v.author.display_name if v.author else "", v.message) for v in found] == [
        (7, "Bo Ek", "v7"),
        (6, "", ""),
        (5, "Ada Byron", "v5"),
    ]
    assert history.paths(VERSIONS, "sort=-modified-date", f"limit={NEWEST}")


def test_list_is_bounded(history: Confluence, client: ConfluenceClient) -> None:
    """Of a long history only the newest are asked for."""
    history.lists[VERSIONS] = [version(7) for _ in range(90)]
    history.size = NEWEST
    assert len(versions_of(client, ITEM)) == NEWEST
    assert len(history.paths(VERSIONS)) == 1


@pytest.mark.parametrize("row", [{}, {"number": "7"}, {"number": True}])
def test_broken_rows(history: Confluence, client: ConfluenceClient, row: dict[str, Any]) -> None:
    """A version without a number is no version."""
    history.lists[VERSIONS] = [row]
    with pytest.raises(HostAnswerInvalid):
        versions_of(client, ITEM)
