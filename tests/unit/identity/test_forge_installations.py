"""Forge installations: one a product and installation id, joined by what Atlassian signed and by nothing else."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select

from connectors.host.forge import read_api_url
from connectors.host.model import Product
from plugin.errors import Forbidden, Unauthenticated
from plugin.identity.caller import Caller
from plugin.identity.forge_installations import ForgeInstallations
from plugin.identity.grants import Grants
from plugin.identity.invocation import Invocation
from plugin.identity.live_access import LiveAccess, RecentTokens
from plugin.identity.repository import Door, Installation, Installations, Registration
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import tenants
from tests.fakes.forge_host import CLOUD_ID, INSTALLATION_ID

SITE = "https://shop.atlassian.net"


def invocation(
    product: str = "jira", number: int = 0, cloud_id: str = CLOUD_ID, site_url: str = SITE, age: float = 0.0
) -> Invocation:
    """A verified call; another number, another installation."""
    return Invocation(
        installation_id=INSTALLATION_ID[:-1] + str(number),
        api=read_api_url(f"https://api.atlassian.com/ex/{product}/{cloud_id}", sandbox=False),
        account_id="5b10:ines",
        site_url=site_url,
        module_key="vouch-context",
        extension={},
        issued_at=time.time() - age,
    )


class Record:
    """What was recorded."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def __call__(self, connection: Connection, installation: Installation, what: str) -> None:
        """Take a record."""
        assert connection.in_transaction()
        self.said.append((installation.product.value, what))


@pytest.fixture
def record() -> Record:
    """What was recorded."""
    return Record()


@pytest.fixture
def forge(database: Database, box: SecretBox, record: Record) -> ForgeInstallations:
    """The store's Forge installations."""
    return ForgeInstallations(
        database=database, box=box, installations=Installations(database, box), recorded=record, purge_days=30
    )


def test_made_once(forge: ForgeInstallations, record: Record) -> None:
    """The first call makes the installation, the next ones find it; both products of a site share a tenant."""
    jira, wiki = forge.of(invocation()), forge.of(invocation("confluence"))
    assert (jira, jira.door, jira.shared_secret) == (forge.of(invocation()), Door.FORGE, "")
    assert (jira.tenant_id, jira.product) == (wiki.tenant_id, Product.JIRA)
    assert wiki.base_url == f"https://api.atlassian.com/ex/confluence/{CLOUD_ID}/wiki"
    assert jira.display_url == SITE
    assert record.said == [("jira", "installed"), ("confluence", "installed")]


def test_other_sites(forge: ForgeInstallations) -> None:
    """Another cloud id is another tenant."""
    other = forge.of(invocation(number=1, cloud_id="11111111-1111-1111-1111-111111111111"))
    assert forge.of(invocation()).tenant_id != other.tenant_id


def test_no_installation_moves(forge: ForgeInstallations, record: Record) -> None:
    """A token that puts a known installation on another site is refused, and changes nothing."""
    ours = forge.of(invocation())
    elsewhere = replace(invocation(), api=invocation(cloud_id="11111111-1111-1111-1111-111111111111").api)
    for product in Product:
        with pytest.raises(Unauthenticated):
            forge.of(elsewhere.of_product(Product.JIRA), installed=product is Product.JIRA)
    forge.uninstalled(invocation())
    with pytest.raises(Unauthenticated):
        forge.of(elsewhere, installed=True)
    assert forge.of(invocation(), installed=True).tenant_id == ours.tenant_id
    assert len(record.said) == 3


def test_a_claimed_cloud_id_joins_nothing(forge: ForgeInstallations, database: Database, box: SecretBox) -> None:
    """A Connect install that claims the site's cloud id, before or after, stays by itself."""
    known = Installations(database, box)

    def connect(client_key: str) -> Installation:
        registration = Registration(Product.JIRA, client_key, SITE, "", "s" * 40, "oauth", CLOUD_ID)
        with database.begin() as connection:
            return known.put(connection, registration)[0]

    before, ours, after = connect("before"), forge.of(invocation()), connect("after")
    assert len({before.tenant_id, ours.tenant_id, after.tenant_id}) == 3
    assert known.known(ours.client_key, "x") == []


def test_again(forge: ForgeInstallations, record: Record) -> None:
    """After a re-install, which has another id, the site's tenant is found again, and the old installation ends."""
    old = forge.of(invocation())
    new = forge.of(invocation(number=1), installed=True)
    assert (new.tenant_id, new.id != old.id) == (old.tenant_id, True)
    assert record.said == [("jira", "installed"), ("jira", "uninstalled"), ("jira", "installed")]


def test_uninstalled(forge: ForgeInstallations, record: Record) -> None:
    """It ends at once for both products; tokens from before stay out, and one from later shows that it is back."""
    forge.of(invocation()), forge.of(invocation("confluence"))
    assert len(forge.uninstalled(invocation())) == 2
    assert forge.uninstalled(invocation()) == []
    with pytest.raises(Forbidden, match="not_installed"):
        forge.of(invocation())
    assert forge.of(replace(invocation(), issued_at=time.time() + 90)).product is Product.JIRA
    assert forge.of(invocation("confluence"), installed=True).product is Product.CONFLUENCE
    assert [what for _, what in record.said].count("installed") == 4


def test_at_the_same_time(forge: ForgeInstallations, record: Record) -> None:
    """First calls in the same moment, of both products, make one tenant and one installation each."""
    asked = ["jira", "confluence"] * 4
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda product: forge.of(invocation(product)), asked))
    assert (len({each.id for each in found}), len({each.tenant_id for each in found})) == (2, 1)
    assert len(record.said) == 2


def test_what_is_learned_of_the_site(forge: ForgeInstallations, database: Database) -> None:
    """An event names no address; the first person's call does, and operators see it."""
    forge.of(invocation(site_url=""), installed=True)
    with database.read() as connection:
        assert connection.execute(select(tenants.c.site)).scalar_one() == CLOUD_ID
    assert forge.of(invocation()).display_url == SITE
    assert forge.of(invocation(site_url="")).display_url == SITE
    with database.read() as connection:
        assert connection.execute(select(tenants.c.site)).scalar_one() == "shop.atlassian.net"


def test_grants(forge: ForgeInstallations, database: Database, box: SecretBox) -> None:
    """A run's token stands encrypted, for its tenant alone, until the run ends; no token, no row."""
    installation, grants = forge.of(invocation()), Grants(database, box)

    def caller(token: str) -> Caller:
        access = LiveAccess(installation.base_url, SITE, token)
        return Caller(
            tenant_id=installation.tenant_id, installation_id=installation.id, product=Product.JIRA,
            account_id="a", person="p", access=access, base_url=installation.base_url,
        )  # fmt: skip

    with database.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        grants.keep(connection, "no-token", caller(""))
        grants.keep(connection, "run-1", caller("secret-token"))
        assert b"secret-token" not in connection.exec_driver_sql("SELECT token FROM run_grants").scalar_one()
        grants_in = connection.exec_driver_sql("SELECT count(*) FROM run_grants").scalar_one()
        grants.drop(connection, "another-tenant", "run-1")
        kept = connection.exec_driver_sql("SELECT count(*) FROM run_grants").scalar_one()
        grants.drop(connection, installation.tenant_id, "run-1")
        left = connection.exec_driver_sql("SELECT count(*) FROM run_grants").scalar_one()
    assert (grants_in, kept, left) == (1, 1, 0)


def test_recent_tokens() -> None:
    """A token is there for its person in its installation, for ten minutes, until the installation is forgotten."""
    now = [0.0]
    recent = RecentTokens(lambda: now[0])
    recent.keep("one", "ines", "a")
    recent.keep("one", "", "system")
    recent.keep("two", "ines", "b")
    assert (recent.of("one", "ines"), recent.of("two", "ines"), recent.of("two", "")) == ("a", "b", "")
    recent.forget("one")
    assert (recent.of("one", "ines"), recent.of("one", ""), recent.of("two", "ines")) == ("", "", "b")
    now[0] = 601.0
    assert recent.of("two", "ines") == ""
