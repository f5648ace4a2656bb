"""Handing a site over from Connect to Forge: the Forge installation moves into the tenant that Connect has filled.

Policy, record, usage and learned models belong to a tenant, so they come along by staying where they are, and both
doors open to the same things from then on. What was made through Forge before stays behind in its own tenant, whose
record says where its installation went. Nothing moves without proof: the site itself must take the app's signature
for that Connect registration, and tell the cloud id that Atlassian signed into Forge's tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, Table, func, insert, select, update

from connectors.host.errors import HostError
from connectors.host.model import Product
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.identity.repository import Door, Installation, Installations, InstallationState
from plugin.store.database import Database
from plugin.store.ids import new_id
from plugin.store.tables import audit_records, category_models, policies, runs, tenants, usage_events
from plugin.store.tables import installations as t

Prove = Callable[[Installation], str]
"""Returns the cloud id of the site that takes the app's signature for a Connect installation; may raise `HostError`."""

_COUNTED: dict[str, Table] = {
    "policy versions": policies,
    "records": audit_records,
    "runs": runs,
    "usage events": usage_events,
    "models": category_models,
}


@dataclass(frozen=True, slots=True)
class Handover:
    """What would move for one product of one site.

    Attributes:
        site: its name, for people.
        product: whose installation moves.
        connect: the Connect installation whose tenant it moves into.
        source: the tenant that it leaves.
        source_row: the Forge installation that moves, or of whose other product it is made.
        fault: why it may not move; empty where the site has proven that both are its own.
        comes: what stands in the tenant that it moves into, by name.
        stays: what was made through Forge, and stays behind.
    """

    site: str
    product: Product
    connect: Installation
    source: str
    source_row: str
    fault: str
    comes: dict[str, int]
    stays: dict[str, int]


class Adoption:
    """Finds what can be handed over, and hands it over."""

    def __init__(self, database: Database, installations: Installations, prove: Prove) -> None:
        self._database = database
        self._installations = installations
        self._prove = prove

    def plan(self) -> list[Handover]:
        """Return every hand-over that could be meant, with what stands against it; asks the sites, changes nothing."""
        return list(self._plan())

    def apply(self, handover: Handover) -> None:
        """Move the installation, and say so in both records.

        Raises:
            ValueError: it was not proven.
        """
        if handover.fault:
            raise ValueError(handover.fault)
        target, source = handover.connect.tenant_id, handover.source
        with self._database.begin() as connection:
            row = connection.execute(select(t).where(t.c.id == handover.source_row)).one()
            moved = self._moved(connection, row, handover.product)
            connection.execute(update(t).where(t.c.id == moved).values(tenant_id=target, updated_at=datetime.now(UTC)))
            left = connection.execute(select(func.count()).where(t.c.tenant_id == source)).scalar_one()
            if not left:  # whatever else of the site comes in by Forge belongs here from now on
                connection.execute(update(tenants).where(tenants.c.id == source).values(cloud_id=None))
                taken = select(tenants.c.id).where(tenants.c.cloud_id == row.cloud_id)
                if connection.execute(taken).first() is None:
                    mine = tenants.c.id == target
                    connection.execute(update(tenants).where(mine).values(cloud_id=row.cloud_id))
            last = connection.execute(
                select(audit_records.c.seq, audit_records.c.hash)
                .where(audit_records.c.tenant_id == source)
                .order_by(audit_records.c.seq.desc())
                .limit(1)
            ).first()
            said = {"installation": moved, "product": handover.product.value}
            head = {"left_records": last.seq, "left_head": last.hash} if last else {}
            append(connection, target, AuditEvent.INSTALLATION_JOINED, {**said, **head})
            append(connection, source, AuditEvent.INSTALLATION_LEFT, said)

    def _plan(self) -> Iterator[Handover]:
        in_use = t.c.state == InstallationState.INSTALLED.value
        with self._database.read() as connection:
            rows = connection.execute(select(t).where(in_use).order_by(t.c.installed_at)).all()
        connect = [row for row in rows if row.door == Door.CONNECT.value]
        by_site: dict[str, list[Row[tuple[object, ...]]]] = {}
        for row in rows:
            if row.door == Door.FORGE.value:
                by_site.setdefault(row.cloud_id, []).append(row)
        for cloud_id, forge in by_site.items():
            hosts = {urlsplit(row.display_url).hostname for row in forge} - {None}
            for other in connect:
                if other.cloud_id != cloud_id and urlsplit(other.base_url).hostname not in hosts:
                    continue
                own = next((row for row in forge if row.product == other.product), forge[0])
                if own.product == other.product and own.tenant_id == other.tenant_id:
                    continue  # done before
                found = self._handover(own, other, cloud_id)
                if found is not None:
                    yield found

    def _handover(self, own: Row[tuple[object, ...]], other: Row[tuple[object, ...]], cloud_id: str) -> Handover | None:
        connect = self._installations.get(other.id)
        if connect is None:
            return None
        try:
            proven = self._prove(connect)
            fault = "" if proven == cloud_id else "the Connect registration is on another site"
        except HostError:
            fault = "the site does not confirm the Connect registration"
        return Handover(
            site=urlsplit(connect.display_url or connect.base_url).hostname or "",
            product=connect.product,
            connect=connect,
            source=own.tenant_id,
            source_row=own.id,
            fault=fault,
            comes=self._counted(connect.tenant_id),
            stays=self._counted(own.tenant_id),
        )

    def _counted(self, tenant_id: str) -> dict[str, int]:
        with self._database.read() as connection:
            return {
                name: connection.execute(select(func.count()).where(table.c.tenant_id == tenant_id)).scalar_one()
                for name, table in _COUNTED.items()
            }

    def _moved(self, connection: Connection, row: Row[tuple[object, ...]], product: Product) -> str:
        """The installation of that product: a product that nobody opened through Forge yet has none."""
        if row.product == product.value:
            return str(row.id)
        kept = {name: value for name, value in row._mapping.items() if name not in {"id", "product", "base_url"}}  # noqa: SLF001 (SQLAlchemy's public name for it)
        address = str(row.base_url).removesuffix("/wiki").replace(f"/ex/{row.product}/", f"/ex/{product.value}/")
        wiki = "/wiki" if product is Product.CONFLUENCE else ""
        made = new_id()
        connection.execute(insert(t).values(id=made, product=product.value, base_url=f"{address}{wiki}", **kept))
        return made
