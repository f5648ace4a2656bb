"""Forge installations in the store: keyed by product and installation id, joined by the cloud id that Atlassian signed.

An installation id is another one after every re-install, and the site's cloud id stays: so whatever belongs to the site
is found again. A Connect installation's cloud id is only claimed by its body, and never joins anything here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from plugin.errors import Forbidden, Unauthenticated
from plugin.identity.invocation import Invocation
from plugin.identity.repository import Door, Installation, Installations, InstallationState
from plugin.store.database import Database
from plugin.store.ids import new_id
from plugin.store.secrets import SecretBox
from plugin.store.tables import installations as t
from plugin.store.tables import tenants

_AFTERTHOUGHT = timedelta(seconds=60)
"""How long after an uninstall tokens that were issued before it may still arrive."""

Recorded = Callable[[Connection, Installation, str], None]
"""Called in the same transaction: (connection, installation, "installed" or "uninstalled")."""


class ForgeInstallations:
    """Finds and makes installations for verified invocations."""

    def __init__(
        self, *, database: Database, box: SecretBox, installations: Installations, recorded: Recorded, purge_days: int
    ) -> None:
        self._database = database
        self._box = box
        self._installations = installations
        self._recorded = recorded
        self._purge_days = purge_days

    def of(self, invocation: Invocation, *, installed: bool = False) -> Installation:
        """Return the installation that an invocation speaks for; makes it where it is new, or in use again.

        Args:
            invocation: verified.
            installed: whether the call itself says that the app was installed.

        Raises:
            Forbidden: `not_installed`: it was uninstalled, and the token is older than that.
            Unauthenticated: the installation is known to be on another site.
        """
        known = self._known(invocation)
        if known is not None and _says(known, invocation):
            return known
        for _ in range(2):
            try:
                with self._database.begin() as connection:
                    return self._settle(connection, invocation, installed=installed)
            except IntegrityError:  # another call made it in this very moment
                continue
        raise Forbidden("The app is not installed here.", code="not_installed", detail="two calls at once")

    def uninstalled(self, invocation: Invocation) -> list[Installation]:
        """Take every product's part of an installation out of use, and set the day of the purge."""
        with self._database.begin() as connection:
            own = (t.c.client_key == invocation.installation_id) & (t.c.door == Door.FORGE.value)
            return self._end(connection, own)

    def _known(self, invocation: Invocation) -> Installation | None:
        query = select(t).where(
            t.c.product == invocation.api.product.value,
            t.c.client_key == invocation.installation_id,
            t.c.door == Door.FORGE.value,
            t.c.state == InstallationState.INSTALLED.value,
        )
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        _check_site(row["cloud_id"], invocation)
        return self._installations.from_row(row)

    def _settle(self, connection: Connection, invocation: Invocation, *, installed: bool) -> Installation:
        where = (t.c.product == invocation.api.product.value) & (t.c.client_key == invocation.installation_id)
        where &= t.c.door == Door.FORGE.value
        row = connection.execute(select(t).where(where)).first()
        now = datetime.now(UTC)
        values = {
            "cloud_id": invocation.api.cloud_id,
            "base_url": invocation.api.base_url,
            "state": InstallationState.INSTALLED.value,
            "updated_at": now,
        }
        if invocation.site_url:
            values["display_url"] = invocation.site_url
        if row is None:
            tenant_id = self._tenant(connection, invocation, now)
            self._supersede(connection, tenant_id, invocation)
            secret = {"shared_secret": self._box.encrypt(""), "installed_at": now}
            key = {"product": invocation.api.product.value, "client_key": invocation.installation_id}
            row_id = new_id()
            connection.execute(
                insert(t).values(id=row_id, tenant_id=tenant_id, door=Door.FORGE.value, **key, **secret, **values)
            )
            began = True
        else:
            _check_site(row.cloud_id, invocation)
            row_id, tenant_id, began = row.id, row.tenant_id, row.state != InstallationState.INSTALLED.value
            issued = datetime.fromtimestamp(invocation.issued_at, UTC)
            if began and not installed and row.uninstalled_at and issued < row.uninstalled_at + _AFTERTHOUGHT:
                raise Forbidden("The app is not installed here.", code="not_installed")
            values |= {"uninstalled_at": None, "purge_after": None}
            connection.execute(update(t).where(t.c.id == row_id).values(**values))
        site = {"site": _site(invocation)} if invocation.site_url or row is None else {}
        connection.execute(update(tenants).where(tenants.c.id == tenant_id).values(purged_at=None, **site))
        found = self._installations.from_row(connection.execute(select(t).where(t.c.id == row_id)).mappings().one())
        if began:
            self._recorded(connection, found, "installed")
        return found

    def _tenant(self, connection: Connection, invocation: Invocation, now: datetime) -> str:
        """The site's tenant: where the product's last installation was, else where the site's is, else a new one."""
        cloud_id = invocation.api.cloud_id
        before = (t.c.door == Door.FORGE.value) & (t.c.cloud_id == cloud_id)
        before &= t.c.product == invocation.api.product.value
        found = connection.execute(select(t.c.tenant_id).where(before).order_by(t.c.installed_at.desc())).scalar()
        if found is None:
            found = connection.execute(select(tenants.c.id).where(tenants.c.cloud_id == cloud_id)).scalar()
        if found is not None:
            return str(found)
        tenant_id = new_id()
        connection.execute(
            insert(tenants).values(id=tenant_id, site=_site(invocation), created_at=now, cloud_id=cloud_id)
        )
        return tenant_id

    def _supersede(self, connection: Connection, tenant_id: str, invocation: Invocation) -> None:
        """End what stood here under another installation id: nobody tells us of every uninstall."""
        old = (t.c.tenant_id == tenant_id) & (t.c.door == Door.FORGE.value)
        old &= (t.c.product == invocation.api.product.value) & (t.c.client_key != invocation.installation_id)
        self._end(connection, old)

    def _end(self, connection: Connection, where: object) -> list[Installation]:
        in_use = t.c.state == InstallationState.INSTALLED.value
        rows = connection.execute(select(t).where(where, in_use)).mappings().all()  # type: ignore[arg-type]
        now = datetime.now(UTC)
        after = now + timedelta(days=self._purge_days)
        ended = {"state": InstallationState.UNINSTALLED.value, "updated_at": now, "uninstalled_at": now}
        found = []
        for row in rows:
            connection.execute(update(t).where(t.c.id == row["id"]).values(**ended, purge_after=after))
            found.append(self._installations.from_row(row))
            self._recorded(connection, found[-1], "uninstalled")
        return found


def _check_site(cloud_id: str, invocation: Invocation) -> None:
    """An installation never moves to another site; whatever says so is not believed, whoever signed it."""
    if cloud_id not in {"", invocation.api.cloud_id}:  # a purge leaves nothing of the site
        raise Unauthenticated(detail="an installation of another site")


def _says(known: Installation, invocation: Invocation) -> bool:
    """Whether an invocation says nothing of its installation that is not known."""
    return known.base_url == invocation.api.base_url and invocation.site_url in {"", known.display_url}


def _site(invocation: Invocation) -> str:
    """The site's name, for people who operate the server."""
    return urlsplit(invocation.site_url).hostname or invocation.api.cloud_id
