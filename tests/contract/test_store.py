"""What the store promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from connectors.host.model import Product
from plugin.assist.model import Outcome, Run, RunRequest, RunState, Stage
from plugin.assist.repository import Runs
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, records, verify_tenant
from plugin.cli.demo import PluginServer
from plugin.errors import Conflict
from plugin.governance.policies import Policies, PolicyRefused
from plugin.governance.retention import Retention
from plugin.identity.repository import Installation, Installations, Registration
from plugin.sandbox.serve import SiteServer
from plugin.store import migrate
from plugin.store.columns import metadata
from plugin.store.database import Database
from plugin.store.ids import new_id
from plugin.store.secrets import SecretBox
from plugin.store.tables import installations as installations_table
from plugin.store.tables import people, usage_events
from plugin.usage.events import Envelope, Happening, UsageEvent
from plugin.usage.repository import UsageLog
from tests.fakes.documents import ITEM, PLACE
from tests.fakes.panel import Panel


def install(store: Database, box: SecretBox, client_key: str = "client-one") -> Installation:
    """A registered site."""
    registration = Registration(Product.JIRA, client_key, "https://site.atlassian.net", "", "s" * 40, "oauth", "cloud")
    with store.begin() as connection:
        return Installations(store, box).put(connection, registration)[0]


def a_run(installation: Installation, run_id: str = "") -> Run:
    """A queued run."""
    now = datetime.now(UTC)
    return Run(
        id=run_id or new_id(), tenant_id=installation.tenant_id, installation_id=installation.id, person="ref-1",
        item=ITEM, place=PLACE, request=RunRequest(), state=RunState.QUEUED, created_at=now, alive_at=now,
        finished_at=None, stop_wanted=False, fingerprint=None,
    )  # fmt: skip


def test_migrations_make_the_tables(store: Database) -> None:
    """The migrations make exactly the tables and columns that the code knows; nothing is pending."""
    found = inspect(store.engine)
    for table in metadata.sorted_tables:
        assert {column.name for column in table.columns} == {column["name"] for column in found.get_columns(table.name)}
    assert not migrate.pending(store)


def test_down_and_up(store: Database) -> None:
    """Every migration can be taken back and applied again."""
    migrate.downgrade(store, "base")
    assert migrate.pending(store)
    assert {"alembic_version"} >= set(inspect(store.engine).get_table_names())
    migrate.upgrade(store)
    assert not migrate.pending(store)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_records SET payload = '{}'",
        "UPDATE audit_records SET header = 'x'",
        "UPDATE audit_records SET hash = 'x', payload = NULL, salt = NULL",
        "UPDATE audit_records SET salt = 'x'",
        "DELETE FROM audit_records",
        "UPDATE policies SET author = 'x'",
        "DELETE FROM policies",
    ],
)
def test_append_only(store: Database, box: SecretBox, statement: str) -> None:
    """Records and policies can be neither changed nor removed, after every migration."""
    tenant = install(store, box).tenant_id
    with store.begin() as connection:
        append(connection, tenant, AuditEvent.RUN_STARTED, {"n": 1})
    Policies(store).put_in_force(tenant, {"places": {}, "rules": []}, author="cli", based_on=0)
    with pytest.raises(DBAPIError), store.begin() as connection:
        connection.execute(text(statement))
    assert verify_tenant(store, tenant).intact


def test_erasure_keeps_the_chain(store: Database, box: SecretBox) -> None:
    """A record may lose its payload and salt together; the chain still holds."""
    tenant = install(store, box).tenant_id
    with store.begin() as connection:
        for number in range(3):
            append(connection, tenant, AuditEvent.RUN_STARTED, {"n": number})
    with store.begin() as connection:
        connection.execute(text("UPDATE audit_records SET payload = NULL, salt = NULL WHERE seq = 2"))
    verdict = verify_tenant(store, tenant)
    assert (verdict.intact, verdict.records, verdict.erased) == (True, 3, 1)


def test_records_of_many_writers(store: Database, box: SecretBox) -> None:
    """Writers at the same time queue up: the chain has no gap and no fork."""
    tenant = install(store, box).tenant_id

    def write(number: int) -> None:
        with store.begin() as connection:
            append(connection, tenant, AuditEvent.RUN_STARTED, {"n": number})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert [record.seq for record in records(store, tenant)] == list(range(1, 41))
    assert verify_tenant(store, tenant).intact


def test_installs_at_the_same_time(store: Database, box: SecretBox) -> None:
    """Two installs of one client key in the same moment are one installation."""
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: install(store, box).id, range(6)))
    assert len(set(found)) == 1


def test_people_at_the_same_time(store: Database, box: SecretBox) -> None:
    """A person met by two requests at once has one reference."""
    tenant, known = install(store, box).tenant_id, Installations(store, box)
    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(lambda _: known.person(tenant, "5b10:ines"), range(6)))) == 1


def test_one_run_for_two_clicks(store: Database, box: SecretBox) -> None:
    """Of two runs with the same key one is stored; when it has ended, another may come."""
    runs, installation = Runs(store, box), install(store, box)

    def click(_: int) -> bool:
        with store.begin() as connection:
            return runs.insert(connection, a_run(installation), "key")

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(click, range(6))) == [False] * 5 + [True]
    with store.begin() as connection:
        first = runs.by_active_key(connection, "key")
        assert first
        assert runs.close(connection, first.id, Outcome(RunState.FAILED))
        assert runs.insert(connection, a_run(installation), "key")


def test_one_driver_wins(store: Database, box: SecretBox) -> None:
    """A queued run is claimed once; it ends once; a wish to stop wins over a result."""
    runs, installation = Runs(store, box), install(store, box)
    run = a_run(installation)
    with store.begin() as connection:
        runs.insert(connection, run, "key")
    with ThreadPoolExecutor(6) as pool:
        assert [claimed is not None for claimed in pool.map(lambda _: runs.claim(run.id), range(6))].count(True) == 1
    runs.want_stop(run.id)
    assert runs.add_stage(run.id, Stage.READING, {})
    with store.begin() as connection:
        assert not runs.close(connection, run.id, Outcome(RunState.FINISHED))
        assert runs.close(connection, run.id, Outcome(RunState.CANCELLED))
        assert not runs.close(connection, run.id, Outcome(RunState.INTERRUPTED))


def test_a_run_whose_driver_is_gone(store: Database, box: SecretBox) -> None:
    """Silence ends a run, also where the last sign of life was given by a clock that was ahead."""
    runs, installation, now = Runs(store, box), install(store, box), datetime.now(UTC)
    for name, alive in (("well", now), ("silent", now - timedelta(minutes=1)), ("ahead", now + timedelta(days=900))):
        with store.begin() as connection:
            runs.insert(connection, replace(a_run(installation, name), alive_at=alive), name)
    assert sorted(run.id for run in runs.silent(now - timedelta(seconds=12))) == ["ahead", "silent"]


def test_two_administrators(store: Database, box: SecretBox) -> None:
    """Of two changes based on the same version, the second is told; none is lost silently."""
    tenant, policies = install(store, box).tenant_id, Policies(store)
    document = {"places": {"jira:PAY": {"level": "public"}}, "rules": []}
    assert policies.put_in_force(tenant, document, author="cli", based_on=0).version == 1
    with pytest.raises(Conflict):
        policies.put_in_force(tenant, document, author="cli", based_on=0)
    assert policies.put_in_force(tenant, document, author="cli", based_on=1).version == 2


def test_a_broken_pattern(store: Database, box: SecretBox) -> None:
    """A masking pattern that cannot be kept is refused with its place and reason; the old policy stays in force."""
    pytest.importorskip("re2", reason="the native library has no wheel for this platform")
    tenant, policies = install(store, box).tenant_id, Policies(store)
    good = {"name": "KD", "pattern": "KD-[0-9]{6}", "placeholder": "CUSTOMER"}
    document: dict[str, object] = {"places": {}, "rules": [], "masking": {"profiles": {"x": {"patterns": [good]}}}}
    policies.put_in_force(tenant, document, author="cli", based_on=0)
    for broken in ("(", "((a{1,100}){1,100}){1,100}", "a*", "."):
        document["masking"] = {"profiles": {"x": {"patterns": [good, good | {"name": "B", "pattern": broken}]}}}
        with pytest.raises(PolicyRefused) as refused:
            policies.put_in_force(tenant, document, author="cli", based_on=1)
        ((path, _),) = refused.value.problems
        assert path == "masking/profiles/x/patterns/1/pattern"
    assert policies.version_in_force(tenant).version == 1
    assert policies.current(tenant).masking.profiles["x"].patterns[0].placeholder == "CUSTOMER"


def test_retention(store: Database, box: SecretBox) -> None:
    """Texts go after their days; a tenant goes after its uninstall, its record stays and names nobody."""
    installation = install(store, box)
    tenant, known, runs = installation.tenant_id, Installations(store, box), Runs(store, box)
    person = known.person(tenant, "5b10:ines")
    run = a_run(installation)
    with store.begin() as connection:
        runs.insert(connection, run, "key")
        runs.close(connection, run.id, Outcome(RunState.FINISHED))
        runs.write_end(connection, run.id, Outcome(RunState.FINISHED, result={"x": 1}), keep_days=30)
        append(connection, tenant, AuditEvent.RUN_ENDED, {"person": person})
        UsageLog(box).record(connection, tenant, "5b10:ines", Happening(UsageEvent.PANEL_VIEWED, Envelope(surface="x")))
    retention, now = Retention(store, runs, known, approved_days=365), datetime.now(UTC)
    assert retention.apply(now) == 0
    assert runs.view(run, 0).result == {"x": 1}
    retention.apply(now + timedelta(days=31))
    assert runs.view(run, 0).result is None
    with store.begin() as connection:
        known.mark_uninstalled(connection, Product.JIRA, "client-one", purge_days=30)
    assert retention.apply(now + timedelta(days=29)) == 0
    assert retention.apply(now + timedelta(days=31)) == 1
    with store.read() as connection:
        assert connection.execute(select(people)).all() == []
        assert connection.execute(select(usage_events)).all() == []
        (row,) = connection.execute(select(installations_table)).all()
    assert (row.shared_secret, row.oauth_client_id, row.base_url) == (b"", None, "")
    assert verify_tenant(store, tenant).intact
    assert retention.apply(now + timedelta(days=60)) == 0
    assert install(store, box).tenant_id == tenant  # who comes back finds the old tenant, empty


def test_reinstall_stops_the_purge(store: Database, box: SecretBox) -> None:
    """A re-install before the day keeps everything."""
    installation, known = install(store, box), Installations(store, box)
    known.person(installation.tenant_id, "5b10:ines")
    with store.begin() as connection:
        known.mark_uninstalled(connection, Product.JIRA, "client-one", purge_days=0)
    install(store, box)
    assert (
        Retention(store, Runs(store, box), known, approved_days=365).apply(datetime.now(UTC) + timedelta(days=1)) == 0
    )
    with store.read() as connection:
        assert len(connection.execute(select(people)).all()) == 1


def test_a_whole_run(url: str, tmp_path: Path) -> None:
    """The road works on each kind of database."""
    with SiteServer() as site, PluginServer({}, tmp_path, site.base_url, database_url=url) as plugin:
        site.install(plugin.url)
        (tenant,) = plugin.services.installations.tenants()
        rule = {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow"}
        document = {"places": {"jira:SHOP": {"level": "public"}}, "rules": [rule]}
        plugin.services.policies.put_in_force(tenant["id"], document, author="cli", based_on=0)
        panel = Panel(site.base_url, plugin.url, "SHOP-12")
        assert panel.summarise()["state"] == "finished"
        assert panel.bootstrap()["last_runs"]["summarise"]["state"] == "finished"
        assert verify_tenant(plugin.services.database, tenant["id"]).intact
