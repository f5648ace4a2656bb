"""Handing an output to somebody else: who can be asked, who sees it where, and that nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo
from plugin.governance.retention import Retention
from plugin.store.tables import escalations, runs
from plugin.usage.repository import events
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel
from tests.fakes.panel import Panel

KEY = "PAY-95"
QUEUE = "Payments leads"
NOTE = "Is the second approval still needed, zebra?"


@pytest.fixture(scope="module", autouse=True)
def _queues(demo: Demo) -> None:
    """The demo's policy, with a queue."""
    now = demo.services.policies.version_in_force(demo.tenant_id)
    demo.services.policies.put_in_force(
        demo.tenant_id, {**now.document, "queues": [QUEUE]}, author="cli", based_on=now.version
    )


@pytest.fixture(autouse=True)
def _none_waits(demo: Demo) -> Iterator[None]:
    """What a test handed over waits no more in the next one."""
    yield
    with demo.services.database.begin() as connection:
        connection.execute(update(escalations).values(closed_at=datetime.now(UTC)))


def account(demo: Demo, name: str) -> str:
    """The account id of somebody."""
    user = demo.site.state.person(name)
    assert user is not None
    return user.account_id


def person(demo: Demo, name: str) -> dict[str, str]:
    """Somebody, as a wish names them."""
    return {"kind": "person", "account_id": account(demo, name)}


def hand(panel: Panel, run: dict[str, Any], to: dict[str, str], note: str = NOTE) -> Any:
    """Hand a run's output over."""
    return panel.call("POST", f"runs/{run['id']}/escalate", {"to": to, "note": note})


def waiting(panel: Panel) -> list[dict[str, Any]]:
    """What the panel says is waiting, valid by its schema."""
    boot = panel.bootstrap()
    assert [error.message for error in validator("Bootstrap").iter_errors(boot)] == []
    found: list[dict[str, Any]] = boot["escalations"]
    return found


def test_to_a_person(demo: Demo, panel: OpenPanel) -> None:
    """The person asked sees who asks, the note and what it is about; the sender sees whom they asked; nobody else."""
    ines, emre, anneke = panel(KEY), panel(KEY, user="emre"), panel(KEY, user="anneke")
    run = ines.summarise()
    done = hand(ines, run, person(demo, "emre"))
    assert done.status_code == 200, done.text
    assert [error.message for error in validator("Decision").iter_errors(done.json())] == []
    assert (done.json()["outcome"], done.json()["write"]) == ("escalated", "none")
    (seen,) = waiting(emre)
    assert (seen["from"].split()[0], seen["note"], seen["use_case"], seen["mine"]) == ("Ines", NOTE, "summarise", False)
    (own,) = waiting(ines)
    assert (own["to"].split()[0], own["from"], own["mine"]) == ("Emre", "", True)
    assert waiting(anneke) == []
    assert waiting(panel("PAY-103", user="emre")) == []
    assert emre.call("GET", f"runs/{run['id']}").status_code == 404
    assert emre.call("POST", f"escalations/{own['id']}/close").status_code == 204
    assert waiting(emre) == waiting(ines) == []
    assert emre.call("POST", f"escalations/{own['id']}/close").status_code == 404


def test_what_is_recorded(demo: Demo, panel: OpenPanel) -> None:
    """The record says that it was handed over and closed, by references; neither the note nor a name."""
    ines, emre = panel(KEY), panel(KEY, user="emre")
    run = ines.summarise()
    hand(ines, run, person(demo, "emre"))
    emre.call("POST", f"escalations/{waiting(emre)[0]['id']}/close")
    kept = list(records(demo.services.database, demo.tenant_id))
    said = " ".join(str(record.payload) for record in kept)
    assert "zebra" not in said
    assert account(demo, "emre") not in said
    assert '"escalation:closed"' in " ".join(record.header for record in kept)
    emitted = [e for e in events(demo.services.database, demo.tenant_id) if e["run_id"] == run["id"]]
    assert [e["fields"]["kind"] for e in emitted if e["event"] == "output.escalated"] == ["person"]
    assert verify_tenant(demo.services.database, demo.tenant_id).intact
    with demo.services.database.read() as connection:
        notes = connection.execute(select(escalations.c.note)).scalars().all()
    assert not any(b"zebra" in note for note in notes)


def test_to_a_queue(panel: OpenPanel) -> None:
    """Whoever may open the item sees what waits for a queue, and can close it."""
    ines, anneke = panel(KEY), panel(KEY, user="anneke")
    assert ines.bootstrap()["queues"] == [QUEUE]
    run = ines.summarise()
    assert hand(ines, run, {"kind": "queue", "name": QUEUE}).status_code == 200
    (seen,) = waiting(anneke)
    assert (seen["kind"], seen["to"], seen["from"].split()[0]) == ("queue", QUEUE, "Ines")
    assert anneke.call("POST", f"escalations/{seen['id']}/close").status_code == 204
    assert waiting(ines) == []


def test_a_later_decision(demo: Demo, panel: OpenPanel) -> None:
    """The sender can still decide; then it waits for nobody. Handing over again replaces what was handed over."""
    ines, emre, anneke = panel(KEY), panel(KEY, user="emre"), panel(KEY, user="anneke")
    run = ines.summarise()
    hand(ines, run, person(demo, "emre"))
    assert hand(ines, run, person(demo, "anneke"), "Another question").status_code == 200
    assert (waiting(emre), len(waiting(anneke))) == ([], 1)
    assert ines.call("POST", f"runs/{run['id']}/reject", {"reason": "wrong"}).json()["outcome"] == "rejected"
    assert waiting(anneke) == waiting(ines) == []
    assert hand(ines, run, person(demo, "emre")).json()["error"]["code"] == "already_decided"


def test_who_can_be_asked(demo: Demo, panel: OpenPanel) -> None:
    """People who work on the item are found by their names, never the person who asks."""
    ines = panel(KEY)
    run = ines.summarise()
    found = ines.call("GET", f"runs/{run['id']}/people?query=em").json()
    assert [error.message for error in validator("People").iter_errors(found)] == []
    assert [each["account_id"] for each in found["people"]] == [account(demo, "emre")]
    everybody = ines.call("GET", f"runs/{run['id']}/people").json()["people"]
    assert account(demo, "ines") not in {each["account_id"] for each in everybody}
    assert len(everybody) > 2
    assert ines.call("GET", f"runs/{run['id']}/people?query={'x' * 101}").status_code == 400
    assert panel(KEY, user="emre").call("GET", f"runs/{run['id']}/people").status_code == 404


@pytest.mark.parametrize(
    ("to", "note", "code"),
    [
        ("ines", NOTE, "to_yourself"),
        ("rohan", NOTE, "unknown_person"),
        ("claire", NOTE, "unknown_person"),
        ({"kind": "person", "account_id": "nobody"}, NOTE, "unknown_person"),
        ({"kind": "queue", "name": "No such queue"}, NOTE, "unknown_queue"),
        ("emre", "  ", "empty_note"),
        ("emre", "x" * 501, "invalid_body"),
        ({"kind": "queue", "account_id": "x"}, NOTE, "invalid_body"),
        ({}, NOTE, "invalid_body"),
    ],
)
def test_bad_wishes(demo: Demo, panel: OpenPanel, to: Any, note: str, code: str) -> None:
    """Nobody, oneself, somebody who may not open the item, a queue that does not exist, no note: refused."""
    ines = panel(KEY)
    run = ines.summarise()
    answer = hand(ines, run, person(demo, to) if isinstance(to, str) else to, note)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert waiting(ines) == []


def test_somebody_elses_run(demo: Demo, panel: OpenPanel) -> None:
    """Nobody hands over what is not theirs."""
    run = panel(KEY).summarise()
    assert hand(panel(KEY, user="emre"), run, person(demo, "anneke")).status_code == 404


def test_not_while_something_may_have_been_written(demo: Demo, panel: OpenPanel) -> None:
    """A try whose answer was lost is looked after first: handing over would forget it."""
    ines = panel("PAY-103")
    run = ines.summarise()
    real = demo.site.app.view_functions["rest_comment.add"]
    demo.site.app.view_functions["rest_comment.add"] = lambda reference: ("", 500)  # noqa: ARG005 (the view's)
    try:
        assert ines.call("POST", f"runs/{run['id']}/apply", {}).status_code == 502
    finally:
        demo.site.app.view_functions["rest_comment.add"] = real
    assert hand(ines, run, person(demo, "emre")).json()["error"]["code"] == "another_text"


def test_policy_and_host_decide_who_sees_it(demo: Demo, panel: OpenPanel) -> None:
    """Where policy refuses, or the host no longer shows the item, the note is not shown, and cannot be closed."""
    ines, emre = panel(KEY), panel(KEY, user="emre")
    run = ines.summarise()
    hand(ines, run, person(demo, "emre"))
    (seen,) = waiting(emre)
    policies = demo.services.policies
    before = policies.version_in_force(demo.tenant_id)
    strict = {**before.document, "places": {**before.document["places"], "jira:PAY": {"level": "restricted"}}}
    policies.put_in_force(demo.tenant_id, strict, author="cli", based_on=before.version)
    try:
        assert waiting(emre) == []
        assert emre.call("POST", f"escalations/{seen['id']}/close").json()["error"]["code"] == "refused_now"
        assert hand(ines, run, person(demo, "anneke")).json()["error"]["code"] == "refused_now"
    finally:
        policies.put_in_force(demo.tenant_id, before.document, author="cli", based_on=before.version + 1)
    issue = demo.site.state.site.issues[KEY]
    issue.security_level, level = "Board", issue.security_level
    project = next(p for p in demo.site.state.site.projects if p.key == "PAY")
    roles = {name: list(members) for name, members in project.roles.items()}
    try:
        for name in project.roles:
            project.roles[name] = tuple(m for m in project.roles[name] if m != account(demo, "emre"))
        assert waiting(emre) == []
        assert emre.call("POST", f"escalations/{seen['id']}/close").json()["error"]["code"] == "no_permission"
    finally:
        issue.security_level = level
        project.roles.update({name: tuple(members) for name, members in roles.items()})
    assert waiting(emre) == [seen]


def test_on_a_page(demo: Demo, wiki: OpenPanel) -> None:
    """On a page those are asked who are named on it; the person asked finds it there, and closes it."""
    ines, anneke = wiki("196612"), wiki("196612", user="anneke")
    run = ines.summarise()
    people = ines.call("GET", f"runs/{run['id']}/people?query=ann").json()["people"]
    assert [each["account_id"] for each in people] == [account(demo, "anneke")]
    assert hand(ines, run, person(demo, "rohan")).json()["error"]["code"] == "unknown_person"
    assert hand(ines, run, person(demo, "anneke")).status_code == 200
    (seen,) = waiting(anneke)
    assert (seen["from"].split()[0], seen["note"]) == ("Ines", NOTE)
    assert anneke.call("POST", f"escalations/{seen['id']}/close").status_code == 204
    assert waiting(anneke) == []


def test_a_name_that_the_host_does_not_give(demo: Demo, panel: OpenPanel) -> None:
    """Where Jira does not tell a name the note is shown without one."""
    ines, emre = panel(KEY), panel(KEY, user="emre")
    hand(ines, ines.summarise(), person(demo, "emre"))
    demo.site.state.faults.add("/rest/api/3/user$", "403", times=1)
    assert waiting(emre)[0]["from"] == ""


def test_notes_go_with_the_text(demo: Demo, panel: OpenPanel) -> None:
    """A note is removed once it is closed, or once the text that it is about is forgotten."""
    ines, emre = panel(KEY), panel(KEY, user="emre")
    run = ines.summarise()
    hand(ines, run, person(demo, "emre"))
    (seen,) = waiting(emre)
    with demo.services.database.begin() as connection:
        old = datetime.now(UTC) - timedelta(days=1)
        connection.execute(update(runs).where(runs.c.id == run["id"]).values(expires_at=old))
    services = demo.services
    retention = Retention(services.database, services.runs._runs, services.installations, approved_days=30)
    retention.apply(datetime.now(UTC))
    assert waiting(emre) == []
    with demo.services.database.read() as connection:
        assert seen["id"] not in connection.execute(select(escalations.c.id)).scalars().all()
