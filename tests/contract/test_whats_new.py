"""What is new since somebody last looked, or since a summary was approved, over HTTP against the stand-in site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from plugin.cli.demo import Demo
from plugin.sandbox.changelog import recorded
from plugin.sandbox.site import Issue, User
from plugin.sandbox.thread import add_comment
from plugin.sandbox.wiki.changes import add_comment as add_page_comment
from plugin.sandbox.wiki.changes import new_version
from plugin.sandbox.wiki.model import Body
from plugin.store.reading_tables import visits
from plugin.store.tables import decisions
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel

LONG_AGO = datetime(2026, 11, 18, 12, tzinfo=UTC)


def words(text: str) -> dict[str, Any]:
    """A document of one paragraph."""
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
    }


def looked(demo: Demo, at: datetime) -> None:
    """Let every visit so far have been then."""
    with demo.services.database.begin() as connection:
        connection.execute(update(visits).values(at=at, before_at=None))


def of(demo: Demo, key: str, name: str = "emre") -> tuple[Issue, User]:
    """An issue and a person."""
    user = demo.site.state.person(name)
    assert user
    return demo.site.state.site.issues[key], user


def sections(run: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The sentences of a result by section; the result is as the API says."""
    assert [error.message for error in validator("Run").iter_errors(run)] == []
    assert run["state"] == "finished", run
    return {section["kind"]: section["sentences"] for section in run["result"]["sections"]}


def test_since_my_last_visit(demo: Demo, panel: OpenPanel) -> None:
    """Not offered on a first visit; on the next, what people changed and wrote since, with sources; nothing older."""
    opened = panel()
    boot = opened.bootstrap()
    assert (boot["news"], "whats_new" in boot["use_cases"]) == ([], False)
    refused = opened.start(use_case="whats_new")
    assert refused.json()["error"]["code"] == "no_earlier_visit"
    looked(demo, LONG_AGO)
    issue, emre = of(demo, "PAY-101")
    add_comment(demo.site.state, emre, issue, words("The pool holds 60 connections now. Who tells the support desk?"))
    boot = opened.bootstrap()
    assert [error.message for error in validator("Bootstrap").iter_errors(boot)] == []
    assert "whats_new" in boot["use_cases"]
    (news,) = boot["news"]
    assert (news["what"], news["at"], news["comments"] >= 2, news["changed"]) == (
        "visit",
        LONG_AGO.isoformat(),
        True,
        True,
    )
    run = opened.summarise(use_case="whats_new", since="visit")
    found = sections(run)
    assert [(s["role"], s["text"], s.get("was", "")) for s in found["changed"]] == [
        ("status", "In Review", "In Progress"),
        ("fix_versions", "4.8.3", ""),
    ]
    assert run["result"]["since"] == {"what": "visit", "at": LONG_AGO.isoformat()}
    assert {"state", "problem"}.isdisjoint(found)
    assert any("60 connections" in s["text"] for said in found.values() for s in said)
    cited = [source for source in run["result"]["citations"] if source["kind"] == "comment"]
    assert cited
    assert all(source["at"] > LONG_AGO.isoformat() for source in cited)
    coverage = run["result"]["coverage"]
    assert coverage["comments_read"] < coverage["comments_total"]
    # fresh, until something happens again
    assert "whats_new" not in opened.bootstrap()["stale"]
    add_comment(demo.site.state, emre, issue, words("I do."))
    assert opened.bootstrap()["stale"]["whats_new"]["new_comments"] == 1
    assert "summarise" not in opened.bootstrap()["last_runs"]


def test_as_the_reader(demo: Demo, panel: OpenPanel) -> None:
    """An internal note is news to an agent, and carries who may read it."""
    issue, tomasz = of(demo, "HELP-47", "tomasz")
    add_comment(demo.site.state, tomasz, issue, words("Refund agreed with the carrier."), internal=True)
    agent = panel("HELP-47", "tomasz")
    agent.bootstrap()
    looked(demo, LONG_AGO)
    agent.bootstrap()
    run = agent.summarise(use_case="whats_new")
    said = [s for section in sections(run).values() for s in section if "Refund agreed" in s["text"]]
    assert [s["visibility"]["kind"] for s in said] == ["internal"]


def test_since_an_approved_summary(demo: Demo, panel: OpenPanel) -> None:
    """Whoever opens an issue whose summary was approved is told what came after, though they were never here."""
    ines = panel("SHOP-12")
    run = ines.summarise()
    answer = ines.call("POST", f"runs/{run['id']}/apply", {"target": "comment"})
    assert answer.status_code == 200, answer.text
    issue, emre = of(demo, "SHOP-12")
    bo = panel("SHOP-12", "kenji")
    assert bo.bootstrap()["news"] == []  # the comment that was written with it is no news
    with demo.services.database.begin() as connection:
        connection.execute(update(decisions).values(at=datetime.now(UTC) - timedelta(minutes=1)))
    recorded(demo.site.state, emre, issue, "status", "In Review")
    recorded(demo.site.state, emre, issue, "assignee", emre.account_id)
    (news,) = bo.bootstrap()["news"]
    assert (news["what"], news["changed"]) == ("approved", True)
    found = sections(bo.summarise(use_case="whats_new", since="approved"))
    assert [(s["role"], s["text"]) for s in found["changed"]] == [
        ("status", "In Review"),
        ("assignee", emre.display_name),
    ]


def test_of_a_page(demo: Demo, wiki: OpenPanel) -> None:
    """Of a page: its versions since, what they changed, and comments; the byline's readers see it too."""
    opened = wiki()
    opened.bootstrap()
    state, tomasz = demo.site.state, demo.site.state.person("tomasz")
    assert tomasz
    page = state.site.wiki.pages["196612"]
    with demo.services.database.begin() as connection:  # as if the page was loaded again a while later
        connection.execute(update(visits).values(before_at=datetime.now(UTC) - timedelta(seconds=5)))
    new_version(state, page, tomasz, Body(adf=words("The carrier changes on Monday, and the labels with it.")))
    add_page_comment(state, page, tomasz, Body(adf=words("Who prints the labels?")))
    boot = opened.bootstrap()
    assert "whats_new" in boot["use_cases"]
    found = sections(opened.summarise(use_case="whats_new"))
    (version,) = found["changed"]
    assert version["role"] == "version"
    assert "carrier changes" in str(found["key_points"])
    assert [s["text"] for s in found["questions"]] == ["Who prints the labels?"]
