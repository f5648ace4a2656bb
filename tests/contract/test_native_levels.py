"""Atlassian's own levels on the road: they raise, are asked before anything is read, and stand in the record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from plugin.audit.repository import records
from plugin.cli.demo import Demo
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel

PLAIN, KESTREL = "196612", "196619"  # the second has a level of its own: Confidential
Levels = Callable[..., None]


@pytest.fixture
def levels(demo: Demo) -> Iterator[Levels]:
    """Puts what the policy says of found levels in force; the policy is as it was for the next test."""
    policies = demo.services.policies
    before = {tenant: policies.version_in_force(tenant) for tenant in (demo.tenant_id, demo.wiki_tenant_id)}

    def put(**said: Any) -> None:
        for tenant in before:
            now = policies.version_in_force(tenant)
            policies.put_in_force(tenant, {**now.document, **said}, author="cli", based_on=now.version)

    yield put
    for tenant, was in before.items():
        now = policies.version_in_force(tenant).version
        policies.put_in_force(tenant, was.document, author="cli", based_on=now)


@pytest.fixture(autouse=True)
def nothing_governed(demo: Demo) -> Iterator[None]:
    """The site's own levels are as they were for the next test."""
    yield
    demo.site.state.governed.project_levels.clear()
    demo.site.state.governed.organisation_level = ""


def end(demo: Demo, tenant_id: str, run_id: str) -> dict[str, Any]:
    """What the record says of a run's end."""
    said = [json.loads(r.payload or "{}") for r in records(demo.services.database, tenant_id)]
    (found,) = [s for s in said if s.get("run") == run_id and "outcome" in s]
    return found


def test_a_pages_own_level_raises(demo: Demo, wiki: OpenPanel) -> None:
    """A page that Atlassian calls Confidential is one, whatever its space is; the record says whose word it was."""
    opened = wiki(KESTREL, "emre")
    boot = opened.bootstrap()
    assert (boot["level"], boot["verdicts"]["summarise"]["agent"]["effect"]) == ("confidential", "mask")
    run = opened.summarise()
    said = end(demo, demo.wiki_tenant_id, run["id"])
    assert (said["outcome"], said["level"], said["level_source"], said["rule"]) == (
        "finished", "confidential", "item", "R-3",
    )  # fmt: skip
    assert ["level", "confidential", "Confidential", "item"] in said["trace"]
    assert ["level", "internal", "Internal", "container"] in said["trace"]


def test_refused_before_anything_is_read(demo: Demo, wiki: OpenPanel, levels: Levels) -> None:
    """Mapped to a level that is denied, the page is refused in the panel and by the run, and nothing of it is read."""
    levels(native_levels={"levels": {"Confidential": "restricted"}, "unknown": "ignored"})
    opened = wiki(KESTREL, "emre")
    boot = opened.bootstrap()
    assert (boot["level"], boot["glance"]) == ("restricted", None)
    assert boot["verdicts"]["summarise"]["agent"]["outcome"] == "refused"
    answer = opened.start()
    assert [fault.message for fault in validator("Problem").iter_errors(answer.json())] == []
    refusal = answer.json()["refusal"]
    assert (answer.status_code, refusal["reason"], refusal["rule"]) == (403, "level_denies", "R-4")
    assert {"step": "level", "outcome": "restricted", "rule": "Confidential", "source": "item"} in refusal["trace"]
    said = end(demo, demo.wiki_tenant_id, answer.json()["run_id"])
    assert (said["level"], said["level_source"]) == ("restricted", "item")
    assert "sources_read" not in said
    why = wiki(PLAIN).call("GET", f"refusals/{answer.json()['run_id']}")
    assert [fault.message for fault in validator("RefusalReport").iter_errors(why.json())] == []
    assert (why.json()["trace"], why.json()["level_source"]) == (refusal["trace"], "item")
    assert wiki(PLAIN, "rohan").call("GET", f"refusals/{answer.json()['run_id']}").status_code == 403
    missing = wiki(PLAIN).call("GET", "refusals/AAAAAAAAAAAAAAAAAAAAAA")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "run_not_found")
    assert wiki(PLAIN).start().status_code in {200, 202}


def test_unknown_is_the_strictest_by_default(demo: Demo, panel: OpenPanel, levels: Levels) -> None:
    """Where Atlassian says no level and the policy does not say what that means, nothing is read."""
    levels(native_levels={"levels": {"Internal": "internal"}})
    answer = panel("PAY-103").start()
    refusal = answer.json()["refusal"]
    assert (answer.status_code, refusal["level"]) == (403, "restricted")
    assert {"step": "level", "outcome": "restricted", "rule": "", "source": "unknown"} in refusal["trace"]
    demo.site.state.governed.project_levels["PAY"] = "internal"
    assert panel("PAY-103").start().status_code in {200, 202}


def test_the_organisations_default_raises_a_project(demo: Demo, panel: OpenPanel) -> None:
    """The highest of the administrator's level, the project's default and the organisation's holds."""
    governed = demo.site.state.governed
    governed.project_levels["SHOP"], governed.organisation_level = "internal", "confidential"
    run = panel("SHOP-27").summarise()
    said = end(demo, demo.tenant_id, run["id"])
    assert (said["level"], said["level_source"], said["effect"]) == ("confidential", "organisation", "mask")


def test_a_detector_raises(demo: Demo, panel: OpenPanel, levels: Levels) -> None:
    """What a detector finds in the text raises the level after reading; the run ends there, before any engine."""
    levels(detected_levels={"iban": "restricted"})
    opened = panel("PAY-88")
    answer = opened.start()
    run_id = answer.json().get("run_id") or opened.wait(answer.json())["id"]
    said = end(demo, demo.tenant_id, run_id)
    assert (said["outcome"], said["level"], said["level_source"]) == ("refused", "restricted", "detector")
    assert "engine" not in said


def test_a_host_that_does_not_answer(demo: Demo, wiki: OpenPanel) -> None:
    """A fault is no "unknown": the panel says that the host does not answer, and the run fails."""
    demo.site.state.faults.add("classification-level", "500", 20)
    opened = wiki(PLAIN)
    assert opened.bootstrap()["problem"]["code"] == "host_unreachable"
    run = opened.start().json()
    assert run["state"] == "failed"
