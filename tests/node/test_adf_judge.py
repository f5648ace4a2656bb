from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient

from plugin.sandbox.content.load import load_site
from plugin.sandbox.host import create_site
from plugin.sandbox.state import SiteState
from tests.node.judge import ask

SITE = "http://127.0.0.1:9"
BROKEN = [
    {"type": "doc", "content": []},
    {"type": "doc", "version": 1, "content": [{"type": "text", "text": "no paragraph around it"}]},
    {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}]},
]
TYPED = [
    "One line",
    "Two\nlines",
    "A paragraph\n\nand another\n\n\n\nand a third",
    " blank \n ends ",
    "日本語 <b>&amp;",
]


def faulty(documents: dict[str, Any]) -> dict[str, Any]:
    """The documents that Atlassian's schema or its validator refuses, with what they say."""
    verdicts = ask("adf.mjs", documents.values())
    return {name: faults for name, faults in zip(documents, verdicts, strict=True) if faults}


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    """The stand-in site, asked without a socket; the comments that a test adds stay in it."""
    app = create_site(SITE)
    with app.test_client() as client:
        yield client


def state(client: FlaskClient) -> SiteState:
    """What the site knows."""
    found: SiteState = client.application.extensions["site"]
    return found


def call(client: FlaskClient, account_id: str, method: str, path: str, **more: Any) -> Any:
    """The site's answer to a person's call of its REST interface."""
    token = state(client).grant("jira", account_id, frozenset({"READ", "WRITE", "DELETE"}))
    answer = client.open(f"/rest/api/3/{path}", method=method, headers={"Authorization": f"Bearer {token}"}, **more)
    assert answer.status_code in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NOT_FOUND}
    return answer.json if answer.status_code != HTTPStatus.NOT_FOUND else None


def test_the_judge_refuses() -> None:
    """Broken documents are refused, so silence about the others means something."""
    assert len(BROKEN) == len(faulty(dict(enumerate(BROKEN))))


def test_authored_documents() -> None:
    """Every description and comment of the stand-in site is a document by Atlassian's schema and validator."""
    documents = {}
    for key, issue in load_site().issues.items():
        documents |= {f"{key} description": issue.description} if issue.description else {}
        documents |= {f"{key} comment {comment.id}": comment.body for comment in issue.comments}
    assert len(documents) > 300
    assert faulty(documents) == {}


def test_documents_of_the_rest_interface(client: FlaskClient) -> None:
    """Every body that the site's REST interface gives to anybody is such a document, as it came over the wire."""
    documents = {}
    for user in state(client).site.users:
        for key in state(client).site.issues:
            found = call(client, user.account_id, "GET", f"issue/{key}")
            if found is None:
                continue
            fields = found["fields"]
            comments = [*fields["comment"]["comments"], *_thread(client, user.account_id, key)]
            documents |= {f"{key} comment {comment['id']}": comment["body"] for comment in comments}
            documents |= {f"{key} description": fields["description"]} if fields["description"] else {}
    assert len(documents) > 300
    assert faulty(documents) == {}


def _thread(client: FlaskClient, account_id: str, key: str) -> list[Any]:
    """All pages of an issue's comments."""
    rows: list[Any] = []
    while True:
        page = call(client, account_id, "GET", f"issue/{key}/comment?startAt={len(rows)}&maxResults=100")
        rows += page["comments"]
        if not page["comments"] or len(rows) >= page["total"]:
            return rows


def test_documents_that_the_site_makes(client: FlaskClient) -> None:
    """What a person types on the site's page becomes such a document, and REST gives it back unchanged."""
    ines = state(client).site.default_user
    for text in TYPED:
        sent = client.post("/browse/PAY-103/comment?user=ines", data={"text": text}, headers={"Origin": SITE})
        assert sent.status_code == HTTPStatus.SEE_OTHER
    made = _thread(client, ines, "PAY-103")[-len(TYPED) :]
    again = [call(client, ines, "POST", "issue/PAY-103/comment", json={"body": row["body"]})["body"] for row in made]
    assert [row["body"] for row in made] == again
    assert faulty(dict(zip(TYPED, again, strict=True))) == {}
