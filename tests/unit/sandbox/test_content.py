import re
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from typing import Any

import pytest

from plugin.sandbox.content.load import load_site
from plugin.sandbox.site import Issue, Site

INLINE = {"text", "hardBreak", "mention", "date", "status", "emoji", "inlineCard", "mediaInline"}
BLOCKS = {"paragraph", "bulletList", "orderedList", "codeBlock"}
TOP = BLOCKS | {
    "heading", "table", "panel", "expand", "blockquote", "taskList", "decisionList", "mediaSingle", "mediaGroup",
    "rule", "extension",
}  # fmt: skip
# Node type -> (attributes that it must have, node types that it may hold).
GRAMMAR: dict[str, tuple[set[str], set[str]]] = {
    "doc": (set(), TOP),
    "paragraph": (set(), INLINE),
    "heading": ({"level"}, INLINE),
    "bulletList": (set(), {"listItem"}),
    "orderedList": ({"order"}, {"listItem"}),
    "listItem": (set(), BLOCKS | {"taskList", "mediaSingle"}),
    "codeBlock": (set(), {"text"}),
    "table": ({"localId"}, {"tableRow"}),
    "tableRow": (set(), {"tableHeader", "tableCell"}),
    "tableHeader": (set(), BLOCKS),
    "tableCell": (set(), BLOCKS),
    "panel": ({"panelType"}, BLOCKS | {"heading", "taskList", "decisionList", "rule"}),
    "expand": ({"title"}, BLOCKS | {"heading", "blockquote", "panel", "rule"}),
    "blockquote": (set(), BLOCKS),
    "taskList": ({"localId"}, {"taskItem"}),
    "taskItem": ({"localId", "state"}, INLINE),
    "decisionList": ({"localId"}, {"decisionItem"}),
    "decisionItem": ({"localId", "state"}, INLINE),
    "mediaSingle": ({"layout"}, {"media", "caption"}),
    "mediaGroup": (set(), {"media"}),
    "media": ({"type", "id", "collection"}, set()),
    "caption": (set(), INLINE),
    "rule": (set(), set()),
    "extension": ({"extensionType", "extensionKey"}, set()),
    "text": (set(), set()),
    "hardBreak": (set(), set()),
    "mention": ({"id", "text"}, set()),
    "date": ({"timestamp"}, set()),
    "status": ({"text", "color"}, set()),
    "emoji": ({"shortName"}, set()),
    "inlineCard": ({"url"}, set()),
    "mediaInline": ({"id", "collection"}, set()),
}
MARKS = {"strong", "em", "strike", "code", "link"}
MUST_HOLD = {
    "bulletList",
    "orderedList",
    "listItem",
    "table",
    "panel",
    "expand",
    "blockquote",
    "taskList",
    "mediaGroup",
}


@pytest.fixture(scope="module")
def site() -> Site:
    """One loaded site for the tests that only look at it."""
    return load_site()


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the node and all below it."""
    yield node
    for child in node.get("content", []):
        yield from nodes(child)


def documents(site: Site) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each text of the site with where it stands."""
    for issue in site.issues.values():
        if issue.description:
            yield issue.key, issue.description
        yield from ((f"{issue.key} {comment.id}", comment.body) for comment in issue.comments)


def plain(document: dict[str, Any]) -> str:
    """Return a document's text, its blocks run together."""
    return "".join(node.get("text", "") for node in nodes(document))


def all_text(issue: Issue) -> str:
    """Return everything that is written in an issue."""
    bodies = [comment.body for comment in issue.comments] + ([issue.description] if issue.description else [])
    return "\n".join([issue.summary, *map(plain, bodies)])


def flaws(document: dict[str, Any]) -> list[str]:
    """Return what is wrong with an ADF document by the grammar above."""
    found = [] if document.get("version") == 1 and document["type"] == "doc" else ["not a document of version 1"]
    for node in nodes(document):
        required, children = GRAMMAR.get(node["type"], (set(), set()))
        held = [child["type"] for child in node.get("content", [])]
        found += [f"unknown node {node['type']}"] if node["type"] not in GRAMMAR else []
        found += [f"{node['type']} lacks {name}" for name in sorted(required - set(node.get("attrs", {})))]
        found += [f"{node['type']} holds {kind}" for kind in held if kind not in children]
        found += [f"{node['type']} is empty"] if node["type"] in MUST_HOLD and not held else []
        found += ["empty text"] if node["type"] == "text" and not node["text"] else []
        marks = {mark["type"] for mark in node.get("marks", [])}
        found += [f"marks {marks}"] if marks - MARKS or ("code" in marks and marks - {"code", "link"}) else []
    return found


def test_every_text_is_sound_adf(site: Site) -> None:
    """Each description and comment is an ADF document whose nodes have what they must and hold what they may."""
    wrong = {where: flaws(document) for where, document in documents(site) if flaws(document)}
    assert not wrong


@pytest.mark.parametrize("kind", sorted(GRAMMAR))
def test_every_kind_of_node_is_used(site: Site, kind: str) -> None:
    """The site shows each kind of node at least once, so that a reader of ADF meets them all."""
    assert any(node["type"] == kind for _, document in documents(site) for node in nodes(document))


@pytest.mark.parametrize(("kind", "states"), [("taskItem", {"TODO", "DONE"}), ("decisionItem", {"DECIDED"})])
def test_tasks_are_open_and_done(site: Site, kind: str, states: set[str]) -> None:
    """Tasks stand in both states, decisions in theirs."""
    found = {n["attrs"]["state"] for _, document in documents(site) for n in nodes(document) if n["type"] == kind}
    assert states == found


def test_lists_are_nested(site: Site) -> None:
    """At least one list stands inside another."""
    items = [n for _, document in documents(site) for n in nodes(document) if n["type"] == "listItem"]
    assert any(child["type"].endswith("List") for item in items for child in item["content"])


def test_local_ids_are_unique(site: Site) -> None:
    """No two nodes of the site share a local id."""
    ids = [n["attrs"]["localId"] for _, d in documents(site) for n in nodes(d) if "localId" in n.get("attrs", {})]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("project", "kind", "at_least"),
    [
        ("SHOP", "software", 8),
        ("PAY", "software", 7),
        ("HELP", "service_desk", 7),
        ("SEC", "software", 1),
        ("LAB", "software", 3),
    ],
)
def test_projects_hold_their_issues(site: Site, project: str, kind: str, at_least: int) -> None:
    """There is a project for each classification, and each holds the issues that the demo needs."""
    assert kind == next(p.type for p in site.projects if p.key == project)
    assert at_least <= sum(issue.project == project for issue in site.issues.values())


def test_there_are_enough_issues_and_every_key_fits(site: Site) -> None:
    """28 issues or more, each under its own key and in a project that exists."""
    keys = {project.key for project in site.projects}
    assert len(site.issues) >= 28
    assert all(key == issue.key and key.split("-")[0] == issue.project in keys for key, issue in site.issues.items())


@pytest.mark.parametrize(
    ("key", "comments"),
    [("PAY-101", 16), ("HELP-47", 40), ("PAY-140", 120), ("SHOP-25", 2), ("PAY-88", 12), ("SHOP-31", 11)],
)
def test_threads_are_as_long_as_promised(site: Site, key: str, comments: int) -> None:
    """The threads that tests and the demo lean on keep their length."""
    assert comments == len(site.issues[key].comments)


def test_ids_are_unique_and_numeric(site: Site) -> None:
    """Ids of issues, comments and attachments are numbers and none stands twice among its kind."""
    issues = list(site.issues.values())
    for ids in (
        [issue.id for issue in issues],
        [comment.id for issue in issues for comment in issue.comments],
        [attachment.id for issue in issues for attachment in issue.attachments],
    ):
        assert len(ids) == len(set(ids))
        assert all(number.isdecimal() for number in ids)


def test_threads_run_forward_in_the_autumn_of_2026(site: Site) -> None:
    """Comments are in order, after their issue, in October or November 2026, and `updated` is not before the last."""
    for issue in (each for each in site.issues.values() if not each.past):
        moments = [issue.created, *(comment.created for comment in issue.comments)]
        assert all(earlier < later for earlier, later in pairwise(moments)), issue.key
        assert "2026-10-01" < moments[0] < moments[-1] < "2026-11-21", issue.key
        assert moments[-1] <= issue.updated, issue.key
        assert all(comment.created <= comment.updated for comment in issue.comments), issue.key


def test_the_past_is_sorted_and_over(site: Site) -> None:
    """Solved issues came before the threads, have text and every category, and only values that their project has."""
    projects = {project.key: project for project in site.projects}
    past = [issue for issue in site.issues.values() if issue.past]
    assert {"PAY", "HELP"} == {issue.project for issue in past}
    for issue in past:
        project = projects[issue.project]
        assert issue.created < issue.updated < "2026-10-01", issue.key
        assert issue.description, issue.key
        assert issue.labels, issue.key
        assert set(issue.components) <= set(project.components), issue.key
        assert issue.type in project.types, issue.key
        assert issue.priority in {kind.name for kind in site.priorities}, issue.key
        assert (issue.request_type is None) == (project.type == "software"), issue.key
        if issue.request_type:
            assert (issue.request_type, issue.type) in {(r.name, r.type) for r in project.request_types}, issue.key


def test_everybody_who_is_named_exists(site: Site) -> None:
    """Authors, reporters, assignees, mentions, roles, admins and agents are users of the site."""
    known = {user.account_id for user in site.users}
    named = {site.default_user}
    for project in site.projects:
        named |= {
            *project.browse,
            *project.admins,
            *project.agents,
            *(a for ids in project.roles.values() for a in ids),
        }
    for issue in site.issues.values():
        named |= {issue.reporter, issue.assignee or issue.reporter}
        named |= {comment.author for comment in issue.comments} | {file.author for file in issue.attachments}
    for _, document in documents(site):
        named |= {node["attrs"]["id"] for node in nodes(document) if node["type"] == "mention"}
    assert set() == named - known


def test_authors_may_open_the_project(site: Site) -> None:
    """Nobody wrote in a project that they may not browse."""
    browse = {project.key: project.browse for project in site.projects}
    strangers = [
        (issue.key, comment.author)
        for issue in site.issues.values()
        for comment in issue.comments
        if comment.author not in browse[issue.project]
    ]
    assert not strangers


def test_restrictions_name_roles_and_groups_that_exist(site: Site) -> None:
    """Restricted comments name a role of their project or a group of the site; internal notes stand in HELP alone."""
    roles = {project.key: set(project.roles) for project in site.projects}
    groups = {group for user in site.users for group in user.groups}
    kinds = set()
    for issue in site.issues.values():
        for comment in issue.comments:
            assert not comment.internal or issue.project == "HELP"
            if comment.visibility:
                kinds.add(comment.visibility.type)
                known = roles[issue.project] if comment.visibility.type == "role" else groups
                assert comment.visibility.value in known
    expected = {"role", "group"}
    assert expected == kinds


def test_people_have_different_rights(site: Site) -> None:
    """An admin, agents, a contractor in no role, and one customer for whom no token is given; each differs."""
    by_name = {user.display_name.split()[0]: user for user in site.users}
    browse = {name: {p.key for p in site.projects if u.account_id in p.browse} for name, u in by_name.items()}
    in_roles = {account for project in site.projects for ids in project.roles.values() for account in ids}
    assert by_name["Ines"].site_admin
    contractor, customer = {"SHOP", "LAB"}, {"HELP"}
    assert contractor == browse["Rohan"]
    assert by_name["Rohan"].account_id not in in_roles
    assert customer == browse["Claire"]
    refused = ["Claire"]
    assert refused == [name for name, user in by_name.items() if user.impersonation_refused]
    locales = {"en-GB", "de-DE", "ja-JP"}
    assert locales == {user.locale for user in site.users}
    assert all(re.search(r"@([\w-]+\.)*(example\.(com|org)|[\w-]+\.test)$", user.email) for user in site.users)


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("cloud key", r"AKIA[A-Z2-7]{16}\b"),
        ("token of a code host", r"ghp_[A-Za-z0-9]{36}\b"),
        ("token of a chat", r"xoxb-\d{12}-\w{24}"),
        ("private key", r"-----BEGIN RSA PRIVATE KEY-----\n"),
        ("JSON web token", r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{43}"),
        ("password in an address", r"postgres://\w+:\w+@"),
        ("payment card", "4111 1111 1111 1111"),
        ("German IBAN", "DE89 3704 0044 0532 0130 00"),
        ("British IBAN", "GB82 WEST 1234 5698 7654 32"),
        ("phone", r"\+44 20 7946 0\d{3}"),
        ("IPv4", r"\b203\.0\.113\.\d+"),
        ("IPv6", r"2001:db8:[\w:]+"),
        ("e-mail", r"\w+@[\w.-]+\.test"),
        ("German", r"doppelt verbucht"),
        ("Japanese", r"キャッシュ"),
        ("injection", r"ignore previous instructions"),
    ],
)
def test_the_threads_hold_what_must_be_masked_and_read(site: Site, what: str, pattern: str) -> None:
    """Secrets, personal data, three languages and an injection attempt stand somewhere in the texts."""
    assert any(re.search(pattern, all_text(issue)) for issue in site.issues.values()), what


def test_fields_cover_what_an_issue_can_have(site: Site) -> None:
    """Resolutions, due dates, versions, files, an empty description, no assignee and the approved summary occur."""
    issues = list(site.issues.values())
    resolutions = {"Fixed", "Done", "Duplicate", "Won't Do"}
    assert resolutions == {i.resolution for i in issues if i.resolution}
    assert all((issue.resolution is not None) == (issue.status_category == "done") for issue in issues)
    assert any(issue.due and issue.fix_versions for issue in issues)
    assert any(issue.attachments for issue in issues)
    assert any(issue.description is None and len(issue.comments) > 2 for issue in issues)
    assert site.issues["SHOP-25"].assignee is None
    approved = {"vouch-approved": {"approved": True, "runId": "demo"}}
    assert approved == site.issues["SHOP-12"].properties


def test_links_have_two_ends(site: Site) -> None:
    """Each link is seen from both issues under one id, and one leads to an issue that not everybody may see."""
    ends = {(link.id, issue.key, link.key) for issue in site.issues.values() for link in issue.links}
    assert ends == {(number, there, here) for number, here, there in ends}
    assert any(here.startswith("PAY-") and there.startswith("SEC-") for _, here, there in ends)
    blocked = next(link for link in site.issues["PAY-101"].links if link.key == "PAY-117")
    expected = ("is blocked by", False)
    assert expected == (blocked.label, blocked.outward)


def test_components_are_those_of_the_project(site: Site) -> None:
    """No issue names a component that its project lacks."""
    known = {project.key: set(project.components) for project in site.projects}
    assert all(set(issue.components) <= known[issue.project] for issue in site.issues.values())


def test_the_flagship_keeps_its_story(site: Site) -> None:
    """PAY-101: the pool, the rollback that did nothing, one comment for developers, last word on 20 November."""
    flagship = site.issues["PAY-101"]
    restricted = [comment.visibility.value for comment in flagship.comments if comment.visibility]
    expected = ["Developers"]
    assert expected == restricted
    assert "pool at 200/200 on all four nodes, rollback to 4.8.1 changed nothing" in all_text(flagship)
    assert "Raised the pool from 200 to 400" in all_text(flagship)
    assert flagship.comments[-1].created.startswith("2026-11-20T")


def test_loading_is_quick_repeatable_and_shares_nothing() -> None:
    """Two loads are equal, changing one leaves the other as it was, and a load stays well below a blink."""
    started = time.process_time()
    one = load_site()
    spent = time.process_time() - started
    other = load_site()
    assert asdict(one) == asdict(other)
    one.issues["PAY-101"].comments[0].body["content"].clear()
    one.issues["SHOP-12"].properties.clear()
    assert other.issues["PAY-101"].comments[0].body["content"]
    assert other.issues["SHOP-12"].properties
    assert spent < 0.5  # 30 ms on an idle core; room for a busy one
