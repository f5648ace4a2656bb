"""Tenants, installations and people in the store.

An installation is keyed by product and client key. A new client key, even at a known address, is a new installation
with a tenant of its own: nothing unsigned ever joins two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, RowMapping, Select, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from connectors.host.model import Product
from plugin.store.database import Database
from plugin.store.ids import new_id
from plugin.store.secrets import SecretBox
from plugin.store.tables import installations as t
from plugin.store.tables import people, tenants

_LEFT_BEHIND = timedelta(days=90)
TOMBSTONE = "erased:"
"""What stands before a reference where an account id stood, once the person was erased."""


class InstallationState(StrEnum):
    """Whether a registration is in use."""

    INSTALLED = "installed"
    UNINSTALLED = "uninstalled"


class Door(StrEnum):
    """By which way a site's calls come in; only `identity` asks."""

    CONNECT = "connect"
    FORGE = "forge"


@dataclass(frozen=True, slots=True)
class Installation:
    """One product's registration on a site. Never printed: it holds the shared secret.

    Attributes:
        client_key: Connect's client key, or Forge's installation id.
        base_url: where the host is called.
        display_url: where people see it; empty where that is the same.
        shared_secret: empty where the door has none.
    """

    id: str
    tenant_id: str
    product: Product
    client_key: str
    base_url: str
    display_url: str
    shared_secret: str
    oauth_client_id: str
    state: InstallationState
    door: Door = Door.CONNECT
    installed_at: datetime | None = None

    def __repr__(self) -> str:
        return f"<Installation {self.id} {self.product} {self.state}>"


@dataclass(frozen=True, slots=True)
class Registration:
    """What a verified install says. Only the client key is covered by the signature; the rest is a claim."""

    product: Product
    client_key: str
    base_url: str
    display_url: str
    shared_secret: str
    oauth_client_id: str
    cloud_id: str

    def __repr__(self) -> str:
        return f"<Registration {self.product}>"


@dataclass(frozen=True, slots=True)
class Known:
    """An installation and the reference of a person in its tenant; empty where they have not met."""

    installation: Installation
    person: str


_READ = (
    "id", "tenant_id", "product", "client_key", "base_url", "display_url", "shared_secret", "oauth_client_id", "state",
    "door",
)  # fmt: skip


def _known(products: list[Product]) -> Select[Any]:
    """Installations in use by client key, with a person's reference; the product comes first in the index."""
    met = (people.c.tenant_id == t.c.tenant_id) & (people.c.account_id == bindparam("account_id"))
    return (
        select(*(t.c[name] for name in _READ), people.c.ref)
        .select_from(t.outerjoin(people, met))
        .where(
            or_(*(t.c.product == product.value for product in products)),
            t.c.client_key == bindparam("client_key"),
            t.c.door == Door.CONNECT.value,  # no shared secret stands behind the other door
            t.c.state == InstallationState.INSTALLED.value,
        )
    )


class Installations:
    """All installations, their tenants and people."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box
        both = {None: list(Product)} | {product: [product] for product in Product}
        self._known = {product: database.prepared(_known(products)) for product, products in both.items()}

    def by_client_key(self, client_key: str, product: Product | None = None) -> list[Installation]:
        """Return the installations in use with that client key (of one product, or of both)."""
        query = select(t).where(
            t.c.client_key == client_key,
            t.c.door == Door.CONNECT.value,
            t.c.state == InstallationState.INSTALLED.value,
        )
        if product is not None:
            query = query.where(t.c.product == product.value)
        with self._database.read() as connection:
            return [self.from_row(row) for row in connection.execute(query).mappings()]

    def known(self, client_key: str, account_id: str, product: Product | None = None) -> list[Known]:
        """The same in one look-up, with the reference of a person as far as the tenant has met them.

        Every page and every call begins with it, so it is one prepared statement. The account id may be unverified:
        whoever uses the answer verifies the token first.
        """
        rows = self._known[product]({"client_key": client_key, "account_id": account_id})
        return [Known(self.from_row(row), row["ref"] or "") for row in rows]

    def get(self, installation_id: str) -> Installation | None:
        """Return an installation that is in use."""
        query = select(t).where(t.c.id == installation_id, t.c.state == InstallationState.INSTALLED.value)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return self.from_row(row) if row else None

    def all_installed(self) -> list[Installation]:
        """Return every installation in use, of all tenants.

        Raises:
            Unavailable: `secret_keys`: a stored secret opens with none of the keys.
        """
        with self._database.read() as connection:
            query = select(t).where(t.c.state == InstallationState.INSTALLED.value)
            rows = connection.execute(query).mappings().all()
        return [self.from_row(row) for row in rows]

    def put(self, connection: Connection, registration: Registration) -> tuple[Installation, bool]:
        """Store a registration; a known client key keeps its tenant and loses nothing.

        Returns:
            The installation, and whether it is new.
        """
        known = self._update(connection, registration)
        if known is not None:
            return known, False
        try:
            with connection.begin_nested():
                return self._insert(connection, registration), True
        except IntegrityError:  # a second install of the same client key in this very moment
            known = self._update(connection, registration)
            if known is None:
                raise
            return known, False

    def mark_uninstalled(
        self, connection: Connection, product: Product, client_key: str, *, purge_days: int
    ) -> Installation | None:
        """Take an installation out of use and set the day of its purge; None where there is none in use."""
        row = connection.execute(
            select(t).where(
                t.c.product == product.value,
                t.c.client_key == client_key,
                t.c.door == Door.CONNECT.value,
                t.c.state == InstallationState.INSTALLED.value,
            )
        ).first()
        if row is None:
            return None
        now = datetime.now(UTC)
        connection.execute(
            update(t)
            .where(t.c.id == row.id)
            .values(
                state=InstallationState.UNINSTALLED.value,
                updated_at=now,
                uninstalled_at=now,
                purge_after=now + timedelta(days=purge_days),
            )
        )
        return self.from_row(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)

    def due_for_purge(self, now: datetime) -> list[str]:
        """Return the tenants all of whose installations are out of use and past their day.

        One that every installation left for another tenant is due some months after it began.
        """
        with self._database.read() as connection:
            rows = connection.execute(
                select(t.c.tenant_id, t.c.state, t.c.purge_after)
                .join(tenants, tenants.c.id == t.c.tenant_id)
                .where(tenants.c.purged_at.is_(None))
            ).all()
            left = (
                connection.execute(
                    select(tenants.c.id).where(
                        tenants.c.purged_at.is_(None),
                        tenants.c.created_at < now - _LEFT_BEHIND,
                        ~select(t.c.id).where(t.c.tenant_id == tenants.c.id).exists(),
                    )
                )
                .scalars()
                .all()
            )
        by_tenant: dict[str, list[bool]] = {}
        for row in rows:
            over = row.state == InstallationState.UNINSTALLED.value and row.purge_after is not None
            by_tenant.setdefault(row.tenant_id, []).append(over and row.purge_after <= now)
        return sorted([*left, *(tenant_id for tenant_id, over in by_tenant.items() if all(over))])

    def person(self, tenant_id: str, account_id: str) -> str:
        """Return a person's random reference within a tenant; makes one at the first meeting."""
        where = (people.c.tenant_id == tenant_id) & (people.c.account_id == account_id)
        with self._database.read() as connection:
            known = connection.execute(select(people.c.ref).where(where)).scalar()
        if known is not None:
            return str(known)
        with self._database.begin() as connection:
            try:
                with connection.begin_nested():
                    row = {"tenant_id": tenant_id, "ref": new_id(), "account_id": account_id}
                    connection.execute(insert(people).values(**row, created_at=datetime.now(UTC)))
            except IntegrityError:
                pass  # met by another request in this very moment
            return str(connection.execute(select(people.c.ref).where(where)).scalar_one())

    def account_of(self, connection: Connection, tenant_id: str, ref: str) -> str:
        """Return the account id behind a reference; empty where the person was erased."""
        where = (people.c.tenant_id == tenant_id) & (people.c.ref == ref)
        found = connection.execute(select(people.c.account_id).where(where)).scalar() or ""
        return "" if found.startswith(TOMBSTONE) else found

    def reference_of(self, connection: Connection, tenant_id: str, account_id: str) -> str:
        """Return the reference of somebody whom the tenant has met; empty otherwise."""
        where = (people.c.tenant_id == tenant_id) & (people.c.account_id == account_id)
        return connection.execute(select(people.c.ref).where(where)).scalar() or ""

    def tenants(self) -> list[dict[str, Any]]:
        """Return every tenant with its installations, for people who operate the server; no secrets."""
        query = select(tenants.c.id, tenants.c.site, t.c.product, t.c.door, t.c.state, t.c.installed_at)
        with self._database.read() as connection:
            rows: Iterable[Row[Any]] = connection.execute(
                query.join(t, t.c.tenant_id == tenants.c.id).order_by(tenants.c.site, t.c.product)
            )
            return [dict(row._mapping) for row in rows]  # noqa: SLF001 (SQLAlchemy's public name for it)

    def rotate_secrets(self, connection: Connection) -> int:
        """Encrypt every secret again under the newest key; returns how many installations."""
        rows = connection.execute(
            select(t.c.id, t.c.shared_secret, t.c.oauth_client_id).where(t.c.shared_secret != b"")  # b"": purged
        ).all()
        for row in rows:
            connection.execute(
                update(t)
                .where(t.c.id == row.id)
                .values(
                    shared_secret=self._box.rotate(row.shared_secret),
                    oauth_client_id=self._box.rotate(row.oauth_client_id) if row.oauth_client_id else None,
                )
            )
        return len(rows)

    def _update(self, connection: Connection, registration: Registration) -> Installation | None:
        own = (t.c.product == registration.product.value) & (t.c.client_key == registration.client_key)
        where = own & (t.c.door == Door.CONNECT.value)
        row = connection.execute(select(t.c.id, t.c.tenant_id).where(where)).first()
        if row is None:
            return None
        now = datetime.now(UTC)
        connection.execute(
            update(t)
            .where(t.c.id == row.id)
            .values(**self._values(registration), updated_at=now, uninstalled_at=None, purge_after=None)
        )
        connection.execute(
            update(tenants)
            .where(tenants.c.id == row.tenant_id)
            .values(site=_site(registration.base_url), purged_at=None)
        )
        return self.from_row(connection.execute(select(t).where(t.c.id == row.id)).mappings().one())

    def _insert(self, connection: Connection, registration: Registration) -> Installation:
        now, tenant_id, installation_id = datetime.now(UTC), new_id(), new_id()
        connection.execute(insert(tenants).values(id=tenant_id, site=_site(registration.base_url), created_at=now))
        connection.execute(
            insert(t).values(
                id=installation_id,
                tenant_id=tenant_id,
                product=registration.product.value,
                client_key=registration.client_key,
                installed_at=now,
                updated_at=now,
                **self._values(registration),
            )
        )
        return self.from_row(connection.execute(select(t).where(t.c.id == installation_id)).mappings().one())

    def _values(self, registration: Registration) -> dict[str, Any]:
        client_id = registration.oauth_client_id
        return {
            "base_url": registration.base_url,
            "display_url": registration.display_url,
            "shared_secret": self._box.encrypt(registration.shared_secret),
            "oauth_client_id": self._box.encrypt(client_id) if client_id else None,
            "cloud_id": registration.cloud_id,
            "state": InstallationState.INSTALLED.value,
        }

    def from_row(self, row: Mapping[str, Any] | RowMapping) -> Installation:
        """Return the installation of a row of the table."""
        client_id = row["oauth_client_id"]
        return Installation(
            id=row["id"],
            tenant_id=row["tenant_id"],
            product=Product(row["product"]),
            client_key=row["client_key"],
            base_url=row["base_url"],
            display_url=row["display_url"],
            shared_secret=self._box.decrypt(row["shared_secret"]),
            oauth_client_id=self._box.decrypt(client_id) if client_id else "",
            state=InstallationState(row["state"]),
            door=Door(row["door"]),
            installed_at=row.get("installed_at"),
        )


def _site(base_url: str) -> str:
    return urlsplit(base_url).hostname or ""
