"""A site that goes from Connect to Forge: nothing moves without proof, and then both doors open to the same things."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.host.errors import HostRefused
from connectors.host.model import Product
from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo, Door, started
from plugin.cli.forge_adopt import make_adoption
from plugin.governance.adoption import Adoption, Handover
from plugin.identity.repository import Installations, Registration
from plugin.store.secrets import SecretBox
from tests.fakes.forge_panel import ForgePanel
from tests.fakes.panel import Panel


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A site on which both doors stand open, apart from each other."""
    with started(
        {"VOUCH_HOST_TIMEOUT": "1"}, port=0, data_dir=tmp_path_factory.mktemp("demo") / "data", door=Door.BOTH
    ) as demo:
        yield demo


def plan(demo: Demo) -> list[Handover]:
    """What can be handed over, as the command finds it."""
    return make_adoption(demo.services.settings, demo.services.database).plan()


def claimed(demo: Demo, client_key: str, base_url: str, cloud_id: str) -> None:
    """A Connect install that says so; nothing of its body is signed."""
    known = Installations(demo.services.database, SecretBox(demo.services.settings.secret_keys))
    with demo.services.database.begin() as connection:
        known.put(connection, Registration(Product.JIRA, client_key, base_url, "", "s" * 40, "oauth", cloud_id))


def events(demo: Demo, tenant_id: str) -> list[str]:
    """The record's headers."""
    return [record.header for record in records(demo.services.database, tenant_id)]


def test_claims_prove_nothing(demo: Demo) -> None:
    """Whoever claims the site's address or its cloud id is shown with a no, and cannot be joined."""
    cloud_id, base = demo.site.state.cloud_id, demo.site.base_url
    ForgePanel(base, demo.plugin_url).bootstrap()  # only a person's call says where people see the site
    claimed(demo, "thief-1", base, "elsewhere")
    claimed(demo, "thief-2", "http://127.0.0.1:9", cloud_id)
    found = {each.connect.client_key: each for each in plan(demo)}
    own = {demo.site.state.identity(product).client_key for product in ("jira", "confluence")}
    assert set(found) == {"thief-1", "thief-2"} | own
    for thief in ("thief-1", "thief-2"):
        assert found[thief].fault
        with pytest.raises(ValueError, match="site"):
            make_adoption(demo.services.settings, demo.services.database).apply(found[thief])
    assert not [found[key].fault for key in own if found[key].fault]
    other = make_adoption(demo.services.settings, demo.services.database)
    faults = [each.fault for each in Adoption(other._database, other._installations, lambda _: "another-site").plan()]
    assert set(faults) == {"the Connect registration is on another site"}

    def refuses(_: Any) -> str:
        raise HostRefused("refused", status=401)

    faults = [each.fault for each in Adoption(other._database, other._installations, refuses).plan()]
    assert set(faults) == {"the site does not confirm the Connect registration"}


def test_handing_over(demo: Demo) -> None:
    """A dry run changes nothing; then policy, record and runs are the same through both doors, which stay open."""
    connect = Panel(demo.site.base_url, demo.plugin_url, "PAY-101")
    mine = connect.summarise()["id"]
    before = ForgePanel(demo.site.base_url, demo.plugin_url, "PAY-101")
    early = before.summarise(length="brief")["id"]
    assert before.call("GET", f"runs/{mine}").status_code == 404
    ready = [each for each in plan(demo) if not each.fault]
    assert [each.product for each in ready] == [Product.JIRA, Product.CONFLUENCE]
    assert ready[0].comes["runs"] >= 1
    assert ready[0].stays["runs"] >= 1
    assert len([each for each in plan(demo) if not each.fault]) == 2  # said, and not done
    adoption = make_adoption(demo.services.settings, demo.services.database)
    for each in ready:
        adoption.apply(each)
    assert [each for each in plan(demo) if not each.fault] == []
    after = ForgePanel(demo.site.base_url, demo.plugin_url, "PAY-101")
    assert after.call("GET", f"runs/{mine}").status_code == 200
    assert after.call("GET", f"runs/{early}").status_code == 404  # what Forge made before stays where it was
    late = after.summarise(length="standard", audience="customer")["id"]
    assert connect.call("GET", f"runs/{late}").status_code == 200
    assert connect.bootstrap()["last_runs"]
    page = ForgePanel(demo.site.base_url, demo.plugin_url, module="vouch-byline", content="196612")
    theirs = page.summarise()["id"]
    wiki = Panel(demo.site.base_url, demo.plugin_url, module="vouch-byline", content="196612")
    assert wiki.call("GET", f"runs/{theirs}").status_code == 200
    for tenant in (demo.tenant_id, demo.wiki_tenant_id):
        assert sum('"installation:joined"' in header for header in events(demo, tenant)) == 1
    assert sum('"installation:left"' in header for header in events(demo, demo.forge_tenant_id)) == 2
    for tenant in (demo.tenant_id, demo.wiki_tenant_id, demo.forge_tenant_id):
        assert verify_tenant(demo.services.database, tenant).intact


def test_after_it(demo: Demo) -> None:
    """A re-install by Forge and the end of Connect find the same tenant; what was left behind is purged in time."""
    folder = demo.site.state.forge.app.folder
    demo.site.uninstall_forge()
    demo.site.install_forge(folder)
    again = ForgePanel(demo.site.base_url, demo.plugin_url, "PAY-101")
    assert again.bootstrap()["last_runs"]
    ForgePanel(demo.site.base_url, demo.plugin_url, module="vouch-byline", content="196612").bootstrap()
    rows = [row for row in demo.services.installations.tenants() if row["door"] == "forge"]
    in_use = {(row["product"], row["id"]) for row in rows if row["state"] == "installed"}
    assert in_use == {("jira", demo.tenant_id), ("confluence", demo.wiki_tenant_id)}
    demo.site.uninstall("jira")
    assert again.bootstrap()["last_runs"]
    due = demo.services.installations.due_for_purge
    now = datetime.now(UTC)
    assert demo.forge_tenant_id not in due(now + timedelta(days=89))
    assert demo.forge_tenant_id in due(now + timedelta(days=91))
    assert demo.tenant_id not in due(now + timedelta(days=91))
