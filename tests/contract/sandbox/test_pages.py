from __future__ import annotations

import re

import pytest
import requests

from plugin.sandbox.permissions import may_see, visible_comments
from plugin.sandbox.serve import SiteServer
from plugin.sandbox.site import Site
from tests.contract.sandbox.stand_in_app import StandInApp

HANDLES = ("ines", "tomasz", "anneke", "haruka", "rohan", "emre", "kenji", "claire")


def page(site: SiteServer, path: str, user: str = "ines") -> requests.Response:
    """A page as a person."""
    return requests.get(f"{site.base_url}{path}", params={"user": user}, timeout=10)


@pytest.mark.parametrize("who", HANDLES)
def test_every_issue_as_everybody(site: SiteServer, content: Site, people: dict[str, str], who: str) -> None:
    """Each person gets each issue that they may see, with exactly the comments that they may see; else 404."""
    user = next(user for user in content.users if user.account_id == people[who])
    client = site.app.test_client()
    for issue in (each for each in content.issues.values() if not each.past or each.key in {"PAY-1", "HELP-1"}):
        answer = client.get(f"/browse/{issue.key}?user={who}", base_url=site.base_url)
        if not may_see(content, user, issue):
            assert answer.status_code == 404, issue.key
            continue
        assert answer.status_code == 200, issue.key
        expected = [comment.id for comment in visible_comments(content, user, issue)]
        assert expected == re.findall(r'id="comment-(\d+)"', answer.text), issue.key


@pytest.mark.parametrize("who", HANDLES)
def test_home_lists_what_one_may_see(site: SiteServer, content: Site, people: dict[str, str], who: str) -> None:
    """The list has the links to the visible issues that are not long over, and to no other."""
    user = next(user for user in content.users if user.account_id == people[who])
    expected = {issue.key for issue in content.issues.values() if not issue.past and may_see(content, user, issue)}
    assert expected == set(re.findall(r"/browse/([A-Z]+-\d+)", page(site, "/", who).text))


def test_the_person_stays_in_links(site: SiteServer) -> None:
    """Links keep person and colours; an account id names a person too; somebody unknown is the default person."""
    html = requests.get(f"{site.base_url}/?user=rohan&mode=dark", timeout=10).text
    assert "/browse/SHOP-12?user=rohan&amp;mode=dark" in html
    assert 'data-color-mode="dark"' in html
    assert 'data-user="ines"' in page(site, "/", "nobody").text
    assert 'data-user="ines"' in page(site, "/", site.state.site.default_user).text


def test_panels_need_an_app(site: SiteServer, plugin: StandInApp) -> None:
    """Panels stand on an issue's page after the installation, closed, and the content panel only where it is forced."""
    assert "data-module" not in page(site, "/browse/PAY-101").text
    site.install(plugin.url)
    html = page(site, "/browse/PAY-101").text
    assert 'id="context-vouch-context"' in html
    assert "data-forced" not in html
    assert "data-forced" in page(site, "/browse/SHOP-12").text
    site.uninstall()
    assert "data-module" not in page(site, "/browse/PAY-101").text


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"condition": "entity_property_exists", "params": {"entity": "issue", "propertyKey": "p"}}, True),
        ({"condition": "entity_property_exists", "params": {"entity": "issue", "propertyKey": "q"}}, False),
        (
            {
                "condition": "entity_property_equal_to",
                "params": {"entity": "issue", "propertyKey": "p", "objectName": "on.now", "value": "true"},
            },
            True,
        ),
        (
            {
                "condition": "entity_property_equal_to",
                "params": {"entity": "issue", "propertyKey": "p", "objectName": "off", "value": "true"},
            },
            False,
        ),
        ({"condition": "no_such_condition"}, False),
        ({"condition": "user_is_admin", "invert": True}, False),
        ({"or": [{"condition": "no_such_condition"}, {"condition": "user_is_logged_in"}]}, True),
        ({"and": [{"condition": "no_such_condition"}, {"condition": "user_is_logged_in"}]}, False),
    ],
)
def test_conditions_that_force_a_panel(
    site: SiteServer,
    plugin: StandInApp,
    condition: dict[str, object],
    expected: bool,  # noqa: FBT001 (a table's column)
) -> None:
    """The conditions on an issue's properties decide whether the content panel stands open."""

    def describe(found: dict[str, object]) -> dict[str, object]:
        found["modules"]["jiraIssueContents"][0]["contentPresentConditions"] = [condition]  # type: ignore[index]
        return found

    plugin.descriptor = describe
    site.state.site.issues["PAY-101"].properties["p"] = {"on": {"now": True}}
    site.install(plugin.url)
    assert expected is ("data-forced" in page(site, "/browse/PAY-101").text)


def test_comments_from_the_page(site: SiteServer, people: dict[str, str]) -> None:
    """A person adds plain text; it is escaped, and scripts get the new comment alone."""
    address = f"{site.base_url}/browse/PAY-101/comment?user=tomasz"
    headers = {"Origin": site.base_url, "X-Requested-With": "fetch"}
    answer = requests.post(address, data={"text": "One\r\ntwo\r\n\r\n<b>three</b>"}, headers=headers, timeout=10)
    new = site.state.site.issues["PAY-101"].comments[-1]
    assert (201, people["tomasz"]) == (answer.status_code, new.author)
    assert "<p>One<br>two</p><p>&lt;b&gt;three&lt;/b&gt;</p>" in answer.text.replace(' class="paragraph"', "")


def test_comment_form_goes_back_to_the_page(site: SiteServer) -> None:
    """Without scripts the browser is sent to the new comment."""
    answer = requests.post(
        f"{site.base_url}/browse/PAY-101/comment?user=tomasz",
        data={"text": "x"},
        headers={"Origin": site.base_url},
        timeout=10,
        allow_redirects=False,
    )
    new = site.state.site.issues["PAY-101"].comments[-1].id
    expected = (303, f"/browse/PAY-101?user=tomasz#comment-{new}")
    assert expected == (answer.status_code, answer.headers["Location"])


@pytest.mark.parametrize(
    ("key", "user", "form", "origin", "status"),
    [
        ("PAY-101", "tomasz", {"text": "x"}, "https://elsewhere.example", 403),
        ("PAY-101", "rohan", {"text": "x"}, "", 404),
        ("PAY-101", "tomasz", {"text": "  "}, "", 400),
        ("HELP-41", "anneke", {"text": "x", "internal": "on"}, "", 403),
        ("HELP-41", "tomasz", {"text": "x", "internal": "on"}, "", 303),
    ],
)
def test_comments_that_the_page_refuses(
    site: SiteServer, key: str, user: str, form: dict[str, str], origin: str, status: int
) -> None:
    """Other origins, hidden issues, empty texts, and internal notes of people who are no agents."""
    answer = requests.post(
        f"{site.base_url}/browse/{key}/comment?user={user}",
        data=form,
        headers={"Origin": origin or site.base_url},
        timeout=10,
        allow_redirects=False,
    )
    assert status == answer.status_code


def test_admin_pages(site: SiteServer, plugin: StandInApp) -> None:
    """Administrators get the app's two pages in a frame; nobody else does."""
    assert "data-module" not in page(site, "/admin/vouch").text
    site.install(plugin.url)
    assert 'data-module="vouch-admin"' in page(site, "/admin/vouch").text
    assert 'data-module="vouch-welcome"' in page(site, "/admin/vouch?page=welcome").text
    assert page(site, "/admin/vouch", "tomasz").status_code == 403


def test_policy_of_the_pages(site: SiteServer, plugin: StandInApp) -> None:
    """Scripts come from the site alone, frames from the app alone, and nobody frames the site."""
    site.install(plugin.url)
    policy = page(site, "/browse/PAY-101").headers["Content-Security-Policy"].split("; ")
    assert {"script-src 'self'", f"frame-src {plugin.url}", "frame-ancestors 'none'"} <= set(policy)
    html = page(site, "/browse/PAY-101").text
    assert not re.search(r"<script(?![^>]*src=)| style=| on\w+=", html)


def test_bridge_is_for_other_origins(site: SiteServer) -> None:
    """The bridge's script may be loaded by the app's pages."""
    answer = requests.get(f"{site.base_url}/sandbox/all.js", timeout=10)
    expected = (200, "*", "cross-origin")
    headers = answer.headers
    assert expected == (
        answer.status_code,
        headers["Access-Control-Allow-Origin"],
        headers["Cross-Origin-Resource-Policy"],
    )


def test_other_host_names(site: SiteServer) -> None:
    """A name of the web that points to this machine reaches nothing."""
    answer = requests.get(f"{site.base_url}/", headers={"Host": "rebound.example"}, timeout=10)
    assert answer.status_code == 400
