"""The road over Confluence against the stand-in site: spaces, people, sources, what was not read, what is new."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo
from plugin.sandbox.state import SiteSettings
from plugin.sandbox.wiki.changes import add_comment, new_version
from plugin.sandbox.wiki.model import Body
from plugin.usage.repository import events
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel
from tests.fakes.panel import Panel

MEETING, POLICY, GERMAN, JAPANESE, LONG, RESTRICTED = "196612", "196613", "196614", "196615", "196650", "196619"


def valid(name: str, body: dict[str, Any]) -> None:
    """The body is as openapi.yaml says."""
    assert [error.message for error in validator(name).iter_errors(body)] == []


def ends(demo: Demo, run_id: str) -> list[dict[str, Any]]:
    """What the record says of a run's end."""
    said = [json.loads(r.payload or "{}") for r in records(demo.services.database, demo.wiki_tenant_id)]
    return [s for s in said if s.get("run") == run_id and "outcome" in s]


def section(run: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The sentences of a section; empty where there is none."""
    return next((s["sentences"] for s in run["result"]["sections"] if s["kind"] == kind), [])


def sentences(run: dict[str, Any]) -> list[dict[str, Any]]:
    """Every sentence of a result."""
    return [sentence for part in run["result"]["sections"] for sentence in part["sentences"]]


def document(*paragraphs: str) -> Body:
    """A body in Atlassian Document Format."""
    content = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in paragraphs]
    return Body(adf={"type": "doc", "version": 1, "content": content})


def test_a_whole_run(demo: Demo, wiki: OpenPanel) -> None:
    """A summary of meeting notes: points, the decision, actions with owner and date, each with a source that jumps."""
    opened = wiki()
    boot = opened.bootstrap()
    valid("Bootstrap", boot)
    assert (boot["product"], boot["level"], boot["place"]["key"]) == ("confluence", "internal", "OPS")
    run = opened.summarise()
    valid("Run", run)
    assert run["state"] == "finished"
    assert section(run, "key_points")
    assert [s["text"] for s in section(run, "decisions")] == [
        "The fix goes out on 2026-11-24 at 07:00 on all four nodes."
    ]
    actions = {(s["text"], s["owner"], s["due"]) for s in section(run, "actions")}
    assert actions == {
        ("Merge and roll out the fix", "Anneke Brandt", "2026-11-24"),
        ("Alert at 80 % of the pool", "Emre Y\u0131ld\u0131r\u0131m", "2026-11-27"),
        ("Decide about the old worker", "Ines Okafor", "2026-11-20"),
    }
    where = {c["segment"]: c["href"] for c in run["result"]["citations"]}
    assert where["section:actions"].endswith(f"/wiki/spaces/OPS/pages/{MEETING}#Actions")
    assert run["result"]["coverage"]["sections_read"] >= 4
    again = opened.bootstrap()
    valid("Bootstrap", again)
    assert (run["id"], {}) == (again["last_runs"]["summarise"]["id"], again["stale"])
    assert verify_tenant(demo.services.database, demo.wiki_tenant_id).intact


@pytest.mark.parametrize("page", [POLICY, GERMAN, JAPANESE, LONG, "196610", "196611", "196617", "196618", "196620"])
def test_every_kind_of_page(wiki: OpenPanel, page: str) -> None:
    """Tables, German, Japanese, 15,000 words, storage format, a blog post: each ends well, and nothing is invented."""
    run = wiki(page).summarise()
    valid("Run", run)
    assert run["state"] == "finished"
    assert run["result"]["coverage"]["removed"] == {}
    quotes = {c["n"]: c["quote"] for c in run["result"]["citations"]}
    for sentence in sentences(run):
        assert any(sentence["text"][:40] in quotes[n] for n in sentence["citations"]), sentence


@pytest.mark.parametrize(
    ("page", "level", "reason", "rule"),
    [("327682", "restricted", "level_denies", "R-4"), ("393218", None, "place_not_allowed", "default")],
)
def test_refused(demo: Demo, wiki: OpenPanel, page: str, level: str | None, reason: str, rule: str) -> None:
    """A restricted and an unclassified space are refused in a space's words, and nothing of the page is read."""
    opened = wiki(page)
    boot = opened.bootstrap()
    valid("Bootstrap", boot)
    assert (level, None) == (boot["level"], boot["glance"])
    answer = opened.start()
    valid("Problem", answer.json())
    refusal = answer.json()["refusal"]
    assert (403, reason, rule) == (answer.status_code, refusal["reason"], refusal["rule"])
    assert "space" in refusal["message"]
    (end,) = ends(demo, answer.json()["run_id"])
    assert end["outcome"] == "refused"
    assert "sources_read" not in end


def test_masked(wiki: OpenPanel) -> None:
    """In a confidential space names and values are masked for the engine, owners too, and restored for the person."""
    run = wiki("458754").summarise()
    assert {"person", "phone"} <= set(run["result"]["receipt"]["counts"])
    said = json.dumps(sentences(run), ensure_ascii=False)
    assert "[PERSON_" not in said
    assert "Tomasz Kellermann" in {s.get("owner") for s in section(run, "actions")}


def test_a_restricted_page(wiki: OpenPanel) -> None:
    """What a restricted page says is for all who can open it, and a text for customers takes none of it."""
    opened = wiki(RESTRICTED)
    run = opened.summarise()
    assert {"public"} == {s["visibility"]["kind"] for s in sentences(run)}
    customer = opened.summarise(audience="customer")
    valid("Run", customer)
    assert sentences(customer) == []
    omitted = {o["what"]: o["count"] for o in customer["result"]["coverage"]["omissions"]}
    assert omitted["restricted_page"] == 1


def test_included_pages(demo: Demo, wiki: OpenPanel) -> None:
    """An included page that the person may not read is counted, and so is one that they may and the AI may not."""
    for user in ("anneke", "emre"):
        run = wiki("196616", user=user).summarise()
        omitted = {o["what"]: o for o in run["result"]["coverage"]["omissions"]}
        assert omitted["included_pages"]["count"] == 1, user
        read = {source["id"] for source in ends(demo, run["id"])[0]["sources_read"]}
        assert any(source.startswith("include:") for source in read)
        assert not any(source.startswith("link:SECO-") for source in read)


def test_stale(demo: Demo, wiki: OpenPanel) -> None:
    """A new version of the page, and a comment that was written since, make the last summary stale."""
    opened = wiki("196621")
    opened.summarise()
    assert opened.bootstrap()["stale"] == {}
    state = demo.site.state
    page, kenji = state.site.wiki.pages["196621"], state.person("kenji")
    assert kenji
    add_comment(state, page, kenji, document("And what is a consignment?"))
    boot = opened.bootstrap()
    valid("Bootstrap", boot)
    stale = boot["stale"]["summarise"]
    assert (stale["new_comments"], stale["page_moved"]) == (1, False)
    new_version(state, page, kenji, page.body, "Read through")
    assert opened.bootstrap()["stale"]["summarise"]["page_moved"]
    run = opened.summarise()
    assert [s["text"] for s in section(run, "open")] == ["And what is a consignment?"]
    assert opened.bootstrap()["stale"] == {}


def test_opportunities(demo: Demo, wiki: OpenPanel) -> None:
    """A long page is an opportunity once a day; opening it again records nothing."""
    opened = wiki(LONG)
    opened.bootstrap()
    opened.bootstrap()
    seen = [e for e in events(demo.services.database, demo.wiki_tenant_id) if e["event"] == "opportunity.seen"]
    mine = [e["fields"]["rule_id"] for e in seen if e["use_case"] == "summarise" and e["container"] == "OPS"]
    assert mine.count("words>=300") >= 1
    hashes = [(e["fields"]["item_h"], e["use_case"], e["actor_p"]) for e in seen]
    assert len(hashes) == len(set(hashes))


def test_without_a_place_in_the_token(demo: Demo, wiki: OpenPanel) -> None:
    """A token that names the page but not its space: the ticket lends it; without a ticket the host is asked."""
    opened = wiki()
    headers = opened.headers()
    bare = dict(headers)
    del bare["X-Vouch-Ticket"]
    for sent in (headers, bare):
        answer = opened.http.get(f"{opened.plugin_url}/api/v1/bootstrap", headers=sent, timeout=10)
        assert answer.json()["place"]["key"] == "OPS"
    before = demo.site.state.settings
    demo.site.state.settings = SiteSettings(context_claim=False)
    try:
        claimless = wiki()
        assert claimless.bootstrap()["item"]["id"] == MEETING
        claimless.ticket = ""
        answer = claimless.call("GET", "bootstrap")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_item")
    finally:
        demo.site.state.settings = before


def test_a_hidden_page(demo: Demo, wiki: OpenPanel) -> None:
    """A page that the person may not see any more is refused, the same as one that is gone."""
    opened = wiki("196617", user="tomasz")
    page = demo.site.state.site.wiki.pages.pop("196617")
    try:
        assert opened.bootstrap()["problem"]["code"] == "no_permission"
        run = opened.wait(opened.start().json())
        assert (run["state"], run["error"]["code"]) == ("failed", "no_permission")
    finally:
        demo.site.state.site.wiki.pages["196617"] = page


def changes(opened: Panel, **wish: Any) -> dict[str, Any]:
    """What changed, as a finished run."""
    run = opened.summarise(use_case="changes", **wish)
    valid("Run", run)
    assert run["state"] == "finished", run["error"]
    return run


def test_changes(demo: Demo, wiki: OpenPanel) -> None:
    """What changed since the version before: facts first, each a piece of one version, with what stood there before."""
    opened = wiki("196613", module="vouch-write")
    run = changes(opened)
    result = run["result"]
    compared = result["comparison"]
    assert (compared["from"]["number"], compared["to"]["number"]) == (2, 3)
    assert compared["to"]["author"] == "Anneke Brandt"
    facts = section(run, "significant")
    assert ("changed", "Only @Ines Okafor grants one, in writing, for at most 6 months.") in {
        (s["role"], s["text"]) for s in facts
    }
    assert "Only @Ines Okafor grants one, for at most 12 months." in {s.get("was") for s in facts}
    quotes = {c["n"]: (c["segment"], c["quote"]) for c in result["citations"]}
    for sentence in sentences(run):
        said = {quotes[n][0].partition("/")[0]: quotes[n][1] for n in sentence["citations"]}
        assert sentence["text"] in said["v2" if sentence["role"] == "removed" else "v3"]
        assert sentence.get("was", "") in said.get("v2", "")
    words = {op["text"] for part in result["diff"] for op in part["ops"] if op["op"] == "removed"}
    assert "180" in words
    assert ends(demo, run["id"])[0]["versions"] == ["2", "3"]
    assert result["coverage"] | {"sections_read": 0} == {
        "sections_read": 0, "versions_read": 2, "comments_read": 0, "comments_total": 0, "omissions": [], "removed": {}
    }  # fmt: skip


def test_changes_since_last_seen(demo: Demo, wiki: OpenPanel) -> None:
    """Who saw an earlier version is told what changed since then; who saw the present one, the last change."""
    opened = wiki("196611", user="tomasz")
    state = demo.site.state
    page, anneke = state.site.wiki.pages["196611"], state.person("anneke")
    assert anneke
    opened.summarise()
    assert changes(opened)["result"]["comparison"]["from"]["number"] == 2
    for number in (4, 5):
        new_version(state, page, anneke, document(f"Payouts stop at {number} late ones."))
    stale = opened.bootstrap()["stale"]
    assert stale["changes"]["page_moved"]
    history = opened.call("GET", "versions").json()
    valid("Versions", history)
    assert (history["seen"], [v["number"] for v in history["versions"]][:2]) == (3, [5, 4])
    compared = changes(opened)["result"]["comparison"]
    assert (compared["from"]["number"], compared["to"]["number"]) == (3, 5)
    assert opened.bootstrap()["stale"].get("changes") is None


def test_changes_between_chosen_versions(wiki: OpenPanel) -> None:
    """Two versions of one's choice; the same question with other versions is another run."""
    opened = wiki("196610")
    runs = [changes(opened, from_version=low, to_version=high) for low, high in ((1, 2), (1, 4))]
    assert [r["result"]["comparison"]["to"]["number"] for r in runs] == [2, 4]
    assert runs[0]["id"] != runs[1]["id"]


@pytest.mark.parametrize("wish", [{"from_version": 9}, {"from_version": 3, "to_version": 2}, {"to_version": 1}])
def test_no_such_version(wiki: OpenPanel, wish: dict[str, int]) -> None:
    """A version that is not there is said to be missing, in words of its own."""
    run = wiki("196612").summarise(use_case="changes", **wish)
    assert (run["state"], run["error"]["code"]) == ("failed", "no_such_version")


def test_versions_only_for_changes(wiki: OpenPanel, panel: OpenPanel) -> None:
    """Only changes take versions, only a page has any, and nobody lists those of a page that AI may not read."""
    assert wiki().start(from_version=1).json()["error"]["code"] == "invalid_body"
    assert panel().start(use_case="changes").json()["error"]["code"] == "use_case_not_offered"
    assert panel().call("GET", "versions").status_code in {403, 404}
    refused = wiki("327682").call("GET", "versions")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "refused")


@pytest.mark.parametrize("page", [GERMAN, JAPANESE, LONG, "458754", "196618"])
def test_changes_of_every_kind_of_page(wiki: OpenPanel, page: str) -> None:
    """German, Japanese, 15,000 words, masked, storage format: nothing is removed by the checks, nothing is invented."""
    run = changes(wiki(page))
    assert run["result"]["coverage"]["removed"] == {}
    assert "[PERSON_" not in json.dumps(run["result"], ensure_ascii=False)


def test_comment_digest(demo: Demo, wiki: OpenPanel) -> None:
    """What was said, open questions first; an inline comment's sentence cites the words that it stands on too."""
    opened = wiki("196610", module="vouch-write")
    run = opened.summarise(use_case="comment_digest")
    valid("Run", run)
    assert run["result"]["coverage"]["removed"] == {}
    kinds = [part["kind"] for part in run["result"]["sections"]]
    assert kinds == [kind for kind in ("questions", "answered", "remarks", "resolved") if kind in kinds]
    answered = section(run, "answered")
    (asked,) = [s for s in answered if s["text"] == "How does one see that a batch is open?"]
    assert (asked["role"], asked["on"]) == ("question", "do not restart the worker while a batch is open")
    sources = {c["n"]: c for c in run["result"]["citations"]}
    comment, words = (sources[n] for n in asked["citations"])
    assert comment["href"].endswith(f"focusedCommentId={comment['comment_id']}#comment-{comment['comment_id']}")
    assert words["href"].endswith("#What-to-do")
    assert asked["on"] in words["quote"]
    assert [s["text"] for s in section(run, "resolved")] == ["Was noon before."]
    assert "sources_read" in ends(demo, run["id"])[0]


def test_digest_is_stale_by_comments_alone(demo: Demo, wiki: OpenPanel) -> None:
    """A new comment makes a digest stale; a new version of the page does not."""
    opened = wiki("262147")
    opened.summarise(use_case="comment_digest")
    state = demo.site.state
    page, kenji = state.site.wiki.pages["262147"], state.person("kenji")
    assert kenji
    new_version(state, page, kenji, page.body, "Read through")
    assert "comment_digest" not in opened.bootstrap()["stale"]
    add_comment(state, page, kenji, document("Is this still right?"))
    stale = opened.call("GET", "bootstrap?surface=write").json()["stale"]
    assert stale["comment_digest"]["new_comments"] == 1


@pytest.mark.parametrize("page", [GERMAN, JAPANESE, POLICY, "458754", "262146"])
def test_digest_of_every_kind_of_page(wiki: OpenPanel, page: str) -> None:
    """German, Japanese, masked, without comments: each ends well, nothing is removed by the checks."""
    run = wiki(page).summarise(use_case="comment_digest")
    valid("Run", run)
    assert (run["state"], run["result"]["coverage"]["removed"]) == ("finished", {})


def test_another_pages_token(wiki: OpenPanel) -> None:
    """The token of one page reads that page: nothing in a body, a query or a ticket names another one."""
    one, other = wiki("196611"), wiki("196612")
    run = one.summarise()
    assert run["result"]["title"].startswith("Decision")
    answer = one.call("POST", "runs", {"use_case": "summarise", "page": "196612"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_body")
    assert one.call("GET", "bootstrap?contentId=196612").json()["item"]["id"] == "196611"
    one.ticket = other.ticket  # the claim names the page, so another page's ticket changes nothing
    assert one.bootstrap()["item"]["id"] == "196611"


def test_moved_to_a_denied_space(demo: Demo, wiki: OpenPanel) -> None:
    """A page that moved to a space that AI may not read is read nowhere, whatever the open panel's ticket says."""
    opened = wiki("196623")
    assert opened.summarise()["state"] == "finished"
    page = demo.site.state.site.wiki.pages["196623"]
    page.space = "SECO"
    try:
        for use_case in ("summarise", "changes", "comment_digest"):
            run = opened.call("POST", "runs", {"use_case": use_case})
            assert run.status_code == 403, run.text
            assert run.json()["refusal"]["reason"] == "level_denies"
    finally:
        page.space = "OPS"
