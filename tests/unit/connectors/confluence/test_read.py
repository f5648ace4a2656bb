"""A page as a document: segments, comments, what it includes, who may view it, and what a broken answer becomes."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.confluence.client import ConfluenceClient
from connectors.confluence.read import glance, locate, read_page
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused
from connectors.host.model import Audience, BlockKind, Item, Omission, Person, Product, SegmentKind, VisibilityKind
from tests.unit.connectors.confluence.wiki import BASE, Confluence, adf, comment, heading, page

ITEM = Item(Product.CONFLUENCE, id="42")
AGENT, CUSTOMER = Audience.AGENT, Audience.CUSTOMER
FOOTER, INLINE = "/api/v2/pages/42/footer-comments", "/api/v2/pages/42/inline-comments"
HREF = f"{BASE}/spaces/OPS/pages/42/Plan"


def macro(key: str, **parameters: str) -> dict[str, Any]:
    """A macro as ADF writes it; the parameter without a name is called `unnamed` here."""
    values = {"" if name == "unnamed" else name: {"value": value} for name, value in parameters.items()}
    attrs = {"extensionType": "com.atlassian.confluence.macro.core", "extensionKey": key}
    return {"type": "extension", "attrs": attrs | {"parameters": {"macroParams": values}}}


def excerpt(words: str, name: str = "") -> dict[str, Any]:
    """An excerpt macro around a paragraph."""
    return macro("excerpt", name=name) | {"type": "bodiedExtension", "content": adf(words)["content"]}


def test_document(confluence: Confluence, client: ConfluenceClient) -> None:
    """Every part of a page is a segment with a stable id, and its link jumps to the right heading."""
    confluence.pages["42"] = page("42", adf("Intro.", heading("Next steps"), "Do it.", heading("Who?", 2), "Ada."))
    confluence.lists[FOOTER] = [comment(1, "Fine.")]
    confluence.lists["/api/v2/pages/42/attachments"] = [{"id": "att1", "title": "a.log"}]
    document = read_page(client, ITEM, audience=AGENT)
    assert [(s.id, s.role, s.href) for s in document.segments] == [
        ("summary", "", HREF),
        ("section:top", "", HREF),
        ("section:next-steps", "Next steps", f"{HREF}#Next-steps"),
        ("section:next-steps/who", "Next steps > Who?", f"{HREF}#Who%3F"),
        ("comment:1", "footer", f"{BASE}/spaces/OPS/pages/42?focusedCommentId=1"),
        ("field:labels", "labels", ""),
    ]
    assert (
        document.title,
        document.place.key,
        document.place.id,
        document.place.name,
    ) == ("Plan", "OPS", "11", "Operations")
    assert (Omission("attachments", 1, ("a.log",)),) == document.omissions
    assert {Person("acc-1", "Ada Byron"), Person("acc-2", "Bo Ek")} == set(document.people)
    assert (document.labels, document.comments_total, document.facts) == (
        ("plan",),
        1,
        {"version": "7", "content_type": "page", "restriction": "none", "body_format": "atlas_doc_format"},
    )
    assert (document.versions["section:top"], document.versions["comment:1"]) == ("7", "2026-11-16T10:01:00.000Z")


def test_sections_are_told_apart(confluence: Confluence, client: ConfluenceClient) -> None:
    """Headings of the same words, without words, or called like the top have ids and anchors of their own."""
    again = [heading("Risks"), "a", heading("Risks"), "b", heading("Top"), "c", heading("🚀"), "d", heading("x" * 90)]
    confluence.pages["42"] = page("42", adf(*again))
    sections = [s for s in read_page(client, ITEM, audience=AGENT).segments if s.kind is SegmentKind.SECTION]
    ids = [section.id for section in sections]
    assert ids[:3] == ["section:risks", "section:risks~2", "section:top~2"]
    assert len(set(ids)) == len(ids) == 5
    assert [f"{HREF}#Risks", f"{HREF}#Risks.1"] == [section.href for section in sections[:2]]


@pytest.mark.parametrize(
    "document", [None, adf(), adf(macro("legacy-content")), adf({"type": "unsupportedBlock"}), {"type": "text"}]
)
def test_storage_where_adf_does_not_say_all(
    confluence: Confluence, client: ConfluenceClient, document: dict[str, Any] | None
) -> None:
    """A page that Atlassian Document Format does not hold is read in storage format, with the anchors of that time."""
    storage = '<h1>Next steps</h1><p>Ask <ac:link><ri:user ri:account-id="acc-2"/></ac:link></p>'
    confluence.pages["42"] = page("42", document, storage, title="My Plan")
    found = read_page(client, ITEM, audience=AGENT)
    section = found.segment("section:next-steps")
    assert section
    assert (section.text, section.href) == ("Next steps\nAsk @Bo Ek", f"{HREF}#MyPlan-Nextsteps")
    assert found.facts["body_format"] == "storage"


def test_mentions_get_their_names(confluence: Confluence, client: ConfluenceClient) -> None:
    """A mention that carries only an id is named, so that masking knows the name."""
    mention = {"type": "paragraph", "content": [{"type": "mention", "attrs": {"id": "acc-2", "text": ""}}]}
    confluence.pages["42"] = page("42", adf(mention))
    found = read_page(client, ITEM, audience=AGENT)
    assert found.segments[1].text == "@Bo Ek"
    assert Person("acc-2", "Bo Ek") in found.people


def test_comments(confluence: Confluence, client: ConfluenceClient) -> None:
    """Footer and inline comments are told apart, open ones from resolved, and replies follow what they answer."""
    confluence.pages["42"] = page("42", adf("Text."))
    confluence.lists[FOOTER] = [comment(1, "One."), comment(2, "Two."), comment(3, "Three.")]
    confluence.lists["/api/v2/footer-comments/1/children"] = [comment(9, "Reply."), comment(8, "Other.")]
    confluence.lists["/api/v2/footer-comments/9/children"] = [comment(10, "Reply to that.")]
    confluence.lists[INLINE] = [
        comment(4, "Open.", resolutionStatus="open", properties={"inlineOriginalSelection": "these  words"}),
        comment(5, "Done.", resolutionStatus="resolved"),
        comment(6, "Again.", resolutionStatus="reopened", properties={"inline-original-selection": "x"}),
        comment(7, "Lost.", resolutionStatus="dangling"),
        comment(11, "Binned.", status="trashed"),
    ]
    confluence.lists["/api/v2/inline-comments/5/children"] = [comment(12, "Why?", resolutionStatus="open")]
    document = read_page(client, ITEM, audience=AGENT)
    found = [s for s in document.segments if s.kind is SegmentKind.COMMENT]
    assert [(int(s.id.partition(":")[2]), s.role) for s in found] == [
        *((number, "footer") for number in (1, 9, 10, 8, 2, 3)),
        (4, "inline"),
        (5, "inline_resolved"),
        (12, "inline_resolved"),
        (6, "inline"),
        (7, "inline_resolved"),
    ]
    quoted = document.segment("comment:4")
    assert quoted
    assert [(b.kind, b.text) for b in quoted.blocks] == [
        (BlockKind.QUOTE, "these words"),
        (BlockKind.PARAGRAPH, "Open."),
    ]
    look = glance(client, ITEM, audience=AGENT)
    assert {s.id.partition(":")[2]: document.versions[s.id] for s in found} == look.comments
    assert look.words == 14
    assert glance(client, ITEM, audience=CUSTOMER).comments == {}


def test_replies_are_bounded(confluence: Confluence, client: ConfluenceClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Comments whose replies were not asked for are counted, not passed over."""
    monkeypatch.setattr("connectors.confluence.comments.MOST_THREADS_ASKED", 2)
    confluence.pages["42"] = page("42", adf("Text."))
    confluence.lists[FOOTER] = [comment(number, "x") for number in range(1, 6)]
    document = read_page(client, ITEM, audience=AGENT)
    assert (document.comments_total, Omission("comments", 3)) == (5, document.omissions[0])


@pytest.mark.parametrize(
    ("restricted", "ancestors", "fact"),
    [
        ({"42"}, [], "own"),
        ({"2"}, [{"id": "1", "type": "page"}, {"id": "2", "type": "page"}], "inherited"),
        (set(), [{"id": "1", "type": "page"}], "none"),
        (set(), None, "unknown"),
        (set(), [], "unknown"),
        (set(), [{"id": str(n), "type": "page"} for n in range(21)], "unknown"),
    ],
)
def test_restrictions(
    confluence: Confluence, client: ConfluenceClient, restricted: set[str], ancestors: list[Any] | None, fact: str
) -> None:
    """A page that not everybody in its space may view says so, yields nothing for customers, and is one as a whole."""
    confluence.pages["42"] = page("42", adf("Text."), parentId="2")
    confluence.lists[FOOTER] = [comment(1, "x")]
    confluence.restricted = restricted
    confluence.answers["/api/v2/pages/42/ancestors"] = 404 if ancestors is None else {"results": ancestors}
    document = read_page(client, ITEM, audience=AGENT)
    assert (fact, {PUBLIC_KIND}) == (document.facts["restriction"], {s.visibility.kind for s in document.segments})
    for_customers = read_page(client, ITEM, audience=CUSTOMER)
    assert (fact == "none") == bool(for_customers.segments)
    assert (fact != "none") == (Omission("restricted_page", 1) in for_customers.omissions)


def test_customer(confluence: Confluence, client: ConfluenceClient) -> None:
    """For a customer, only the page's own words are taken; what was kept back is counted."""
    confluence.pages["42"] = page("42", adf("Text.", macro("include", unnamed="HR:Pay")))
    confluence.pages["50"] = page("50", adf("Salaries."), title="Pay", spaceId="12")
    confluence.lists[FOOTER] = [comment(1, "x")]
    document = read_page(client, ITEM, audience=CUSTOMER)
    assert [s.id for s in document.segments] == ["summary", "section:top"]
    assert (Omission("internal_comments", 1), Omission("included_pages", 1, ("Pay",))) == document.omissions


def test_includes(confluence: Confluence, client: ConfluenceClient) -> None:
    """Included pages are read one level deep: of the same space as a section, of another one as a link."""
    confluence.pages["42"] = page(
        "42",
        adf(
            macro("include", unnamed="Rota: this week"),
            macro("excerpt-include", unnamed="HR:Pay", name="grades"),
            macro("include", unnamed="Plan"),
            macro("include", unnamed="Gone"),
            macro("excerpt-include", unnamed="Rota: this week", name="none"),
        ),
    )
    inner = macro("include", unnamed="Deeper")
    confluence.pages["50"] = page("50", adf("On call: Bo.", inner), title="Rota: this week")
    pay = adf("Secret.", excerpt("Grade A.", "grades"), excerpt("Other.", "x"))
    confluence.pages["51"] = page("51", pay, title="Pay", spaceId="12", authorId="acc-2")
    confluence.restricted = {"51"}
    document = read_page(client, ITEM, audience=AGENT)
    rota, salaries = document.segment("include:50"), document.segment("link:HR-51")
    assert rota
    assert salaries
    assert (
        rota.text,
        rota.role,
        rota.visibility.kind,
    ) == ("On call: Bo.\n[macro: include: Deeper]", "Rota: this week", PUBLIC_KIND)
    assert (
        salaries.text,
        salaries.kind,
        salaries.visibility.kind,
    ) == ("Grade A.", SegmentKind.LINK, VisibilityKind.RESTRICTED)
    assert (Omission("included_pages", 2, ("Gone", "Rota: this week")),) == document.omissions
    assert not confluence.paths("title=Deeper")


@pytest.mark.parametrize(
    ("space", "restricted", "kind"),
    [
        ("11", set(), VisibilityKind.PUBLIC),
        ("11", {"50"}, VisibilityKind.RESTRICTED),
        ("12", set(), VisibilityKind.RESTRICTED),
        ("12", {"50"}, VisibilityKind.RESTRICTED),
        ("11", {"42"}, VisibilityKind.PUBLIC),
    ],
)
def test_who_reads_an_included_page(
    confluence: Confluence, client: ConfluenceClient, space: str, restricted: set[str], kind: VisibilityKind
) -> None:
    """What is included from another space, or from a page with a restriction, is narrower than the page itself."""
    key = "" if space == "11" else "HR:"
    confluence.pages["42"] = page("42", adf("Text.", macro("include", unnamed=f"{key}Rota")))
    confluence.pages["50"] = page("50", adf("On call: Bo."), title="Rota", spaceId=space)
    confluence.restricted = restricted
    document = read_page(client, ITEM, audience=AGENT)
    (included,) = [s for s in document.segments if s.role == "Rota"]
    assert (kind, PUBLIC_KIND) == (included.visibility.kind, document.segments[1].visibility.kind)


PUBLIC_KIND = VisibilityKind.PUBLIC


def test_included_from_storage(confluence: Confluence, client: ConfluenceClient) -> None:
    """Storage format names included pages by title and space; those beyond the bound are listed, not read."""
    one = '<ac:structured-macro ac:name="{}"><ac:parameter ac:name=""><ac:link><ri:page {}/></ac:link></ac:parameter>'
    one += "</ac:structured-macro>"
    many = "".join(one.format("include", f'ri:content-title="T{number}"') for number in range(11))
    first = one.format("excerpt-include", 'ri:content-title="Pay" ri:space-key="HR"')
    confluence.pages["42"] = page("42", None, first + many)
    body = '<p>no</p><ac:structured-macro ac:name="excerpt"><ac:rich-text-body><p>yes</p></ac:rich-text-body>'
    confluence.pages["51"] = page("51", None, f"{body}</ac:structured-macro>", title="Pay", spaceId="12")
    document = read_page(client, ITEM, audience=AGENT)
    assert getattr(document.segment("link:HR-51"), "text", "") == "yes"
    assert (Omission("included_pages", 11, tuple(f"T{number}" for number in range(11))),) == document.omissions
    assert not confluence.paths("title=T9")


def test_blog_posts(confluence: Confluence, client: ConfluenceClient) -> None:
    """A content id that is no page is asked for as a blog post; it inherits nothing."""
    post = page("42", None) | {"body": {"storage": {"value": "<p>News.</p>", "representation": "storage"}}}
    confluence.answers["/api/v2/blogposts/42"] = post
    document = read_page(client, ITEM, audience=AGENT)
    assert (document.facts["content_type"], document.segments[1].text) == ("blogpost", "News.")
    assert not confluence.paths("ancestors")


def test_labels_to_the_end(confluence: Confluence, client: ConfluenceClient) -> None:
    """Where a page has more labels than its answer holds, all are asked for."""
    confluence.pages["42"] = page("42", adf("x"), labels={"results": [{"name": "l0"}], "meta": {"hasMore": True}})
    confluence.lists["/api/v2/pages/42/labels"] = [{"name": f"l{number}"} for number in range(5)]
    assert read_page(client, ITEM, audience=AGENT).labels == ("l0", "l1", "l2", "l3", "l4")


def test_names_are_no_condition(confluence: Confluence, client: ConfluenceClient) -> None:
    """Where the host names nobody, and lists no files, the page is read all the same."""
    confluence.pages["42"] = page("42", adf("x"))
    confluence.answers |= {"/api/v2/users-bulk": 403, "/api/v2/pages/42/attachments": 404}
    document = read_page(client, ITEM, audience=AGENT)
    assert (document.people, document.segments[0].author) == ((), None)


def test_locate_asks_for_no_text(confluence: Confluence, client: ConfluenceClient) -> None:
    """To learn where a page lives, no body is asked for."""
    confluence.pages["42"] = page("42", adf("x"))
    item, place = locate(client, ITEM)
    assert (item, place.key, place.name) == (ITEM, "OPS", "Operations")
    assert not confluence.paths("body-format")


BROKEN: tuple[dict[str, Any], ...] = (
    {"id": 42},
    {"id": ""},
    {"spaceId": None},
    {"spaceId": "../1"},
    {"version": {}},
    {"version": None},
)


@pytest.mark.parametrize("breakage", BROKEN)
def test_broken_page(confluence: Confluence, client: ConfluenceClient, breakage: dict[str, Any]) -> None:
    """An answer that lacks what the API promises is a typed fault."""
    confluence.pages["42"] = page("42", adf("x")) | breakage
    with pytest.raises(HostAnswerInvalid):
        read_page(client, ITEM, audience=AGENT)


def test_odd_parts_are_left_out(confluence: Confluence, client: ConfluenceClient) -> None:
    """Parts of a wrong type say nothing; the rest is read."""
    odd = {"title": None, "authorId": 5, "createdAt": "yesterday", "_links": None}
    confluence.pages["42"] = page("42", adf("x")) | odd
    confluence.lists[FOOTER] = [
        comment(1, "y", version=None, body=5, properties=[], _links={"webui": "//evil.example"})
    ]
    document = read_page(client, ITEM, audience=AGENT)
    assert [s.id for s in document.segments] == ["section:top", "comment:1", "field:labels"]
    assert document.segments[0].href == f"{BASE}/pages/viewpage.action?pageId=42"
    assert document.segments[1].href.startswith(BASE)


@pytest.mark.parametrize("row", [{}, {"id": 5}, {"id": "../1"}])
def test_broken_comment(confluence: Confluence, client: ConfluenceClient, row: Any) -> None:
    """A comment that has no id of the right form is a typed fault."""
    confluence.pages["42"] = page("42", adf("x"))
    confluence.lists[FOOTER] = [row]
    with pytest.raises(HostAnswerInvalid):
        read_page(client, ITEM, audience=AGENT)


@pytest.mark.parametrize(("status", "error"), [(403, HostRefused), (401, HostRefused), (404, HostNotFound)])
def test_refusals(confluence: Confluence, client: ConfluenceClient, status: int, error: type[Exception]) -> None:
    """What the person may not see is a refusal, in a type of its own."""
    confluence.answers |= {"/api/v2/pages/42": status, "/api/v2/blogposts/42": status}
    with pytest.raises(error):
        locate(client, ITEM)


@pytest.mark.parametrize("content_id", ["", "../1", "4 2"])
def test_nothing_to_name(client: ConfluenceClient, content_id: str) -> None:
    """An item without an id of the right form is never asked for."""
    with pytest.raises(HostAnswerInvalid):
        locate(client, Item(Product.CONFLUENCE, id=content_id, key="X"))
