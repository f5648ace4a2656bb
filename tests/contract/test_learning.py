"""Learning against the stand-in site: in the background, as a person, for those alone who may see what taught."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select

from connectors.host.choices import Field
from connectors.host.model import Place, Product
from plugin.assist.categories.learning import key_of
from plugin.audit.repository import records
from plugin.cli.demo import Demo
from plugin.store.tables import category_lessons, category_models, category_places
from tests.contract.conftest import OpenPanel
from tests.contract.test_categorise import categorise
from tests.contract.test_road import valid

HELP = Place(Product.JIRA, key="HELP", id="10002")


def rows(demo: Demo, table: Any) -> list[Any]:
    """All rows of a table."""
    with demo.services.database.read() as connection:
        return list(connection.execute(select(table)).all())


def learned(demo: Demo, key: str = "HELP", seconds: float = 90.0) -> Any:
    """Wait until a place is learned and nothing is due."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for row in rows(demo, category_places):
            if row.place_key == key and row.learned_at and not row.due_at and not row.started_at:
                return row
        time.sleep(0.1)
    raise AssertionError(rows(demo, category_places))


def examples(run: dict[str, Any]) -> dict[str, int]:
    """How many items taught each field."""
    return {row["field"]: row["examples"] for row in run["result"]["basis"]}


@pytest.fixture(scope="module")
def taught(demo: Demo) -> Demo:
    """A site in which somebody has clicked once in HELP, and it was learned."""
    from tests.fakes.panel import Panel  # noqa: PLC0415 (the fixture of one panel is for tests)

    first = categorise(Panel(demo.site.base_url, demo.plugin_url, "HELP-60", "tomasz"))
    assert set(examples(first).values()) == {0}
    learned(demo)
    return demo


def test_the_second_click_knows_the_history(taught: Demo, panel: OpenPanel) -> None:
    """Suggestions rest on what people sorted, surely where the history is clear, and say how many items taught."""
    issue = taught.site.state.site.issues["HELP-47"]
    kept = list(issue.components)
    issue.components.clear()
    run = categorise(panel("HELP-47", "tomasz"))
    issue.components[:] = kept
    assert examples(run)["components"] >= 50
    component = next(said for said in run["result"]["suggestions"] if said["field"] == "components")
    assert (component["value"]["name"], component["confidence"]) == ("delivery", "very_likely")


def test_what_is_kept_holds_no_text(taught: Demo) -> None:
    """Encrypted arrays and ids of items; the record says how much was read by which rule, and no content."""
    stored = rows(taught, category_models)
    assert {Field.COMPONENTS, Field.LABELS, Field.PRIORITY, Field.REQUEST_TYPE} <= {Field(row.field) for row in stored}
    assert all(row.model.startswith(b"gAAAA") for row in stored)  # Fernet's first bytes
    said = [json.loads(found.payload or "{}") for found in records(taught.services.database, taught.tenant_id)]
    (learning,) = [each for each in said if "items" in each and each.get("place") == "HELP"]
    assert learning["items"] == len(learned(taught).sample)
    assert (learning["level"], bool(learning["rule"])) == ("confidential", True)
    assert "Customs" not in json.dumps(learning)


def test_who_does_not_see_all_that_taught_gets_names_alone(taught: Demo, panel: OpenPanel) -> None:
    """Where one item that taught is hidden from a person, nothing of the model reaches them; it is learned as them."""
    before = learned(taught)
    issue = taught.site.state.site.issues.pop("HELP-1")
    try:
        run = categorise(panel("HELP-60", "kenji"))
        assert set(examples(run).values()) == {0}
        after = learned(taught)
        assert (after.person != before.person, issue.id in before.sample, issue.id in after.sample) == (
            True,
            True,
            False,
        )
        assert examples(categorise(panel("HELP-60", "tomasz")))["components"] >= 50  # who sees more may use it too
        assert learned(taught).person == after.person
    finally:
        taught.site.state.site.issues["HELP-1"] = issue


def test_a_host_that_does_not_say_who_may_see_is_a_no(taught: Demo, panel: OpenPanel) -> None:
    """No answer about permissions: the click goes on by names, and nothing is learned anew because of it."""
    taught.site.state.faults.add("/permissions/check", "500", times=20)
    run = categorise(panel("HELP-60", "tomasz"))
    taught.site.state.faults.clear()
    assert set(examples(run).values()) == {0}
    assert not [row for row in rows(taught, category_places) if row.place_key == "HELP" and row.failed]


def test_a_lesson_makes_it_due_and_counts(taught: Demo, panel: OpenPanel) -> None:
    """What a person took or rejected is remembered without text, once, and the place is learned again with it."""
    run = categorise(panel("HELP-41", "tomasz"))
    own = next(iter(r for r in (taught.services.runs.view(_caller(taught), run["id"]),) if r)).run
    for _ in range(2):
        with taught.services.database.begin() as connection:
            taught.services.categories.lessons.lesson(connection, own, "components", "1", "2")
    found = [(row.value, row.taken, row.item_id) for row in rows(taught, category_lessons)]
    assert sorted(found) == [("1", False, own.item.id), ("2", True, own.item.id)]
    row = next(row for row in rows(taught, category_places) if row.place_key == "HELP")
    assert row.due_at is not None
    taught.services.categories.learner.ring(key_of(taught.tenant_id, HELP)).result(timeout=90)
    assert own.item.id in learned(taught).sample


def _caller(demo: Demo) -> Any:
    from plugin.store.tables import runs  # noqa: PLC0415 (for this look-up alone)

    class Caller:
        tenant_id = demo.tenant_id
        person = ""

    with demo.services.database.read() as connection:
        row = connection.execute(select(runs).order_by(runs.c.created_at.desc()).limit(1)).one()
    Caller.person = row.person
    return Caller()


def test_a_place_that_is_denied_is_forgotten(taught: Demo, panel: OpenPanel) -> None:
    """Once the policy allows no categorising there, everything that was learned goes at the next round."""
    policies = taught.services.policies
    before = policies.version_in_force(taught.tenant_id)
    without = {**before.document, "places": {k: v for k, v in before.document["places"].items() if k != "jira:HELP"}}
    policies.put_in_force(taught.tenant_id, without, author="cli", based_on=before.version)
    rung: list[str] = []
    taught.services.categories.learning.sweep(datetime.now(UTC), rung.append)
    assert [row for row in rows(taught, category_models) if row.place_id == HELP.id] == []
    assert [row for row in rows(taught, category_places) if row.place_id == HELP.id] == []
    policies.put_in_force(taught.tenant_id, before.document, author="cli", based_on=before.version + 1)
    assert set(examples(categorise(panel("HELP-60", "tomasz"))).values()) == {0}
    learned(taught)


def test_administrators_describe_values(taught: Demo, panel: OpenPanel) -> None:
    """A sentence and a limit are kept, used at once, and recorded as counts; others may not read or write them."""
    path = "categories/descriptions?place=SHOP"
    assert panel("SHOP-18", "haruka").call("GET", path).json()["error"]["code"] == "not_admin"
    opened = panel("SHOP-18", "ines")
    found = opened.call("GET", path).json()
    valid("CategoryPlace", found)
    components = next(row for row in found["fields"] if row["field"] == "components")
    accounts = next(value for value in components["values"] if value["name"] == "accounts")
    body = {
        "fields": [{"field": "components", "limit": 2, "sentences": {accounts["id"]: "Everything about postcodes"}}]
    }
    assert opened.call("PUT", "categories/descriptions?place=SHOP", {"fields": body["fields"]}).status_code == 200
    again = next(row for row in opened.call("GET", path).json()["fields"] if row["field"] == "components")
    assert again["limit"] == 2
    assert next(v for v in again["values"] if v["name"] == "accounts")["sentence"] == "Everything about postcodes"
    wrong = {"fields": [{"field": "components", "limit": None, "sentences": {"0": "x"}}]}
    answer = opened.call("PUT", path, wrong)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_such_value")
    refused = opened.call("GET", "categories/descriptions?place=SEC")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "refused_now")
    said = [json.loads(found.payload or "{}") for found in records(taught.services.database, taught.tenant_id)]
    (described,) = [each for each in said if each.get("fields") == {"components": {"limit": 2, "sentences": 1}}]
    assert "postcodes" not in json.dumps(described)
    with taught.services.database.begin() as connection:
        connection.execute(delete(category_lessons))
