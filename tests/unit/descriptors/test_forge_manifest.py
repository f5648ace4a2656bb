"""The Forge app's manifest: both forms, held against the calls, the Connect descriptors and our own rules."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from connectors.confluence.calls import CONFLUENCE_CALLS
from connectors.jira.calls import JIRA_CALLS
from descriptors import forge
from descriptors import render as descriptor
from descriptors.forge import PAGES, Form
from descriptors.forge.checks import pages, problems
from descriptors.forge.scopes import TOKEN_SCOPES, scopes_of_call, scopes_of_event

APP_ID = "ari:cloud:ecosystem::app/0f0e0d0c-0b0a-4908-8706-050403020100"
PUBLIC_URL = "https://vouch.example.com/ai"
CALLS = {"jira": JIRA_CALLS, "confluence": CONFLUENCE_CALLS}

# Which module of Forge stands where one of Connect's stands; None where Forge has another way for it.
SAME_PLACE: dict[tuple[str, str], str | None] = {
    ("jira", "jiraIssueContexts"): "jira:issueContext",
    ("jira", "jiraIssueContents"): "jira:issuePanel",
    ("jira", "adminPages"): "jira:adminPage",
    ("jira", "postInstallPage"): None,  # jira:adminPage with useAsGetStarted
    ("jira", "jiraProjectAdminTabPanels"): "jira:projectSettingsPage",
    ("jira", "webhooks"): "trigger",
    ("confluence", "contentBylineItems"): "confluence:contentBylineItem",
    ("confluence", "dynamicContentMacros"): "macro",
    ("confluence", "webItems"): "confluence:contentAction",
    ("confluence", "spaceToolsTabs"): "confluence:spaceSettings",
    ("confluence", "adminPages"): "confluence:globalSettings",
    ("confluence", "webhooks"): "trigger",
}
SAME_EVENT = {
    "jira:issue_updated": "avi:jira:updated:issue",
    "jira:issue_deleted": "avi:jira:deleted:issue",
    "comment_created": "avi:jira:commented:issue",
    "comment_updated": "avi:jira:commented:issue",
    "comment_deleted": "avi:jira:deleted:comment",
    "app_access_to_objects_blocked": "avi:ecosystem.app_policy:blocked:app_access_to_objects.v2",
    "app_access_to_objects_in_container_blocked": (
        "avi:ecosystem.app_policy:blocked:app_access_to_objects_in_container.v2"
    ),
}


def manifest(form: Form = Form.OWN, **more: Any) -> dict[str, Any]:
    """A filled-in manifest's content."""
    return forge.read(forge.render(form, app_id=APP_ID, public_url=PUBLIC_URL, **more))


@pytest.mark.parametrize("form", list(Form))
def test_nothing_wrong(form: Form) -> None:
    """Both forms, and the first one with regions, pass every check of ours."""
    assert problems(manifest(form)) == []
    assert problems(manifest(regions={"EU": "https://eu.vouch.example.com"})) == []


def test_filled_in() -> None:
    """Id, name and address stand where they belong, no variable is left, and the comments stay."""
    text = forge.render(Form.OWN, app_id=APP_ID, public_url=PUBLIC_URL + "/", name="Vouch (test)")
    assert "${" not in text
    assert "# GET /rest/api/3/myself" in text
    found = forge.read(text)
    assert found["app"]["id"] == APP_ID
    assert found["remotes"][0]["baseUrl"] == PUBLIC_URL
    assert found["modules"]["jira:issuePanel"][0]["title"] == "Vouch (test) summary"


def test_regions() -> None:
    """Addresses by region stand beside the default one; a customer's own remote has none."""
    base = manifest(regions={"EU": "https://eu.vouch.example.com/"})["remotes"][0]["baseUrl"]
    assert base == {"default": PUBLIC_URL, "EU": "https://eu.vouch.example.com"}
    with pytest.raises(ValueError, match="no regions"):
        manifest(Form.SHARED, regions={"EU": "https://eu.vouch.example.com"})


def test_no_other_text_gets_in() -> None:
    """A value cannot end its quotes and write lines of its own into the manifest."""
    with pytest.raises(ValueError, match="quotes"):
        manifest(name='Vouch"\nremotes: []')


def test_shared_form_differs_in_the_remote_alone() -> None:
    """The form with a customer-managed remote has no address and its own permission; all else is the same."""
    own, shared = manifest(), manifest(Form.SHARED)
    assert "baseUrl" not in shared["remotes"][0]
    assert shared["permissions"].pop("external") == {"configurable": {"enabled": True}}
    assert own["permissions"].pop("external") == {}
    for one in (own, shared):
        one.pop("remotes")
    assert own == shared


def test_scopes_are_those_of_calls_and_events() -> None:
    """The manifest asks for what calls, triggers and tokens need: no less, no more."""
    found = manifest()
    needed = set(TOKEN_SCOPES)
    for product, calls in CALLS.items():
        needed |= {scope for call in calls for scope in scopes_of_call(product, call.method, call.path)}
    for trigger in found["modules"]["trigger"]:
        needed |= {scope for event in trigger["events"] for scope in scopes_of_event(event)}
    assert set(found["permissions"]["scopes"]) == needed


def test_each_scope_has_its_reason() -> None:
    """Beside each scope stands what needs it, and a call that is named there exists and needs it."""
    text = forge.render(Form.OWN, app_id=APP_ID, public_url=PUBLIC_URL)
    lines = [line.strip() for line in text.splitlines() if line.startswith("    - ") and ":" in line.partition("#")[0]]
    said = {line.partition("  # ")[0].removeprefix("- "): line.partition("  # ")[2] for line in lines}
    known = {
        ("jira", f"{call.method} {call.path}"): scopes_of_call("jira", call.method, call.path) for call in JIRA_CALLS
    } | {
        ("confluence", f"{call.method} /wiki{call.path}"): scopes_of_call("confluence", call.method, call.path)
        for call in CONFLUENCE_CALLS
    }
    for scope in manifest()["permissions"]["scopes"]:
        reason = said[scope]
        assert reason, scope
        if reason.partition(" ")[0].isupper():
            call = " ".join(reason.split()[:2]).rstrip(":")
            assert [scopes for (_, one), scopes in known.items() if one == call and scope in scopes], (scope, call)


def test_a_call_without_a_rule_is_named() -> None:
    """A new call that nobody gave a scope stops here, by name."""
    with pytest.raises(LookupError, match="GET /rest/agile/1/board"):
        scopes_of_call("jira", "GET", "/rest/agile/1/board")
    with pytest.raises(LookupError, match="avi:compass"):
        scopes_of_event("avi:compass:created:component_link")


def test_modules_of_both_doors() -> None:
    """Each place that Connect's descriptors stand in has its module, under the same key where Forge lets it."""
    modules = manifest()["modules"]
    places = {(product, kind) for product in CALLS for kind in descriptor(product, PUBLIC_URL)["modules"]}
    assert places == set(SAME_PLACE)
    assert {kind for kind, _ in pages(manifest())} == {kind for kind in SAME_PLACE.values() if kind} - {"trigger"}
    for (product, kind), forges in SAME_PLACE.items():
        if forges in (None, "trigger"):
            continue
        keys = {module["key"] for module in descriptor(product, PUBLIC_URL)["modules"][kind]}
        same = {module["key"] for module in modules[forges]}
        # Forge wants keys to differ over both products.
        assert same == ({"vouch-settings"} if forges == "confluence:globalSettings" else keys)
    assert modules["jira:adminPage"][0]["useAsGetStarted"] is True


def test_events_of_both_doors() -> None:
    """Each bell that Connect rings is rung here too."""
    hooks = descriptor("jira", PUBLIC_URL)["modules"]["webhooks"]
    rung = {event for trigger in manifest()["modules"]["trigger"] for event in trigger["events"]}
    assert {SAME_EVENT[hook["event"]] for hook in hooks} <= rung
    assert {"avi:forge:installed:app", "avi:forge:upgraded:app", "avi:jira:created:issue"} <= rung


def test_pages_are_those_of_the_modules() -> None:
    """Each module that shows something has a resource and a page of ours, by its own key."""
    found = manifest()
    keys = {page.key for page in PAGES}
    assert {resource["key"]: resource["path"] for resource in found["resources"]} == {k: f"static/{k}" for k in keys}
    assert {module["key"] for _, module in pages(found)} == keys
    assert {module["resource"] for _, module in pages(found)} == keys
    products = {page.key: page.product for page in PAGES}
    for kind, module in pages(found):
        assert products[module["key"]] == (kind.partition(":")[0] if ":" in kind else "confluence")


def test_tokens_only_where_needed() -> None:
    """People's endpoint gets no token of the app, the others none of a person, and the farewell none at all."""
    auth = {one["key"]: set(one.get("auth", {})) for one in manifest()["modules"]["endpoint"]}
    assert auth == {
        "api": {"appUserToken"},
        "installed": {"appSystemToken"},
        "events": {"appSystemToken"},
        "scheduled": {"appSystemToken"},
        "uninstalled": set(),
    }


def _http(found: dict[str, Any]) -> None:
    found["remotes"][0]["baseUrl"] = "http://vouch.example.com"


def _loopback(found: dict[str, Any]) -> None:
    found["remotes"][0]["baseUrl"] = "https://127.0.0.1:8080"


def _no_operations(found: dict[str, Any]) -> None:
    del found["remotes"][0]["operations"]


def _no_user_scope(found: dict[str, Any]) -> None:
    found["permissions"]["scopes"].remove("read:app-user-token")


def _no_system_scope(found: dict[str, Any]) -> None:
    found["permissions"]["scopes"].remove("read:app-system-token")


def _no_jira_scope(found: dict[str, Any]) -> None:
    scopes = found["permissions"]["scopes"]
    found["permissions"]["scopes"] = [scope for scope in scopes if "jira" not in scope]


def _no_event_scope(found: dict[str, Any]) -> None:
    found["permissions"]["scopes"].remove("read:content.metadata:confluence")


def _twice(found: dict[str, Any]) -> None:
    found["permissions"]["scopes"].append("read:jira-work")


def _user_token_for_a_trigger(found: dict[str, Any]) -> None:
    found["modules"]["scheduledTrigger"][0]["endpoint"] = "api"


def _foreign_remote(found: dict[str, Any]) -> None:
    found["modules"]["endpoint"][0]["remote"] = "elsewhere"


def _wide_egress(found: dict[str, Any]) -> None:
    found["permissions"]["external"] = {"images": ["*"]}


def _inline_styles(found: dict[str, Any]) -> None:
    found["permissions"]["content"] = {"styles": ["unsafe-inline"]}


def _no_such_resource(found: dict[str, Any]) -> None:
    found["modules"]["macro"][0]["resource"] = "main"


def _no_resolver(found: dict[str, Any]) -> None:
    del found["modules"]["macro"][0]["resolver"]


def _two_required(found: dict[str, Any]) -> None:
    found["app"]["compatibility"]["confluence"]["required"] = True


def _variable(found: dict[str, Any]) -> None:
    found["app"]["id"] = "${app_id}"


def _connect(found: dict[str, Any]) -> None:
    found["connectModules"] = {"jira:lifecycle": []}


@pytest.mark.parametrize(
    ("breakage", "said"),
    [
        (_http, "is not https"),
        (_loopback, "cannot reach"),
        (_no_operations, "no operations"),
        (_no_user_scope, "without the scope read:app-user-token"),
        (_no_system_scope, "without the scope read:app-system-token"),
        (_no_jira_scope, "no scope of jira"),
        (_no_event_scope, "needs the scope read:content.metadata:confluence"),
        (_twice, "a scope twice"),
        (_user_token_for_a_trigger, "no person stands behind it"),
        (_foreign_remote, "a remote that does not exist"),
        (_wide_egress, "opens more than the app needs"),
        (_inline_styles, "inline styles or scripts"),
        (_no_such_resource, "a resource that does not exist"),
        (_no_resolver, "no endpoint behind it"),
        (_two_required, "require one product"),
        (_variable, "not an app's id"),
        (_connect, "Connect modules"),
    ],
)
def test_checks_bite(breakage: Callable[[dict[str, Any]], None], said: str) -> None:
    """Each fault that Atlassian's validator lets through is found, and only where it is."""
    found = copy.deepcopy(manifest())
    breakage(found)
    assert any(said in problem for problem in problems(found)), problems(found)


def test_checks_of_a_customers_remote() -> None:
    """A customer-managed remote stands in no `fetch`, has its permission, and no regions."""
    fetched = manifest(Form.SHARED)
    fetched["permissions"]["external"]["fetch"] = {"client": [{"remote": "vouch"}]}
    assert any("fetch.client names a customer-managed remote" in problem for problem in problems(fetched))
    forbidden = manifest(Form.SHARED)
    forbidden["permissions"]["external"] = {}
    assert any("needs permissions.external.configurable" in problem for problem in problems(forbidden))
    both = manifest(Form.SHARED)
    both["remotes"][0]["baseUrl"] = {"default": PUBLIC_URL, "EU": PUBLIC_URL}
    assert any("has no regions" in problem for problem in problems(both))
    needless = manifest()
    needless["permissions"]["external"] = {"configurable": {"enabled": True}}
    assert any("cannot be taken back" in problem for problem in problems(needless))


def test_not_a_manifest() -> None:
    """What is not YAML, or no mapping, is said to be so."""
    with pytest.raises(ValueError, match="not YAML"):
        forge.read("app: [")
    with pytest.raises(ValueError, match="not a mapping"):
        forge.read("- app")
