"""The descriptors: valid, no more scopes than the calls need, addresses filled in and nothing else."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from connectors.confluence.calls import CONFLUENCE_CALLS
from connectors.jira.calls import AS_PERSON, JIRA_CALLS
from descriptors import APP_KEYS, PRODUCTS, render, schema

PUBLIC_URL = "https://vouch.example.com/ai"


@pytest.mark.parametrize("product", PRODUCTS)
def test_valid(product: str) -> None:
    """A rendered descriptor satisfies its schema, and the schema is one."""
    Draft202012Validator.check_schema(schema(product))
    assert list(Draft202012Validator(schema(product)).iter_errors(render(product, PUBLIC_URL))) == []


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(
    "breakage",
    [
        {"scopes": ["READ", "EVERYTHING"]},
        {"apiMigrations": {"gdpr": True, "signed-install": False, "context-qsh": True}},
        {"baseUrl": "https://vouch.example.com"},
        {"unheard_of": 1},
        {"authentication": {"type": "none"}},
    ],
)
def test_schema_bites(product: str, breakage: dict[str, object]) -> None:
    """The schema refuses what Atlassian or our own rules refuse."""
    assert list(Draft202012Validator(schema(product)).iter_errors(render(product, PUBLIC_URL) | breakage))


@pytest.mark.parametrize("product", PRODUCTS)
def test_scopes_are_those_of_the_calls(product: str) -> None:
    """A descriptor asks for what the calls need: no less, no more."""
    calls = {"jira": JIRA_CALLS, "confluence": CONFLUENCE_CALLS}[product]
    needed = {call.scope.value for call in (*calls, AS_PERSON)}
    assert needed == set(render(product, PUBLIC_URL)["scopes"])


def test_only_the_address_is_filled_in() -> None:
    """Rendering replaces the one variable and changes nothing else."""
    for product in PRODUCTS:
        raw = files("descriptors").joinpath(f"{product}.json").read_text(encoding="utf-8")
        assert json.loads(raw.replace("${public_url}", PUBLIC_URL)) == render(product, PUBLIC_URL + "/")
        rendered = render(product, PUBLIC_URL)
        # A webhook's address has variables that the host fills in, in a form of their own.
        hooks = [hook.pop("url") for hook in rendered["modules"].get("webhooks", [])]
        assert "${" not in json.dumps(rendered)
        assert {url.replace("${issue.id}", "1") for url in hooks} <= {
            "/webhooks",
            "/webhooks?issueId=1",
            "/webhooks?about=access",
        }


def test_two_apps() -> None:
    """Two keys, two base URLs, one below each product's path."""
    assert [render(product, PUBLIC_URL)["key"] for product in PRODUCTS] == ["vouch-jira", "vouch-confluence"]
    assert [f"{PUBLIC_URL}/jira", f"{PUBLIC_URL}/confluence"] == [render(p, PUBLIC_URL)["baseUrl"] for p in PRODUCTS]
    assert {product: render(product, PUBLIC_URL)["key"] for product in PRODUCTS} == APP_KEYS


def test_modules() -> None:
    """Each product has the modules that the panels live in; webhooks carry no content, at most ids that are blocked."""
    jira, confluence = (render(product, PUBLIC_URL)["modules"] for product in PRODUCTS)
    assert {
        "jiraIssueContexts",
        "jiraIssueContents",
        "adminPages",
        "postInstallPage",
        "jiraProjectAdminTabPanels",
        "webhooks",
    } == set(jira)
    places = {"contentBylineItems", "dynamicContentMacros", "webItems", "spaceToolsTabs", "adminPages"}
    assert places | {"webhooks"} == set(confluence)
    hooks = [*jira["webhooks"], *confluence["webhooks"]]
    assert all(hook.get("excludeBody") is True or hook["event"].startswith("app_access_to_objects_") for hook in hooks)
    assert jira["jiraIssueContents"][0]["contentPresentConditions"]
    assert confluence["dynamicContentMacros"][0]["key"].startswith("vouch-")
    assert confluence["webItems"][0]["location"] == "system.content.action"


def test_unknown_product() -> None:
    """There are two products, no third."""
    with pytest.raises(KeyError):
        render("bitbucket", PUBLIC_URL)
