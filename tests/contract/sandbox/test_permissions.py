from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import requests

from plugin.sandbox.permissions import holds, may_browse, may_see, visible_comments, visible_links
from plugin.sandbox.serve import SiteServer
from plugin.sandbox.site import Site, User, Visibility

Get = Callable[..., requests.Response]
HIDDEN = {"errorMessages": ["Issue does not exist or you do not have permission to see it."], "errors": {}}


def person(site: Site, name: str) -> User:
    """The person of a handle."""
    return next(user for user in site.users if user.display_name.lower().startswith(name))


@pytest.mark.parametrize(
    ("who", "key", "seen"),
    [
        ("ines", "PAY-101", True),
        ("rohan", "PAY-101", False),
        ("kenji", "PAY-101", False),
        ("rohan", "SHOP-12", True),
        ("rohan", "LAB-3", True),
        ("tomasz", "SEC-4", False),
        ("emre", "SEC-4", True),
        ("ines", "SEC-4", True),
        ("claire", "HELP-41", True),
        ("claire", "SHOP-12", False),
    ],
)
def test_who_sees_what(content: Site, who: str, key: str, seen: bool) -> None:  # noqa: FBT001 (a table's column)
    """Project and security level decide who sees an issue."""
    assert seen is may_see(content, person(content, who), content.issues[key])


def test_hidden_and_missing_answer_alike(call: Get) -> None:
    """A hidden issue cannot be told from one that does not exist, at any address of it."""
    for part in ("", "/comment", "/properties", "/properties/x", "/comment/1"):
        hidden = call("rohan", "GET", f"issue/PAY-101{part}")
        missing = call("rohan", "GET", f"issue/NONE-1{part}")
        assert (404, HIDDEN) == (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())


def test_security_level(content: Site) -> None:
    """A level hides an issue from those in no role of the project, but not from its reporter and assignee."""
    issue = replace(content.issues["SHOP-12"], security_level="Team", reporter="x", assignee=None)
    rohan, haruka, emre = (person(content, name) for name in ("rohan", "haruka", "emre"))
    assert [may_see(content, user, issue) for user in (rohan, haruka, emre)] == [False, True, False]
    assert may_see(content, rohan, replace(issue, reporter=rohan.account_id))
    assert may_see(content, emre, replace(issue, assignee=emre.account_id))


def test_site_administrators_need_the_project(content: Site) -> None:
    """Administering the site opens a level, but not a project that one may not browse."""
    issue = replace(content.issues["SHOP-12"], security_level="Team", reporter="x", assignee=None)
    admin = replace(person(content, "rohan"), site_admin=True)
    assert may_see(content, admin, issue)
    assert not may_see(content, admin, content.issues["PAY-101"])


def test_customers_see_what_they_take_part_in(content: Site) -> None:
    """A customer sees requests that they reported or wrote in, not those of others."""
    claire = person(content, "claire")
    others = replace(content.issues["HELP-41"], reporter="x", comments=[])
    assert may_see(content, claire, content.issues["HELP-41"])
    assert not may_see(content, claire, others)
    written = [c for c in content.issues["HELP-41"].comments if c.author == claire.account_id]
    assert may_see(content, claire, replace(others, comments=written))


@pytest.mark.parametrize(("who", "internal"), [("tomasz", True), ("ines", True), ("anneke", False), ("claire", False)])
def test_internal_notes_are_for_agents(content: Site, who: str, internal: bool) -> None:  # noqa: FBT001 (as above)
    """Agents see internal notes; a colleague who may browse and the customer see the public thread alone."""
    issue = content.issues["HELP-41"]
    seen = visible_comments(content, person(content, who), issue)
    assert internal is any(comment.internal for comment in seen)
    public = [comment for comment in issue.comments if not comment.internal and not comment.visibility]
    assert public == [comment for comment in seen if not comment.internal and not comment.visibility]


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility("role", "Developers"), {"anneke", "emre", "haruka"}),
        (Visibility("role", "Service Desk Team"), {"tomasz"}),
        (Visibility("role", "Nobody"), set()),
        (Visibility("group", "payments-oncall"), {"anneke", "emre"}),
        (Visibility("group", "site-admins"), {"ines"}),
    ],
)
def test_restricted_comments(content: Site, visibility: Visibility, readers: set[str]) -> None:
    """A restriction lets exactly the members of its role or group read; administrators are no exception."""
    issue = content.issues["PAY-101"]
    restricted = replace(issue, comments=[replace(issue.comments[0], visibility=visibility)])
    names = ("ines", "tomasz", "anneke", "haruka", "emre")
    assert readers == {name for name in names if visible_comments(content, person(content, name), restricted)}


def test_rest_leaves_hidden_comments_out(site: SiteServer, call: Get) -> None:
    """List, single comment, field and total agree on what a person sees."""
    issue = site.state.site.issues["HELP-41"]
    for who in ("tomasz", "anneke"):
        expected = [comment.id for comment in visible_comments(site.state.site, person(site.state.site, who), issue)]
        page = call(who, "GET", "issue/HELP-41/comment").json()
        field = call(who, "GET", "issue/HELP-41", params={"fields": "comment"}).json()["fields"]["comment"]
        assert expected == [row["id"] for row in page["comments"]] == [row["id"] for row in field["comments"]]
        assert len(expected) == page["total"] == field["total"]
        single = {
            comment.id: call(who, "GET", f"issue/HELP-41/comment/{comment.id}").status_code
            for comment in issue.comments
        }
        assert expected == [key for key, status in single.items() if status == 200]


def test_links_to_hidden_issues_are_left_out(content: Site, call: Get) -> None:
    """Who may not see the other end does not learn of the link."""
    issue = content.issues["PAY-101"]
    every = {link.key for link in issue.links}
    for who in ("emre", "tomasz"):
        expected = {key for key in every if may_see(content, person(content, who), content.issues[key])}
        links = call(who, "GET", "issue/PAY-101").json()["fields"]["issuelinks"]
        assert expected == {(link.get("outwardIssue") or link["inwardIssue"])["key"] for link in links}
    assert "SEC-4" in every
    assert "SEC-4" not in {link.key for link, _ in visible_links(content, person(content, "tomasz"), issue)}


def test_every_permission_needs_the_project(content: Site) -> None:
    """Nothing can be done in a project that one may not browse, and an unknown permission is a fault."""
    rohan = person(content, "rohan")
    pay = next(project for project in content.projects if project.key == "PAY")
    assert not may_browse(rohan, pay)
    names = ("BROWSE_PROJECTS", "ADD_COMMENTS", "EDIT_ISSUES", "ADMINISTER_PROJECTS", "DELETE_ALL_COMMENTS")
    assert not [name for name in names if holds(content, rohan, name, pay)]
    with pytest.raises(KeyError):
        holds(content, rohan, "FLY", pay)
