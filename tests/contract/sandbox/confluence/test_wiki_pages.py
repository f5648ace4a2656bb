from __future__ import annotations

import re

import jwt
import pytest
import requests

from plugin.sandbox.serve import SiteServer
from plugin.sandbox.site import Site
from plugin.sandbox.wiki.permissions import may_read, visible_pages
from plugin.sandbox.wiki.shapes import web_path
from tests.contract.sandbox.stand_in_app import StandInApp

HANDLES = ("ines", "tomasz", "anneke", "haruka", "rohan", "emre", "kenji", "claire")


def shown(site: SiteServer, path: str, user: str = "ines") -> requests.Response:
    """A page of the wiki as a person."""
    return requests.get(f"{site.base_url}/wiki{path}", params={"user": user}, timeout=10)


@pytest.mark.parametrize("who", HANDLES)
def test_every_page_as_everybody(site: SiteServer, content: Site, people: dict[str, str], who: str) -> None:
    """Each person gets each page that they may see, with all its comments; else 404; the list has the same pages."""
    user = next(user for user in content.users if user.account_id == people[who])
    client = site.app.test_client()
    for page in content.wiki.pages.values():
        answer = client.get(f"/wiki{web_path(page)}?user={who}", base_url=site.base_url)
        assert answer.status_code == (200 if may_read(content.wiki, user, page) else 404), page.id
        if answer.status_code == 200:
            assert [c.id for c in page.comments] == re.findall(r'id="comment-(\d+)"', answer.text), page.id
            assert not re.search(r"<script(?![^>]*src=)| style=| on\w+=", answer.text)
    listed = client.get(f"/wiki/spaces?user={who}", base_url=site.base_url).text
    expected = {page.id for page in visible_pages(content.wiki, user)}
    assert expected == set(re.findall(r"/(?:pages|blog)/(\d+)\?", listed))


def test_included_pages_follow_the_reader(site: SiteServer) -> None:
    """An included page stands there for those who may see it, and for nobody else."""
    assert "pull the gateway&#39;s outer key" in shown(site, "/spaces/OPS/pages/196616", "emre").text
    for who in ("ines", "rohan"):
        html = shown(site, "/spaces/OPS/pages/196616", who).text
        assert "outer key" not in html
        assert "The included page cannot be shown" in html
        assert "Payouts are late when" in html


def test_app_stands_on_a_page(site: SiteServer, plugin: StandInApp) -> None:
    """Byline item, menu item, macro, space tab and settings come with the installation and go with it."""
    release = "/spaces/OPS/pages/196617"
    assert "data-dialog" not in shown(site, release).text
    site.install(plugin.url, "confluence")
    html = shown(site, release).text
    assert '<a href="/browse/PAY-101">PAY-101</a>' in html
    assert {"vouch-byline", "vouch-write"} == set(re.findall(r'data-dialog="([\w-]+)"', html))
    for content in (html, shown(site, "/spaces/OPS/pages/196623").text):  # of the present editor, and of the old one
        assert 'data-module="vouch-summary"' in content
    assert 'data-width="560px" data-height="640px"' in html
    assert 'data-module="vouch-space"' in shown(site, "/spaces/OPS/tools").text
    assert 'data-module="vouch-admin"' in shown(site, "/admin/vouch").text
    assert [
        shown(site, path, "tomasz").status_code for path in ("/spaces/OPS/tools", "/admin/vouch", "/spaces/SECO/tools")
    ] == [403, 403, 404]
    site.uninstall("confluence")
    assert "data-dialog" not in shown(site, release).text


def test_tokens_name_page_and_space(site: SiteServer, plugin: StandInApp) -> None:
    """A frame's address is filled in, its context token names page and space, and hidden pages open nothing."""
    installation = site.install(plugin.url, "confluence")
    headers = {"Origin": site.base_url}

    def ask(path: str, **sent: str) -> requests.Response:
        return requests.post(f"{site.base_url}/sandbox/{path}", json=sent, headers=headers, timeout=10)

    opened = ask("page-url", product="confluence", module="vouch-byline", user="ines", content="196610").json()
    assert "/confluence/byline?contentId=196610&contentType=page&spaceId=98305&spaceKey=OPS&" in opened["url"]
    assert "&cp=%2Fwiki&" in opened["url"]
    token = ask("token", frame=opened["frame"]).json()["token"]
    claims = jwt.decode(token, installation.shared_secret, algorithms=["HS256"])
    expected = {
        "content": {"id": "196610", "type": "page", "version": "4"},
        "space": {"id": "98305", "key": "OPS"},
    }
    assert ("context-qsh", {"confluence": expected}) == (claims["qsh"], claims["context"])
    for content in ("196619", "1"):
        hidden = ask("page-url", product="confluence", module="vouch-byline", user="tomasz", content=content)
        assert hidden.status_code == 404


def test_both_products_stand_beside_each_other(site: SiteServer, plugin: StandInApp) -> None:
    """Each product has its own client key and secret; Confluence's base URL ends in /wiki."""
    jira, confluence = site.install(plugin.url), site.install(plugin.url, "confluence")
    assert jira.client_key != confluence.client_key
    assert jira.shared_secret != confluence.shared_secret
    assert confluence.base_url == f"{site.base_url}/wiki"


def test_comments_cannot_bring_markup(site: SiteServer, people: dict[str, str]) -> None:
    """A comment in storage format is written anew: no script, no attribute, no address of its own."""
    token = site.state.grant("confluence", people["tomasz"], frozenset({"WRITE"}))
    value = '<p onclick="x()">a<script>b</script><a href="javascript:c">d</a></p>'
    sent = {"pageId": "196610", "body": {"representation": "storage", "value": value}}
    address, headers = f"{site.base_url}/wiki/api/v2/footer-comments", {"Authorization": f"Bearer {token}"}
    assert requests.post(address, json=sent, headers=headers, timeout=10).status_code == 201
    html = shown(site, "/spaces/OPS/pages/196610").text
    assert "<p>abd</p>" in html
    assert "javascript:" not in html
