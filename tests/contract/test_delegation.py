"""Who may narrow a place, as the live stand-in site says it: its administrators and the site's, and nobody else."""

from __future__ import annotations

import json

import pytest

from connectors.host.model import Place, Product
from plugin.audit.repository import records
from plugin.cli.demo import Demo
from plugin.errors import Forbidden
from plugin.identity.caller import Caller


def caller(demo: Demo, user: str, product: Product = Product.JIRA) -> Caller:
    """A person in front of a page of settings."""
    services = demo.services
    tenant = demo.tenant_id if product is Product.JIRA else demo.wiki_tenant_id
    (installation,) = [each for each in services.installations.all_installed() if each.tenant_id == tenant]
    person = demo.site.state.person(user)
    assert person
    access = services.identity.access(installation.id, person.account_id)
    reference = services.installations.person(tenant, person.account_id)
    return Caller(tenant, installation.id, product, person.account_id, reference, access, installation.base_url)


@pytest.mark.parametrize(
    ("user", "product", "key"),
    [
        ("anneke", Product.JIRA, "PAY"),  # a project's administrator
        ("ines", Product.JIRA, "PAY"),
        ("tomasz", Product.CONFLUENCE, "PUB"),  # a space's administrator
        ("ines", Product.CONFLUENCE, "PUB"),
    ],
)
def test_administrators_of_the_place(demo: Demo, user: str, product: Product, key: str) -> None:
    """The host names the place: key and id are its own."""
    found = demo.services.admins.let_into_place(caller(demo, user, product), key, "delegation")
    assert (found.product, found.key, found.id.isdecimal()) == (product, key, True)


@pytest.mark.parametrize(
    ("user", "product", "key"),
    [
        ("tomasz", Product.JIRA, "PAY"),  # sees it, does not administer it
        ("anneke", Product.JIRA, "SHOP"),  # administers another one
        ("haruka", Product.JIRA, "NOWHERE"),
        ("haruka", Product.CONFLUENCE, "PUB"),
        ("tomasz", Product.CONFLUENCE, "PAY"),  # a project's key is no space's
    ],
)
def test_anybody_else_is_refused_and_recorded(demo: Demo, user: str, product: Product, key: str) -> None:
    """Nobody else comes in, whatever they name; it stands in the record."""
    who = caller(demo, user, product)
    with pytest.raises(Forbidden) as refused:
        demo.services.admins.let_into_place(who, key, "delegation")
    assert refused.value.code == "not_place_admin"
    last = list(records(demo.services.database, who.tenant_id))[-1]
    assert json.loads(last.header)["event"] == "admin:refused"
    assert json.loads(last.payload or "{}")["place"] == f"{product.value}:{key}"


def test_what_is_narrowed_holds_in_the_panel(demo: Demo) -> None:
    """A project's administrator closes it: the decision there changes at once, and elsewhere nothing does."""
    services, who = demo.services, caller(demo, "anneke")
    place = services.admins.let_into_place(who, "PAY", "delegation")
    made = services.delegation.put(
        who.tenant_id, place, {"effect": "deny"}, author=who.person,
        based_on=services.policies.version_in_force(who.tenant_id).version,
    )  # fmt: skip
    assert {effect.value for effect in made.now.values()} == {"deny"}
    other = services.delegation.of(who.tenant_id, Place(Product.JIRA, key="SHOP"))
    assert other.now == other.without
    services.delegation.put(who.tenant_id, place, {}, author=who.person, based_on=made.version)
