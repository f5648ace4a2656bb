"""What Vouch writes to Confluence: each call against the live stand-in, in the shapes of Atlassian's description."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from connectors.confluence import write
from connectors.host.errors import HostNotFound
from plugin.errors import BadRequest, Conflict, HostFault
from plugin.gateway.approval import Approved, Target, Value
from plugin.gateway.writing import ChangeState, Written
from plugin.sandbox.content.load import load_site
from plugin.sandbox.serve import SiteServer
from plugin.sandbox.site import Site
from plugin.sandbox.wiki.changes import add_comment
from plugin.sandbox.wiki.drafts import change_draft, publish
from plugin.sandbox.wiki.model import Body, Page
from tests.fakes.confluence_desk import BLOG, MARK, RUNBOOK, Desk, approved, item, wish

WROTE_COMMENT = ("POST", "/api/v2/footer-comments")
LABEL_PATH = r"/rest/api/content/\d+/label"


@pytest.fixture(scope="module")
def content() -> Site:
    """The company's content, loaded once."""
    return load_site()


@pytest.fixture(autouse=True, scope="module")
def _one_key() -> Iterator[None]:
    """Let every site of these tests sign with one RSA key: making one takes longer than most tests."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rsa, "generate_private_key", lambda **_: key)
        yield


@pytest.fixture
def desk(content: Site) -> Iterator[Callable[[str], Desk]]:
    """Sits down at a desk of a site with content of its own."""
    with SiteServer(site=copy.deepcopy(content)) as site:
        yield lambda who: Desk(site, who)


@pytest.mark.parametrize("content_id", [RUNBOOK, BLOG])
def test_a_comment(desk: Callable[[str], Desk], content_id: str) -> None:
    """One comment below a page or a blog post, with the visible line and a mark of its own; undo removes both."""
    ines = desk("ines")
    before = list(ines.page(content_id).comments)
    written = ines.write(approved(content_id))
    (new,) = [c for c in ines.page(content_id).comments if c not in before]
    assert (new.id, new.author, written.version) == (written.id, ines.account_id, "1")
    assert "AI-assisted." in json.dumps(new.body.adf)
    assert [(p.key, p.value) for p in new.properties] == [("vouch-approved", MARK)]
    assert written.href.startswith(f"{ines.site.base_url}/wiki/spaces/")
    assert written.href.endswith(f"focusedCommentId={written.id}")
    assert ines.page(content_id).properties == []
    ines.writing.undo(Target.COMMENT, ines.access, item(content_id), written)
    assert before == ines.page(content_id).comments
    ines.writing.undo(Target.COMMENT, ines.access, item(content_id), written)
    assert {shape.scope for shape, _, _ in ines.watched.calls} == {"WRITE", "DELETE"}


def test_a_comment_without_an_answer(desk: Callable[[str], Desk]) -> None:
    """What was written although no answer came is found by author and document, though the site added ids to it."""
    ines = desk("ines")
    Desk(ines.site, "tomasz").write(approved())
    with losing(ines.site, "wiki_comment.add"), pytest.raises(HostFault):
        ines.write(approved())
    count, tries = len(ines.page().comments), ines.watched.made().count(WROTE_COMMENT)
    again = ines.write(approved(), before=Written())
    assert count == len(ines.page().comments)
    assert tries == ines.watched.made().count(WROTE_COMMENT)
    assert [c.author for c in ines.page().comments if c.id == again.id] == [ines.account_id]


def test_a_comment_is_written_where_none_was_left(desk: Callable[[str], Desk]) -> None:
    """A second try that finds only the same words of somebody else writes."""
    ines = desk("ines")
    Desk(ines.site, "tomasz").write(approved())
    count = len(ines.page().comments)
    ines.write(approved(), before=Written())
    assert count + 1 == len(ines.page().comments)


def test_undo_of_a_comment_that_moved_on(desk: Callable[[str], Desk]) -> None:
    """A comment that somebody changed or answered stays: their words would go with it."""
    ines = desk("ines")
    written = ines.write(approved())
    with pytest.raises(Conflict) as caught:
        ines.writing.undo(Target.COMMENT, ines.access, item(), Written(written.id, "2"))
    assert caught.value.code == "changed_since"
    tomasz = ines.site.state.person("tomasz")
    assert tomasz
    add_comment(ines.site.state, ines.page(), tomasz, Body(storage="<p>Why?</p>"), written.id)
    with pytest.raises(Conflict) as caught:
        ines.writing.undo(Target.COMMENT, ines.access, item(), written)
    assert caught.value.code == "answered_since"
    assert written.id in {comment.id for comment in ines.page().comments}


@pytest.mark.parametrize("make", [approved, lambda: wish("peak"), lambda: approved(target=Target.DRAFT)])
def test_who_may_only_read(desk: Callable[[str], Desk], make: Callable[[], Approved]) -> None:
    """Who may read the page and not write there is told so, whichever status the site gives for it."""
    rohan = desk("rohan")
    with pytest.raises(HostFault) as caught:
        rohan.write(make())
    assert (caught.value.code, caught.value.status) == ("write_refused", 403)


@pytest.mark.parametrize(
    ("kind", "code", "reason"),
    [
        ("429", "host_rate_limited", "rate_limited"),
        ("500", "host_unreachable", "no_answer"),
        ("503", "host_unreachable", "no_answer"),
        ("drop", "host_unreachable", "no_answer"),
    ],
)
def test_faults(desk: Callable[[str], Desk], kind: str, code: str, reason: str) -> None:
    """A site that fails is asked once; a comment ends in a fault, a label as not written; the next try writes."""
    ines = desk("ines")
    before = (len(ines.page().comments), list(ines.page().labels))
    ines.site.state.faults.add("/api/v2/footer-comments$|/rest/api/.*/label$", kind, 2)
    with pytest.raises(HostFault) as caught:
        ines.write(approved())
    assert caught.value.code == code
    not_written = ines.write(wish("peak"))
    assert [(c.state, c.reason) for c in not_written.changes] == [(ChangeState.NOT_WRITTEN, reason)]
    assert before == (len(ines.page().comments), ines.page().labels)
    ines.page().labels.append("peak")  # by a person
    ines.writing.undo(Target.FIELDS, ines.access, item(), not_written)
    assert ines.page().labels.pop() == "peak"
    ines.write(approved(), before=Written())
    ines.write(wish("peak"), before=not_written)
    assert (before[0] + 1, [*before[1], "peak"]) == (len(ines.page().comments), ines.page().labels)


def test_labels(desk: Callable[[str], Desk]) -> None:
    """Only what was taken is added, in one request; no label is lost, and undo takes away ours alone."""
    ines = desk("ines")
    first = list(ines.page().labels)
    (planned,) = ines.writing.preview(wish("Peak", first[0]), ines.access).changes
    assert (names(planned.before), names(planned.after)) == (first, [*first, "peak"])
    assert not ines.watched.calls
    written = ines.write(wish("Peak", first[0]))
    (change,) = written.changes
    assert (change.state, names(change.after)) == (ChangeState.WRITTEN, [*first, "peak"])
    assert ines.page().labels == [*first, "peak"]
    assert ines.watched.calls[0][1] == [{"prefix": "global", "name": "peak"}]
    ines.page().labels.append("later")
    ines.writing.undo(Target.FIELDS, ines.access, item(), written)
    assert ines.page().labels == [*first, "later"]
    assert ines.watched.made() == [("POST", LABEL_PATH), ("DELETE", LABEL_PATH)]
    ines.writing.undo(Target.FIELDS, ines.access, item(), written)
    assert len(ines.watched.calls) == 2
    assert ines.page().properties == []


def test_labels_without_an_answer(desk: Callable[[str], Desk]) -> None:
    """Labels that were added although no answer came are ours, and undo still takes them away."""
    ines = desk("ines")
    first = list(ines.page().labels)
    known = ines.writing.preview(wish("peak", "audit"), ines.access)
    with losing(ines.site, "wiki_v1.add"):
        written = ines.write(wish("peak", "audit"))
    assert [c.state for c in written.changes] == [ChangeState.WRITTEN]
    assert ines.page().labels == [*first, "peak", "audit"]
    written = ines.write(wish("peak", "audit"), before=known)  # the process died before it could tell
    assert ines.watched.made().count(("POST", LABEL_PATH)) == 1
    ines.writing.undo(Target.FIELDS, ines.access, item(), written)
    assert ines.page().labels == first


def test_a_label_that_the_site_does_not_take(desk: Callable[[str], Desk]) -> None:
    """A label that is refused is told as not written, with a reason; no other label is lost."""
    ines = desk("ines")
    first = list(ines.page().labels)
    written = ines.write(wish("two words"))
    assert [(c.state, c.reason) for c in written.changes] == [(ChangeState.NOT_WRITTEN, "field_refused")]
    assert not written.whole
    assert ines.page().labels == first
    ines.writing.undo(Target.FIELDS, ines.access, item(), written)
    assert ines.page().labels == first


def test_half_an_undo(desk: Callable[[str], Desk]) -> None:
    """An undo that fails half way takes the rest away when it is asked again."""
    ines = desk("ines")
    first = list(ines.page().labels)
    written = ines.write(wish("peak", "audit/2026"))
    real, seen = ines.site.app.view_functions["wiki_v1.delete_named_label"], []

    def second_fails(content_id: str) -> Any:
        seen.append(content_id)
        return real(content_id) if len(seen) == 1 else ("", 500)

    ines.site.app.view_functions["wiki_v1.delete_named_label"] = second_fails
    with pytest.raises(HostFault):
        ines.writing.undo(Target.FIELDS, ines.access, item(), written)
    assert ines.page().labels == [*first, "audit/2026"]
    ines.site.app.view_functions["wiki_v1.delete_named_label"] = real
    ines.writing.undo(Target.FIELDS, ines.access, item(), written)
    assert ines.page().labels == first


def test_only_labels(desk: Callable[[str], Desk]) -> None:
    """A page has no priority: refused in words, and nothing is asked of the site."""
    ines = desk("ines")
    with pytest.raises(BadRequest) as caught:
        ines.write(approved(target=Target.FIELDS, take=("High",), field="priority"))
    assert caught.value.code == "target_not_here"


def test_a_mark(desk: Callable[[str], Desk]) -> None:
    """A mark is made once, changed by its next version, and taken away by its id."""
    ines = desk("ines")
    for run in ("run-1", "run-2"):
        write.mark_approved(ines.client, "pages", RUNBOOK, {**MARK, "run": run})
    (mark,) = ines.page().properties
    assert (mark.value["run"], mark.version) == ("run-2", 2)
    write.unmark_approved(ines.client, "pages", RUNBOOK)
    write.unmark_approved(ines.client, "pages", RUNBOOK)
    assert ines.page().properties == []
    assert [method for method, _ in ines.watched.made()] == ["POST", "PUT", "DELETE"]


def test_a_mark_that_somebody_was_faster_with(desk: Callable[[str], Desk]) -> None:
    """A conflict over the mark does not make a comment that stands look as if it did not."""
    ines = desk("ines")
    ines.site.app.view_functions["wiki_property.create_property"] = lambda **_: ("{}", 409)
    written = ines.write(approved())
    assert written.id in {comment.id for comment in ines.page().comments}


def draft(content_id: str = RUNBOOK, **more: Any) -> Approved:
    """A person's approval of a draft."""
    return replace(approved(content_id, target=Target.DRAFT), **more)


def drafts(desk: Desk) -> list[Page]:
    """All drafts of the site."""
    return list(desk.site.state.site.wiki.drafts.values())


@pytest.mark.parametrize(("content_id", "parent"), [(RUNBOOK, RUNBOOK), (BLOG, "196609")])
def test_a_draft(desk: Callable[[str], Desk], content_id: str, parent: str) -> None:
    """A draft is made below the page (of a blog post, below the space's own page), marked, and deleted for good."""
    ines = desk("ines")
    pages = set(ines.site.state.site.wiki.pages)
    written = ines.write(draft(content_id))
    (made,) = drafts(ines)
    assert (made.id, made.parent, made.owner) == (written.id, parent, ines.account_id)
    assert made.title == f"Summary: {ines.page(content_id).title}"
    assert [p.value for p in made.properties] == [MARK]
    assert written.href.endswith(f"/pages/resumedraft.action?draftId={made.id}")
    with pytest.raises(HostNotFound):
        ines.client.get("pages", made.id)
    with pytest.raises(HostNotFound):
        Desk(ines.site, "tomasz").client.get("pages", made.id, params={"get-draft": "true"})
    ines.writing.undo(Target.DRAFT, ines.access, item(content_id), written)
    assert drafts(ines) == []
    ines.writing.undo(Target.DRAFT, ines.access, item(content_id), written)
    assert pages == set(ines.site.state.site.wiki.pages)


def test_a_long_title(desk: Callable[[str], Desk]) -> None:
    """A title that would be too long is cut; braces in a page's title stay as they are."""
    ines = desk("ines")
    ines.page().versions[-1] = replace(ines.page().current, title="{0} " + "x" * 300)
    (change,) = ines.writing.preview(draft(), ines.access).changes
    assert (len(change.after[0].name), change.after[0].name[:12]) == (255, "Summary: {0}")
    ines.write(draft())
    assert drafts(ines)[0].title == change.after[0].name


def test_a_draft_without_an_answer(desk: Callable[[str], Desk]) -> None:
    """Nothing lists drafts, so a second try does not guess: the person looks, and confirms."""
    ines = desk("ines")
    with losing(ines.site, "wiki_write.create"), pytest.raises(HostFault):
        ines.write(draft())
    with pytest.raises(Conflict) as caught:
        ines.write(draft(), before=Written())
    assert (caught.value.code, len(drafts(ines))) == ("draft_may_exist", 1)
    ines.write(draft(confirmed=True), before=Written())
    assert len(drafts(ines)) == 2


def test_a_draft_that_came_back_published(desk: Callable[[str], Desk]) -> None:
    """Where the site publishes what was to be a draft, the page is deleted at once, and the person is told."""
    ines = desk("ines")
    pages = set(ines.site.state.site.wiki.pages)
    real = ines.site.app.view_functions["wiki_write.create"]
    ines.watched.loose = True

    def published() -> Any:
        answer = real().get_json()
        wiki = ines.site.state.site.wiki
        wiki.pages[answer["id"]] = wiki.drafts.pop(answer["id"])
        return {**answer, "status": "current"}

    ines.site.app.view_functions["wiki_write.create"] = published
    with pytest.raises(HostFault) as caught:
        ines.write(draft())
    assert caught.value.code == "not_a_draft"
    assert pages == set(ines.site.state.site.wiki.pages)


@pytest.mark.parametrize("how", ["text", "title", "published"])
def test_undo_of_a_draft_that_moved_on(desk: Callable[[str], Desk], how: str) -> None:
    """A draft whose author went on with it, or published it, stays."""
    ines = desk("ines")
    written = ines.write(draft())
    (made,) = drafts(ines)
    if how == "published":
        publish(ines.site.state, made)
    else:
        words = Body(storage="<p>Mine.</p>") if how == "text" else made.body
        change_draft(ines.site.state, made, "Mine" if how == "title" else made.title, words)
    with pytest.raises(Conflict) as caught:
        ines.writing.undo(Target.DRAFT, ines.access, item(), written)
    assert caught.value.code == "changed_since"
    wiki = ines.site.state.site.wiki
    assert made.id in (wiki.pages if how == "published" else wiki.drafts)


def names(values: tuple[Value, ...]) -> list[str]:
    """The names of a field's values."""
    return [value.name for value in values]


@contextmanager
def losing(site: SiteServer, view: str) -> Iterator[None]:
    """Let the site do what it is asked, and lose the answer."""
    real = site.app.view_functions[view]

    def lost(**args: Any) -> Any:
        real(**args)
        return "", 500

    site.app.view_functions[view] = lost
    try:
        yield
    finally:
        site.app.view_functions[view] = real
