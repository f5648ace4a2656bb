import html.entities
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from plugin.sandbox.content.load import load_site
from plugin.sandbox.site import Site
from plugin.sandbox.wiki.model import Body, Wiki
from plugin.sandbox.wiki.storage import storage_of

ENTITIES = "".join(
    f'<!ENTITY {name} "&#{code};">'
    for name, code in html.entities.name2codepoint.items()
    if name not in {"amp", "lt", "gt", "quot"}
)


@pytest.fixture(scope="module")
def site() -> Site:
    """One loaded site."""
    return load_site()


def bodies(wiki: Wiki) -> Iterator[tuple[str, Body]]:
    """Every text of the wiki with where it stands."""
    for page in wiki.pages.values():
        yield from ((f"{page.id} v{version.number}", version.body) for version in page.versions)
        yield from ((comment.id, comment.body) for comment in page.comments)


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The node and all below it."""
    yield node
    for child in node.get("content", []):
        yield from nodes(child)


def parsed(storage: str) -> ET.Element:
    """Storage format as a tree."""
    text = f'<!DOCTYPE r [{ENTITIES}]><r xmlns:ac="urn:ac" xmlns:ri="urn:ri">{storage}</r>'
    return ET.fromstring(text)  # noqa: S314 (our own texts)


def test_every_storage_text_is_well_formed_and_loses_no_word(site: Site) -> None:
    """Each body is XHTML in storage format, and every text node of its ADF stands in it."""
    for where, body in bodies(site.wiki):
        tree = parsed(storage_of(site.wiki, body))
        if body.adf is None:
            continue
        written = "".join(tree.itertext())
        lost = [node["text"] for node in nodes(body.adf) if node.get("text") and node["text"] not in written]
        assert not lost, where


@pytest.mark.parametrize(
    "wanted",
    [
        '<ac:structured-macro ac:name="include"',
        '<ac:structured-macro ac:name="excerpt-include"',
        '<ac:structured-macro ac:name="jira"',
        '<ac:structured-macro ac:name="info"',
        '<ac:structured-macro ac:name="code"',
        '<ac:structured-macro ac:name="status"',
        '<ac:structured-macro ac:name="expand"',
        '<ac:structured-macro ac:name="vouch-summary"',
        "<ac:task-list>",
        "<ac:layout-section",
        "<ac:inline-comment-marker",
        "<ri:page",
        "<ri:user",
        "<time datetime",
        "<ac:image",
    ],
)
def test_every_kind_of_storage_is_used(site: Site, wanted: str) -> None:
    """The pages show each construct that a reader of storage format has to know."""
    assert any(wanted in storage_of(site.wiki, body) for _, body in bodies(site.wiki))


def test_there_is_what_the_demo_needs(site: Site) -> None:
    """Twenty pages and more, a blog post, legacy pages, restrictions, four levels, and a space without one."""
    pages = list(site.wiki.pages.values())
    assert len(pages) >= 24
    assert any(page.kind == "blogpost" for page in pages)
    assert sum(page.body.adf is None for page in pages) >= 3
    assert any(page.readers for page in pages)
    levels = {space.level for space in site.wiki.spaces}
    assert {"internal", "public", "confidential", "restricted", ""} == levels
    assert {"confidential"} <= {page.level for page in pages}
    resolutions = {comment.resolution for page in pages for comment in page.comments if comment.kind == "inline"}
    assert {"open", "reopened", "resolved", "dangling"} == resolutions


def test_the_handbook_is_long_and_varied(site: Site) -> None:
    """About 15,000 words, and of a hundred paragraphs at most three stand there twice."""
    adf = site.wiki.pages["196650"].body.adf
    assert adf is not None
    words = sum(len(node["text"].split()) for node in nodes(adf) if "text" in node)
    assert 14_500 < words < 16_500
    paragraphs = [str(node) for node in adf["content"] if node["type"] == "paragraph"]
    assert len(set(paragraphs)) >= 0.97 * len(paragraphs)


def test_ids_people_and_titles(site: Site) -> None:
    """Ids are numbers of their own, authors exist and may open the space, titles are unique in a space."""
    pages = list(site.wiki.pages.values())
    ids = [each.id for page in pages for each in (page, *page.comments)]
    assert len(ids) == len(set(ids))
    assert all(number.isdecimal() for number in ids)
    titles = [(page.space, page.title) for page in pages]
    assert len(titles) == len(set(titles))
    for page in pages:
        space = site.wiki.space(page.space)
        assert space is not None
        authors = {each.author for each in (*page.versions, *page.comments)}
        assert authors <= set(space.read), page.id
        moments = [version.created for version in page.versions]
        assert moments == sorted(moments), page.id


def test_loads_share_nothing() -> None:
    """Two loads are equal, and changing one leaves the other as it was."""
    one, other = load_site().wiki, load_site().wiki
    assert asdict(one) == asdict(other)
    one.pages["196610"].labels.clear()
    assert other.pages["196610"].labels
