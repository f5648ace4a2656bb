"""The decision about a page's outputs, against the stand-in: each target, who could read it there, and undo."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo
from plugin.sandbox.wiki.changes import add_comment, new_version, now
from plugin.sandbox.wiki.model import Audience, Body, Page, Version
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel
from tests.fakes.panel import Panel
from tests.fakes.suggestions import suggested, suggestion

HOME, SECURITY = "196609", "327681"
_IDS = itertools.count(700_000_001)  # never again: what a test leaves in the store is of its page alone
TARGETS = ("comment", "macro", "draft")


def post(panel: Panel, run: dict[str, Any], what: str, body: dict[str, Any] | None = None) -> Any:
    """Ask something about a run."""
    return panel.call("POST", f"runs/{run['id']}/{what}", body)


def valid(name: str, body: dict[str, Any]) -> None:
    """The body is as openapi.yaml says."""
    assert [error.message for error in validator(name).iter_errors(body)] == []


def text(words: str) -> dict[str, Any]:
    """A paragraph."""
    return {"type": "paragraph", "content": [{"type": "text", "text": words}]}


def include(title: str) -> dict[str, Any]:
    """A page that is shown inside another one."""
    params = {"macroParams": {"": {"value": title}}}
    return {"type": "extension", "attrs": {"extensionKey": "include", "extensionType": "x", "parameters": params}}


def body(*nodes: dict[str, Any]) -> Body:
    """A body in Atlassian Document Format."""
    return Body(adf={"type": "doc", "version": 1, "content": list(nodes)})


def decided(words: str) -> dict[str, Any]:
    """A decision, which every summary of a page takes."""
    item = {"type": "decisionItem", "attrs": {"state": "DECIDED"}, "content": [{"type": "text", "text": words}]}
    return {"type": "decisionList", "attrs": {}, "content": [item]}


class Pages:
    """Puts pages of a test's own into the wiki."""

    def __init__(self, demo: Demo) -> None:
        self._wiki = demo.site.state.site.wiki
        self._owner = demo.site.state.site.default_user

    def put(self, title: str, *nodes: dict[str, Any], space: str = "OPS", parent: str = HOME, **more: Any) -> Page:
        """Add a page and return it."""
        version = Version(1, self._owner, now(), "", body(*nodes), title)
        kind = more.pop("kind", "page")
        page = Page(str(next(_IDS)), space, kind, self._owner, [version], parent=parent, **more)
        self._wiki.pages[page.id] = page
        return page


@pytest.fixture
def pages(demo: Demo) -> Iterator[Pages]:
    """The wiki is as it was, for the next test."""
    wiki = demo.site.state.site.wiki
    before = dict(wiki.pages)
    yield Pages(demo)
    wiki.pages.clear()
    wiki.pages.update(before)
    wiki.drafts.clear()


@pytest.fixture
def only_me(demo: Demo) -> Audience:
    """A restriction that admits the person who looks."""
    return Audience(people=(demo.site.state.site.default_user,))


def citing(run: dict[str, Any], prefix: str) -> list[str]:
    """The ids of the sentences that cite such a segment."""
    segments = {c["n"]: c["segment"] for c in run["result"]["citations"]}
    every = [s for part in run["result"]["sections"] for s in part["sentences"]]
    return [s["id"] for s in every if any(segments[n].startswith(prefix) for n in s["citations"])]


def resting_on(run: dict[str, Any], prefix: str) -> list[str]:
    """The ids of the sentences that do not cite such a segment: strike them, and the rest rests on it."""
    segments = {c["n"]: c["segment"] for c in run["result"]["citations"]}
    every = [s for part in run["result"]["sections"] for s in part["sentences"]]
    other = [s["id"] for s in every if not any(segments[n].startswith(prefix) for n in s["citations"])]
    assert len(other) < len(every), (prefix, sorted(segments.values()))
    return other


def refusals(panel: Panel, run: dict[str, Any], struck: list[str]) -> dict[str, str]:
    """What forbids each target, for the sentences that are left."""
    found = {}
    for target in TARGETS:
        answer = post(panel, run, "preview", {"target": target, "struck": struck})
        assert answer.status_code == 200, answer.text
        valid("Preview", answer.json())
        found[target] = answer.json()["refusal"]
    return found


Case = tuple[str, Callable[[Pages, Audience], Page], str, dict[str, str]]
OPEN = {"comment": "", "macro": "", "draft": ""}
NOT_OWN = {**OPEN, "macro": "not_own_body"}
NARROW = {"comment": "too_wide", "macro": "not_own_body", "draft": "too_wide"}
OWN = (text("The pool was too small."), decided("The pool grows to sixty."))
OTHER = (text("The rota is kept by hand."), decided("The rota moves to the tool."))


def own(pages: Pages, me: Audience) -> Page:
    """A page that all of its space can open."""
    del me
    return pages.put("Own", *OWN)


def restricted(pages: Pages, me: Audience) -> Page:
    """A page with a restriction of its own."""
    return pages.put("Own restricted", *OWN, readers=me)


def inherited(pages: Pages, me: Audience) -> Page:
    """A page below one with a restriction."""
    above = pages.put("Above", text("x"), readers=me)
    return pages.put("Below", *OWN, parent=above.id)


def post_of(pages: Pages, me: Audience) -> Page:
    """A blog post that all of its space can open."""
    del me
    return pages.put("Post", *OWN, kind="blogpost", parent="")


def restricted_post(pages: Pages, me: Audience) -> Page:
    """A blog post with a restriction."""
    return pages.put("Post restricted", *OWN, kind="blogpost", parent="", readers=me)


def including(pages: Pages, me: Audience) -> Page:
    """A page that shows an open one of its own space."""
    del me
    pages.put("Rota", *OTHER)
    return pages.put("Shows rota", *OWN, include("Rota"))


def including_restricted(pages: Pages, me: Audience) -> Page:
    """A page that shows a restricted one of its own space."""
    pages.put("Secret rota", *OTHER, readers=me)
    return pages.put("Shows secret rota", *OWN, include("Secret rota"))


def including_elsewhere(pages: Pages, me: Audience) -> Page:
    """A page that shows one of another space that the policy allows too."""
    del me
    pages.put("Public rota", *OTHER, space="PUB", parent="")
    return pages.put("Shows public rota", *OWN, include("PUB:Public rota"))


@pytest.mark.parametrize(
    ("make", "prefix", "expected"),
    [
        pytest.param(own, "section:", OPEN, id="own body"),
        pytest.param(restricted, "section:", OPEN, id="own body, restricted"),
        pytest.param(inherited, "section:", OPEN, id="own body, restriction inherited"),
        pytest.param(post_of, "section:", OPEN, id="blog post"),
        pytest.param(restricted_post, "section:", {**OPEN, "draft": "too_wide"}, id="blog post, restricted"),
        pytest.param(including, "include:", NOT_OWN, id="included, same space, open"),
        pytest.param(including_restricted, "include:", NARROW, id="included, same space, restricted"),
        pytest.param(including_elsewhere, "link:", NARROW, id="included, another space"),
        pytest.param(including_restricted, "section:", OPEN, id="own body beside a narrower include"),
    ],
)
def test_who_could_read_it(
    pages: Pages,
    only_me: Audience,
    wiki: OpenPanel,
    make: Callable[[Pages, Audience], Page],
    prefix: str,
    expected: dict[str, str],
) -> None:
    """Each row of docs/review.md: what rests on such a source may go to these targets and is refused at those."""
    opened = wiki(make(pages, only_me).id)
    run = opened.summarise()
    struck = resting_on(run, prefix)
    assert refusals(opened, run, struck) == expected
    for target, code in expected.items():
        if code:
            answer = post(opened, run, "apply", {"target": target, "struck": struck})
            assert (answer.status_code, answer.json()["error"]["code"]) == (409, code)
    assert opened.bootstrap()["last_runs"]["summarise"]["decision"] is None


@pytest.mark.parametrize(("target", "prefix"), [("macro", "include:"), ("comment", "include:"), ("draft", "include:")])
def test_what_stands_in_the_way(pages: Pages, only_me: Audience, wiki: OpenPanel, target: str, prefix: str) -> None:
    """A refusal names the sentences that it is about; without them the same target is open."""
    opened = wiki(including_restricted(pages, only_me).id)
    run = opened.summarise()
    shown = post(opened, run, "preview", {"target": target}).json()
    assert shown["refusal"]
    assert set(shown["because"]) == set(citing(run, prefix))
    again = post(opened, run, "preview", {"target": target, "struck": shown["because"]}).json()
    assert (again["refusal"], again["because"]) == ("", [])


def test_a_comment_of_the_page(pages: Pages, demo: Demo, wiki: OpenPanel) -> None:
    """What rests on the page's comments may be written below it, and is not shown by the macro."""
    page = pages.put("Talk", *OWN)
    tomasz = demo.site.state.person("tomasz")
    assert tomasz
    add_comment(demo.site.state, page, tomasz, body(text("Does the bank know that the pool grows?")))
    opened = wiki(page.id)
    run = opened.summarise()
    struck = resting_on(run, "comment:")
    assert refusals(opened, run, struck) == NOT_OWN


def test_comment(pages: Pages, demo: Demo, wiki: OpenPanel) -> None:
    """Summarise, edit, comment, undo: the comment is the person's own, with a visible line and its own mark."""
    page = pages.put("Plan", *OWN)
    opened = wiki(page.id)
    run = opened.summarise()
    ai_text = post(opened, run, "preview", {}).json()["ai_text"]
    assert "# Decisions\n\n- The pool grows to sixty." in ai_text
    done = post(opened, run, "apply", {"text": f"{ai_text}\n\nFrom Friday on, zebra."})
    valid("Decision", done.json())
    assert (done.json()["outcome"], done.json()["write"], done.json()["target"]) == ("edited", "written", "comment")
    (new,) = page.comments
    assert (new.author, new.id) == (demo.site.state.site.default_user, done.json()["written_id"])
    assert "zebra" in json.dumps(new.body.adf)
    assert "AI-assisted" in json.dumps(new.body.adf)
    (mark,) = new.properties
    assert mark.value["run"] == run["id"]
    assert page.properties == []
    said = " ".join(r.payload or "" for r in records(demo.services.database, demo.wiki_tenant_id))
    assert "zebra" not in said
    assert post(opened, run, "undo").json()["write"] == "undone"
    assert page.comments == []
    assert verify_tenant(demo.services.database, demo.wiki_tenant_id).intact


def test_draft(pages: Pages, demo: Demo, wiki: OpenPanel) -> None:
    """A draft stands below the page, is seen by its author alone, and goes with undo; nothing is published."""
    page = pages.put("Plan", *OWN)
    opened = wiki(page.id)
    run = opened.summarise()
    shown = post(opened, run, "preview", {"target": "draft"}).json()
    assert shown["readers"] == "you"
    assert [(c["field"], c["after"][0]["name"]) for c in shown["fields"]] == [("title", "Summary: Plan")]
    before = set(demo.site.state.site.wiki.pages)
    done = post(opened, run, "apply", {"target": "draft"})
    assert done.status_code == 200, done.text
    (draft,) = demo.site.state.site.wiki.drafts.values()
    assert (draft.id, draft.parent, draft.title) == (done.json()["written_id"], page.id, "Summary: Plan")
    assert "approved by Ines Okafor" in json.dumps(draft.body.adf)
    assert draft.properties[0].value["run"] == run["id"]
    assert before == set(demo.site.state.site.wiki.pages)
    seen = [opened.http.get(f"{demo.site.base_url}/wiki/drafts?user={who}", timeout=5).text for who in ("ines", "emre")]
    assert ["Summary: Plan" in html for html in seen] == [True, False]
    assert post(opened, run, "undo").json()["write"] == "undone"
    assert demo.site.state.site.wiki.drafts == {}
    assert post(opened, run, "undo").json()["error"]["code"] == "nothing_to_undo"


def test_draft_in_german(pages: Pages, demo: Demo, wiki: OpenPanel) -> None:
    """The words that we add are in the person's language."""
    opened = wiki(pages.put("Plan", *OWN).id)
    run = opened.summarise()
    post(opened, run, "apply", {"target": "draft", "language": "de"})
    (draft,) = demo.site.state.site.wiki.drafts.values()
    assert draft.title == "Zusammenfassung: Plan"
    assert "Entscheidungen" in json.dumps(draft.body.adf)


def test_what_changed_as_a_comment(pages: Pages, demo: Demo, wiki: OpenPanel) -> None:
    """What changed can be told below the page: what became of each statement, and what was there before."""
    page = pages.put("Plan", text("The pool holds 40 connections."), text("The rota is kept by hand."))
    ines = demo.site.state.person("ines")
    assert ines
    new_version(demo.site.state, page, ines, body(text("The pool holds 60 connections."), text("The bank is told.")))
    opened = wiki(page.id)
    run = opened.wait(opened.call("POST", "runs", {"use_case": "changes"}).json())
    said = post(opened, run, "preview", {}).json()["text"]
    assert "- Changed: The pool holds 60 connections. (before: The pool holds 40 connections.)" in said
    assert "# Facts and rules" in said
    assert "- Added: The bank is told." in said
    assert "- Removed: The rota is kept by hand." in said
    assert post(opened, run, "apply", {}).json()["write"] == "written"
    draft = opened.wait(opened.call("POST", "runs", {"use_case": "changes"}).json())
    shown = post(opened, draft, "preview", {"target": "draft", "language": "de"}).json()
    assert shown["fields"][0]["after"][0]["name"] == "Was sich geändert hat: Plan"


def test_labels(pages: Pages, demo: Demo, wiki: OpenPanel) -> None:
    """Suggested labels are taken one by one: one is added, the others of the page stay, undo takes it away again."""
    page = pages.put("Plan", *OWN, labels=["plan"])
    opened = wiki(page.id, module="vouch-write")
    named = [("payments", "payments"), ("plan", "plan"), ("queue", "queue")]
    run = suggested(demo, opened, *(suggestion(n, "labels", value) for n, value in enumerate(named, start=1)))
    shown = post(opened, run, "preview", {"target": "fields", "take": ["g1", "g2"]}).json()
    valid("Preview", shown)
    (change,) = shown["fields"]
    assert [v["name"] for v in change["before"]] == ["plan"]
    assert [v["name"] for v in change["after"]] == ["plan", "payments"]
    assert page.labels == ["plan"]
    done = post(opened, run, "apply", {"target": "fields", "take": ["g1", "g2"]})
    valid("Decision", done.json())
    assert (done.json()["write"], page.labels) == ("written", ["plan", "payments"])
    assert page.properties == []
    page.labels.append("by-hand")
    assert post(opened, run, "undo").json()["write"] == "undone"
    assert page.labels == ["plan", "by-hand"]


def test_a_page_that_moved_on(pages: Pages, demo: Demo, wiki: OpenPanel) -> None:
    """A new version of the page is read first: nothing is written about the old one."""
    page = pages.put("Plan", *OWN)
    opened = wiki(page.id)
    run = opened.summarise()
    ines = demo.site.state.person("ines")
    assert ines
    new_version(demo.site.state, page, ines, body(*OTHER))
    for target in TARGETS:
        answer = post(opened, run, "apply", {"target": target})
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "item_moved")
    assert page.comments == []
